import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import type { MxDomain, MxState } from '../../../src/model/findings.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { isMicrosoft } from '../../../src/probes/microsoft-hosts.ts'
import { analyse } from '../../../src/probes/mx-records/analyse.ts'
import { probe } from '../../../src/probes/mx-records/probe.ts'
import { GATEWAYS, OTHER_MAILBOXES, providerOf } from '../../../src/probes/mx-records/providers.ts'
import type { Checked, Dane } from '../../../src/probes/mx-records/schema.ts'
import { recordedJson } from '../../support/test-data.ts'
import { checked, DOMAIN, MINE } from './arbitraries.ts'

const input = { scope: EVERYTHING, at: '2026-11-24T10:30:00.000Z' }
const judge = (one: Checked): MxDomain => analyse({ domains: [one] }, input).domains[0] as MxDomain
const known = <T>(value: T) => ({ known: true as const, value })
const mx = (...hosts: readonly string[]) => ({
  kind: 'records' as const,
  records: hosts.map((exchange, index) => ({ exchange, preference: index * 10 })),
  ttl: 300,
  server: 'ns',
})
const healthy: Checked = {
  domain: DOMAIN,
  expected: known([{ host: MINE, preference: 0 }]),
  mx: mx(MINE),
  hosts: [],
}
const BAD: ReadonlySet<MxState> = new Set(['wrong', 'missing', 'no-such-domain'])

describe('whatever DNS says', () => {
  test('each domain has one finding, with a sentence', () => {
    fc.assert(
      fc.property(fc.array(checked, { maxLength: 4 }), (domains) => {
        const found = analyse({ domains }, input).domains
        expect(found.map(({ domain }) => domain)).toEqual(domains.map(({ domain }) => domain))
        for (const { text, troubles = [] } of found)
          for (const sentence of [text, ...troubles.map((one) => one.text)]) {
            expect(sentence).toContain(' ')
            expect(sentence).not.toMatch(/undefined|\bNaN\b|\.\)|\[object/)
          }
      }),
    )
  })

  test('a saved answer is judged the same', () => {
    fc.assert(
      fc.property(checked, (one) => {
        const raw = { domains: [one] }
        expect(probe.raw.parse(JSON.parse(JSON.stringify(raw)))).toEqual(JSON.parse(JSON.stringify(raw)))
      }),
    )
  })

  test('the order of records and of name servers changes nothing', () => {
    fc.assert(
      fc.property(checked, (one) => {
        const turned: Checked = {
          ...one,
          mx: one.mx.kind === 'records' ? { ...one.mx, records: one.mx.records.toReversed() } : one.mx,
          hosts: one.hosts.toReversed(),
        }
        expect(judge(turned)).toEqual(judge(one))
        const servers = one.zone?.known === true ? one.zone.value.servers : []
        const zone = known({ name: DOMAIN, servers: servers.toReversed() })
        expect(judge({ ...one, zone }).state).toBe(
          judge({ ...one, zone: known({ name: DOMAIN, servers }) }).state,
        )
      }),
    )
  })

  test('an MX is right only when the host that senders take first is Microsoft’s for this domain', () => {
    fc.assert(
      fc.property(checked, (one) => {
        const { state, found, troubles = [] } = judge({ ...one, expected: healthy.expected })
        fc.pre(state === 'right')
        const dead = new Set(
          troubles.filter(({ kind }) => kind === 'host-unresolvable').map(({ text }) => text.split(' ')[0]),
        )
        const live = found.filter(({ host }) => host !== '' && !dead.has(host))
        const best = Math.min(...live.map(({ preference }) => preference))
        expect(live.filter(({ preference }) => preference === best).map(({ host }) => host)).toContain(MINE)
        expect(live.filter(({ preference }) => preference === best).every(({ host }) => host === MINE)).toBe(
          true,
        )
      }),
      { numRuns: 400 },
    )
  })

  test('one name server that sends mail astray is enough for the domain not to be right', () => {
    fc.assert(
      fc.property(checked, checked, (one, other) => {
        const alone = (part: Checked) =>
          judge({
            ...part,
            expected: healthy.expected,
            hosts: [],
            zone: known({
              name: DOMAIN,
              servers: [
                {
                  host: 'ns1.dns.example',
                  address: '192.0.2.53',
                  mx: part.mx.kind === 'failed' ? mx(MINE) : { ...part.mx, authoritative: true },
                },
              ],
            }),
            mx: mx(MINE),
          })
        const servers = [one, other].map(({ mx: said }, index) => ({
          host: `ns${index}.dns.example`,
          address: '192.0.2.53',
          mx: { ...(said.kind === 'failed' ? mx(MINE) : said), authoritative: true },
        }))
        const both = judge({ ...healthy, zone: known({ name: DOMAIN, servers }) })
        const states = [alone(one).state, alone(other).state]
        if (states.some((state) => BAD.has(state))) expect(BAD.has(both.state)).toBe(true)
        if (states.every((state) => state === 'right')) expect(both.state).toBe('right')
      }),
    )
  })

  test('a resolver in trouble alone never makes a domain right or wrong', () => {
    fc.assert(
      fc.property(checked, (one) => {
        fc.pre(one.mx.kind === 'failed')
        const { expected, hosts, domain, mx: failure } = one
        expect(judge({ expected, hosts, domain, mx: failure }).state).toBe('unsure')
      }),
    )
  })
})

