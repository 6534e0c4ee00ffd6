import type { Instant } from '../model/time.ts'
import type { RankedCause, Reason } from '../model/verdict.ts'
import { boxOf, type Fact, factsOf } from './blocks.ts'
import { sourceLine } from './evidence.ts'
import type { Element } from './template.ts'
import { code, plain, prose } from './text.ts'
import { count, few, named } from './words.ts'

const MOST_REASONS = 3
const MOST_COMMANDS = 4

/** How sure, in words; a figure alone says too much. */
export const sureness = (confidence: number): string => {
  if (confidence >= 0.99) return 'proven'
  const percent = `${Math.round(confidence * 100)} %`
  if (confidence >= 0.75) return `very likely (${percent})`
  return confidence >= 0.4 ? `likely (${percent})` : `possible (${percent})`
}

const reasonsOf = (reasons: readonly Reason[], near: Instant): Fact['values'] => {
  const shown = reasons.slice(0, MOST_REASONS).map(({ text, source }) => ({
    text: prose(text, near, 280),
    source: sourceLine(source, near),
  }))
  const hidden = reasons.length - shown.length
  return hidden > 0 ? [...shown, { text: `and ${hidden} more, see the evidence` }] : shown
}

/** Whose problem, who is affected, the proof with its sources, and what speaks against it. */
export const causeFacts = (cause: RankedCause, near: Instant): Element => {
  const rows: Fact[] = [
    { title: 'Whose', values: [{ text: prose(cause.guidance.whose, near, 200) }] },
    { title: 'Affected', values: [{ text: prose(cause.affected, near, 300) }] },
    { title: 'Proof', values: reasonsOf(cause.supports, near) },
    {
      title: 'Against it',
      values: cause.contradicts.length > 0 ? reasonsOf(cause.contradicts, near) : [{ text: 'Nothing' }],
    },
    {
      title: 'Unknown',
      values:
        cause.missing.length > 0 ? [{ text: `No answer from: ${few(cause.missing.map(named), 5)}` }] : [],
    },
  ]
  return factsOf(rows.filter(({ values }) => values.length > 0))
}

/** The exact next steps, and what happens then. */
export const doThis = ({ guidance }: RankedCause, near: Instant, title = 'Do this'): Element => {
  const hidden = guidance.commands.length - MOST_COMMANDS
  const then = [guidance.then, ...(hidden > 0 ? [`(and ${count(hidden, 'more command')})`] : [])]
    .join(' ')
    .trim()
  return boxOf({
    title,
    lead: prose(guidance.instruction, near, 500),
    commands: guidance.commands.slice(0, MOST_COMMANDS).map(({ where, run }) => ({
      where: plain(where, 120),
      run: code(run, 400),
    })),
    then: then === '' ? undefined : prose(then, near, 400),
  })
}
