import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import type { Certificate } from '../../../src/model/smtp.ts'
import { probe } from '../../../src/probes/outbound-connectors/probe.ts'
import type { WireRow } from '../../../src/probes/wire.ts'
import { fixtureJson } from '../../support/test-data.ts'
import { NOW, portsOf, refusal, silence, type World } from '../support/world.ts'

const HOST = 'hybrid.contoso.com'
const recorded = (fixtureJson('cmdlets/get-outbound-connector.json') as WireRow[])[0] as WireRow
const zones = { [HOST]: { A: [{ address: '203.0.113.25' }] } }
const certificate: Certificate = {
  subject: `CN=${HOST}`,
  issuer: 'CN=Example CA',
  names: [HOST],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  thumbprint: '00',
}
const tls = (facts: Partial<Certificate> = {}, trouble?: string) => ({
  tls: {
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    chain: [{ ...certificate, ...facts }],
    ...(trouble === undefined ? {} : { trouble }),
  },
})
const hosts = { [HOST]: tls() }

const collected = async (world: World) => {
  const { ports, asked } = portsOf(world)
  const outcome = await probe.collect(ports, { scope: EVERYTHING, at: NOW }, new AbortController().signal)
  return { outcome, asked }
}

const diagnose = async (rows: readonly WireRow[], world: World = {}, scope: Scope = EVERYTHING) => {
  const { outcome } = await collected({ zones, hosts, ...world, cmdlets: { 'Get-OutboundConnector': rows } })
  if (outcome.kind !== 'found') throw new Error(`${outcome.kind}: ${outcome.why}`)
  return probe.analyse(outcome.value, { scope, at: NOW })
}
const troubles = async (row: WireRow, world?: World, scope?: Scope) => {
  const { state, connectors } = await diagnose([row], world, scope)
  return { state, troubles: connectors[0]?.troubles }
}

test('a recorded connector whose smart host answers is sound', async () => {
  expect(await diagnose([recorded])).toEqual({
    state: 'sound',
    connectors: [
      {
        name: 'Outbound to on-premises',
        id: '5d2c7f0e-1b7f-4f0a-8f4e-6b1f0f5a9c02',
        type: 'OnPremises',
        enabled: true,
        changedAt: '2026-10-04T08:10:22.048Z',
        troubles: [],
        recipientDomains: ['contoso.com'],
        smartHosts: [HOST],
        tlsDomain: HOST,
        tlsSettings: 'DomainValidation',
        ruleScoped: false,
        allViaOnPremises: false,
        validated: true,
        validatedAt: '2026-10-04T08:10:01.000Z',
      },
    ],
  })
})

test('a cloud-only tenant without connectors is sound with none', async () => {
  expect(await diagnose([])).toEqual({ state: 'none', connectors: [] })
})