describe('a name proves nothing', () => {
  test.each([
    ['of another tenant', 'fabrikam-com.mail.protection.outlook.com', 'wrong'],
    ['that only looks like it', `${MINE}.evil.example`, 'wrong'],
    ['under mx.microsoft for the same tenant', 'contoso-com.j-v1.mx.microsoft', 'unsure'],
    ['under mx.microsoft for another', 'fabrikam-com.j-v1.mx.microsoft', 'wrong'],
    ['of a gateway that only looks like it', 'pphosted.com.evil.example', 'wrong'],
    ['left from proving the domain', 'ms12345678.msv1.invalid', 'wrong'],
  ])('%s', (_, host, state) => {
    expect(judge({ ...healthy, mx: mx(host) }).state).toBe(state)
  })

  test('and where Microsoft’s record cannot be read, only the usual label counts', () => {
    const unread: Checked = { ...healthy, expected: { known: false, why: 'Graph is not set up.' } }
    expect(
      [
        MINE,
        'contoso-com.j-v1.mx.microsoft',
        'contoso-com2.mail.protection.outlook.com',
        'mail.contoso.com',
        'aspmx.l.google.com',
      ].map((host) => judge({ ...unread, mx: mx(host) }).state),
    ).toEqual(['right', 'right', 'unsure', 'unsure', 'unsure'])
  })

  test('the record under mx.microsoft is right where Microsoft says so', () => {
    const host = 'contoso-com.j-v1.mx.microsoft'
    expect(judge({ ...healthy, expected: known([{ host, preference: 0 }]), mx: mx(host) })).toEqual({
      domain: DOMAIN,
      expected: [{ host, preference: 0 }],
      found: [{ host, preference: 0 }],
      state: 'right',
      server: 'ns',
      ttl: 300,
      text: `contoso.com has MX 0 ${host}, as Microsoft expects`,
      troubles: [],
    })
  })
})

/** Of the collected facts about gateways, as far as they are used here. */
const Collected = z.object({
  gateways: z.array(
    z.object({
      gateway: z.string(),
      kind: z.string(),
      mx_suffixes: z.array(z.string()),
      examples: z.array(z.string()).optional(),
    }),
  ),
})

describe('providers', () => {
  const recorded = recordedJson('mx-gateways.json')
  const withData = recorded === undefined ? test.skip : test

  withData(
    'every provider that was collected is known by its suffixes and examples, but for entries that are no such',
    () => {
      const { gateways } = Collected.parse(recorded)
      const missed = gateways.flatMap(({ gateway, kind, mx_suffixes, examples = [] }) =>
        [...mx_suffixes.map((suffix) => `mx1.${suffix}`), ...examples]
          .filter((host) => kind !== 'null' && /^[a-z0-9.-]+$/.test(host))
          .filter((host) => {
            if (kind === 'microsoft') return !isMicrosoft(host)
            return providerOf(host, kind === 'other mailbox' ? OTHER_MAILBOXES : GATEWAYS) === undefined
          })
          .map((host) => `${gateway}: ${host}`),
      )
      // The verification host takes no mail, and outlook.de was Microsoft's own German cloud.
      expect(missed).toEqual([
        'Microsoft domain verification (not a mail server): mx1.msv1.invalid',
        'Microsoft domain verification (not a mail server): ms12345678.msv1.invalid',
        'GoDaddy legacy mail: mx1.mail.protection.outlook.de',
      ])
    },
  )

  test('every gateway is told by name from whatever host it has under its suffix', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
    fc.assert(
      fc.property(fc.constantFrom(...GATEWAYS), fc.nat(), label, ({ name, suffixes }, at, label) => {
        const host = `${label}.${suffixes[at % suffixes.length]}`
        const { state, gateway } = judge({ ...healthy, mx: mx(host) })
        expect({ state, gateway }).toEqual({ state: 'gateway', gateway: name })
      }),
    )
  })
})

