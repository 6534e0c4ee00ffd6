import { expect } from '@jest/globals'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { Findings, ProbeId } from '../../../src/model/findings.ts'
import type { Monitor, MonitorRun, Signal, Watched } from '../../../src/model/monitor.ts'
import type { Outcome, Source } from '../../../src/model/outcome.ts'
import type { Ports } from '../../../src/model/ports.ts'
import { after } from '../../../src/model/time.ts'
import { portsOf } from '../../probes/support/world.ts'

export const NOW = '2026-11-23T10:42:07.000Z'
export const TENANT = '3f1a6c1e-5b7d-4c02-9d7e-2a41c0ffee01'
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export const SOURCE: Source = {
  asked: 'Get-Something',
  of: 'Exchange Online',
  at: NOW,
  tookMs: 120,
  by: 'probe',
}

export const found = <T>(value: T): Outcome<T> => ({ kind: 'found', value, source: SOURCE })
export const partly = <T>(value: T): Outcome<T> => ({
  kind: 'unsure',
  value,
  why: 'the service left rows out',
  source: SOURCE,
})
export const unreachable: Outcome<never> = { kind: 'unreachable', why: 'Nobody answered.', source: SOURCE }
export const refused: Outcome<never> = {
  kind: 'refused',
  need: { name: 'Global Reader', of: 'Exchange Online' },
  why: 'The role Global Reader is missing.',
  source: SOURCE,
}

export interface Tick {
  /** Milliseconds since the first moment of the test. */
  readonly atMs?: number
  readonly probes?: Evidence['probes']
  readonly runs?: readonly MonitorRun[]
  readonly ports?: Ports
}

/** A monitor that is watched tick by tick; its memory goes through JSON and its schema each time, as in a store. */
export const watching = <Memory>(monitor: Monitor<Memory>) => {
  let memory: Memory = monitor.fresh
  const keep = (watched: Watched<Memory>): Watched<Memory> => {
    const kept = JSON.parse(JSON.stringify(watched.memory)) as unknown
    memory = monitor.memory.parse(kept)
    expect(memory).toEqual(watched.memory)
    return watched
  }
  return {
    tick: async ({ atMs = 0, probes = {}, runs = [], ports = portsOf({}).ports }: Tick = {}) => {
      const input = { tenant: TENANT, at: after(NOW, atMs), probes, runs }
      return keep(await monitor.watch(ports, memory, input, new AbortController().signal))
    },
    approve: (what: string, mark: string, atMs = 0) => {
      const approval = { what, mark, by: 'Ada', at: after(NOW, atMs) }
      const watched = monitor.approve?.(memory, approval, { tenant: TENANT })
      return watched === undefined ? undefined : keep(watched)
    },
    export: () => monitor.export?.(memory, TENANT) ?? [],
  }
}

/** One finding of a probe, as a tick takes it. */
export const bringing = <P extends ProbeId>(probe: P, outcome: Outcome<Findings[P]>): Evidence['probes'] => ({
  [probe]: outcome,
})

/** What each signal says, in short. */
export const said = (signals: readonly Signal[]): readonly string[] =>
  signals.map(({ what, state, severity }) => `${what} ${state} ${severity}`)
