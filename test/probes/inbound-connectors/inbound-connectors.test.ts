import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import type { Certificate } from '../../../src/model/smtp.ts'
import { probe } from '../../../src/probes/inbound-connectors/probe.ts'
import type { WireRow } from '../../../src/probes/wire.ts'
import { fixtureJson, recordedJson } from '../../support/test-data.ts'
import { NOW, portsOf, refusal, silence, type World } from '../support/world.ts'

const HOST = 'hybrid.contoso.com'
const recorded = (fixtureJson('cmdlets/get-inbound-connector.json') as WireRow[])[0] as WireRow
const onPremises: WireRow = {
  ...recorded,
  Name: 'Inbound from on-premises',
  Guid: 'a3c1f0de-2f0f-4f55-9f2c-1f1f7b9c7a03',
  ConnectorType: 'OnPremises',
  SenderDomains: ['smtp:*;1'],
  TlsSenderCertificateName: HOST,
}
const gateway: WireRow = {
  ...recorded,
  SenderDomains: ['smtp:*;1'],
  RestrictDomainsToIPAddresses: true,
  SenderIPAddresses: ['198.51.100.0/24'],
}
const outbound = (fixtureJson('cmdlets/get-outbound-connector.json') as WireRow[])[0] as WireRow
const accepted = [
  { DomainName: 'contoso.com', InitialDomain: false },
  { DomainName: 'contoso.onmicrosoft.com', InitialDomain: true },
]
const direct = 'contoso-com.mail.protection.outlook.com'
const mx = (...hosts: readonly string[]) => ({
  MX: hosts.map((exchange, preference) => ({ exchange, preference })),
})
const zones = { [HOST]: { A: [{ address: '203.0.113.25' }] }, 'contoso.com': mx('mx1.gateway.example') }
const certificate: Certificate = {
  subject: `CN=${HOST}, O=Contoso`,
  issuer: 'CN=Example CA, C=DE',
  names: [HOST],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  thumbprint: '00',
}
const tls = (facts: Partial<Certificate> = {}) => ({
  tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', chain: [{ ...certificate, ...facts }] },
})

const collected = async (rows: readonly WireRow[], world: World = {}) => {
  const { ports, asked } = portsOf({
    zones,
    hosts: {
      [HOST]: tls(),
      'mx1.gateway.example': tls({ subject: 'CN=mx1.gateway.example', names: ['mx1.gateway.example'] }),
    },
    ...world,
    cmdlets: {
      'Get-InboundConnector': rows,
      'Get-BlockedConnector': [],
      'Get-OnPremServerReportInfo': [],
      'Get-AcceptedDomain': accepted,
      'Get-OutboundConnector': [outbound],
      ...world.cmdlets,
    },
  })
  const outcome = await probe.collect(ports, { scope: EVERYTHING, at: NOW }, new AbortController().signal)
  return { outcome, asked }
}

