import { afterEach, expect, test } from '@jest/globals'
import { wallClock } from '../../src/compose/clock.ts'
import { askMicrosoft, askNetwork, type Finding, GRAPH_CALLS } from '../../src/compose/doctor.ts'
import { portsTo } from '../../src/compose/ports.ts'
import { reachOfLab } from '../../src/compose/reach.ts'
import { traceBudgetInMemory } from '../../src/connect/trace-budget.ts'
import { forbidden, noTracePrincipal } from '../../src/lab/graph/errors.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { ScenarioId } from '../../src/lab/scenarios/registry.ts'
import { PROBES } from '../../src/probes/registry.ts'

const open: Lab[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

const standing = async (scenario: ScenarioId) => {
  const lab = await startLab({ scenario, clock: wallClock })
  open.push(lab)
  const reach = reachOfLab(lab)
  const ports = portsTo(reach, {
    clock: wallClock,
    budget: traceBudgetInMemory(wallClock),
    caller: 'diagnosis',
  })
  return { lab, reach, ports }
}

const healthOf = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ what, health }) => [what, health]))

test('every Graph permission that a probe names is tried', () => {
  const named = Object.values(PROBES).flatMap(({ about }) =>
    about.permissions.filter(({ of }) => of === 'Microsoft Graph').map(({ name }) => name),
  )
  expect(Object.keys(GRAPH_CALLS).toSorted()).toEqual([...new Set(named)].toSorted())
})

test('in a sound tenant everything works', async () => {
  const { reach, ports } = await standing('flowing')
  const findings = [...(await askMicrosoft(reach, ports)), ...(await askNetwork(ports))]
  expect(findings.filter(({ health }) => health !== 'works')).toEqual([])
  expect(findings.length).toBeGreaterThan(10)
})

test('a missing permission and a missing service principal are named, with what grants them and what they cost', async () => {
  const { lab, reach, ports } = await standing('flowing')
  lab.disturb({ backend: 'graph', matching: '/users', answer: forbidden })
  lab.disturb({ backend: 'graph', matching: 'messageTraces', answer: noTracePrincipal })
  const findings = await askMicrosoft(reach, ports)
  const missing = findings.filter(({ health }) => health !== 'works')
  expect(healthOf(missing)).toEqual({
    'ExchangeMessageTrace.Read.All': 'missing',
    'User.Read.All': 'missing',
  })
  const [trace, users] = missing
  expect(trace?.fix).toContain('New-MgServicePrincipal -AppId 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373')
  expect(users?.fix).toContain('User.Read.All > Grant admin consent')
  expect(users?.costs).toMatch(/^Mailflow cannot tell by itself: .*\?$/)
})

test('what is not set up is off, not missing, and DNS and SMTP are tried all the same', async () => {
  const { reach, ports } = await standing('offline')
  expect(healthOf(await askMicrosoft(reach, ports))).toEqual({ 'sign-in': 'off' })
  expect(healthOf(await askNetwork(ports))).toEqual({ DNS: 'missing', 'SMTP, port 25 out': 'unsure' })
})
