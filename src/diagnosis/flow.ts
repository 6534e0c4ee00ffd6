import type { Evidence } from '../model/evidence.ts'
import type { Flow, TraceFinding } from '../model/findings.ts'
import type { FlowPoint, FlowSeries } from '../model/monitor.ts'
import { valueOf } from '../model/outcome.ts'
import type { Direction } from '../model/scope.ts'
import { after, between } from '../model/time.ts'

const HOUR_MS = 3_600_000
/** Less of an hour says little about the whole of it. */
const LEAST_SHARE = 0.25

/** The day of the direction that is in trouble, or of the first one; undefined where the trace shows none. */
export const flowIn = ({ probes, scope }: Evidence): FlowSeries | undefined => {
  const outcome = probes['message-trace']
  const finding = valueOf(outcome)
  if (outcome === undefined || finding === undefined) return undefined
  const direction = worst(finding, scope.directions)
  if (direction === undefined) return undefined
  const flow = finding.flows[direction]
  const points = pointsOf(flow, finding.window)
  if (points.length === 0) return undefined
  return {
    direction,
    bucketMs: HOUR_MS,
    points,
    ...(flow.since === undefined ? {} : { onset: flow.since }),
    source: outcome.source,
  }
}

const TROUBLED: ReadonlySet<Flow['state']> = new Set(['stopped', 'none', 'failing', 'stuck'])

const worst = ({ flows }: TraceFinding, directions: readonly Direction[]): Direction | undefined =>
  directions.find((direction) => TROUBLED.has(flows[direction].state)) ?? directions[0]

/** Hour by hour; the first and the last one lie in the window only in part, and are scaled up to the whole. */
const pointsOf = ({ perHour }: Flow, window: TraceFinding['window']): readonly FlowPoint[] => {
  const counts = new Map(perHour.map(({ at, count }) => [at, count]))
  const [first] = perHour
  const last = perHour.at(-1)
  if (first === undefined || last === undefined) return []
  const length = Math.round(between(first.at, last.at) / HOUR_MS) + 1
  return Array.from({ length }, (_, index) => {
    const at = after(first.at, index * HOUR_MS)
    const count = counts.get(at)
    const share = shareOf(at, window)
    return count === undefined || share < LEAST_SHARE ? { at } : { at, seen: Math.round(count / share) }
  })
}

/** How much of an hour lies in the window, 0 to 1. */
const shareOf = (at: string, { from, to }: TraceFinding['window']): number => {
  const begins = Math.max(0, between(at, from))
  const ends = Math.min(HOUR_MS, between(at, to))
  return Math.max(0, ends - begins) / HOUR_MS
}
