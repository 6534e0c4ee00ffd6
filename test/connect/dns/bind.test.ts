import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { dnsOver } from '../../../src/connect/dns/dns.ts'
import { DnsFault } from '../../../src/connect/dns/fault.ts'
import type { Dns } from '../../../src/model/ports.ts'
import { type Bind, NAMED, startBind } from '../../support/bind.ts'
import { realClock } from '../../support/clock.ts'

const AUTHORITY = '192.0.2.53'
const OUTDATED = '192.0.2.54'
const LAME = '192.0.2.55'
const RESOLVER = '192.0.2.1'

const many = Array.from({ length: 40 }, (_, index) => `many TXT "record ${index} ${'x'.repeat(60)}"`)

const codeOf = async (question: Promise<unknown>): Promise<unknown> => {
  try {
    return await question
  } catch (thrown) {
    return thrown instanceof DnsFault ? { code: thrown.code, kind: thrown.kind } : thrown
  }
}

const suite = NAMED === undefined ? describe.skip : describe

suite('DNS against BIND (Debian package bind9; skipped on a machine without it)', () => {
  let bind: Bind
  let dns: Dns
  let resolver: string

  beforeAll(async () => {
    bind = await startBind({
      [AUTHORITY]: {
        zones: {
          'contoso.example': [
            '@ NS ns1.contoso.example.',
            `ns1 A ${AUTHORITY}`,
            '@ 600 MX 10 MX1.contoso.example.',
            '@ 600 MX 20 mx2.contoso.example.',
            '@ TXT "v=spf1 include:spf.protection" ".outlook.com -all"',
            'mx1 A 192.0.2.25',
            'mx1 AAAA 2001:db8::25',
            'alias CNAME mx1',
            'away CNAME mail.fabrikam.test.',
            'null MX 0 .',
            '_25._tcp.mx1 TLSA 3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF',
            'sub NS ns.sub.contoso.example.',
            `ns.sub A ${LAME}`,
            ...many,
          ],
          'signed.example': ['@ NS ns1.contoso.example.', '@ MX 0 mx.signed.example.'],
          'lapsed.example': ['@ NS ns1.contoso.example.', '@ MX 0 mx.lapsed.example.'],
          'broken.example': undefined,
        },
        signed: { 'signed.example': '+864000', 'lapsed.example': '-3600' },
      },
      [OUTDATED]: {
        zones: {
          'contoso.example': [
            '@ NS ns1.contoso.example.',
            '@ MX 10 old.contoso.example.',
            `ns1 A ${AUTHORITY}`,
          ],
        },
      },
      [LAME]: {},
      [RESOLVER]: { forwardsTo: AUTHORITY },
    })
    resolver = bind.connectTo[RESOLVER] as string
    dns = dnsOver({ servers: [resolver], connectTo: bind.connectTo, timeoutMs: 4000, clock: realClock })
  }, 60_000)

  afterAll(() => bind?.stop())

  test('tells records with their TTL, and that the server has authority', async () => {
    expect(await dns.query('Contoso.Example.', 'MX', { server: AUTHORITY })).toEqual({
      kind: 'records',
      records: expect.arrayContaining([
        { exchange: 'mx1.contoso.example', preference: 10 },
        { exchange: 'mx2.contoso.example', preference: 20 },
      ]),
      ttl: 600,
      server: AUTHORITY,
      authoritative: true,
    })
  })

  test('tells what the configured resolver answers, which is not authoritative', async () => {
    const answer = await dns.query('contoso.example', 'TXT')
    expect(answer).toEqual({
      kind: 'records',
      records: [{ text: 'v=spf1 include:spf.protection.outlook.com -all' }],
      ttl: expect.any(Number),
      server: resolver,
      authoritative: false,
    })
  })

  test('tells each kind of record in the words of its RFC', async () => {
    const ask = async (name: string, type: 'A' | 'AAAA' | 'NS' | 'CNAME' | 'SOA' | 'TLSA' | 'MX') => {
      const answer = await dns.query(name, type, { server: AUTHORITY })
      return answer.kind === 'records' ? answer.records : answer.kind
    }
    expect({
      A: await ask('mx1.contoso.example', 'A'),
      AAAA: await ask('mx1.contoso.example', 'AAAA'),
      NS: await ask('contoso.example', 'NS'),
      CNAME: await ask('alias.contoso.example', 'CNAME'),
      SOA: await ask('contoso.example', 'SOA'),
      TLSA: await ask('_25._tcp.mx1.contoso.example', 'TLSA'),
      nullMX: await ask('null.contoso.example', 'MX'),
    }).toEqual({
      A: [{ address: '192.0.2.25' }],
      AAAA: [{ address: '2001:db8::25' }],
      NS: [{ host: 'ns1.contoso.example' }],
      CNAME: [{ target: 'mx1.contoso.example' }],
      SOA: [{ primary: 'ns1.dns.example', serial: 1 }],
      TLSA: [{ usage: 3, selector: 1, matching: 1, data: '0123456789abcdef'.repeat(4) }],
      nullMX: [{ exchange: '', preference: 0 }],
    })
  })

  test('follows an alias to its records, and an alias that leads away without them has none', async () => {
    expect(await dns.query('alias.contoso.example', 'A', { server: AUTHORITY })).toMatchObject({
      kind: 'records',
      records: [{ address: '192.0.2.25' }],
    })
    expect(await dns.query('away.contoso.example', 'A', { server: AUTHORITY })).toMatchObject({
      kind: 'nodata',
    })
  })

  test('keeps a name without the type apart from a name that does not exist', async () => {
    expect([
      await dns.query('mx1.contoso.example', 'MX'),
      await dns.query('nobody.contoso.example', 'MX'),
      await dns.query('mx1.contoso.example', 'MX', { server: AUTHORITY }),
      await dns.query('nobody.contoso.example', 'MX', { server: AUTHORITY }),
    ]).toEqual([
      { kind: 'nodata', server: resolver, authoritative: false },
      { kind: 'nxdomain', server: resolver, authoritative: false },
      { kind: 'nodata', server: AUTHORITY, authoritative: true },
      { kind: 'nxdomain', server: AUTHORITY, authoritative: true },
    ])
  })

  test('reads over TCP what does not fit into a datagram', async () => {
    const answer = await dns.query('many.contoso.example', 'TXT', { server: AUTHORITY })
    expect(answer.kind === 'records' && answer.records.length).toBe(many.length)
  })

  test('reads a delegation out of a referral, and takes a referral for nothing else', async () => {
    expect(await dns.query('sub.contoso.example', 'NS', { server: AUTHORITY })).toMatchObject({
      kind: 'records',
      records: [{ host: 'ns.sub.contoso.example' }],
      authoritative: false,
    })
    expect(await codeOf(dns.query('sub.contoso.example', 'MX', { server: AUTHORITY }))).toEqual({
      code: 'dns.referral',
      kind: 'unsure',
    })
  })

  test('tells a refusal, a failure and silence apart', async () => {
    const hasty = dnsOver({ timeoutMs: 300, clock: realClock })
    expect({
      refused: await codeOf(dns.query('contoso.example', 'MX', { server: LAME })),
      servfail: await codeOf(dns.query('broken.example', 'MX', { server: AUTHORITY })),
      closed: await codeOf(hasty.query('contoso.example', 'MX', { server: '127.0.0.1:1' })),
    }).toEqual({
      refused: { code: 'dns.refused', kind: 'unreachable' },
      servfail: { code: 'dns.servfail', kind: 'unreachable' },
      closed: { code: 'dns.unreachable', kind: 'unreachable' },
    })
  })

  test('tells when a resolver has checked the signatures, and when it rejects them', async () => {
    expect(await dns.query('signed.example', 'MX')).toMatchObject({ kind: 'records', validated: true })
    expect(await codeOf(dns.query('lapsed.example', 'MX'))).toEqual({
      code: 'dns.servfail',
      kind: 'unreachable',
    })
    expect(await dns.query('lapsed.example', 'MX', { unchecked: true })).toMatchObject({
      kind: 'records',
      records: [{ exchange: 'mx.lapsed.example', preference: 0 }],
    })
  })

  test('tells that two servers of a zone answer differently', async () => {
    const [one, other] = await Promise.all(
      [AUTHORITY, OUTDATED].map((address) => dns.query('contoso.example', 'MX', { server: address })),
    )
    expect([one?.kind === 'records' && one.records.length, other]).toMatchObject([
      2,
      { records: [{ exchange: 'old.contoso.example', preference: 10 }] },
    ])
  })

  test('asks the next configured resolver when one fails, and the first proper answer counts', async () => {
    const several = dnsOver({
      servers: ['127.0.0.1:1', bind.connectTo[LAME] as string, resolver],
      timeoutMs: 4000,
      clock: realClock,
    })
    expect(await several.query('nobody.contoso.example', 'A')).toMatchObject({
      kind: 'nxdomain',
      server: resolver,
    })
  })
})
