import { describe, expect, test } from '@jest/globals'
import { nulForbidden } from '../../../src/lab/exchange/wire.ts'
import type { LabOptions } from '../../../src/lab/lab.ts'
import { withMailHost, withRow, withRows } from '../../../src/lab/tenant/alter.ts'
import { INBOUND_CONNECTOR, inboundConnector, SMART_HOST } from '../../../src/lab/tenant/exchange.ts'
import type { InboundConnector } from '../../../src/model/findings.ts'
import { probe } from '../../../src/probes/inbound-connectors/probe.ts'
import { altered } from '../support/altered.ts'
import { EXCHANGE_FAULTS } from '../support/faults.ts'
import { type Tenant, tenants } from '../support/lab.ts'

const tenant = tenants()

const ask = async ({ look }: Tenant) => {
  const { outcome, finding } = await look(probe)
  if (finding === undefined) return { kind: outcome.kind, why: 'why' in outcome ? outcome.why : '' }
  return { kind: outcome.kind, state: finding.state, troubles: finding.connectors.flatMap(troublesOf) }
}

const troublesOf = ({ name, troubles }: InboundConnector) => troubles.map((one) => ({ name, ...one }))

const trouble = (kind: string, text: RegExp, suspected?: true, name = INBOUND_CONNECTOR) => ({
  name,
  kind,
  text: expect.stringMatching(text),
  ...(suspected && { suspected }),
})

const add = (name: string, facts: Parameters<typeof inboundConnector>[1]) =>
  altered(withRows('Get-InboundConnector', (rows) => [...rows, inboundConnector(name, facts)]))

const GATEWAY = {
  ConnectorType: 'Partner',
  SenderDomains: ['smtp:*;1'],
  TlsSenderCertificateName: null,
  RestrictDomainsToIPAddresses: true,
  SenderIPAddresses: ['198.51.100.0/24'],
}

/** What the lab's servers say over their sockets, and what the probe makes of it. */
test.each<readonly [string, LabOptions['scenario'], string, readonly unknown[]]>([
  ['a healthy tenant', 'flowing', 'sound', []],
  [
    'a connector that was switched off',
    altered(withRow('Get-InboundConnector', INBOUND_CONNECTOR, { Enabled: false })),
    'broken',
    [trouble('disabled', /may not be relayed \(5\.7\.64\); last changed \d{4}-/)],
  ],
  [
    'a hybrid server whose certificate was renewed for another name',
    altered(withMailHost(SMART_HOST, { certificateNames: ['mail2.contoso.com'] })),
    'sound',
    [
      trouble(
        'certificate-mismatch',
        new RegExp(`^${SMART_HOST} shows a certificate for mail2\\.contoso\\.com `),
        true,
      ),
    ],
  ],
  [
    'a hybrid server whose certificate has expired',
    'tls-certificate',
    'sound',
    [trouble('certificate-expired', /^The certificate of hybrid\.contoso\.com expired at /, true)],
  ],
  [
    'a connector that Microsoft blocks',
    altered(
      withRows('Get-BlockedConnector', () => [{ Identity: INBOUND_CONNECTOR, Reason: 'Outbound spam' }]),
    ),
    'broken',
    [trouble('blocked', /^Blocked by Microsoft as possibly compromised: Outbound spam$/)],
  ],
  [
    'a lock to a gateway while MX points at Exchange Online',
    add('Gateway only', GATEWAY),
    'broken',
    [
      trouble(
        'address-mismatch',
        /only from 198\.51\.100\.0\/24, but the world delivers straight to Exchange Online for contoso\.com \(MX contoso-com\.mail\.protection\.outlook\.com\)/,
        undefined,
        'Gateway only',
      ),
    ],
  ],
])('%s', async (_, scenario, state, troubles) => {
  expect(await ask(await tenant(scenario))).toEqual({ kind: 'found', state, troubles })
})

describe('when Exchange answers with trouble', () => {
  test('a refusal is passed on with the right that is missing, and is not "no connectors"', async () => {
    const one = await tenant()
    one.lab.disturb({ backend: 'exchange', matching: 'Get-InboundConnector', answer: nulForbidden })
    expect(await ask(one)).toEqual({ kind: 'refused', why: expect.stringMatching(/Get-InboundConnector/) })
  })

  test('what is read beside the connectors may fail, and they stand', async () => {
    const one = await tenant()
    for (const matching of ['Get-BlockedConnector', 'Get-OnPremServerReportInfo', 'Get-OutboundConnector'])
      one.lab.disturb({ backend: 'exchange', matching, answer: nulForbidden })
    expect(await ask(one)).toEqual({ kind: 'found', state: 'sound', troubles: [] })
  })

  test('without any credentials it is not set up, which is no finding', async () => {
    expect(await ask(await tenant('offline'))).toEqual({
      kind: 'unreachable',
      why: 'Exchange is not set up.',
    })
  })
})

test.each(EXCHANGE_FAULTS)(
  'Exchange that %s is an outcome of its own, never "no connectors"',
  async (_, answer, kind) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'exchange', matching: 'Get-InboundConnector', answer })
    expect((await look(probe)).outcome.kind).toBe(kind)
  },
)
