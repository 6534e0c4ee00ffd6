const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
export const WEEK_MS = 7 * DAY_MS

/** The guide's rule: so long without a message is a P1. */
export const GUIDE_MS = 15 * MINUTE_MS

/**
 * `learned`: by what is usual at this hour of the week, and by the guide's rule where nothing is learned yet.
 * `15min`: by the guide's rule always, whatever the volume.
 */
export const RULES = ['learned', '15min'] as const
export type Rule = (typeof RULES)[number]

/** What a person may choose about the detector. */
export interface Settings {
  /** How often it may cry wolf. 0.25 is once in four weeks. */
  readonly falseAlarmsPerWeek: number
  readonly rule: Rule
  /** Milliseconds after its end in which the count of a bin may still change: rows of a message trace come late. */
  readonly lateMs: number
  /** Milliseconds after which data is too old to tell. */
  readonly freshMs: number
}

export const SETTINGS: Settings = {
  falseAlarmsPerWeek: 0.25,
  rule: 'learned',
  lateMs: HOUR_MS,
  freshMs: 30 * MINUTE_MS,
}

/** Messages are counted in bins of this length unless told otherwise; an hour at most. */
export const STEP_MS = 5 * MINUTE_MS
