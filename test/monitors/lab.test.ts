import { afterEach, expect, test } from '@jest/globals'
import { runProbe } from '../../src/engine/diagnosis/probe-run.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { ScenarioId } from '../../src/lab/scenarios/registry.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { ProbeId } from '../../src/model/findings.ts'
import type { Monitor, MonitorId, Signal } from '../../src/model/monitor.ts'
import type { Ports } from '../../src/model/ports.ts'
import type { Probe } from '../../src/model/probe.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import { MONITORS } from '../../src/monitors/registry.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { portsOf } from '../lab/support/ports.ts'
import { realClock } from '../support/clock.ts'
import { TENANT } from './support/watching.ts'

const open: Lab[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

const JUDGES = [
  'inbound-connectors',
  'outbound-connectors',
  'mx-drift',
  'ns-drift',
  'snapshot',
  'directory-sync',
  'service-health',
  'certificates',
] as const satisfies readonly MonitorId[]

/** What the probes that a monitor names bring, over real sockets. */
const broughtBy = async (ids: readonly ProbeId[], ports: Ports, at: string): Promise<Evidence['probes']> => {
  const input = { scope: EVERYTHING, at }
  const signal = new AbortController().signal
  const onBug = (_: ProbeId, error: unknown): never => {
    throw error
  }
  const results = await Promise.all(
    ids.map((id) =>
      runProbe(PROBES[id] as unknown as Probe<ProbeId, unknown>, { ports, input, signal, onBug }),
    ),
  )
  return Object.fromEntries(results.map(({ probe, outcome }) => [probe, outcome]))
}

/** All monitors but zero-flow before the made-up tenant; a tick of all of them. */
const watch = async (scenario: ScenarioId) => {
  const lab = await startLab({ scenario, clock: realClock })
  open.push(lab)
  const ports = portsOf(lab, realClock)
  const memories = new Map<MonitorId, unknown>()
  const tick = async (): Promise<readonly Signal[]> => {
    const at = realClock.now()
    const watched = await Promise.all(
      JUDGES.map(async (id) => {
        const monitor: Monitor<unknown> = MONITORS[id]
        const probes = await broughtBy(monitor.probes, ports, at)
        const memory = memories.get(id) ?? monitor.fresh
        const input = { tenant: TENANT, at, probes, runs: [] }
        const one = await monitor.watch(ports, memory, input, new AbortController().signal)
        memories.set(id, monitor.memory.parse(JSON.parse(JSON.stringify(one.memory))))
        return one.signals
      }),
    )
    return watched.flat()
  }
  return { lab, tick }
}

const told = (signals: readonly Signal[]): readonly string[] =>
  signals.map(({ monitor, state, severity, title }) => `${monitor} ${state} ${severity}: ${title}`)

test('a healthy tenant makes no monitor speak, at the first look and at the second', async () => {
  const { tick } = await watch('flowing')
  expect([told(await tick()), told(await tick())]).toEqual([[], []])
})

test.each<[ScenarioId, string]>([
  ['connector-offline', 'outbound-connectors firing P2: The outbound connector'],
  ['mx-wrong', 'mx-drift firing P3: The MX record of contoso.com is not what Microsoft expects'],
  ['domain-expired', 'ns-drift firing P2: contoso.com does not exist in DNS any more'],
  ['directory-sync-stopped', 'directory-sync firing P'],
  ['microsoft-incident', 'service-health firing P2: Microsoft reports'],
  ['tls-certificate', 'certificates firing P2: '],
  ['hybrid-server-outdated', 'inbound-connectors firing P'],
])('the scenario %s is told as "%s", and clears when it is mended', async (scenario, beginning) => {
  const { lab, tick } = await watch(scenario)
  const broken = told(await tick())
  expect(broken.filter((line) => line.startsWith(beginning)).length).toBeGreaterThan(0)
  await lab.heal()
  const mended = await tick()
  expect(told(mended).filter((line) => line.includes(' firing '))).toEqual([])
  const [monitor] = beginning.split(' ')
  expect(
    mended.filter((signal) => signal.monitor === monitor && signal.state === 'clear').length,
  ).toBeGreaterThan(0)
})

test('when MX is changed under its eyes the drift is told as a change of what was there', async () => {
  const { lab, tick } = await watch('flowing')
  await tick()
  await lab.switchTo('mx-wrong')
  expect(told(await tick()).filter((line) => line.startsWith('mx-drift'))).toEqual([
    'mx-drift firing P2: The MX record of contoso.com has changed',
  ])
})

test('with nothing set up every monitor says that it cannot look, and none is content', async () => {
  const { tick } = await watch('offline')
  const signals = await tick()
  expect(signals.filter(({ state }) => state === 'firing')).toEqual([])
  expect(new Set(signals.map(({ monitor }) => monitor))).toEqual(new Set(JUDGES))
})
