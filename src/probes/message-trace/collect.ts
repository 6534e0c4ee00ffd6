import { z } from 'zod'
import { ask } from '../../model/ask.ts'
import { Fault } from '../../model/fault.ts'
import type { NotRead } from '../../model/findings.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { after, between, type Instant, millis } from '../../model/time.ts'
import { aside } from '../aside.ts'
import { GRAPH, graphRow } from '../graph-row.ts'
import { readSamples } from './details.ts'
import { homeIn } from './homing.ts'
import { LAG_MS } from './judge.ts'
import type { Course, Earlier, Raw, Span, TraceRow } from './schema.ts'
import { queryOf, readSlice, type Slice } from './slices.ts'
import { courseOf, type Tally, tallyOf } from './tally.ts'
import { readWindow } from './window.ts'

const DAY_MS = 86_400_000
/** The same weekday a week ago is the better comparison, the day before the other one. */
const EARLIER_DAYS = [7, 1]
const EARLIER_MS = 15_000
/** Clocks differ a little, and the service refuses an end that lies in the future. */
const SKEW_MS = 5000

/**
 * The messages of the last 24 hours, counted by direction and status; events of some that were not delivered; and,
 * when a direction is silent, the same hours of earlier days.
 */
export const collect = async (
  ports: Ports,
  { scope, at }: ProbeInput,
  signal: AbortSignal,
): Promise<Outcome<Raw>> => {
  const to = new Date(Math.floor((millis(at) - SKEW_MS) / 1000) * 1000).toISOString()
  const window = { from: after(to, -DAY_MS), to }
  const outcome = await ask(ports.clock, { asked: `GET ${queryOf(window, 5000)}`, of: GRAPH }, async () => {
    const [domains, { slices, notRead }] = await Promise.all([
      domainsOf(ports, signal),
      readWindow(ports, window, signal),
    ])
    const course = courseOf(domains, scope.domain)
    const { undelivered, ...seen } = tallyIn(slices, course)
    const silent = SIDES.filter((side) => isSilent(seen, side, window.to))
    const [sampled, earlier, homed] = await Promise.all([
      readSamples(ports, undelivered, at, signal),
      silent.length > 0 ? readEarlier(ports, window, course, signal) : { earlier: [], notRead: [] },
      homeIn(ports, slices, { sides: silent, course }, signal),
    ])
    const all = [...slices, ...homed.slices]
    const { undelivered: _, ...tally } =
      homed.slices.length === 0 ? { undelivered, ...seen } : tallyIn(all, course)
    return {
      window,
      domains: [...domains],
      covered: all.flatMap((slice) => slice.covered ?? []),
      ...tally,
      samples: sampled.samples,
      earlier: earlier.earlier,
      notRead: [
        ...notRead,
        ...earlier.notRead,
        ...homed.notRead,
        ...(sampled.why === undefined
          ? []
          : [{ what: 'events of some undelivered messages', why: sampled.why }]),
      ],
    }
  })
  return withAge(outcome)
}

const Domain = z.object({ id: z.string(), isVerified: z.boolean().optional() })
const Verified = z.object({ verifiedDomains: z.array(z.object({ name: z.string() })) })

/** The tenant's own domains, from whichever of the two places we may read. */
const domainsOf = async (ports: Ports, signal: AbortSignal): Promise<readonly string[]> => {
  try {
    const { rows } = await ports.graph.list('/domains', { signal })
    const domains = rows.map((row) => graphRow(Domain, row, 'A domain'))
    return domains.filter((domain) => domain.isVerified !== false).map((domain) => domain.id.toLowerCase())
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.kind !== 'refused') throw thrown
    const { rows } = await ports.graph.list('/organization?$select=id,verifiedDomains', { signal })
    const { verifiedDomains } = graphRow(Verified, rows[0], 'The organization')
    return verifiedDomains.map((domain) => domain.name.toLowerCase())
  }
}

const SIDES = ['inbound', 'outbound'] as const

const tallyIn = (slices: readonly Slice[], course: (row: TraceRow) => Course): Tally =>
  tallyOf(
    slices.flatMap((slice) => slice.rows),
    course,
  )

/** The trace lags: only without a row younger than that a direction counts as silent. */
const isSilent = ({ last }: Pick<Tally, 'last'>, side: Course, end: Instant): boolean =>
  !last.some((row) => row.course === side && between(row.at, end) < LAG_MS)

/** The newest page of each earlier day, up to the moment from which on today's silence proves nothing. */
const readEarlier = async (
  ports: Ports,
  window: Span,
  course: (row: TraceRow) => Course,
  signal: AbortSignal,
): Promise<{ readonly earlier: Earlier[]; readonly notRead: readonly NotRead[] }> => {
  const read = await Promise.all(
    EARLIER_DAYS.map((daysAgo) =>
      aside(ports.clock, { ms: EARLIER_MS, signal }, async (signal) => {
        const ago = -daysAgo * DAY_MS
        const span = { from: after(window.from, ago), to: after(window.to, ago - LAG_MS) }
        const { rows, covered } = await readSlice(ports.graph, span, { top: 1000, pages: 1 }, signal)
        return {
          daysAgo,
          covered: covered === undefined ? [] : [covered],
          counts: tallyOf(rows, course).counts,
        }
      }),
    ),
  )
  return {
    earlier: read.flatMap((one) => (one.known ? [one.value] : [])),
    notRead: read.flatMap((one, index) =>
      one.known ? [] : [{ what: `the same hours ${EARLIER_DAYS[index]} days before`, why: one.why }],
    ),
  }
}

/** The data is as old as its newest row. */
const withAge = (outcome: Outcome<Raw>): Outcome<Raw> => {
  if (outcome.kind !== 'found') return outcome
  const newest = newestOf(outcome.value)
  return newest === undefined ? outcome : { ...outcome, source: { ...outcome.source, dataAsOf: newest } }
}

/** The newest row of all. */
export const newestOf = ({ last }: Pick<Raw, 'last'>): Instant | undefined =>
  last
    .map((row) => row.at)
    .toSorted()
    .at(-1)
