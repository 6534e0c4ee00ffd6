import type { Clock } from '../model/ports.ts'
import { type Instant, millis } from '../model/time.ts'
import { throttled } from './graph/errors.ts'
import type { HttpAnswer } from './http/server.ts'
import type { Break, Scenario } from './scenario.ts'
import type { Tenant } from './tenant/tenant.ts'
import { healed, type Timeline, tenantAt, timelineOf } from './timeline.ts'
import type { Traffic } from './traffic/trace.ts'

/** Calls that the message trace grants in a rolling window. */
export interface Quota {
  readonly calls: number
  readonly perMs: number
}

/** The limit of the service: 100 calls in any 5 minutes, rows and details each. */
export const TRACE_QUOTA: Quota = { calls: 100, perMs: 5 * 60_000 }

/** What all servers of the lab play from: the tenant at this moment, and its mail. */
export interface Stage {
  readonly token: string
  now(): Instant
  tenant(): Tenant
  traffic(): Traffic
  timeline(): Timeline
  /** Counts a trace call; the refusal when the quota is spent. */
  spend(quota: 'rows' | 'details'): HttpAnswer | undefined
  play(scenario: Scenario): void
  /** Breaks something from now on, on top of the scenario. */
  add(trouble: Break): void
  heal(): void
}

export interface StageOptions {
  readonly clock: Clock
  readonly scenario: Scenario
  readonly token: string
  readonly seed: number
  readonly quota: Quota
  /** Messages a day, times the usual; that of the scenario where nothing is said. */
  readonly volume: number | undefined
  readonly extraLagMs: number
}

export const stageOf = (options: StageOptions): Stage => {
  const { clock, token, seed, quota, extraLagMs } = options
  let { scenario } = options
  let timeline = timelineOf(scenario, clock.now())
  const spent = { rows: [] as number[], details: [] as number[] }
  const tenant = (): Tenant => tenantAt(timeline, clock.now())
  return {
    token,
    now: () => clock.now(),
    tenant,
    timeline: () => timeline,
    traffic: () => ({
      seed,
      timeline,
      extraLagMs,
      volume: times(tenant().volume, options.volume ?? scenario.volume ?? 1),
    }),
    spend: (kind) => {
      const now = millis(clock.now())
      spent[kind] = spent[kind].filter((at) => at > now - quota.perMs)
      const oldest = spent[kind][0]
      if (oldest !== undefined && spent[kind].length >= quota.calls)
        return throttled(Math.ceil((oldest + quota.perMs - now) / 1000))
      spent[kind].push(now)
      return undefined
    },
    play: (next) => {
      scenario = next
      timeline = timelineOf(scenario, clock.now())
    },
    add: (trouble) => {
      timeline = [...timeline, ...timelineOf({ ...scenario, breaks: [trouble] }, clock.now())]
    },
    heal: () => {
      timeline = healed(timeline, clock.now())
    },
  }
}

const times = (volume: Tenant['volume'], factor: number): Tenant['volume'] => ({
  inbound: volume.inbound * factor,
  outbound: volume.outbound * factor,
  internal: volume.internal * factor,
})
