import type { Instant } from '../../../src/model/time.ts'
import { millis } from '../../../src/model/time.ts'
import type { Raw, TraceRow } from '../../../src/probes/message-trace/schema.ts'
import { sliceOf } from '../../../src/probes/message-trace/slices.ts'
import { courseOf, tallyOf } from '../../../src/probes/message-trace/tally.ts'

export const DOMAIN = 'contoso.com'
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** A reproducible stream of chance (mulberry32). */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What share of a working day's peak rate a moment has: nights, weekends and lunch are quiet. */
const rhythm = (at: number): number => {
  const date = new Date(at)
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60
  const day = [0, 6].includes(date.getUTCDay()) ? 0.06 : 1
  if (hour < 6 || hour >= 20) return 0.04 * day
  if (hour < 8) return 0.3 * day
  if (hour >= 18) return 0.2 * day
  return (hour >= 12 && hour < 13 ? 0.6 : 1) * day
}
/** The mean of the rhythm over a working day. */
const MEAN = 0.56

export interface Tenant {
  readonly seed: number
  /** Messages on a working day. */
  readonly inbound: number
  readonly outbound: number
  readonly internal: number
}

const ADDRESSES = {
  inbound: ['out@fabrikam.example', `in@${DOMAIN}`],
  outbound: [`in@${DOMAIN}`, 'out@fabrikam.example'],
  internal: [`a@${DOMAIN}`, `b@${DOMAIN}`],
} as const
type Course = keyof typeof ADDRESSES

/**
 * Mail between two moments, newest first. It comes in conversations of a few messages, so that gaps and bursts are
 * wider than chance alone makes them. The same moments always bring the same mail.
 */
export const mailOf = (tenant: Tenant, from: Instant, to: Instant): TraceRow[] => {
  const rows: TraceRow[] = []
  for (const course of ['inbound', 'outbound', 'internal'] as const)
    for (let hour = Math.floor(millis(from) / HOUR_MS) - 1; hour <= Math.floor(millis(to) / HOUR_MS); hour++)
      rows.push(...hourOf(tenant, course, hour))
  return rows
    .filter((row) => row.receivedDateTime > from && row.receivedDateTime <= to)
    .toSorted((a, b) => (a.receivedDateTime < b.receivedDateTime ? 1 : -1))
}

const BURST = 1.8

const hourOf = (tenant: Tenant, course: Course, hour: number): TraceRow[] => {
  const chance = chanceOf(tenant.seed * 7919 + hour * 31 + course.length)
  const [sender, recipient] = ADDRESSES[course]
  const rows: TraceRow[] = []
  let at = hour * HOUR_MS
  const peak = tenant[course] / MEAN / 24 / BURST
  for (;;) {
    at += (-Math.log(1 - chance()) / Math.max(peak, 1e-9)) * HOUR_MS
    if (at >= (hour + 1) * HOUR_MS) return rows
    if (chance() > rhythm(at)) continue
    const size = 1 + Math.floor(-Math.log(1 - chance()) * (BURST - 1))
    for (let member = 0; member < size; member++)
      rows.push({
        id: `${course}-${hour}-${rows.length}`,
        senderAddress: sender,
        recipientAddress: recipient,
        receivedDateTime: new Date(at + member * 20_000 * chance()).toISOString(),
        status: 'delivered',
      })
  }
}

export interface Story {
  readonly at: Instant
  /** Rows of the last 24 hours as the trace would show them now. */
  readonly rows: readonly TraceRow[]
  /** Rows of the 24 hours that ended so many days before; none where it is left out. */
  readonly earlier?: Readonly<Record<number, readonly TraceRow[]>>
}

const dayBefore = (at: Instant, days: number): Instant => new Date(millis(at) - days * DAY_MS).toISOString()

/** The raw answer that collecting such mail gives, when it is little enough to be read whole. */
export const rawOf = ({ at, rows, earlier = {} }: Story): Raw => {
  const course = courseOf([DOMAIN])
  const window = { from: dayBefore(at, 1), to: at }
  const { counts, last } = tallyOf(rows, course)
  return {
    window,
    domains: [DOMAIN],
    covered: [window],
    counts,
    last,
    samples: [],
    earlier: Object.entries(earlier)
      .toSorted(([a], [b]) => Number(b) - Number(a))
      .map(([days, then]) => {
        const span = { from: dayBefore(at, Number(days) + 1), to: dayBefore(at, Number(days)) }
        const page = then.slice(0, 1000)
        const slice = sliceOf(page, page.length === then.length, span)
        return {
          daysAgo: Number(days),
          covered: slice.covered === undefined ? [] : [slice.covered],
          counts: tallyOf(slice.rows, course).counts,
        }
      }),
    notRead: [],
  }
}

/** What the trace shows of a tenant at a moment; `lost` takes rows away. */
export const storyOf = (
  tenant: Tenant,
  at: Instant,
  lost: (row: TraceRow) => boolean = () => false,
): Story => ({
  at,
  rows: mailOf(tenant, dayBefore(at, 1), new Date(millis(at) - 120_000).toISOString()).filter(
    (row) => !lost(row),
  ),
  earlier: {
    7: mailOf(tenant, dayBefore(at, 8), dayBefore(at, 7)),
    1: mailOf(tenant, dayBefore(at, 2), dayBefore(at, 1)),
  },
})
