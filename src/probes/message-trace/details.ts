import type { Ports } from '../../model/ports.ts'
import { between, type Instant } from '../../model/time.ts'
import { aside } from '../aside.ts'
import { graphRow } from '../graph-row.ts'
import { type Sample, TraceEvent } from './schema.ts'
import { type Way, wayOf } from './status.ts'
import type { Tally } from './tally.ts'
import { concurrently } from './window.ts'

/** How many rows of each way and direction are looked into. The calls have a quota of their own (100 in 5 minutes). */
const PICKS: Readonly<Partial<Record<Way, number>>> = { failed: 6, waiting: 4, diverted: 2 }
/** Among the newest so many, because an old failure says little of the trouble now. */
const NEWEST = 200
const CONCURRENT = 4
const DETAIL_MS = 12_000
/** A message may wait this long without trouble. */
const PATIENCE_MS = 900_000

type Undelivered = Tally['undelivered'][number]

/** Looks into a few of the rows that were not delivered: the reason is only in their events. */
export const readSamples = async (
  ports: Ports,
  undelivered: Tally['undelivered'],
  at: Instant,
  signal: AbortSignal,
): Promise<{ readonly samples: Sample[]; readonly why?: string }> => {
  const picked = picksOf(undelivered, at)
  const read = await concurrently(picked, CONCURRENT, (row) =>
    aside(ports.clock, { ms: DETAIL_MS, signal }, (signal) => eventsOf(ports, row, signal)),
  )
  const failed = read.find((one) => !one.known)
  const samples = picked.map(({ at, course, status, sender, recipient }, index) => {
    const events = read[index]
    return { at, course, status, sender, recipient, events: events?.known ? events.value : [] }
  })
  return failed === undefined || failed.known ? { samples } : { samples, why: failed.why }
}

const picksOf = (undelivered: Tally['undelivered'], at: Instant): readonly Undelivered[] =>
  (['inbound', 'outbound'] as const).flatMap((course) =>
    Object.entries(PICKS).flatMap(([way, count]) => {
      const rows = undelivered.filter((row) => row.course === course && wayOf(row.status) === way)
      const ripe = way === 'waiting' ? rows.filter((row) => between(row.at, at) > PATIENCE_MS) : rows
      return evenly(ripe.slice(0, NEWEST), count)
    }),
  )

/** So many of the items at even distances, the first always among them. */
const evenly = <T>(items: readonly T[], count: number): readonly T[] => {
  const step = Math.max(1, items.length / count)
  return items
    .filter((_, index) => index === 0 || Math.floor(index / step) !== Math.floor((index - 1) / step))
    .slice(0, count)
}

const eventsOf = async (ports: Ports, row: Undelivered, signal: AbortSignal): Promise<TraceEvent[]> => {
  const recipient = encodeURIComponent(row.recipient.replaceAll("'", "''"))
  const path = `/admin/exchange/tracing/messageTraces/${encodeURIComponent(row.id)}/getDetailsByRecipient(recipientAddress='${recipient}')`
  const { rows } = await ports.graph.list(path, { signal, maxPages: 1 })
  return rows.map((event) => graphRow(TraceEvent, event, 'An event of the message trace'))
}