const diagnose = async (rows: readonly WireRow[], world?: World, scope: Scope = EVERYTHING) => {
  const { outcome } = await collected(rows, world)
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind}: ${outcome.why}`)
  return probe.analyse(outcome.value, { scope, at: NOW })
}
const troubles = async (row: WireRow, world?: World, scope?: Scope) => {
  const { state, connectors } = await diagnose([row], world, scope)
  return { state, troubles: connectors[0]?.troubles }
}
const sound = { state: 'sound', troubles: [] }

test('a recorded connector is sound', async () => {
  expect(await diagnose([recorded])).toEqual({
    state: 'sound',
    connectors: [
      {
        name: 'Inbound from gateway',
        id: '0b6cf3b4-7b0c-4a57-9a52-6f0d5a1f7e01',
        type: 'Partner',
        enabled: true,
        changedAt: '2026-10-04T08:11:22.048Z',
        troubles: [],
        senderDomains: ['*.fabrikam.com', 'fabrikam.com'],
        senderAddresses: [],
        requireTls: true,
        restrictToAddresses: false,
        restrictToCertificate: false,
      },
    ],
    outdatedServers: [],
  })
})

test('the connectors of a recorded tenant are sound', async () => {
  const rows = recordedJson('cmdlets/scubagear/inbound_connectors.json') as WireRow[] | undefined
  expect((await diagnose(rows ?? [recorded])).state).toBe('sound')
})

test('a cloud-only tenant without connectors is sound with none', async () => {
  expect(await diagnose([])).toEqual({ state: 'none', connectors: [], outdatedServers: [] })
})

test('nobody is looked at for a connector that names no sender', async () => {
  const { asked } = await collected([recorded])
  expect(asked).toEqual([
    'Get-InboundConnector {"ResultSize":"Unlimited"}',
    'Get-BlockedConnector {}',
    'Get-OnPremServerReportInfo {}',
  ])
})

describe('switched off', () => {
  const off = { ...onPremises, Enabled: false, WhenChangedUTC: '2026-11-23T09:00:00Z' }

  test('lately, it is broken', async () => {
    expect(await troubles(off)).toEqual({
      state: 'broken',
      troubles: [
        {
          kind: 'disabled',
          text: 'Switched off: mail from the on-premises servers no longer counts as ours and may not be relayed (5.7.64); last changed 2026-11-23T09:00:00Z',
        },
      ],
    })
    expect(await troubles({ ...gateway, Enabled: false, WhenChangedUTC: null })).toEqual({
      state: 'broken',
      troubles: [
        { kind: 'disabled', text: 'Switched off: mail from any sender no longer comes in through it' },
      ],
    })
  })

  test.each([
    ['long before any outage', { WhenChangedUTC: '2026-11-01T00:00:00Z' }, EVERYTHING],
    [
      'well before mail went missing',
      { WhenChangedUTC: '2026-11-22T08:00:00Z' },
      { ...EVERYTHING, since: '2026-11-23T09:30:00.000Z' },
    ],
  ])('%s, it is only suspected', async (_, facts, scope) => {
    expect(await troubles({ ...off, ...facts }, {}, scope)).toMatchObject({
      state: 'sound',
      troubles: [{ kind: 'disabled', suspected: true }],
    })
  })

  test('while another one takes the same senders, it is only suspected', async () => {
    const twin = { ...onPremises, Name: 'Twin', Guid: '2' }
    expect(await diagnose([off, twin])).toMatchObject({ state: 'sound' })
    expect(await diagnose([off, { ...twin, TlsSenderCertificateName: 'other.example' }])).toMatchObject({
      state: 'broken',
    })
    expect(await diagnose([off, { ...twin, ConnectorType: 'Partner' }])).toMatchObject({ state: 'broken' })
  })
})

describe('blocked', () => {
  const text = 'Blocked by Microsoft as possibly compromised'
  test.each([
    ['by its id', { ConnectorId: '0B6CF3B4-7B0C-4A57-9A52-6F0D5A1F7E01' }, text],
    ['by its name', { Identity: 'Inbound from gateway', Reason: 'Spam' }, `${text}: Spam`],
  ])('%s, whatever the row looks like', async (_, row, text) => {
    expect(await troubles(recorded, { cmdlets: { 'Get-BlockedConnector': [row] } })).toEqual({
      state: 'broken',
      troubles: [{ kind: 'blocked', text }],
    })
  })

  test('another one leaves this one sound', async () => {
    expect(await troubles(recorded, { cmdlets: { 'Get-BlockedConnector': [{ ConnectorId: '9' }] } })).toEqual(
      sound,
    )
  })

  test('or not is left open when we may not ask', async () => {
    expect(await troubles(recorded, { cmdlets: { 'Get-BlockedConnector': refusal } })).toEqual(sound)
  })
})

describe('locked to gateways', () => {
  test('while the world delivers straight to Exchange Online, everybody is refused', async () => {
    expect(await troubles(gateway, { zones: { 'contoso.com': mx(direct) } })).toEqual({
      state: 'broken',
      troubles: [
        {
          kind: 'address-mismatch',
          text: `Takes mail of every sender only from 198.51.100.0/24, but the world delivers straight to Exchange Online for contoso.com (MX ${direct}), so it is refused (5.7.51)`,
        },
      ],
    })
    const byCertificate = {
      ...gateway,
      RestrictDomainsToIPAddresses: false,
      RestrictDomainsToCertificate: true,
      TlsSenderCertificateName: '*.gateway.example',
    }
    expect(
      await troubles(byCertificate, { zones: { 'contoso.com': mx('contoso-com.j-v1.mx.microsoft') } }),
    ).toMatchObject({
      state: 'broken',
      troubles: [{ kind: 'certificate-mismatch' }],
    })
  })

  test.each([
    ['MX points at the gateway', {}, {}],
    ['MX points at both', {}, { zones: { 'contoso.com': mx('mx1.gateway.example', direct) } }],
    ['the domain has no MX', {}, { zones: { 'contoso.com': {} } }],
    ['DNS does not answer', {}, { zones: { 'contoso.com': silence } }],
    ['the domains are not known', {}, { cmdlets: { 'Get-AcceptedDomain': refusal } }],
    [
      'it is for other domains of ours',
      { AssociatedAcceptedDomains: ['fabrikam.com'] },
      { zones: { 'contoso.com': mx(direct) } },
    ],
    [
      'it is for one sender',
      { SenderDomains: ['smtp:wingtip.example;1'] },
      { zones: { 'contoso.com': mx(direct) } },
    ],
    [
      'it is of type OnPremises',
      { ConnectorType: 'OnPremises', SenderIPAddresses: [] },
      { zones: { 'contoso.com': mx(direct) } },
    ],
  ])('it is sound when %s', async (_, facts, world) => {
    expect(await troubles({ ...gateway, ...facts }, world)).toEqual(sound)
  })

  test('the domain that is asked about is the one that counts', async () => {
    const { ports, asked } = portsOf({
      zones,
      cmdlets: { 'Get-InboundConnector': [gateway], 'Get-AcceptedDomain': accepted },
    })
    const scope = { ...EVERYTHING, domain: 'fabrikam.com' }
    await probe.collect(ports, { scope, at: NOW }, new AbortController().signal)
    expect(asked).toContain('MX fabrikam.com')
    expect(asked).not.toContain('MX contoso.com')
  })

  test('that are not named, it lets nobody in', async () => {
    const empty = {
      ...gateway,
      SenderDomains: ['smtp:wingtip.example;1'],
      SenderIPAddresses: [],
      RestrictDomainsToCertificate: true,
      TlsSenderCertificateName: null,
    }
    expect(await troubles(empty)).toEqual({
      state: 'broken',
      troubles: [
        {
          kind: 'address-mismatch',
          text: 'Takes mail of wingtip.example from listed addresses only, and lists none',
        },
        {
          kind: 'certificate-mismatch',
          text: 'Takes mail of wingtip.example with its named certificate only, and names none',
        },
      ],
    })
    expect(await troubles({ ...empty, ConnectorType: 'OnPremises' })).toEqual(sound)
  })

  test('that show another certificate than the named one, it is suspected', async () => {
    const named = (name: string) => ({
      ...gateway,
      RestrictDomainsToIPAddresses: false,
      RestrictDomainsToCertificate: true,
      TlsSenderCertificateName: name,
    })
    expect(await troubles(named('*.oldgateway.example'))).toEqual({
      state: 'sound',
      troubles: [
        {
          kind: 'certificate-mismatch',
          text: 'Takes mail of every sender only with a certificate for *.oldgateway.example, but the MX host mx1.gateway.example shows one for mx1.gateway.example from CN=Example CA, C=DE',
          suspected: true,
        },
      ],
    })
    expect(await troubles(named('*.gateway.example'))).toEqual(sound)
  })
})

describe('the on-premises server', () => {
  test('that shows the certificate by which the connector knows it is sound', async () => {
    for (const name of [HOST, '*.contoso.com', '<I>C=DE, CN=Example CA<S>CN=hybrid.contoso.com, O=Contoso'])
      expect(await troubles({ ...onPremises, TlsSenderCertificateName: name })).toEqual(sound)
  })

  test.each([
    ['renewed for another name', HOST, { subject: 'CN=mail2.example', names: ['mail2.example'] }],
    ['renewed by another authority', '<I>CN=Old CA<S>CN=hybrid.contoso.com, O=Contoso', {}],
  ])('with a certificate %s is suspected', async (_, name, facts) => {
    expect(
      await troubles({ ...onPremises, TlsSenderCertificateName: name }, { hosts: { [HOST]: tls(facts) } }),
    ).toMatchObject({
      state: 'sound',
      troubles: [
        {
          kind: 'certificate-mismatch',
          text: expect.stringContaining(`; the connector knows its sender by ${name}`),
          suspected: true,
        },
      ],
    })
  })

  test('with an expired certificate is suspected', async () => {
    expect(
      await troubles(onPremises, { hosts: { [HOST]: tls({ notAfter: '2026-11-22T23:59:59.000Z' }) } }),
    ).toEqual({
      state: 'sound',
      troubles: [
        {
          kind: 'certificate-expired',
          text: `The certificate of ${HOST} expired at 2026-11-22T23:59:59Z; the connector knows its sender by it`,
          suspected: true,
        },
      ],
    })
  })

  const byAddress = { ...onPremises, TlsSenderCertificateName: null, SenderIPAddresses: ['203.0.113.0/28'] }
  test('at another address than the connector knows is suspected', async () => {
    expect(await troubles(byAddress)).toEqual({
      state: 'sound',
      troubles: [
        {
          kind: 'address-mismatch',
          text: `${HOST} has the address 203.0.113.25; the connector knows its sender by 203.0.113.0/28`,
          suspected: true,
        },
      ],
    })
    expect(await troubles({ ...byAddress, SenderIPAddresses: ['203.0.113.20-203.0.113.30'] })).toEqual(sound)
  })

  test.each([
    ['has an address of our own network', { zones: { [HOST]: { A: [{ address: '10.1.2.3' }] } } }],
    ['cannot be resolved', { zones: { [HOST]: silence } }],
    ['is not known', { cmdlets: { 'Get-OutboundConnector': [] } }],
    ['may not be read', { cmdlets: { 'Get-OutboundConnector': refusal } }],
  ])('that %s says nothing', async (_, world) => {
    expect(await troubles(byAddress, world)).toEqual(sound)
  })

  test('is nothing to a Partner connector', async () => {
    const partner = { ...recorded, TlsSenderCertificateName: 'mail.wingtip.example' }
    expect(await diagnose([onPremises, partner])).toMatchObject({
      state: 'sound',
      connectors: [{ troubles: [] }, { troubles: [] }],
    })
  })

  test('that does not answer says nothing about the way in', async () => {
    expect(await troubles(onPremises, { hosts: { [HOST]: silence } })).toEqual(sound)
  })
})

test('servers that are out of date are told with what happens to their mail', async () => {
  const server = {
    ServerFQDN: 'exch1.contoso.local',
    Build: '15.1.2507.16',
    ExchangeServer: 'ExchangeServer2016',
    ThrottleEnabledDate: '2026-10-01T00:00:00Z',
    BlockingEnabledDate: '2026-11-01T00:00:00Z',
  }
  const { outdatedServers } = await diagnose([recorded], {
    cmdlets: {
      'Get-OnPremServerReportInfo': [
        server,
        { ...server, BlockingEnabledDate: '2026-12-01T00:00:00Z' },
        { ServerFQDN: 'exch2.contoso.local', Build: '15.2.1' },
      ],
    },
  })
  const told = {
    name: 'exch1.contoso.local',
    build: '15.1.2507.16',
    throttledFrom: '2026-10-01T00:00:00.000Z',
    blockedFrom: '2026-11-01T00:00:00.000Z',
    treatment: 'blocked',
  }
  expect(outdatedServers).toEqual([
    told,
    { ...told, blockedFrom: '2026-12-01T00:00:00.000Z', treatment: 'throttled' },
    { name: 'exch2.contoso.local', build: '15.2.1', treatment: 'reported' },
  ])
})

test('servers that could not be asked about are not told of as none', async () => {
  const { outdatedServers } = await diagnose([recorded], {
    cmdlets: { 'Get-OnPremServerReportInfo': refusal },
  })
  expect(outdatedServers).toBeUndefined()
})

describe('reading', () => {
  test('keeps the shape of an evidence file', async () => {
    const { outcome } = await collected([onPremises, gateway])
    if (outcome.kind !== 'found') throw new Error(outcome.kind)
    expect(probe.raw.parse(JSON.parse(JSON.stringify(outcome.value)))).toEqual(outcome.value)
    expect(z.toJSONSchema(probe.raw)).toMatchObject({ type: 'object' })
  })

  test('keeps a list that was cut short, as unsure', async () => {
    const { outcome } = await collected([recorded], { truncated: ['More rows exist.'] })
    expect(outcome).toMatchObject({
      kind: 'unsure',
      value: { connectors: [{ Name: 'Inbound from gateway' }] },
    })
  })

  test('passes a refusal and silence on', async () => {
    expect((await collected([], { cmdlets: { 'Get-InboundConnector': refusal } })).outcome.kind).toBe(
      'refused',
    )
    expect((await collected([], { cmdlets: { 'Get-InboundConnector': silence } })).outcome.kind).toBe(
      'unreachable',
    )
  })

  test('takes the shapes that PowerShell writes', async () => {
    const name = {
      CertificateSubject: 'CN=hybrid.contoso.com, O=Contoso',
      CertificateIssuer: 'CN=Example CA, C=DE',
    }
    const row = {
      ...onPremises,
      SenderDomains: 'smtp:*;1',
      TlsSenderCertificateName: name,
      WhenChangedUTC: '/Date(1791101482048)/',
    }
    expect(await diagnose([row])).toMatchObject({
      state: 'sound',
      connectors: [
        {
          senderDomains: ['*'],
          certificateName: `<I>${name.CertificateIssuer}<S>${name.CertificateSubject}`,
          changedAt: '2026-10-04T08:11:22.048Z',
        },
      ],
    })
  })

  test('takes any row at all', async () => {
    const row = fc.dictionary(fc.constantFrom(...Object.keys(recorded)), fc.anything({ maxDepth: 1 }))
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 3 }), async (rows) => {
        expect((await diagnose(rows)).connectors.length).toBe(rows.length)
      }),
    )
  })
})
