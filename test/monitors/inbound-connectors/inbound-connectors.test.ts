import { describe, expect, test } from '@jest/globals'
import type { InboundConnector } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import { monitor } from '../../../src/monitors/inbound-connectors/monitor.ts'
import {
  bringing,
  DAY_MS,
  found,
  NOW,
  partly,
  refused,
  SOURCE,
  said,
  TENANT,
  unreachable,
  watching,
} from '../support/watching.ts'

const connector: InboundConnector = {
  name: 'From on-premises',
  id: 'guid-1',
  type: 'OnPremises',
  enabled: true,
  changedAt: '2026-11-23T09:00:00.000Z',
  troubles: [],
  senderDomains: ['contoso.com'],
  senderAddresses: [],
  requireTls: true,
  restrictToAddresses: false,
  restrictToCertificate: false,
}
const off: InboundConnector = {
  ...connector,
  enabled: false,
  troubles: [{ kind: 'disabled', text: 'Switched off: mail from contoso.com no longer comes in through it' }],
}
const finding = (...connectors: InboundConnector[]) =>
  bringing('inbound-connectors', found({ state: 'sound', connectors }))

test('a connector that was switched off fires with its proof and the cause that it points to', async () => {
  const { tick } = watching(monitor)
  const { signals } = await tick({ probes: finding(off) })
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'inbound-connectors',
      what: 'connector/guid-1/disabled',
      state: 'firing',
      severity: 'P2',
      direction: 'inbound',
      title: 'The inbound connector From on-premises is switched off',
      since: '2026-11-23T09:00:00.000Z',
      at: NOW,
      facts: [
        {
          label: 'Found',
          text: 'Switched off: mail from contoso.com no longer comes in through it',
          source: SOURCE,
        },
        { label: 'Serves', text: 'contoso.com' },
      ],
      points: ['connector-offline'],
    },
  ])
})

test('it clears when the connector is on again, and only then', async () => {
  const { tick } = watching(monitor)
  await tick({ probes: finding(off) })
  const silent = await tick({ atMs: DAY_MS, probes: bringing('inbound-connectors', unreachable) })
  const barred = await tick({ atMs: 2 * DAY_MS, probes: bringing('inbound-connectors', refused) })
  const cut = await tick({
    atMs: 3 * DAY_MS,
    probes: bringing('inbound-connectors', partly({ state: 'sound', connectors: [] })),
  })
  const mended = await tick({ atMs: 4 * DAY_MS, probes: finding(connector) })
  expect([silent, barred, cut, mended].map(({ signals }) => said(signals))).toEqual([
    ['reading no-data P4', 'connector/guid-1/disabled no-data P2'],
    ['reading broken P4', 'connector/guid-1/disabled broken P2'],
    ['connector/guid-1/disabled no-data P2', 'reading clear P4'],
    ['connector/guid-1/disabled clear P2'],
  ])
  expect(mended.signals[0]?.since).toBe(after(NOW, 4 * DAY_MS))
})

describe('a connector that was removed', () => {
  test('fires until somebody approves of that, and is forgotten then', async () => {
    const { tick, approve } = watching(monitor)
    await tick({ probes: finding(connector) })
    const gone = await tick({ atMs: DAY_MS, probes: finding() })
    const what = 'connector/guid-1/removed'
    expect(approve(what, 'something else')).toBeUndefined()
    expect(approve('connector/guid-9/removed', 'removed')).toBeUndefined()
    const approved = approve(what, 'removed', DAY_MS)
    const later = await tick({ atMs: 2 * DAY_MS, probes: finding() })
    expect([said(gone.signals), said(approved?.signals ?? []), said(later.signals)]).toEqual([
      [`${what} firing P3`],
      [`${what} clear P3`],
      [],
    ])
  })

  test('is not thought removed when the list was cut short', async () => {
    const { tick } = watching(monitor)
    await tick({ probes: finding(connector) })
    const cut = bringing('inbound-connectors', partly({ state: 'none', connectors: [] }))
    expect((await tick({ atMs: DAY_MS, probes: cut })).signals).toEqual([])
    expect(said((await tick({ atMs: 2 * DAY_MS, probes: finding() })).signals)).toEqual([
      'connector/guid-1/removed firing P3',
    ])
  })
})

test('one that has long been off on purpose is no alarm, and a mere suspicion is a warning', async () => {
  const { tick } = watching(monitor)
  const troubles: InboundConnector['troubles'] = [
    { kind: 'disabled', text: 'Switched off', suspected: true },
    { kind: 'certificate-mismatch', text: 'Another certificate', suspected: true },
  ]
  const { signals } = await tick({ probes: finding({ ...connector, troubles }) })
  expect(said(signals)).toEqual(['connector/guid-1/certificate-mismatch firing P4'])
})

test('servers that Exchange Online holds to be out of date are told by what is done to their mail', async () => {
  const { tick } = watching(monitor)
  const outdatedServers = (['reported', 'throttled', 'blocked'] as const).map((treatment) => ({
    name: `ex-${treatment}`,
    build: '15.1.2507.6',
    treatment,
  }))
  const probes = bringing('inbound-connectors', found({ state: 'none', connectors: [], outdatedServers }))
  const { signals } = await tick({ probes })
  expect(signals.map(({ what, severity, title }) => [what, severity, title])).toEqual([
    [
      'server/ex-reported',
      'P4',
      'The Exchange server ex-reported is out of date, and its mail will be throttled and then blocked',
    ],
    [
      'server/ex-throttled',
      'P2',
      'The Exchange server ex-throttled is out of date, and its mail is throttled',
    ],
    ['server/ex-blocked', 'P2', 'The Exchange server ex-blocked is out of date, and its mail is blocked'],
  ])
})

test('without its probe the monitor is broken, not content', async () => {
  const { tick } = watching(monitor)
  expect(said((await tick()).signals)).toEqual(['reading broken P4'])
})
