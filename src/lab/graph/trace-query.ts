import { after, type Instant, millis } from '../../model/time.ts'
import type { HttpAnswer } from '../http/server.ts'
import { graphError } from './errors.ts'

/** What of a message-trace query the service really looks at. */
export interface TraceQuery {
  readonly from: number
  readonly to: number
  readonly top: number
  /** Exact values by property; the last one given for a property wins. */
  readonly equals: Readonly<Record<string, string>>
  readonly subject?: { readonly how: string; readonly text: string }
}

const DAY_MS = 86_400_000
const bad = (message: string): HttpAnswer => graphError(400, 'BadRequest', message)

/** `receivedDateTime ge 2026-01-01T00:00:00Z`, `status eq 'failed'`. */
const COMPARISON = /(\w+)\s+(eq|ne|ge|le|gt|lt)\s+(?:'((?:[^']|'')*)'|([^\s)]+))/g
const LISTED = /(\w+)\s+in\s*\(([^)]*)\)/g
const SUBJECT = /(contains|startswith|endswith)\s*\(\s*subject\s*,\s*'((?:[^']|'')*)'\s*\)/i

/**
 * Reads `$filter` and `$top` the way the service does: everything is taken as joined by `and`, whatever joins it, and
 * of several values for one property only the last one counts.
 */
export const readTraceQuery = (parameters: URLSearchParams, now: Instant): TraceQuery | HttpAnswer => {
  const filter = parameters.get('$filter') ?? ''
  const bounds = new Map<string, string>()
  const equals: Record<string, string> = {}
  for (const [, property = '', operator = '', quoted, bare = ''] of filter.matchAll(COMPARISON)) {
    const value = quoted?.replaceAll("''", "'") ?? bare
    if (property === 'receivedDateTime') bounds.set(operator, value)
    else equals[property] = value
  }
  for (const [, property = '', list = ''] of filter.matchAll(LISTED))
    equals[property] = (list.split(',').at(-1) ?? '').trim().replaceAll("'", '')
  const window = readWindow(bounds.get('ge'), bounds.get('le'), now)
  if ('status' in window) return window
  const top = readTop(parameters.get('$top'))
  if (typeof top !== 'number') return top
  const subject = SUBJECT.exec(filter)
  return {
    ...window,
    top,
    equals,
    ...(subject === null
      ? {}
      : {
          subject: { how: (subject[1] as string).toLowerCase(), text: (subject[2] as string).toLowerCase() },
        }),
  }
}

const readTop = (given: string | null): number | HttpAnswer => {
  if (given === null) return 1000
  const top = Number(given)
  return Number.isInteger(top) && top >= 1 && top <= 5000
    ? top
    : bad("Invalid value for '$top'. The value must be between 1 and 5000.")
}

const readWindow = (
  start: string | undefined,
  end: string | undefined,
  now: Instant,
): { readonly from: number; readonly to: number } | HttpAnswer => {
  if (start === undefined && end === undefined)
    return { from: millis(after(now, -2 * DAY_MS)), to: millis(now) }
  if (end === undefined) return bad('EndDate is required when a StartDate is entered.')
  if (start === undefined) return bad('StartDate is required when an EndDate is entered.')
  const [from, to] = [millis(start), millis(end)]
  if (Number.isNaN(from)) return bad('Invalid StartDate value.')
  if (Number.isNaN(to)) return bad('Invalid EndDate value.')
  if (to < from) return bad("Invalid date range. The StartDate can't be later than the EndDate.")
  if (to > millis(now)) return bad("Invalid EndDate value. The EndDate can't be in the future.")
  if (from < millis(now) - 90 * DAY_MS)
    return bad("Invalid StartDate value. The StartDate can't be older than 90 days from today.")
  if (to - from > 10 * DAY_MS)
    return bad("The interval between StartDate and EndDate can't be longer than 10 days.")
  return { from, to }
}
