import type { Button, Card } from '../model/card.ts'
import { between } from '../model/time.ts'
import type { DiagnosisView } from '../model/view.ts'
import { headerOf, lineOf, stepsOf } from './blocks.ts'
import { buttonsOf } from './buttons.ts'
import { cardOf } from './card.ts'
import { evidenceList } from './evidence.ts'
import { flowChart } from './flow-chart.ts'
import { questionBlocks } from './question.ts'
import { scopeLine, subject } from './scope.ts'
import { stepLine } from './steps.ts'
import { summaryOf } from './summary.ts'
import type { Element } from './template.ts'
import { flat, heading, plain, prose, time } from './text.ts'
import { verdictBlocks } from './verdict.ts'
import { duration } from './words.ts'

export interface Posting {
  /** The card was posted again after a restart of the bot; an older one of the same diagnosis may stand above. */
  readonly continuation?: boolean
  /** The flow as a PNG, a `data:` address, for clients that draw no charts. */
  readonly picture?: string | undefined
}

const smallLine = (view: DiagnosisView): string => {
  const near = view.startedAt
  const who = `started ${time(near, near)} by ${plain(view.startedBy, 60)}`
  const took =
    view.finishedAt === undefined ? [] : [`took ${duration(between(view.startedAt, view.finishedAt))}`]
  return [scopeLine(view.scope, near), who, ...took].join(' · ')
}

const middle = (view: DiagnosisView): readonly Element[] => {
  if (view.phase === 'asking' && view.question !== undefined)
    return questionBlocks(view.question, view.startedAt)
  if (view.phase === 'verdict' && view.verdict !== undefined) return verdictBlocks(view, view.verdict)
  return []
}

/**
 * Teams refuses a message above 100 KB in UTF-16, so 50,000 characters. Half of it is left to the envelope and to
 * whatever cannot be cut; the evidence takes what the rest of the card leaves of the other half.
 */
const MOST_LENGTH = 27_000

const MOST_BESIDE = 8

const besideLines = (view: DiagnosisView): readonly Element[] => {
  const hidden = view.beside.length - MOST_BESIDE
  const lines = view.beside.slice(0, MOST_BESIDE).map((text) => prose(text, view.startedAt, 240))
  return [...lines, ...(hidden > 0 ? [`and ${hidden} more`] : [])].map((text) =>
    lineOf({ text, size: 'Small' }),
  )
}

/**
 * The one card of a diagnosis, from the first second to the verdict. Updated in place: header, what to do now, then
 * all seven steps, which stand from the beginning so that nothing jumps, then the evidence behind a button.
 */
export const diagnosisCard = (view: DiagnosisView, button: Button, posting: Posting = {}): Card => {
  const put = putter(view, button, posting)
  const room = MOST_LENGTH - JSON.stringify(put(undefined)).length
  return put(evidenceList(view.evidence, view.startedAt, room))
}

/** Puts everything but the evidence on the card, and the evidence in its place. */
const putter = (view: DiagnosisView, button: Button, posting: Posting): ((evidence?: Element) => Card) => {
  const near = view.startedAt
  const { tone, title, also, chip } = summaryOf(view)
  const ended = view.phase === 'verdict' || view.phase === 'stopped'
  const buttons = buttonsOf(view.offers, button, { evidence: view.evidence.length > 0 })
  const above = [
    headerOf({
      tone,
      title: heading(title, near, 160),
      also: also.map((text) => prose(text, near, 160)),
      small: smallLine(view),
      chip,
    }),
    posting.continuation === true ? lineOf({ text: CONTINUED, size: 'Small' }) : undefined,
    ...middle(view),
    ...(view.flow === undefined ? [] : flowChart(view.flow, posting.picture)),
    buttons.answers,
    stepsOf(view.steps.map((step) => stepLine(step, near, ended))),
    ...besideLines(view),
  ]
  const summary = flat(`${subject(view.scope) ?? 'Mail'}: ${title}`, 300)
  return (evidence) => cardOf(summary, [...above, evidence, buttons.more], buttons.actions)
}

const CONTINUED =
  'Posted again after a restart of the bot. Nothing was lost; a card of this diagnosis further up is out of date.'