describe('MTA-STS', () => {
  const withPolicy = (text: string, ...hosts: readonly string[]) =>
    judge({
      ...healthy,
      mx: mx(...hosts),
      expected: known(hosts.map((host, index) => ({ host, preference: index * 10 }))),
      mtaSts: {
        record: { kind: 'records', records: [{ text: 'v=STSv1; id=1' }], server: 'ns' },
        policy: known({ status: 200, type: 'text/plain', text }),
      },
    }).troubles

  test('a wildcard stands for exactly one label', () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,5}$/)
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const host = `${labels.join('.')}.mail.example`
        const troubles = withPolicy(`version: STSv1\nmode: enforce\nmx: *.mail.example\n`, host)
        expect(troubles?.length).toBe(labels.length === 1 ? 0 : 1)
      }),
    )
  })

  test('a part of the hosts that is shut out is told as a part', () => {
    expect(
      withPolicy('version: STSv1\r\nmode: enforce\r\nmx: a.example\r\n', 'a.example', 'b.example'),
    ).toEqual([
      {
        kind: 'mta-sts',
        text: 'The MTA-STS policy of contoso.com allows a.example, not the MX b.example: senders that honour it, Google and Microsoft among them, deliver to the other hosts only',
      },
    ])
  })

  test.each([
    ['mode: none', 'version: STSv1\nmode: none\n', undefined],
    ['no version', 'mode: enforce\nmx: a.example\n', 'it does not begin with version: STSv1'],
    ['no mode', 'version: STSv1\nmx: a.example\n', 'it has no mode'],
    ['an unknown mode', 'version: STSv1\nmode: strict\nmx: a.example\n', 'its mode is strict'],
    ['no MX', 'version: STSv1\nmode: enforce\n', 'it names no MX'],
    ['a page of the web host', '<html>Not found</html>', 'it does not begin with version: STSv1'],
  ])('a policy with %s', (_, text, why) => {
    expect(withPolicy(text, 'a.example')).toEqual(
      why === undefined
        ? []
        : [
            {
              kind: 'mta-sts',
              text: `contoso.com announces an MTA-STS policy that cannot be read (${why}): senders go by an older one that they remember`,
            },
          ],
    )
  })

  test('two announcements are none', () => {
    const record = {
      kind: 'records' as const,
      records: [{ text: 'v=STSv1; id=1' }, { text: 'v=STSv1; id=2' }, { text: 'google-site-verification=1' }],
      server: 'ns',
    }
    expect(judge({ ...healthy, mtaSts: { record } }).troubles).toEqual([
      {
        kind: 'mta-sts',
        text: 'contoso.com announces MTA-STS 2 times, so senders take it as not announced',
      },
    ])
  })
})

