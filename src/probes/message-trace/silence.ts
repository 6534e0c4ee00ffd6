/** What is known of a direction that has been silent. */
export interface Silence {
  readonly minutes: number
  /** Messages that the rate just before the silence would have brought by now; undefined where no rate is known. */
  readonly byRate: number | undefined
  /** Messages that the same span had on an earlier day; undefined without history. */
  readonly byHistory: number | undefined
  /** All other mail of the tenant in the same span, now and usually. A holiday is quiet there too. */
  readonly others: {
    readonly seen: number
    readonly usual: number | undefined
    /** What its rate just before would have brought. */
    readonly byRate?: number | undefined
  }
}

/** - `usual`: nothing was to be expected. - `proven`: it stopped. - `open`: neither is sure. */
export type SilenceVerdict = 'usual' | 'open' | 'proven'

/** So many messages missing are no chance. Mail comes in bursts, so its gaps are wider than Poisson's. */
export const ENOUGH = 20
/** Fewer than this go missing by chance every day. */
const FEW = 3
/** A rate says nothing of the hours after the end of a working day, so without history it holds only so long. */
const RATE_HOLDS_MINUTES = 180
/** While the other mail goes on as before, the hour is none at which mail ends: a rate holds longer then. */
const WITNESSED = { minutes: 720, missing: 100, pace: 0.5 } as const
/** Missing messages that not even a holiday explains, when all mail is silent. */
const BEYOND_HOLIDAY = 300

/** Judges a silence. The thresholds are on the side of doubt: an open case is asked about, a wrong one misleads. */
export const judgeSilence = ({ minutes, byRate, byHistory, others }: Silence): SilenceVerdict => {
  if (byHistory === undefined) {
    if (byRate === undefined) return 'open'
    if (byRate < FEW) return 'usual'
    if (byRate >= ENOUGH && minutes <= RATE_HOLDS_MINUTES) return 'proven'
    return byRate >= WITNESSED.missing && minutes <= WITNESSED.minutes && goesOn(others) ? 'proven' : 'open'
  }
  if (byRate !== undefined && Math.min(byRate, byHistory) >= ENOUGH) return 'proven'
  const usualOthers = others.usual ?? 0
  if (usualOthers >= ENOUGH && byHistory * Math.min(1, others.seen / usualOthers) >= ENOUGH) return 'proven'
  if (others.seen === 0 && byHistory >= ENOUGH && byHistory + usualOthers >= BEYOND_HOLIDAY) return 'proven'
  return Math.max(byRate ?? 0, byHistory) < FEW ? 'usual' : 'open'
}

const goesOn = ({ seen, byRate = 0 }: Silence['others']): boolean =>
  byRate >= ENOUGH && seen >= WITNESSED.pace * byRate
