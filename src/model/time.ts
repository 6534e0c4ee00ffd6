/** A moment as ISO 8601 in UTC, e.g. `2026-11-23T10:42:07.000Z`. Text, so that it survives JSON unchanged. */
export type Instant = string

/** Milliseconds since the epoch of an instant. NaN for text that is no date. */
export const millis = (at: Instant): number => Date.parse(at)

/** The instant that many milliseconds after another one. */
export const after = (at: Instant, ms: number): Instant => new Date(millis(at) + ms).toISOString()

/** Milliseconds from one instant to another; negative when the second is earlier. */
export const between = (from: Instant, to: Instant): number => millis(to) - millis(from)

/**
 * A moment inside a sentence: RFC 3339 in UTC to the second. Whoever draws the sentence finds it with `withTimes` and
 * puts it into the reader's zone.
 */
export const inText = (at: Instant): string => at.replace(/(\.\d+)?Z$/, 'Z')

/** A sentence with its moments drawn by `show`, e.g. as `{{TIME(...)}}` on a card or `10:12` in a terminal. */
export const withTimes = (text: string, show: (at: Instant) => string): string =>
  text.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (at) => show(at))