describe('DANE', () => {
  const digest = fc.stringMatching(/^[0-9a-f]{64}$/)
  const tlsa = fc.record({
    usage: fc.constantFrom(0, 1, 2, 3),
    selector: fc.constantFrom(0, 1),
    matching: fc.constantFrom(0, 1, 1, 1, 2),
    data: digest,
  })
  const shown = fc.array(fc.record({ sha256: digest, keySha256: digest }), { minLength: 1, maxLength: 3 })
  const dane = (records: readonly z.infer<typeof Tlsa>[], chain: Chain, validated = true): Checked => ({
    ...healthy,
    dane: [
      {
        host: MINE,
        tlsa: { kind: 'records', records: [...records], server: 'ns', validated },
        shown: known([...chain]),
      },
    ],
  })
  const Tlsa = z.object({ usage: z.number(), selector: z.number(), matching: z.number(), data: z.string() })
  type Chain = readonly { readonly sha256: string; readonly keySha256: string }[]

  test('a certificate that any of the records fits is sound', () => {
    fc.assert(
      fc.property(
        fc.array(tlsa, { maxLength: 3 }),
        shown,
        fc.nat(),
        fc.constantFrom(2, 3),
        fc.constantFrom(0, 1),
        (others, chain, at, usage, selector) => {
          const one = chain[usage === 3 ? 0 : at % chain.length] as Chain[number]
          const data = selector === 0 ? one.sha256 : one.keySha256
          const records = [...others, { usage, selector, matching: 1, data: data.toUpperCase() }]
          expect(judge(dane(records, chain)).troubles).toEqual([])
        },
      ),
    )
  })

  test('one that no record fits is told of, but only where every record could be compared', () => {
    fc.assert(
      fc.property(fc.array(tlsa, { minLength: 1, maxLength: 3 }), shown, (records, chain) => {
        const usable = records.filter(({ usage }) => usage >= 2)
        const comparable = usable.length > 0 && usable.every(({ matching }) => matching === 1)
        expect((judge(dane(records, chain)).troubles ?? []).map(({ kind }) => kind)).toEqual(
          comparable ? ['dane'] : [],
        )
      }),
    )
  })

  test('it matters for sure only where DNSSEC covers the records', () => {
    const record = { usage: 3, selector: 1, matching: 1, data: '0'.repeat(64) }
    const chain = [{ sha256: '1'.repeat(64), keySha256: '2'.repeat(64) }]
    expect([true, false].map((validated) => judge(dane([record], chain, validated)).troubles)).toEqual([
      [
        {
          kind: 'dane',
          text: `The certificate of ${MINE} fits none of its TLSA records: senders that honour DANE do not deliver`,
        },
      ],
      [
        {
          kind: 'dane',
          text: `The certificate of ${MINE} fits none of its TLSA records; it matters where DNSSEC covers them, which our resolver does not tell`,
        },
      ],
    ])
  })

  test('a host that could not be looked at says nothing', () => {
    const tlsa: Dane['tlsa'] = {
      kind: 'records',
      records: [{ usage: 3, selector: 1, matching: 1, data: '00' }],
      server: 'ns',
    }
    const hosts: Dane[] = [
      { host: MINE, tlsa },
      { host: MINE, tlsa, shown: { known: false, why: 'no answer within 10 s' } },
      { host: MINE, tlsa, shown: known([]) },
      { host: MINE, tlsa: { kind: 'failed', code: 'dns.late', why: 'late.' } },
    ]
    expect(judge({ ...healthy, dane: hosts }).troubles).toEqual([])
  })
})

describe('SPF', () => {
  const withTxt = (...texts: readonly string[]) =>
    judge({ ...healthy, txt: { kind: 'records', records: texts.map((text) => ({ text })), server: 'ns' } })
      .troubles

  test.each([
    ['that names Exchange Online', ['v=spf1 include:spf.protection.outlook.com -all'], undefined],
    ['that hands over to it', ['v=spf1 redirect=spf.protection.outlook.com'], undefined],
    ['that leads elsewhere first', ['v=spf1 include:_spf.contoso.com -all'], undefined],
    [
      'that names only addresses',
      ['v=spf1 ip4:192.0.2.1 -all'],
      /does not name Exchange Online .*ip4:192\.0\.2\.1/,
    ],
    ['twice', ['v=spf1 -all', 'v=spf1 include:spf.protection.outlook.com -all'], /has 2 SPF records/],
    ['of another protocol', ['v=spf10 -all', 'MS=ms1'], /has no SPF record/],
  ])('a record %s', (_, texts, said) => {
    expect(withTxt(...texts)).toEqual(
      said === undefined ? [] : [{ kind: 'spf', text: expect.stringMatching(said) }],
    )
  })

  test('a resolver in trouble says nothing of it', () => {
    expect(judge({ ...healthy, txt: { kind: 'failed', code: 'dns.late', why: 'late' } }).troubles).toEqual([])
  })
})

test('what could not be read is told beside what was', () => {
  const parts: Checked = {
    ...healthy,
    zone: { known: false, why: 'no answer within 12 s' },
    registration: { known: false, why: 'HTTP status 503' },
  }
  expect(analyse({ domains: [parts], left: ['fabrikam.com'] }, input).notRead).toEqual([
    { what: 'name servers of contoso.com', why: 'no answer within 12 s' },
    { what: 'registration of contoso.com', why: 'HTTP status 503' },
    { what: 'fabrikam.com', why: 'too many domains to look at them all' },
  ])
  expect(analyse({ domains: [healthy] }, input).notRead).toBeUndefined()
})

test('the shape of an evidence file can be written down as JSON schema', () => {
  expect(z.toJSONSchema(probe.raw)).toMatchObject({ type: 'object', required: ['domains'] })
})
