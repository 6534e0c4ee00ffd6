import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { MxTrouble } from '../../../src/model/findings.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { probe } from '../../../src/probes/mx-records/probe.ts'
import { NAMED } from '../../support/bind.ts'
import { hostOf, NOW, startWorld, type World } from './world.ts'

const suite = NAMED === undefined ? describe.skip : describe

/** One row: what is wrong in DNS, the domain that has it, and what is to be found. */
type Row = readonly [
  what: string,
  name: string,
  found: {
    readonly state: string
    readonly text: string
    readonly mx?: readonly string[]
    readonly gateway?: string
    readonly ttl?: number
    readonly server?: string
    readonly troubles?: readonly MxTrouble[]
  },
]

const NS1 = 'ns1.dns.example'
const wanted = (name: string): string => `0 ${hostOf(`${name}.example`)}`
const otherHost = (record: string): MxTrouble => ({
  kind: 'other-host',
  text: `MX ${record} is not Microsoft's record for the domain`,
})

const ROWS: readonly Row[] = [
  [
    'nothing',
    'contoso',
    { state: 'right', text: `contoso.example has MX ${wanted('contoso')}, as Microsoft expects` },
  ],
  [
    'nothing, and signed',
    'signed',
    { state: 'right', text: `signed.example has MX ${wanted('signed')}, as Microsoft expects` },
  ],
  [
    'a second host of its own',
    'twohosts',
    {
      state: 'right',
      mx: [wanted('twohosts'), '20 backup.twohosts.example'],
      text: `twohosts.example has MX ${wanted('twohosts')}, 20 backup.twohosts.example: first the host that Microsoft expects, then others`,
      troubles: [otherHost('20 backup.twohosts.example')],
    },
  ],
  [
    'a null MX',
    'null',
    {
      state: 'wrong',
      mx: ['0 '],
      ttl: 3600,
      text: 'null.example declares by a null MX that it takes no mail (RFC 7505)',
    },
  ],
  ['no MX', 'nomx', { state: 'missing', mx: [], text: 'nomx.example has no MX record' }],
  [
    'a gateway before Microsoft',
    'gateway',
    {
      state: 'gateway',
      gateway: 'Proofpoint (PPS / on demand)',
      mx: ['10 mx1.gateway.pphosted.com'],
      ttl: 3600,
      text: `gateway.example has MX 10 mx1.gateway.pphosted.com, the mail gateway Proofpoint (PPS / on demand); Microsoft expects ${wanted('gateway')}`,
      troubles: [otherHost('10 mx1.gateway.pphosted.com')],
    },
  ],
  [
    'a foreign host and a registration that ran out',
    'other',
    {
      state: 'wrong',
      mx: ['10 mx.other.example'],
      ttl: 3600,
      text: `other.example has MX 10 mx.other.example; Microsoft expects ${wanted('other')}`,
      troubles: [
        { kind: 'registration', text: 'The registration of other.example expired at 2026-11-20T08:00:00Z' },
        otherHost('10 mx.other.example'),
      ],
    },
  ],
  [
    'a host without an address',
    'deadhost',
    {
      state: 'wrong',
      mx: ['10 gone.deadhost.example'],
      ttl: 3600,
      text: 'deadhost.example points at 10 gone.deadhost.example, and none of it has an address',
      troubles: [{ kind: 'host-unresolvable', text: 'gone.deadhost.example has no address' }],
    },
  ],
  [
    'an MTA-STS policy that shuts its MX out',
    'policy',
    {
      state: 'right',
      text: `policy.example has MX ${wanted('policy')}, as Microsoft expects`,
      troubles: [
        {
          kind: 'mta-sts',
          text: `The MTA-STS policy of policy.example allows mail.policy.example, not the MX ${hostOf('policy.example')}: senders that honour it, Google and Microsoft among them, do not deliver (4.4.8, 5.4.8)`,
        },
      ],
    },
  ],
  [
    'such a policy in testing',
    'testing',
    {
      state: 'right',
      text: `testing.example has MX ${wanted('testing')}, as Microsoft expects`,
      troubles: [
        {
          kind: 'mta-sts',
          text: `The MTA-STS policy of testing.example allows *.mail.policy.example, not the MX ${hostOf('testing.example')}; it is in testing, so mail is delivered all the same`,
        },
      ],
    },
  ],
  [
    'no SPF record',
    'nospf',
    {
      state: 'right',
      text: `nospf.example has MX ${wanted('nospf')}, as Microsoft expects`,
      troubles: [
        {
          kind: 'spf',
          text: 'nospf.example has no SPF record: receivers may hold its mail for forged or refuse it',
        },
      ],
    },
  ],
  [
    'name servers that differ',
    'split',
    {
      state: 'wrong',
      mx: ['10 old.split.example'],
      ttl: 3600,
      server: 'ns2.dns.example',
      text: 'split.example points at 10 old.split.example, and none of it has an address, on a part of its name servers',
      troubles: [
        {
          kind: 'split-answers',
          text: `The name servers of split.example differ: ${NS1}: ${wanted('split')}; ns2.dns.example: 10 old.split.example`,
        },
        { kind: 'host-unresolvable', text: 'old.split.example has no address' },
      ],
    },
  ],
  [
    'one name server that does not serve it',
    'partly',
    {
      state: 'right',
      text: `partly.example has MX ${wanted('partly')}, as Microsoft expects`,
      troubles: [
        {
          kind: 'lame-delegation',
          text: 'lame.dns.example, a name server of partly.example, does not serve it (MX partly.example at 192.0.2.55: the server will not answer, REFUSED)',
        },
      ],
    },
  ],
  [
    'an old answer in the cache',
    'stale',
    {
      state: 'unsure',
      ttl: 1234,
      text: `stale.example has MX ${wanted('stale')}, as Microsoft expects; caches still hold 10 old.stale.example for up to 1234 seconds`,
      troubles: [
        {
          kind: 'stale-cache',
          text: `The resolver RESOLVER still has 10 old.stale.example for up to 1234 seconds, while ${NS1} says ${wanted('stale')}`,
        },
      ],
    },
  ],
  [
    'signatures that have run out',
    'lapsed',
    {
      state: 'wrong',
      server: 'RESOLVER',
      text: 'DNSSEC of lapsed.example is broken: its MX is found only without validation (MX lapsed.example at RESOLVER: the server could not find out, SERVFAIL)',
      troubles: [
        {
          kind: 'dnssec',
          text: 'DNSSEC of lapsed.example is broken: its MX is found only without validation (MX lapsed.example at RESOLVER: the server could not find out, SERVFAIL)',
        },
      ],
    },
  ],
  [
    'name servers of which none serves it',
    'lame',
    {
      state: 'wrong',
      mx: [],
      server: 'resolver',
      text: 'None of the name servers of lame.example serves it, so nobody finds its MX (MX lame.example at RESOLVER: the server could not find out, SERVFAIL)',
      troubles: [
        {
          kind: 'lame-delegation',
          text: 'lame.dns.example, a name server of lame.example, does not serve it (MX lame.example at 192.0.2.55: the server will not answer, REFUSED)',
        },
      ],
    },
  ],
  [
    'a name server that is silent',
    'dark',
    {
      state: 'unsure',
      mx: [],
      server: 'resolver',
      text: 'dark.example: MX dark.example at RESOLVER: the server could not find out, SERVFAIL; none of its name servers answers from here',
    },
  ],
  [
    'name servers for parked names',
    'parked',
    {
      state: 'wrong',
      mx: ['10 mx.parked.example'],
      ttl: 3600,
      server: 'ns1.parkingcrew.net',
      text: `parked.example has MX 10 mx.parked.example; Microsoft expects ${wanted('parked')}`,
      troubles: [
        {
          kind: 'registration',
          text: 'The registration of parked.example has run out and is kept only in the auto renew period',
        },
        { kind: 'parked', text: 'parked.example is parked: ns1.parkingcrew.net is ParkingCrew' },
        otherHost('10 mx.parked.example'),
      ],
    },
  ],
  [
    'no registration',
    'gone',
    {
      state: 'no-such-domain',
      mx: [],
      server: 'RESOLVER',
      text: 'gone.example does not exist in DNS',
      troubles: [
        { kind: 'registration', text: 'The registry knows no registration of gone.example' },
        {
          kind: 'not-delegated',
          text: 'The zone example has no delegation of gone.example, says its server 192.0.2.60',
        },
      ],
    },
  ],
  [
    'a registration on hold',
    'onhold',
    {
      state: 'no-such-domain',
      mx: [],
      server: 'RESOLVER',
      text: 'onhold.example does not exist in DNS',
      troubles: [
        {
          kind: 'registration',
          text: 'The registry has onhold.example as client hold, so it is not in DNS, expiry 2026-11-10T00:00:00Z',
        },
        {
          kind: 'not-delegated',
          text: 'The zone example has no delegation of onhold.example, says its server 192.0.2.60',
        },
      ],
    },
  ],
]

