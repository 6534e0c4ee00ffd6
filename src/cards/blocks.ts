import { type Element, template } from './template.ts'
import box from './templates/box.json' with { type: 'json' }
import evidence from './templates/evidence.json' with { type: 'json' }
import facts from './templates/facts.json' with { type: 'json' }
import header from './templates/header.json' with { type: 'json' }
import line from './templates/line.json' with { type: 'json' }
import noteInput from './templates/note-input.json' with { type: 'json' }
import steps from './templates/steps.json' with { type: 'json' }

/*
 * The parts that cards are made of: one template each. Text that comes in here is already safe (see text.ts).
 * A part that may be missing is a list of none or one, because the template engine knows no other "if".
 */

/** How a card feels: at work, something is broken, somebody's turn or not sure, all is well. */
export type Tone = 'working' | 'broken' | 'attend' | 'good'

const TONES = {
  working: { style: 'emphasis', badge: 'Accent' },
  broken: { style: 'attention', badge: 'Attention' },
  attend: { style: 'warning', badge: 'Warning' },
  good: { style: 'good', badge: 'Good' },
} as const

export interface Header {
  readonly tone: Tone
  /** The finding as a sentence. */
  readonly title: string
  /** More findings of the same rank. */
  readonly also?: readonly string[]
  /** Scope, since when, who, how long. */
  readonly small: string
  /** One or two words. */
  readonly chip: string
}

export interface Text {
  readonly text: string
}

export const texts = (lines: readonly (string | undefined)[]): readonly Text[] =>
  lines.filter((text) => text !== undefined).map((text) => ({ text }))

const fillHeader = template(header)
export const headerOf = ({ tone, title, also = [], small, chip }: Header): Element =>
  fillHeader({ ...TONES[tone], title, also: texts(also), small, chip })

/** How loud a word is. */
export type Ink = 'quiet' | 'plain' | 'alarm'

const INKS = {
  quiet: { colour: 'Default', subtle: true },
  plain: { colour: 'Default', subtle: false },
  alarm: { colour: 'Attention', subtle: false },
} as const

/** A row with a mark before it: a step, a diagnosis, a check. The mark carries the colour, the word says the same. */
export interface StepLine {
  readonly mark: string
  readonly colour: string
  readonly name: string
  readonly word?: string
  readonly ink: Ink
  readonly result?: string
  readonly answered?: string
}

const fillSteps = template(steps)
export const stepsOf = (rows: readonly StepLine[]): Element =>
  fillSteps({
    steps: rows.map(({ mark, colour, name, word, ink, result, answered }) => ({
      mark,
      colour,
      name,
      word: texts([word]).map((text) => ({ ...text, ...INKS[ink] })),
      result: texts([result]).map((text) => ({ ...text, subtle: ink !== 'alarm' })),
      answered: texts([answered]),
    })),
  })

export interface Fact {
  readonly title: string
  readonly values: readonly { readonly text: string; readonly source?: string }[]
}

const fillFacts = template(facts)
export const factsOf = (rows: readonly Fact[]): Element =>
  fillFacts({
    facts: rows.map(({ title, values }) => ({
      values: values.map(({ text, source }, at) => ({
        label: texts([at === 0 ? title : undefined]),
        text,
        source: texts([source]),
      })),
    })),
  })

export interface Box {
  readonly title: string
  readonly lead?: string | undefined
  readonly commands: readonly { readonly where?: string; readonly run: string; readonly language?: string }[]
  readonly then?: string | undefined
}

/** Where a portal is to be opened, nothing is to be typed. */
const PAGE = /^https:\/\/[^\s"]+$/

/** The address as the way to the page, which breaks where a phone has no room for it. */
const pageOf = (url: string): { readonly url: string; readonly text: string } => ({
  url,
  text: url
    .replace('https://', '')
    .split(/[/#:]+/)
    .filter((part) => part !== '')
    .join(' › '),
})

const fillBox = template(box)
export const boxOf = ({ title, lead, commands, then }: Box): Element =>
  fillBox({
    title,
    lead: texts([lead]),
    commands: commands.map(({ where, run, language = 'PowerShell' }) => ({
      where: texts([where]),
      ...(PAGE.test(run) ? { page: [pageOf(run)], snippet: [] } : { page: [], snippet: [{ run, language }] }),
    })),
    then: texts([then]),
  })

export interface Line {
  readonly label?: string
  readonly text?: string | undefined
  readonly subtle?: boolean
  readonly size?: 'Small' | 'Default'
  readonly spacing?: 'Small' | 'Medium'
}

const fillLine = template(line)
export const lineOf = ({ label, text, subtle = true, size = 'Default', spacing = 'Small' }: Line): Element =>
  fillLine({ label: texts([label]), body: texts([text]).map((one) => ({ ...one, subtle, size })), spacing })

export interface EvidenceLine {
  readonly what: string
  readonly answer: string
  readonly source: string
  /** The exact query, where there was one. */
  readonly asked: readonly Text[]
}

const fillEvidence = template(evidence)
export const evidenceOf = (rows: readonly EvidenceLine[], more: string | undefined): Element =>
  fillEvidence({ rows, more: texts([more]) })

const fillNoteInput = template(noteInput)
export const noteInputOf = (): Element => fillNoteInput({})
