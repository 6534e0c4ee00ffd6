import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { besideLines } from '../../src/diagnosis/beside.ts'
import type { SmtpTarget } from '../../src/model/findings.ts'
import type { Certificate } from '../../src/model/smtp.ts'
import { after } from '../../src/model/time.ts'
import { AT, evidence, given, HEALTHY, inboundConnector, NOTHING, smartHost, target } from './given.ts'

const DAY_MS = 86_400_000
const HEALTH = 'Microsoft service health: no open Exchange Online incident (2026-11-23T10:42:00Z)'

const certificate = (notAfter: string): Certificate => ({
  subject: 'CN=mail.contoso.com',
  issuer: 'CN=An authority',
  names: ['mail.contoso.com'],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter,
  thumbprint: 'AB',
})

const showing = (of: SmtpTarget, ...notAfter: readonly string[]): SmtpTarget => ({
  ...of,
  dialogue: {
    ...of.dialogue,
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', chain: notAfter.map(certificate) },
  },
})

const withTargets = (...targets: readonly SmtpTarget[]) =>
  besideLines(given({ 'smtp-reachability': { targets } })).filter((line) => line.startsWith('Cert'))

test('a healthy tenant has one line: that Microsoft is well', () => {
  expect(besideLines(given({}))).toEqual([HEALTH])
})

test('what could not be looked at says so, and nothing else is claimed', () => {
  expect([besideLines(evidence()), besideLines(evidence({ probes: NOTHING }))]).toEqual([
    ['Microsoft service health: being looked at'],
    ['Microsoft service health: not checked (Nothing is set up to ask)'],
  ])
})

test('restricted people, a limit that is nearly used up, outdated servers and the time of grace are told', () => {
  const lines = besideLines(
    given({
      limits: {
        restricted: [{ address: 'bob@contoso.com', text: 'may not send: spam', temporary: false }],
        external: { observed: 15_000, threshold: 16_350, enforced: true, state: 'near' },
      },
      'inbound-connectors': {
        state: 'sound',
        connectors: [inboundConnector()],
        outdatedServers: [{ name: 'ex01.contoso.com', build: '15.1.2507.39', treatment: 'throttled' }],
      },
      mailboxes: { ...HEALTHY.mailboxes, subscriptions: [{ sku: 'SPE_E3', status: 'Warning' }] },
    }),
  )
  expect(lines).toEqual([
    HEALTH,
    'Sending limits: external recipients in 24 hours 15,000 of 16,350, enforced',
    'Sending limits: bob@contoso.com may not send',
    'Outdated servers: Exchange Online throttles ex01.contoso.com (15.1.2507.39)',
    'Subscriptions: SPE_E3 has run out and works for at most 30 days more',
  ])
})

describe('the certificate of a connector', () => {
  test('is told when it ends within a month, by the first certificate of its chain', () => {
    const years = after(AT, 900 * DAY_MS)
    expect(withTargets(showing(smartHost('open'), years, after(AT, 9 * DAY_MS)))).toEqual([
      'Certificates: that of mail.contoso.com (connector To on-premises) ends in 9 days, 2026-12-02T10:42:00Z',
    ])
  })

  test('is told when it has ended', () => {
    expect(withTargets(showing(smartHost('tls'), after(AT, -2 * DAY_MS)))).toEqual([
      'Certificates: that of mail.contoso.com (connector To on-premises) ended 2 days ago, 2026-11-21T10:42:00Z',
    ])
  })

  test('is told exactly when no more than 30 days are left, and never for hosts of Microsoft', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
        const notAfter = after(AT, days * DAY_MS)
        expect(withTargets(showing(smartHost('open'), notAfter))).toHaveLength(days <= 30 ? 1 : 0)
        expect(withTargets(showing(target('open'), notAfter))).toEqual([])
      }),
    )
  })
})
