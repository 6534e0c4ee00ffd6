import { afterEach, expect, test } from '@jest/globals'
import { viewOf } from '../../src/diagnosis/view.ts'
import { diagnoseDirectly } from '../../src/engine/diagnosis/direct.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { all, withMailHost, withRows } from '../../src/lab/tenant/alter.ts'
import { SMART_HOST } from '../../src/lab/tenant/exchange.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { manualClock, realClock } from '../support/clock.ts'
import { portsOf } from './support/ports.ts'

const open: Lab[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

/** The clock of the certificates is the one on the wall, so the lab's stands at it too. */
test('a certificate of a connector that ends soon and a limit nearly used up are told beside the verdict', async () => {
  const clock = manualClock(realClock.now())
  const lab = await startLab({ scenario: 'flowing', clock })
  open.push(lab)
  await lab.break({
    from: 0,
    alter: all(
      withMailHost(SMART_HOST, { certificate: 'ending' }),
      withRows('Get-LimitsEnforcementStatus', (rows) =>
        rows.map((row) => ({ ...row, ObservedValue: 15_000 })),
      ),
    ),
  })
  const { snapshot } = await diagnoseDirectly({
    ports: portsOf(lab, clock),
    probes: PROBES,
    scope: EVERYTHING,
    by: { id: '00000000-0000-0000-0000-0000000000a1', name: 'Olivia Operator' },
    onBug: (probe, error) => {
      throw new Error(`The probe ${probe} fails by a bug.`, { cause: error })
    },
  })
  expect(viewOf(snapshot, { id: 'd', startedBy: 'Olivia' }).beside).toEqual([
    expect.stringMatching(/^Microsoft service health: no open Exchange Online incident /),
    expect.stringMatching(
      /^Certificates: that of hybrid\.contoso\.com \(connector Outbound to on-premises\) ends in 9 days, \d{4}-/,
    ),
    'Sending limits: external recipients in 24 hours 15,000 of 16,350, enforced',
  ])
})