describe('switched off', () => {
  const off = { ...recorded, Enabled: false, WhenChangedUTC: '2026-11-23T09:00:00Z' }
  const text = 'Switched off: mail for contoso.com cannot use it; last changed 2026-11-23T09:00:00Z'

  test('lately, it is broken', async () => {
    expect(await troubles(off)).toEqual({ state: 'broken', troubles: [{ kind: 'disabled', text }] })
  })

  test('for all mail, it says so', async () => {
    expect(await troubles({ ...off, RouteAllMessagesViaOnPremises: true })).toMatchObject({
      troubles: [
        { text: expect.stringContaining('all outbound mail, which is routed through on-premises servers,') },
      ],
    })
  })

  test('at a time that nobody knows, it is broken', async () => {
    expect(await troubles({ ...off, WhenChangedUTC: null, WhenChanged: null })).toEqual({
      state: 'broken',
      troubles: [{ kind: 'disabled', text: 'Switched off: mail for contoso.com cannot use it' }],
    })
  })

  test.each([
    ['long before any outage', { WhenChangedUTC: '2026-11-01T00:00:00Z' }, EVERYTHING],
    [
      'well before mail went missing',
      { WhenChangedUTC: '2026-11-22T08:00:00Z' },
      { ...EVERYTHING, since: '2026-11-23T09:30:00.000Z' },
    ],
    ['for a transport rule, which is another question', { IsTransportRuleScoped: true }, EVERYTHING],
  ])('%s, it is only suspected', async (_, facts, scope) => {
    expect(await troubles({ ...off, ...facts }, {}, scope)).toMatchObject({
      state: 'sound',
      troubles: [{ kind: 'disabled', suspected: true }],
    })
  })

  test('while another one takes the same mail, it is only suspected', async () => {
    const other = { ...recorded, Name: 'Other', Guid: '2', RecipientDomains: ['*'] }
    expect(await diagnose([off, other])).toMatchObject({
      state: 'sound',
      connectors: [{ troubles: [{ kind: 'disabled', suspected: true }] }, { troubles: [] }],
    })
    expect(await diagnose([off, { ...other, RecipientDomains: ['fabrikam.com'] }])).toMatchObject({
      state: 'broken',
    })
    expect(await diagnose([off, { ...other, Enabled: false }])).toMatchObject({ state: 'broken' })
  })

  test('test mode is as good as off', async () => {
    expect(await troubles({ ...recorded, TestMode: true, WhenChangedUTC: '2026-11-23T09:00:00Z' })).toEqual({
      state: 'broken',
      troubles: [{ kind: 'disabled', text: text.replace('Switched off', 'In test mode') }],
    })
  })

  test('its smart hosts are left alone', async () => {
    const { asked } = await collected({ cmdlets: { 'Get-OutboundConnector': [off] } })
    expect(asked.filter((one) => !one.startsWith('Get-'))).toEqual([])
  })
})

describe('validation', () => {
  test.each([
    ['Never validated', { IsValidated: false, LastValidationTimestamp: null }],
    ['Not valid when it was last validated, at 2026-10-04T08:10:01Z', { IsValidated: false }],
    [
      'Changed at 2026-11-20T08:00:00Z, after its last validation at 2026-10-04T08:10:01Z',
      { WhenChangedUTC: '2026-11-20T08:00:00Z' },
    ],
  ])('%s', async (text, facts) => {
    expect(await troubles({ ...recorded, ...facts })).toEqual({
      state: 'sound',
      troubles: [{ kind: 'not-validated', text, suspected: true }],
    })
  })
})

describe('smart hosts', () => {
  test('that do not resolve break the connector', async () => {
    expect(await troubles(recorded, { zones: {} })).toEqual({
      state: 'broken',
      troubles: [{ kind: 'smart-host-unresolvable', text: `The smart host ${HOST} has no address in DNS` }],
    })
  })

  test('of which one resolves leave the others suspected', async () => {
    expect(await troubles({ ...recorded, SmartHosts: ['gone.contoso.com', HOST] })).toMatchObject({
      state: 'sound',
      troubles: [{ kind: 'smart-host-unresolvable', suspected: true }],
    })
  })

  test('beside a range of addresses, which cannot be looked at, are suspected', async () => {
    expect(await troubles({ ...recorded, SmartHosts: ['gone.contoso.com', '192.0.2.0/25'] })).toMatchObject({
      state: 'sound',
      troubles: [{ kind: 'smart-host-unresolvable', suspected: true }],
    })
  })

  test('may be named by an MX record', async () => {
    const behind = {
      [HOST]: { MX: [{ exchange: 'mx.contoso.com', preference: 10 }] },
      'mx.contoso.com': zones[HOST] as object,
    }
    expect(await troubles(recorded, { zones: behind })).toEqual({ state: 'sound', troubles: [] })
  })

  test('prove nothing when DNS does not answer', async () => {
    expect(await troubles(recorded, { zones: { [HOST]: silence } })).toEqual({ state: 'sound', troubles: [] })
  })

  test.each(['refused', 'timed-out', 'reset'] as const)(
    'that are %s from here are only suspected',
    async (kind) => {
      const failure = {
        phase: 'connect',
        kind,
        detail: '203.0.113.25:25 did not take the connection',
      } as const
      expect(await troubles(recorded, { hosts: { [HOST]: { failure } } })).toEqual({
        state: 'sound',
        troubles: [
          {
            kind: 'smart-host-unreachable',
            text: `The smart host ${HOST} does not answer as it should from here: 203.0.113.25:25 did not take the connection`,
            suspected: true,
          },
        ],
      })
    },
  )

  test('that could not be tried prove nothing', async () => {
    expect(await troubles(recorded, { hosts: { [HOST]: silence } })).toEqual({ state: 'sound', troubles: [] })
  })

  test('by address, by range and by nonsense are taken as they are', async () => {
    const { asked } = await collected({
      cmdlets: {
        'Get-OutboundConnector': [
          { ...recorded, SmartHosts: ['[203.0.113.25]', '192.0.2.0/25', 'no host', HOST] },
        ],
      },
    })
    expect(asked.filter((one) => one.startsWith('SMTP'))).toEqual(['SMTP 203.0.113.25:25', `SMTP ${HOST}:25`])
  })
})

