/** A moment as ISO 8601 in UTC, e.g. `2026-11-23T10:42:07.000Z`. Text, so that it survives JSON unchanged. */
export type Instant = string

/** Milliseconds since the epoch of an instant. NaN for text that is no date. */
export const millis = (at: Instant): number => Date.parse(at)

/** The instant that many milliseconds after another one. */
export const after = (at: Instant, ms: number): Instant => new Date(millis(at) + ms).toISOString()

/** Milliseconds from one instant to another; negative when the second is earlier. */
export const between = (from: Instant, to: Instant): number => millis(to) - millis(from)
