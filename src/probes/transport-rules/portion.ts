/** How much of some mail: at least and at most, 0 to 1. */
export interface Portion {
  readonly least: number
  readonly most: number
}

export const ALL: Portion = { least: 1, most: 1 }
export const NONE: Portion = { least: 0, most: 0 }
/** Could be anything. */
export const UNKNOWN: Portion = { least: 0, most: 1 }
/** Mail like this exists everywhere and is nowhere most of it: with attachments, of high importance. */
export const PART: Portion = { least: 0, most: 0.5 }
/** A handful of people or a rare word. */
export const FEW: Portion = { least: 0, most: 0.1 }

/** Mail that meets all of these (Fréchet's bounds: nothing is assumed about how they hang together). */
export const both = (one: Portion, other: Portion): Portion => ({
  least: Math.max(0, one.least + other.least - 1),
  most: Math.min(one.most, other.most),
})

/** Mail that meets at least one of these. */
export const either = (one: Portion, other: Portion): Portion => ({
  least: Math.max(one.least, other.least),
  most: Math.min(1, one.most + other.most),
})

/** Mail that meets the first and not the second. */
export const except = (one: Portion, other: Portion): Portion => ({
  least: Math.max(0, one.least - other.most),
  most: Math.min(one.most, 1 - other.least),
})

/** The mean over mail of equal weight. */
export const mean = (portions: readonly Portion[]): Portion => {
  const average = (of: (portion: Portion) => number): number =>
    portions.reduce((sum, portion) => sum + of(portion), 0) / portions.length
  return { least: average(({ least }) => least), most: average(({ most }) => most) }
}
