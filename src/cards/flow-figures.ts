import type { FlowPoint, FlowSeries } from '../model/monitor.ts'
import { after, type Instant, millis } from '../model/time.ts'

/* What the chart, the picture and the words of a flow have in common. */

/** A phone shows no more, and a card has no room for more. */
const MOST_POINTS = 96

export interface Figures {
  readonly points: readonly FlowPoint[]
  /** End of the last bucket: "now" for the reader. */
  readonly end: Instant
  /** The highest number to be drawn, at least 1. */
  readonly top: number
  readonly onset?: Instant
  /** E.g. `Inbound messages per 15 minutes`. */
  readonly title: string
}

const HOUR_MS = 3_600_000

const bucketWords = (ms: number): string => {
  const minutes = Math.round(ms / 60_000)
  if (minutes === 60) return 'hour'
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`
}

/** Undefined where there is nothing to draw. */
export const figuresOf = (series: FlowSeries): Figures | undefined => {
  const points = series.points.slice(-MOST_POINTS)
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return undefined
  const { onset } = series
  const end = after(last.at, series.bucketMs)
  const inside = onset !== undefined && millis(onset) >= millis(first.at) && millis(onset) <= millis(end)
  return {
    points,
    end,
    top: Math.max(1, ...points.flatMap(({ seen = 0, expected }) => [seen, expected?.high ?? 0])),
    ...(inside ? { onset } : {}),
    title: `${series.direction === 'inbound' ? 'Inbound' : 'Outbound'} messages per ${bucketWords(series.bucketMs)}`,
  }
}

/** Hours from the end of the figures, negative in the past, to a hundredth. */
export const hoursBefore = (at: Instant, { end }: Figures): number =>
  Math.round(((millis(at) - millis(end)) / HOUR_MS) * 100) / 100

/** Runs of neighbouring points that `has` something, so that no line is drawn over what is not known. */
export const runsOf = (
  points: readonly FlowPoint[],
  has: (point: FlowPoint) => boolean,
): readonly (readonly FlowPoint[])[] => {
  const runs: FlowPoint[][] = []
  let open = false
  for (const point of points) {
    if (has(point) && open) runs.at(-1)?.push(point)
    else if (has(point)) runs.push([point])
    open = has(point)
  }
  return runs
}

/** A count as people read it: three figures are enough. */
export const rounded = (count: number): number =>
  count < 10 ? Math.round(count * 10) / 10 : count < 1000 ? Math.round(count) : Number(count.toPrecision(3))
