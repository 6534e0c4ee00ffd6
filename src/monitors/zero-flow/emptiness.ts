/**
 * How likely a bin without a message is.
 *
 * Mail comes in bursts, so that a Poisson law makes silences look rarer than they are. The count of a bin is taken as
 * gamma-Poisson (negative binomial) with mean m and shape k: P(0) = (1 + m/k)^-k, Poisson's e^-m for a large k. Which k
 * holds is learned from nothing but which bins were empty: the variance would be ruled by the largest burst and says
 * little of silences. Each k of a grid keeps its log-likelihood, and P(0) is the mean over them weighted by likelihood
 * (Bayesian model averaging, Hoeting et al. 1999): until the data speak, the pessimistic ones have their say.
 */
export const SPREADS: readonly number[] = [0.1, 0.2, 0.35, 0.6, 1, 1.6, 2.5, 4, 8, 20, 1000]

/** No finite history calls a bin impossible. */
const LEAST = 1e-12

const chanceUnder = (mean: number, shape: number): number => (1 + mean / shape) ** -shape

/** The weights of the grid. */
export const weightsOf = (logs: readonly number[]): readonly number[] => {
  const best = Math.max(...logs)
  const raw = logs.map((log) => Math.exp(log - best))
  const sum = raw.reduce((total, one) => total + one, 0)
  return raw.map((one) => one / sum)
}

/** P(0) of a bin with that mean. */
export const emptyChance = (mean: number, weights: readonly number[]): number => {
  let chance = LEAST
  for (const [index, shape] of SPREADS.entries()) {
    const weight = weights[index] as number
    if (weight > LEAST) chance += weight * chanceUnder(mean, shape)
  }
  return Math.min(1, chance)
}

/** Adds what one more bin says about the shape, after letting the older ones fade. Changes `logs`. */
export const weigh = (logs: number[], mean: number, empty: boolean, fade: number): void => {
  for (const [index, shape] of SPREADS.entries()) {
    const chance = Math.min(1 - 1e-9, Math.max(1e-9, chanceUnder(mean, shape)))
    logs[index] = (logs[index] as number) * fade + Math.log(empty ? chance : 1 - chance)
  }
}
