import { afterEach, describe, expect, test } from '@jest/globals'
import { evidenceOf } from '../../src/diagnosis/machine.ts'
import { judge } from '../../src/diagnosis/verdict.ts'
import { diagnoseDirectly } from '../../src/engine/direct.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { SCENARIOS, type ScenarioId } from '../../src/lab/scenarios/registry.ts'
import { EVERYTHING, type Scope } from '../../src/model/scope.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { manualClock } from '../support/clock.ts'
import { portsOf } from './support/ports.ts'

/** A Tuesday in the middle of the working day. */
const NOW = '2026-11-24T10:30:00.000Z'

const open: Lab[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

/** The verdict of the production probes over the sockets of the lab. */
const diagnose = async (scenario: ScenarioId, scope: Scope = EVERYTHING): Promise<Verdict> => {
  const clock = manualClock(NOW)
  const lab = await startLab({ scenario, clock })
  open.push(lab)
  const { snapshot } = await diagnoseDirectly({
    ports: portsOf(lab, clock),
    probes: PROBES,
    scope,
    by: { id: '00000000-0000-0000-0000-0000000000a1', name: 'Olivia Operator' },
    onBug: (probe, error) => {
      throw new Error(`The probe ${probe} fails by a bug.`, { cause: error })
    },
  })
  return judge(evidenceOf(snapshot))
}

const summary = ({ kind, causes, proven }: Verdict): unknown => ({
  kind,
  causes: causes.slice(0, proven).map(({ id }) => id),
})

const CAUSES = [
  'subscription-expired',
  'domain-expired',
  'third-party-gateway',
  'hybrid-server-outdated',
  'accepted-domain',
  'sending-limit',
] as const satisfies readonly ScenarioId[]

describe('over the sockets of the lab', () => {
  test.each(CAUSES)('the scenario %s is found, and it alone', async (id) => {
    expect(summary(await diagnose(id))).toEqual(SCENARIOS[id].expected)
  })
})
