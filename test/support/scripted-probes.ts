import { z } from 'zod'
import type { Probes } from '../../src/engine/diagnosis/probe-run.ts'
import type { Findings, Flow, ProbeId } from '../../src/model/findings.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { Ports } from '../../src/model/ports.ts'
import { after, between, type Instant } from '../../src/model/time.ts'

/** A day of mail that flows, up to a moment: a trace that ended hours ago says nothing of now. */
const flowingUpTo = (at: Instant): Findings['message-trace'] => {
  const flowing: Flow = {
    state: 'flowing',
    total: 2400,
    byStatus: { delivered: 2400 },
    perHour: [],
    lastDelivered: after(at, -20_000),
    lastSeen: after(at, -20_000),
    recent: { minutes: 60, seen: 100, expected: 100 },
    failures: [],
  }
  return {
    window: { from: after(at, -86_400_000), to: at },
    coverage: { kind: 'all' },
    dataAsOf: after(at, -20_000),
    flows: { inbound: flowing, outbound: flowing },
  }
}

/** What each probe finds in a tenant where all is well. */
export const soundAt = (at: Instant): Findings => ({
  'message-trace': flowingUpTo(at),
  'inbound-connectors': { state: 'none', connectors: [] },
  'outbound-connectors': { state: 'none', connectors: [] },
  'smtp-reachability': { targets: [] },
  'mx-records': { domains: [] },
  'transport-rules': { rules: [] },
  mailboxes: { sampled: 10, troubled: [], sampleTroubled: false, subscriptions: [] },
  'directory-sync': { state: 'cloud-only', errors: [] },
  'service-health': { status: 'serviceOperational', issues: [] },
  limits: { restricted: [] },
  'mx-hosts': { hosts: [] },
})

/** The same at some moment. */
export const SOUND = soundAt('2026-11-23T10:00:00.000Z')

/** What a scripted probe does: answer after a while, stay silent until aborted, or fail by a bug. */
export type Line<P extends ProbeId> =
  | { readonly afterMs: number; readonly finds: Findings[P] }
  | { readonly afterMs: number; readonly comes: Outcome<Findings[P]> }
  | 'silence'
  | 'bug'
export type Script = { readonly [P in ProbeId]?: Line<P> }

export interface ScriptedProbes {
  readonly probes: Probes
  /** Each time a probe was started, by id. */
  readonly started: ProbeId[]
  readonly aborted: ProbeId[]
}

/** All probes, each doing what the script says, or finding at once that all is well. */
export const scriptedProbes = (script: Script = {}, deadlineMs = 10_000): ScriptedProbes => {
  const started: ProbeId[] = []
  const aborted: ProbeId[] = []
  const perform = async (id: ProbeId, ports: Ports, signal: AbortSignal): Promise<Outcome<unknown>> => {
    started.push(id)
    signal.addEventListener('abort', () => aborted.push(id))
    const line = script[id] ?? { afterMs: 0, finds: soundAt(ports.clock.now())[id] }
    if (line === 'bug') throw new TypeError(`Cannot read properties of undefined (reading '${id}')`)
    if (line === 'silence') return new Promise(() => undefined)
    const at = ports.clock.now()
    await ports.clock.sleep(line.afterMs, signal)
    if ('comes' in line) return line.comes
    const source = {
      asked: id,
      of: 'the script',
      at,
      tookMs: between(at, ports.clock.now()),
      by: 'probe' as const,
    }
    return { kind: 'found', value: line.finds, source }
  }
  const ids = Object.keys(SOUND) as ProbeId[]
  const probes = Object.fromEntries(
    ids.map((id) => [
      id,
      {
        id,
        about: {
          question: `Is ${id} sound?`,
          reads: [id],
          permissions: [],
          usualMs: 1,
          deadlineMs,
          links: [],
        },
        raw: z.unknown(),
        collect: (ports: Ports, _: unknown, signal: AbortSignal) => perform(id, ports, signal),
        analyse: (raw: unknown) => raw,
      },
    ]),
  ) as unknown as Probes
  return { probes, started, aborted }
}