const mxOf = (record: string) => {
  const [preference, host = ''] = record.split(' ')
  return { host, preference: Number(preference) }
}

suite('MX records against BIND (Debian package bind9; skipped on a machine without it)', () => {
  let world: World

  beforeAll(async () => {
    world = await startWorld()
  }, 60_000)

  afterAll(() => world?.close())

  /** The resolver has another port in each run. */
  const steady = <T>(found: T): T =>
    JSON.parse(JSON.stringify(found).replaceAll(world.resolver, 'RESOLVER')) as T

  test.each(ROWS)('a domain with %s (%s.example)', async (_, name, { mx, ttl, troubles = [], ...facts }) => {
    const found = await world.look(`${name}.example`)
    const lives = found.found.length > 0 ? { ttl: ttl ?? 900 } : {}
    expect(steady(found)).toEqual({
      domain: `${name}.example`,
      expected: [mxOf(wanted(name))],
      server: NS1,
      ...facts,
      ...lives,
      found: (mx ?? [wanted(name)]).map(mxOf),
      troubles,
    })
  })

  test('an MX host whose certificate its TLSA records name is sound, and one that they do not name is told', async () => {
    const found = await Promise.all(['dane', 'misdane'].map((name) => world.look(`${name}.example`)))
    expect(found.map(({ state, troubles }) => ({ state, troubles }))).toEqual([
      { state: 'right', troubles: [] },
      {
        state: 'right',
        troubles: [
          {
            kind: 'dane',
            text: 'The certificate of mx.misdane.example fits none of its TLSA records: senders that honour DANE do not deliver',
          },
        ],
      },
    ])
  })

  test('a name that the zone above holds itself is asked at the servers of that zone', async () => {
    expect(await world.look('mail.contoso.example')).toMatchObject({
      state: 'wrong',
      server: NS1,
      found: [mxOf(wanted('contoso'))],
    })
  })

  test('a name below a registered one goes by the registration of that one', async () => {
    const { state, troubles = [] } = await world.look('mail.onhold.example')
    expect({ state, registration: troubles.filter(({ kind }) => kind === 'registration') }).toEqual({
      state: 'no-such-domain',
      registration: [
        {
          kind: 'registration',
          text: 'The registry has onhold.example as client hold, so it is not in DNS, expiry 2026-11-10T00:00:00Z',
        },
      ],
    })
  })

  test('without anything of Microsoft’s, DNS alone still tells', async () => {
    const look = (name: string) => world.look(`${name}.example`, world.bare)
    const unread = "Microsoft's own record could not be read (Microsoft Graph is not set up)"
    expect(steady(await look('contoso'))).toEqual({
      domain: 'contoso.example',
      state: 'right',
      server: NS1,
      ttl: 900,
      found: [mxOf(wanted('contoso'))],
      text: `contoso.example has MX ${wanted('contoso')}, Exchange Online by its name; ${unread}`,
      troubles: [],
    })
    const states = await Promise.all(
      ['gateway', 'other', 'deadhost', 'nomx', 'gone', 'split', 'lapsed', 'lame', 'policy'].map(
        async (name) => {
          const { state, troubles = [] } = await look(name)
          return [name, state, ...troubles.map(({ kind }) => kind)]
        },
      ),
    )
    expect(states).toEqual([
      ['gateway', 'gateway'],
      ['other', 'unsure', 'registration'],
      ['deadhost', 'wrong', 'host-unresolvable'],
      ['nomx', 'missing'],
      ['gone', 'no-such-domain', 'registration', 'not-delegated'],
      ['split', 'wrong', 'split-answers', 'host-unresolvable'],
      ['lapsed', 'wrong', 'dnssec'],
      ['lame', 'wrong', 'lame-delegation'],
      ['policy', 'right', 'mta-sts'],
    ])
  })

  test('without anything of Microsoft’s and without a domain, there is nothing to look at, and it says so', async () => {
    const input = { scope: EVERYTHING, at: NOW }
    expect(await probe.collect(world.bare, input, new AbortController().signal)).toMatchObject({
      kind: 'unreachable',
      why: 'Microsoft Graph is not set up.',
    })
  })
})
