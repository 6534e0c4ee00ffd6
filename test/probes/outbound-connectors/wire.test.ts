import { expect, test } from '@jest/globals'
import type { LabOptions } from '../../../src/lab/lab.ts'
import { withMailHost, withName, withRow } from '../../../src/lab/tenant/alter.ts'
import { OUTBOUND_CONNECTOR, SMART_HOST } from '../../../src/lab/tenant/exchange.ts'
import type { OutboundConnector } from '../../../src/model/findings.ts'
import { probe } from '../../../src/probes/outbound-connectors/probe.ts'
import { altered } from '../support/altered.ts'
import { EXCHANGE_FAULTS } from '../support/faults.ts'
import { tenants } from '../support/lab.ts'

const tenant = tenants()

const look = async (scenario: LabOptions['scenario']) => {
  const { outcome, finding } = await (await tenant(scenario)).look(probe)
  return { kind: outcome.kind, state: finding?.state, troubles: finding?.connectors.flatMap(troublesOf) }
}

const troublesOf = ({ name, troubles }: OutboundConnector) => troubles.map((one) => ({ name, ...one }))

const trouble = (kind: string, text: RegExp, suspected?: true) => ({
  name: OUTBOUND_CONNECTOR,
  kind,
  text: expect.stringMatching(text),
  ...(suspected && { suspected }),
})

/** What the lab's servers say over their sockets, and what the probe makes of it. */
test.each<readonly [string, LabOptions['scenario'], string, readonly unknown[]]>([
  ['a healthy tenant', 'flowing', 'sound', []],
  [
    'a connector that was switched off',
    'connector-offline',
    'broken',
    [trouble('disabled', /^Switched off: .* cannot use it; last changed \d{4}-/)],
  ],
  [
    'a smart host whose certificate has expired',
    'tls-certificate',
    'broken',
    [
      trouble(
        'certificate-expired',
        new RegExp(`^The smart host ${SMART_HOST} shows a certificate that expired at `),
      ),
    ],
  ],
  [
    'a smart host behind a closed firewall',
    'network-blocked',
    'sound',
    [trouble('smart-host-unreachable', /ECONNREFUSED/, true)],
  ],
  [
    'a smart host that DNS does not know',
    altered(withName(SMART_HOST, () => ({}))),
    'broken',
    [trouble('smart-host-unresolvable', /has no address in DNS/)],
  ],
  [
    'a smart host without STARTTLS',
    altered(withMailHost(SMART_HOST, { startTls: false })),
    'sound',
    [trouble('starttls-missing', /offers no STARTTLS from here/, true)],
  ],
  [
    'a smart host with the certificate of another',
    altered(withMailHost(SMART_HOST, { certificateNames: ['old.contoso.com'] })),
    'broken',
    [trouble('certificate-mismatch', /shows a certificate for old\.contoso\.com; the connector demands/)],
  ],
  [
    'a smart host that signs for itself',
    altered(withMailHost(SMART_HOST, { certificate: 'self-signed' })),
    'broken',
    [trouble('certificate-untrusted', /not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)],
  ],
  [
    'a smart host that takes no mail',
    altered(withMailHost(SMART_HOST, { door: 'rejecting', reply: '421 4.3.2 Service not active' })),
    'sound',
    [
      trouble(
        'smart-host-unreachable',
        /does not answer as it should from here: 421 4\.3\.2 Service not active/,
        true,
      ),
    ],
  ],
  [
    'a connector for all outbound mail whose smart host is gone',
    altered((tenant, since) =>
      withRow('Get-OutboundConnector', OUTBOUND_CONNECTOR, {
        RouteAllMessagesViaOnPremises: true,
        IsValidated: false,
        LastValidationTimestamp: null,
      })(withName(SMART_HOST, () => ({}))(tenant, since), since),
    ),
    'broken',
    [
      trouble('not-validated', /^Never validated$/, true),
      trouble('smart-host-unresolvable', /has no address in DNS; all outbound mail is routed through it$/),
    ],
  ],
])('%s', async (_, scenario, state, troubles) => {
  expect(await look(scenario)).toEqual({ kind: 'found', state, troubles })
})

test('a resolver that fails proves nothing about the smart host', async () => {
  const { look, alter } = await tenant()
  await alter(withName(SMART_HOST, () => ({ trouble: 'servfail' })))
  const { finding } = await look(probe)
  expect({ state: finding?.state, troubles: finding?.connectors.flatMap(troublesOf) }).toEqual({
    state: 'sound',
    troubles: [],
  })
})

test.each(EXCHANGE_FAULTS)(
  'Exchange that %s is an outcome of its own, never "no connectors"',
  async (_, answer, kind) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'exchange', matching: 'Get-OutboundConnector', answer })
    expect((await look(probe)).outcome.kind).toBe(kind)
  },
)