test('a smart host that our own DNS cannot find says nothing', async () => {
  const failure = { phase: 'connect', kind: 'resolver-failed', detail: 'A at 192.0.2.1: SERVFAIL' } as const
  expect(await troubles(recorded, { zones: { [HOST]: silence }, hosts: { [HOST]: { failure } } })).toEqual({
    state: 'sound',
    troubles: [],
  })
})

describe('certificates', () => {
  const shown = (facts: Partial<Certificate>, trouble?: string) => ({
    hosts: { [HOST]: tls(facts, trouble) },
  })
  test.each([
    [
      'certificate-expired',
      shown({ notAfter: '2026-11-22T23:59:59.000Z' }, 'CERT_HAS_EXPIRED'),
      `The smart host ${HOST} shows a certificate that expired at 2026-11-22T23:59:59Z`,
    ],
    [
      'certificate-mismatch',
      shown({ names: ['old.contoso.com'], subject: 'CN=old.contoso.com' }, 'ERR_TLS_CERT_ALTNAME_INVALID'),
      `The smart host ${HOST} shows a certificate for old.contoso.com; the connector demands ${HOST}`,
    ],
    [
      'certificate-untrusted',
      shown({}, 'DEPTH_ZERO_SELF_SIGNED_CERT'),
      `The smart host ${HOST} shows a certificate that is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    ],
  ])('%s breaks a connector that demands a good one', async (kind, world, text) => {
    expect(await troubles(recorded, world)).toEqual({ state: 'broken', troubles: [{ kind, text }] })
    expect(await troubles({ ...recorded, TlsSettings: 'EncryptionOnly' }, world)).toEqual({
      state: 'sound',
      troubles: [],
    })
  })

  test('of an authority that is unknown here may be known to Exchange Online', async () => {
    expect(await troubles(recorded, shown({}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'))).toMatchObject({
      state: 'sound',
      troubles: [{ kind: 'certificate-untrusted', suspected: true }],
    })
  })

  test('with another name pass when only the chain is checked', async () => {
    const other = shown(
      { names: ['old.contoso.com'], subject: 'CN=old.contoso.com' },
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
    expect(
      await troubles({ ...recorded, TlsSettings: 'CertificateValidation', TlsDomain: null }, other),
    ).toEqual({
      state: 'sound',
      troubles: [],
    })
  })

  test('may be for all hosts of the domain', async () => {
    expect(await troubles(recorded, shown({ names: ['*.contoso.com'] }))).toEqual({
      state: 'sound',
      troubles: [],
    })
    expect(await troubles({ ...recorded, TlsDomain: '*.contoso.com' })).toEqual({
      state: 'sound',
      troubles: [],
    })
  })

  test('are asked for in vain where no TLS is offered', async () => {
    const expected = { kind: 'starttls-missing', suspected: true }
    const failure = { phase: 'starttls', kind: 'starttls-missing', detail: 'no STARTTLS in EHLO' } as const
    expect(await troubles(recorded, { hosts: { [HOST]: {} } })).toMatchObject({
      state: 'sound',
      troubles: [expected],
    })
    expect(await troubles(recorded, { hosts: { [HOST]: { failure } } })).toMatchObject({
      troubles: [expected],
    })
    expect(await troubles({ ...recorded, TlsSettings: null }, { hosts: { [HOST]: {} } })).toMatchObject({
      troubles: [],
    })
  })
})

describe('reading', () => {
  test('asks for the connectors of transport rules by themselves, and counts each once', async () => {
    const { ports, asked } = portsOf({
      zones,
      hosts,
      cmdlets: {
        'Get-OutboundConnector': [
          recorded,
          { ...recorded, Name: 'For rules', Guid: '2', IsTransportRuleScoped: true },
        ],
      },
    })
    const input = { scope: EVERYTHING, at: NOW }
    const outcome = await probe.collect(ports, input, new AbortController().signal)
    if (outcome.kind !== 'found') throw new Error(outcome.kind)
    expect(probe.analyse(outcome.value, input).connectors.map(({ name }) => name)).toEqual([
      'Outbound to on-premises',
      'For rules',
    ])
    expect(asked.slice(0, 2)).toEqual([
      'Get-OutboundConnector {"ResultSize":"Unlimited"}',
      'Get-OutboundConnector {"IsTransportRuleScoped":true,"ResultSize":"Unlimited"}',
    ])
    expect(asked.some((one) => one.startsWith('Validate'))).toBe(false)
    expect(probe.raw.parse(JSON.parse(JSON.stringify(outcome.value)))).toEqual(outcome.value)
  })

  test('keeps a list that was cut short, as unsure', async () => {
    const { outcome } = await collected({
      cmdlets: { 'Get-OutboundConnector': [recorded] },
      truncated: ['More rows exist.'],
      zones,
      hosts,
    })
    expect(outcome).toMatchObject({
      kind: 'unsure',
      value: { connectors: [{ Name: 'Outbound to on-premises' }] },
    })
  })

  test('passes a refusal and silence on', async () => {
    expect((await collected({ cmdlets: { 'Get-OutboundConnector': refusal } })).outcome).toMatchObject({
      kind: 'refused',
    })
    expect((await collected({})).outcome).toMatchObject({ kind: 'unreachable', why: 'Nobody answered.' })
  })

  test('takes the shapes that PowerShell writes', async () => {
    const host = { Address: '0.0.0.0', IsIPAddress: false, Domain: HOST }
    const row = {
      ...recorded,
      SmartHosts: [host],
      RecipientDomains: 'contoso.com',
      WhenChangedUTC: '/Date(1791101422048)/',
      LastValidationTimestamp: '/Date(1791101401000)/',
      Enabled: 'True',
    }
    expect(await diagnose([row])).toEqual(await diagnose([recorded]))
  })

  test('takes any row at all', async () => {
    const row = fc.dictionary(fc.constantFrom(...Object.keys(recorded)), fc.anything({ maxDepth: 1 }))
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 3 }), async (rows) => {
        const { connectors } = await diagnose(rows)
        expect(connectors.length).toBeLessThanOrEqual(rows.length * 2)
      }),
    )
  })
})

test('the shape of an evidence file can be written down as JSON schema', () => {
  expect(z.toJSONSchema(probe.raw)).toMatchObject({
    type: 'object',
    required: ['connectors', 'ruleScoped', 'peers'],
  })
})
