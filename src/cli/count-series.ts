import { Fault } from '../model/fault.ts'

/** A file that is no series of counts. Codes: `series.unreadable`, `series.line`, `series.step`, `series.empty`. */
export class SeriesFault extends Fault {}

/** Counts by the start of their bin, in milliseconds since the epoch, in order of time. */
export interface CountSeries {
  readonly bins: readonly { readonly start: number; readonly count: number }[]
  readonly stepMs: number
  /** Steps between the first and the last bin for which there is no count. */
  readonly missing: number
  /** Rows for a bin that an earlier row had a different count for; the later one holds. */
  readonly replaced: number
}

interface Row {
  readonly line: number
  readonly at: number
  /** Undefined where the field is empty: not known. */
  readonly count: number | undefined
}

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/i
const ZONED = /(Z|[+-]\d\d:?\d\d)$/i

/** Milliseconds of an ISO 8601 moment, UTC where it names no zone; undefined for anything else. */
export const momentOf = (text: string): number | undefined => {
  if (!MOMENT.test(text)) return undefined
  const iso = text.replace(' ', 'T').replaceAll(' ', '').replace(',', '.').toUpperCase()
  const at = Date.parse(ZONED.test(iso.slice(10)) ? iso : `${iso}Z`)
  return Number.isNaN(at) ? undefined : at
}

/** Reads `timestamp,value` lines in any order, with or without a header. */
export const readSeries = (text: string, name: string): CountSeries => {
  const rows = rowsOf(text, name).toSorted((one, other) => one.at - other.at || one.line - other.line)
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined || first.at === last.at)
    throw new SeriesFault(`${name} has no two rows with different times: there is nothing to replay.`, {
      code: 'series.empty',
      kind: 'absent',
    })
  const stepMs = stepOf(rows, name)
  return { ...binned(rows, first.at, stepMs, name), stepMs }
}

const BAD_SHOWN = 3

const rowsOf = (text: string, name: string): readonly Row[] => {
  const bad: string[] = []
  const rows: Row[] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (raw.trim() === '') continue
    const row = rowOf(raw, index + 1)
    if (typeof row !== 'string') rows.push(row)
    else if (!isHeader(raw, index)) bad.push(`line ${index + 1}: ${row}`)
  }
  if (bad.length === 0) return rows
  const more = bad.length > BAD_SHOWN ? ` And ${bad.length - BAD_SHOWN} more such lines.` : ''
  throw new SeriesFault(`${name}, ${bad.slice(0, BAD_SHOWN).join(' ')}${more}`, {
    code: 'series.line',
    kind: 'unsure',
  })
}

const fieldsOf = (raw: string): readonly string[] =>
  raw.split(',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'))

/** A first line of words is a header. */
const isHeader = (raw: string, index: number): boolean =>
  index === 0 && fieldsOf(raw).every((field) => !/\d/.test(field))

const quoted = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`

const rowOf = (raw: string, line: number): Row | string => {
  const [moment = '', value, ...others] = fieldsOf(raw)
  const at = momentOf(moment)
  if (at === undefined)
    return `${quoted(moment)} is no time; it must look like 2026-11-23 10:05:00 or 2026-11-23T10:05:00Z.`
  if (value === undefined || others.length > 0)
    return `${quoted(raw.trim())} must be a time and a count with one comma between them.`
  if (value === '') return { line, at, count: undefined }
  const count = Number(value)
  return Number.isFinite(count) && count >= 0 ? { line, at, count } : `${quoted(value)} is no count.`
}

const LONGEST_MS = 3_600_000

/** The commonest distance between neighbours. */
const stepOf = (rows: readonly Row[], name: string): number => {
  const tally = new Map<number, number>()
  for (const [index, { at }] of rows.entries()) {
    const distance = at - (rows[index - 1]?.at ?? at)
    if (distance > 0) tally.set(distance, (tally.get(distance) ?? 0) + 1)
  }
  const [step = 0] = [...tally].toSorted(([a, many], [b, more]) => more - many || a - b)[0] ?? []
  if (step <= LONGEST_MS) return step
  throw new SeriesFault(
    `${name} has a row every ${Math.round(step / 60_000)} minutes; silence is judged on rows an hour apart at most.`,
    { code: 'series.step', kind: 'unsure' },
  )
}

/** Rows may be off the grid by a little, as clocks are; by more than a tenth in one of ten rows there is no grid. */
const OFF_BY = 0.1
const OFF_ROWS = 0.1

const binned = (
  rows: readonly Row[],
  from: number,
  stepMs: number,
  name: string,
): Omit<CountSeries, 'stepMs'> => {
  const counts = new Map<number, number>()
  let [replaced, off] = [0, 0]
  for (const { at, count } of rows) {
    const place = (at - from) / stepMs
    const index = Math.round(place)
    if (Math.abs(place - index) > OFF_BY) off++
    if (count === undefined) continue
    const before = counts.get(index)
    if (before !== undefined && before !== count) replaced++
    counts.set(index, count)
  }
  if (off > OFF_ROWS * rows.length)
    throw new SeriesFault(
      `${name} has no regular step: most rows are ${stepMs / 1000} seconds apart, but ${off} of ${rows.length} lie between.`,
      { code: 'series.step', kind: 'unsure' },
    )
  const bins = [...counts]
    .toSorted(([one], [other]) => one - other)
    .map(([index, count]) => ({ start: from + index * stepMs, count }))
  const last = Math.round(((rows.at(-1)?.at ?? from) - from) / stepMs)
  return { bins, missing: last + 1 - bins.length, replaced }
}
