import { afterEach } from '@jest/globals'
import { type Lab, type LabOptions, startLab } from '../../../src/lab/lab.ts'
import type { Alteration } from '../../../src/lab/tenant/alter.ts'
import type { Findings, ProbeId } from '../../../src/model/findings.ts'
import { mapOutcome, type Outcome, valueOf } from '../../../src/model/outcome.ts'
import type { Clock, Ports } from '../../../src/model/ports.ts'
import type { Probe } from '../../../src/model/probe.ts'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import { portsOf } from '../../lab/support/ports.ts'
import { manualClock } from '../../support/clock.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'

/** "Now" in the lab: a Tuesday in the middle of the working day. */
export const NOW = '2026-11-24T10:30:00.000Z'

export interface Looked<P extends ProbeId> {
  readonly outcome: Outcome<Findings[P]>
  readonly finding: Findings[P] | undefined
}

export interface Tenant {
  readonly lab: Lab
  /** Changes the made-up tenant from now on. */
  alter(alteration: Alteration): Promise<void>
  /** Runs a probe over real sockets. Its raw answer goes through JSON and its own schema, as an evidence file does. */
  look<P extends ProbeId, Raw>(probe: Probe<P, Raw>, scope?: Scope): Promise<Looked<P>>
}

/** The adapters of production; whatever a web adapter waits for before it asks again is over at once. */
const portsTo = (lab: Lab, clock: Clock): Ports => {
  const { graph, exchange } = portsOf(lab, hurriedClock(NOW))
  return { ...portsOf(lab, clock), graph, exchange }
}

/** Tenants on loopback sockets, each closed when its test ends. */
export const tenants = (): ((
  scenario?: LabOptions['scenario'],
  options?: Partial<LabOptions>,
) => Promise<Tenant>) => {
  const open: Lab[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map((lab) => lab.close()))
  })
  return async (scenario = 'flowing', options = {}) => {
    const clock = manualClock(NOW)
    const lab = await startLab({ scenario, clock, ...options })
    open.push(lab)
    return {
      lab,
      alter: (alter) => lab.break({ from: 0, alter }),
      look: async (probe, scope = EVERYTHING) => {
        const input = { scope, at: NOW }
        const raw = await probe.collect(portsTo(lab, clock), input, new AbortController().signal)
        const outcome = mapOutcome(raw, (value) =>
          probe.analyse(probe.raw.parse(JSON.parse(JSON.stringify(value))), input),
        )
        return { outcome, finding: valueOf(outcome) }
      },
    }
  }
}
