import { expect, test } from '@jest/globals'
import type { OutboundConnector } from '../../../src/model/findings.ts'
import { monitor } from '../../../src/monitors/outbound-connectors/monitor.ts'
import { bringing, DAY_MS, found, NOW, SOURCE, said, TENANT, watching } from '../support/watching.ts'

const connector: OutboundConnector = {
  name: 'To on-premises',
  id: 'guid-2',
  type: 'OnPremises',
  enabled: true,
  troubles: [],
  recipientDomains: ['contoso.com', 'fabrikam.com'],
  smartHosts: ['hybrid.contoso.com', 'hybrid2.contoso.com'],
  ruleScoped: false,
  allViaOnPremises: false,
  validated: true,
}
const finding = (...connectors: OutboundConnector[]) =>
  bringing('outbound-connectors', found({ state: 'sound', connectors }))

test('two smart hosts that cannot be reached are one alarm with both proofs', async () => {
  const { tick } = watching(monitor)
  const troubles: OutboundConnector['troubles'] = [
    { kind: 'smart-host-unreachable', text: 'hybrid.contoso.com refuses', suspected: true },
    { kind: 'smart-host-unreachable', text: 'hybrid2.contoso.com refuses' },
  ]
  const { signals } = await tick({ probes: finding({ ...connector, troubles }) })
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'outbound-connectors',
      what: 'connector/guid-2/smart-host-unreachable',
      state: 'firing',
      severity: 'P2',
      direction: 'outbound',
      title: 'The outbound connector To on-premises has a smart host that cannot be reached',
      since: NOW,
      at: NOW,
      facts: [
        { label: 'Found', text: 'hybrid.contoso.com refuses', source: SOURCE },
        { label: 'Found', text: 'hybrid2.contoso.com refuses', source: SOURCE },
        { label: 'Serves', text: 'contoso.com, fabrikam.com' },
      ],
      points: ['network-blocked'],
    },
  ])
})

test('one that was never validated is a warning, and one that is gone can be approved', async () => {
  const { tick, approve } = watching(monitor)
  const troubles: OutboundConnector['troubles'] = [{ kind: 'not-validated', text: 'Never validated' }]
  const first = await tick({ probes: finding({ ...connector, troubles }) })
  const gone = await tick({ atMs: DAY_MS, probes: finding() })
  const approved = approve('connector/guid-2/removed', 'removed', DAY_MS)
  expect([first, gone, approved].map((watched) => said(watched?.signals ?? []))).toEqual([
    ['connector/guid-2/not-validated firing P4'],
    ['connector/guid-2/removed firing P3', 'connector/guid-2/not-validated clear P4'],
    ['connector/guid-2/removed clear P3'],
  ])
})
