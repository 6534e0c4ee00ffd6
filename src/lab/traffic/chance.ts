/**
 * Chance without state: the same numbers give the same draw, between 0 and 1 (1 excluded). A stream of draws would
 * have to be run from its beginning; this one can be asked about any message of any minute.
 */
export const chance = (...numbers: readonly number[]): number => bits(...numbers) / 2 ** 32

/** 32 well mixed bits of the same numbers (the finaliser of MurmurHash3, folded over them). */
export const bits = (...numbers: readonly number[]): number => {
  let hash = 0x9e3779b9
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

/** One of a list. */
export const pick = <T>(list: readonly T[], draw: number): T => list[Math.floor(draw * list.length)] as T

/** A count with this mean, Poisson distributed; above 50 by the normal approximation. */
export const poisson = (mean: number, draw: (turn: number) => number): number => {
  if (mean <= 0) return 0
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(draw(0), draw(1))))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = draw(0); product > limit; product *= draw(count)) count += 1
  return count
}

/** Box and Muller. */
const normal = (first: number, second: number): number =>
  Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second)
