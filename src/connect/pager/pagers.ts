import type { Clock, Pager } from '../../model/ports.ts'
import { insistent } from './insistent.ts'
import { pagerDutyPager } from './pagerduty.ts'
import type { PagerSettings } from './settings.ts'
import { smtpPager } from './smtp.ts'
import { webhookPager } from './webhook.ts'

/** Three tries within the half minute; the job that pages goes on after that. */
const ATTEMPTS = 3
const LONGEST_PAUSE_MS = 15_000

export interface PagerParts {
  readonly clock: Clock
  /** Our name in EHLO. */
  readonly heloName: string
  /** Further authorities to trust, PEM. */
  readonly ca?: string
}

/** Every way out that is set up. */
export const pagersOf = (
  { webhook, pagerDuty, smtp }: PagerSettings,
  { clock, ...mail }: PagerParts,
): readonly Pager[] =>
  [
    ...(webhook === undefined ? [] : [webhookPager(webhook, clock)]),
    ...(pagerDuty === undefined ? [] : [pagerDutyPager(pagerDuty, clock)]),
    ...(smtp === undefined ? [] : [smtpPager({ ...smtp, ...mail })]),
  ].map((pager) => insistent(pager, { clock, attempts: ATTEMPTS, longestPauseMs: LONGEST_PAUSE_MS }))
