/**
 * How the flow of today stands to the usual, and what a silence then means.
 *
 * Two gamma laws for today's level as a share of the usual: an ordinary day around 1, and a holiday far below, one day
 * in fifty. The hours before the silence sharpen both and say which of the two it is (gamma-Poisson posterior and
 * marginal likelihood; Gelman et al., "Bayesian Data Analysis", 3rd ed., section 2.6). In the middle of an ordinary day
 * a holiday is out of the question and silence is judged strictly; before the day has begun it is not.
 */
interface Gamma {
  readonly shape: number
  readonly rate: number
}

/** A holiday is like the quietest day of the week, within these shares of an ordinary one. */
const MOST_ON_HOLIDAY = 0.5
const LEAST_ON_HOLIDAY = 0.002
const HOLIDAY_SHAPE = 3
const HOLIDAY_ODDS = 1 / 50

/** Bursts seen and expected in the hours before the silence. */
export interface Hours {
  readonly seen: number
  readonly expected: number
}

/** How the days go. */
export interface Days {
  /** How surely an ordinary day is ordinary, as a gamma shape. */
  readonly certainty: number
  /** What the quietest day of the week brings, as a share of a usual one. */
  readonly quietest: number
}

/** `share`: of an ordinary day. */
const holiday = (share: number): Gamma => ({
  shape: HOLIDAY_SHAPE,
  rate: HOLIDAY_SHAPE / Math.min(MOST_ON_HOLIDAY, Math.max(LEAST_ON_HOLIDAY, share)),
})

const ordinaryDay = (certainty: number): Gamma => ({ shape: certainty, rate: certainty })

/** -ln P(no message while so many bursts are expected). */
export const silenceHeight = (expected: number, before: Hours, days: Days): number => {
  const ordinary = heightUnder(ordinaryDay(days.certainty), before, expected)
  const quiet = heightUnder(holiday(days.quietest), before, expected)
  const odds = Math.exp(-notHoliday(before, days))
  const least = Math.min(ordinary, quiet)
  return least - Math.log((Math.exp(least - ordinary) + odds * Math.exp(least - quiet)) / (1 + odds))
}

/** -ln of the odds of a holiday against an ordinary day. */
export const notHoliday = (hours: Hours, { certainty, quietest }: Days): number =>
  likelihood(ordinaryDay(certainty), hours) - likelihood(holiday(quietest), hours) - Math.log(HOLIDAY_ODDS)

/** What another whole day without flow adds to that: two holidays in a row are rarer still. */
export const ANOTHER_DAY = -Math.log(HOLIDAY_ODDS)

const heightUnder = ({ shape, rate }: Gamma, { seen, expected }: Hours, silent: number): number =>
  (shape + seen) * Math.log1p(silent / (rate + expected))

/** ln of the likelihood of what was seen, but for a term that all laws share. */
const likelihood = ({ shape, rate }: Gamma, { seen, expected }: Hours): number =>
  shape * Math.log(rate) -
  (shape + seen) * Math.log(rate + expected) +
  logGamma(shape + seen) -
  logGamma(shape)

/** ln Γ(x) for x > 0: Stirling's series from 7 on, the recurrence below. The error stays under 1e-9. */
const logGamma = (x: number): number => {
  let shift = 0
  let y = x
  while (y < 7) shift -= Math.log(y++)
  const inverse = 1 / y
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series
}
