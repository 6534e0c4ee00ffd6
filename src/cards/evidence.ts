import type { Source } from '../model/outcome.ts'
import type { Instant } from '../model/time.ts'
import type { EvidenceRow } from '../model/view.ts'
import { type EvidenceLine, evidenceOf, texts } from './blocks.ts'
import type { Element } from './template.ts'
import { plain, prose, time } from './text.ts'
import { count } from './words.ts'

const MOST_ROWS = 24
/** What the markup of a row takes besides its text, and what the list takes besides its rows, characters of JSON. */
const ROW_MARKUP = 380
const LIST_MARKUP = 500

/** Who answered and when, and how old the data was when it was not fresh. */
export const sourceLine = (source: Source, near: Instant): string => {
  const who = source.by === 'probe' ? plain(source.of, 80) : `${plain(source.by.name, 60)} (by hand)`
  const asOf = source.dataAsOf === undefined ? '' : `, data as of ${time(source.dataAsOf, near)}`
  return `${who} ${time(source.at, near)}${asOf}`
}

/** A query as a person reads it; the evidence file has it as it was sent. */
const readable = (asked: string): string => {
  try {
    return decodeURIComponent(asked)
  } catch {
    return asked
  }
}

const lineOf = ({ what, answer, source }: EvidenceRow, near: Instant): EvidenceLine => ({
  what: plain(what, 60),
  answer: prose(answer, near, 300),
  source: sourceLine(source, near),
  asked: texts([source.asked === '' ? undefined : plain(readable(source.asked), 240)]),
})

const weightOf = (line: EvidenceLine): number => JSON.stringify(line).length + ROW_MARKUP

/**
 * What was asked, what came back and from whom, hidden until asked for. Not a table: on a phone its columns run into
 * each other, because queries and host names do not break. What does not fit into the room (characters of JSON) is
 * counted.
 */
export const evidenceList = (
  rows: readonly EvidenceRow[],
  near: Instant,
  room: number,
): Element | undefined => {
  if (rows.length === 0) return undefined
  const lines: EvidenceLine[] = []
  let left = room - LIST_MARKUP
  for (const row of rows.slice(0, MOST_ROWS)) {
    const line = lineOf(row, near)
    left -= weightOf(line)
    if (left < 0) break
    lines.push(line)
  }
  const hidden = rows.length - lines.length
  return evidenceOf(
    lines,
    hidden > 0 ? `and ${count(hidden, 'more answer')} that found no room here` : undefined,
  )
}
