import * as fc from 'fast-check'
import type { Checked } from '../../../src/probes/mx-records/schema.ts'

export const DOMAIN = 'contoso.com'
export const MINE = 'contoso-com.mail.protection.outlook.com'

/** Hosts that domains point at: ours, another tenant's, a gateway's, mailboxes elsewhere, none at all. */
const host = fc.constantFrom(
  MINE,
  'contoso-com.j-v1.mx.microsoft',
  'fabrikam-com.mail.protection.outlook.com',
  'mx1.contoso.iphmx.com',
  'aspmx.l.google.com',
  'mail.contoso.com',
  'evil-contoso-com.mail.protection.outlook.com.example',
  '',
)

const records = fc.array(fc.record({ exchange: host, preference: fc.nat(20) }), {
  minLength: 1,
  maxLength: 3,
})

const server = fc.constantFrom('192.0.2.53', '192.0.2.54')

const answered = (authoritative: boolean) =>
  fc.oneof(
    records.map((records) => ({ kind: 'records' as const, records, ttl: 300, server: 'ns', authoritative })),
    fc
      .constantFrom('nodata' as const, 'nxdomain' as const)
      .map((kind) => ({ kind, server: 'ns', authoritative })),
  )

const failed = fc
  .constantFrom('dns.servfail', 'dns.refused', 'dns.late', 'dns.unreachable', 'dns.referral')
  .map((code) => ({ kind: 'failed' as const, code, why: `${code}.` }))

const addresses = fc.oneof(
  fc.constant({ kind: 'records' as const, records: [{ address: '192.0.2.25' }], server: 'ns' }),
  fc.constantFrom('nodata' as const, 'nxdomain' as const).map((kind) => ({ kind, server: 'ns' })),
  failed,
)

const nameServer = fc.oneof(
  fc.record({ host: fc.constantFrom('ns1.dns.example', 'ns2.dns.example') }),
  fc.record({
    host: fc.constantFrom('ns1.dns.example', 'ns2.dns.example', 'ns3.dns.example'),
    address: fc.oneof(server, fc.constant('10.0.0.53')),
    mx: fc.oneof(answered(true), answered(false), failed),
  }),
)

const HOSTS = [MINE, 'contoso-com.j-v1.mx.microsoft', 'mx1.contoso.iphmx.com', 'mail.contoso.com']

/** Anything that DNS and Microsoft may say of one domain. */
export const checked: fc.Arbitrary<Checked> = fc.record(
  {
    domain: fc.constant(DOMAIN),
    expected: fc.oneof(
      fc.constant<Checked['expected']>({ known: true, value: [{ host: MINE, preference: 0 }] }),
      fc.constant<Checked['expected']>({ known: false, why: 'Graph is not set up.' }),
    ),
    mx: fc.oneof(answered(false), failed),
    unchecked: answered(false),
    hosts: fc.tuple(
      ...HOSTS.map((name) => fc.record({ host: fc.constant(name), a: addresses, aaaa: addresses })),
    ),
    zone: fc.oneof(
      fc.record({
        known: fc.constant(true as const),
        value: fc.record({ name: fc.constant(DOMAIN), servers: fc.array(nameServer, { maxLength: 3 }) }),
      }),
      fc.constant({ known: false as const, why: 'no answer within 12 s' }),
    ),
    registration: fc.oneof(
      fc.constant({ known: false as const, why: 'no answer within 12 s' }),
      fc.record({
        known: fc.constant(true as const),
        value: fc.record(
          {
            name: fc.constant(DOMAIN),
            registered: fc.boolean(),
            status: fc.subarray(['active', 'client hold', 'redemption period', 'auto renew period']),
            expires: fc.constantFrom('2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'),
          },
          { requiredKeys: ['name', 'registered', 'status'] },
        ),
      }),
    ),
  },
  { requiredKeys: ['domain', 'expected', 'mx', 'hosts'] },
)
