/**
 * Where to draw the line so that chance crosses it only as often as allowed.
 *
 * Every silence that ends by itself leaves the height that it reached. Were the model perfect, heights would be
 * exponential with mean 1; real traffic has a longer tail. So the line is extrapolated from the heights themselves by
 * peaks over threshold (Pickands 1975; for alarms: Siffer et al., "Anomaly Detection in Streams with Extreme Value
 * Theory", KDD 2017), with exponential excesses whose mean has a gamma prior around the model's. The line is a quantile
 * of the predictive law, a Lomax: few heights make a wide one. Heights are kept as counts in geometric buckets, so that
 * memory stays bounded and old ones fade.
 */
const FIRST = 0.25
const RATIO = 1.12
/** Lower edges of the buckets: 0.25 to about 315. */
export const EDGES: readonly number[] = Array.from({ length: 64 }, (_, index) => FIRST * RATIO ** index)

/** So many heights above the threshold make a tail that can be believed, and so many weeks of them. */
const ENOUGH = 12
const ENOUGH_WEEKS = 0.5
/** Until then the line is no lower than a perfect model would draw it: heights of a young model are low. */
const YOUNG_WEEKS = 1
/** The model's own tail counts as so many heights. */
const PRIOR = 4

const bucketOf = (height: number): number =>
  Math.min(EDGES.length - 1, Math.floor(Math.log(height / FIRST) / Math.log(RATIO)))

/** Adds one height. Changes `counts`. */
export const record = (counts: number[], height: number): void => {
  if (height < FIRST) return
  const bucket = bucketOf(height)
  counts[bucket] = (counts[bucket] as number) + 1
}

export interface Tail {
  readonly counts: readonly number[]
  /** Over how long the counts were gathered, in weeks. */
  readonly weeks: number
  /** Mean height under a perfect model. */
  readonly scale: number
  /** Chances for a new height in a week. */
  readonly startsPerWeek: number
}

/** The height that chance crosses `perWeek` times a week. */
export const lineOf = (tail: Tail, perWeek: number): number => {
  const perfect = tail.scale * Math.log(tail.startsPerWeek / perWeek)
  if (tail.weeks < ENOUGH_WEEKS) return perfect
  const { above, from } = topOf(tail.counts, Math.max(ENOUGH, 3 * perWeek * tail.weeks))
  if (above < ENOUGH) return perfect
  const excess = PRIOR * tail.scale + excessOver(tail.counts, from)
  const times = Math.max(1, above / tail.weeks / perWeek)
  const line = (EDGES[from] as number) + excess * (times ** (1 / (PRIOR + above)) - 1)
  return tail.weeks < YOUNG_WEEKS ? Math.max(perfect, line) : line
}

/** The highest bucket that enough heights reach: as high as can be, so that a long tail is seen from near. */
const topOf = (
  counts: readonly number[],
  enough: number,
): { readonly above: number; readonly from: number } => {
  let above = 0
  let from = EDGES.length
  while (from > 0 && above < enough) above += counts[--from] as number
  return { above, from }
}

const excessOver = (counts: readonly number[], from: number): number => {
  const threshold = EDGES[from] as number
  let excess = 0
  for (let index = from; index < EDGES.length; index++)
    excess += (counts[index] as number) * ((EDGES[index] as number) * Math.sqrt(RATIO) - threshold)
  return excess
}
