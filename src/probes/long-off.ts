import type { ProbeInput } from '../model/probe.ts'
import { after, between, type Instant } from '../model/time.ts'

/** Longer than any outage goes unnoticed. */
const LONG_MS = 7 * 24 * 3_600_000

/** People tell roughly since when mail is missing: what changed shortly before may well be why. */
const ROUGHLY_MS = 24 * 3_600_000

/**
 * Whether something has stood as it is since well before mail went missing: every change renews `WhenChanged`, so an
 * old one proves that mail once flowed like this.
 */
export const longOff = (changed: Instant | undefined, { scope, at }: ProbeInput): boolean =>
  changed !== undefined &&
  between(changed, scope.since === undefined ? after(at, -LONG_MS) : after(scope.since, -ROUGHLY_MS)) > 0
