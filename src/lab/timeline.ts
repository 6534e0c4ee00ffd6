import { after, type Instant, millis } from '../model/time.ts'
import type { Break, Scenario } from './scenario.ts'
import { healthyTenant } from './tenant/healthy.ts'
import type { Tenant } from './tenant/tenant.ts'

/** A break on the calendar. */
export interface Lasting {
  readonly trouble: Break
  readonly since: Instant
  readonly until?: Instant
}

/** Everything that goes wrong with the tenant, and when: the past, the present and what is still to come. */
export type Timeline = readonly Lasting[]

const MINUTE = 60_000

/** The breaks of a scenario that starts at a moment. */
export const timelineOf = (scenario: Scenario, start: Instant): Timeline =>
  scenario.breaks.map((trouble) => ({
    trouble,
    since: after(start, trouble.from * MINUTE),
    ...(trouble.until === undefined ? {} : { until: after(start, trouble.until * MINUTE) }),
  }))

/** The same timeline when everything that is still broken is mended at a moment, and nothing more breaks. */
export const healed = (timeline: Timeline, at: Instant): Timeline =>
  timeline
    .filter(({ since }) => since < at)
    .map((lasting) =>
      lasting.until !== undefined && lasting.until < at ? lasting : { ...lasting, until: at },
    )

export const lastsAt = ({ since, until }: Lasting, at: Instant): boolean =>
  millis(since) <= millis(at) && (until === undefined || millis(at) < millis(until))

/** The tenant as it stands at a moment. */
export const tenantAt = (timeline: Timeline, at: Instant): Tenant =>
  timeline
    .filter((lasting) => lastsAt(lasting, at))
    .reduce((tenant, { trouble, since }) => trouble.alter?.(tenant, since) ?? tenant, healthyTenant(at))

/** The next moment after this one at which something breaks or mends; undefined when all stays as it is. */
export const nextChange = (timeline: Timeline, at: Instant): Instant | undefined =>
  timeline
    .flatMap(({ since, until }) => [since, ...(until === undefined ? [] : [until])])
    .filter((moment) => millis(moment) > millis(at))
    .toSorted()[0]
