import { createHash, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { dnsOver } from '../../../src/connect/dns/dns.ts'
import { exchangeNotConfigured } from '../../../src/connect/exchange/exchange.ts'
import { graphNotConfigured, graphOver } from '../../../src/connect/graph/graph.ts'
import { httpsOver } from '../../../src/connect/https/https.ts'
import { smtpOver } from '../../../src/connect/smtp/smtp.ts'
import { createAuthority } from '../../../src/lab/smtp/authority.ts'
import type { MxDomain } from '../../../src/model/findings.ts'
import { valueOf } from '../../../src/model/outcome.ts'
import type { Ports } from '../../../src/model/ports.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { probe } from '../../../src/probes/mx-records/probe.ts'
import { type Bind, startBind } from '../../support/bind.ts'
import { realClock } from '../../support/clock.ts'
import { type HttpService, serve } from '../../support/http-service.ts'
import { securely, startPeer } from '../../support/smtp-peer.ts'

const REGISTRY = '192.0.2.60'
const OWN = '192.0.2.53'
const SECOND = '192.0.2.54'
const LAME = '192.0.2.55'
const RESOLVER = '192.0.2.1'

export const NOW = '2026-11-24T10:30:00.000Z'
const MICROSOFT = 'mail.protection.outlook.com'
/** The host that Microsoft gives to `contoso.example`. */
export const hostOf = (domain: string): string => `${domain.replaceAll('.', '-')}.${MICROSOFT}`

const delegated = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `${name} NS ns1.dns`)

const zone = (...lines: readonly string[]): readonly string[] => ['@ NS ns1.dns.example.', ...lines]
const mx = (domain: string, preference = 0): string => `@ 900 MX ${preference} ${hostOf(domain)}.`
const SPF = '@ TXT "v=spf1 include:spf.protection.outlook.com -all"'

const ELSEWHERE = [
  'dane',
  'misdane',
  'split',
  'partly',
  'stale',
  'lame',
  'signed',
  'lapsed',
  'dark',
  'parked',
] as const

/** Domains with TLSA records for their MX host. */
const DANE = ['dane', 'misdane'] as const

/** One BIND each for the registry, two name servers of customers, one that knows nothing, and a resolver. */
const startNames = (tlsa: Readonly<Record<string, string>>): Promise<Bind> =>
  startBind({
    [REGISTRY]: {
      zones: {
        example: [
          '@ NS a.nic',
          `a.nic A ${REGISTRY}`,
          `ns1.dns A ${OWN}`,
          `ns2.dns A ${SECOND}`,
          `lame.dns A ${LAME}`,
          'dark.dns A 192.0.2.99',
          `ns1.parkingcrew A ${OWN}`,
          ...delegated('contoso', 'twohosts', 'null', 'nomx', 'gateway', 'other', 'deadhost', 'policy'),
          ...delegated('testing', 'nospf', 'dane', 'misdane', 'signed', 'lapsed', 'stale'),
          'split NS ns1.dns',
          'split NS ns2.dns',
          'partly NS ns1.dns',
          'partly NS lame.dns',
          'lame NS lame.dns',
          'dark NS dark.dns',
          'parked NS ns1.parkingcrew.net.',
        ],
      },
    },
    [OWN]: {
      zones: {
        [MICROSOFT]: [
          '@ NS ns1.dns.example.',
          ...[
            'contoso',
            'twohosts',
            'split',
            'partly',
            'stale',
            'policy',
            'testing',
            'nospf',
            'signed',
            'lapsed',
            'dark',
          ].map((name) => `${hostOf(`${name}.example`)}. A 192.0.2.25`),
        ],
        'contoso.example': zone(
          mx('contoso.example'),
          SPF,
          'mail 900 MX 0 contoso-example.mail.protection.outlook.com.',
        ),
        'twohosts.example': zone(mx('twohosts.example'), '@ 900 MX 20 backup', 'backup A 192.0.2.77', SPF),
        'null.example': zone('@ MX 0 .', SPF),
        'nomx.example': zone('@ A 192.0.2.80', SPF),
        'gateway.example': zone('@ MX 10 mx1.gateway.pphosted.com.', SPF),
        'other.example': zone('@ MX 10 mx', 'mx A 192.0.2.81', SPF),
        'deadhost.example': zone('@ MX 10 gone', SPF),
        'policy.example': zone(mx('policy.example'), '_mta-sts TXT "v=STSv1; id=20261101"', SPF),
        'testing.example': zone(mx('testing.example'), '_mta-sts TXT "v=STSv1; id=20261101"', SPF),
        'nospf.example': zone(mx('nospf.example'), '@ TXT "MS=ms12345678"'),
        'signed.example': zone(mx('signed.example'), SPF),
        ...Object.fromEntries(
          DANE.map((name) => [
            `${name}.example`,
            zone('@ 900 MX 0 mx', 'mx A 192.0.2.26', `_25._tcp.mx TLSA 3 1 1 ${tlsa[name]}`, SPF),
          ]),
        ),
        'lapsed.example': zone(mx('lapsed.example'), SPF),
        'split.example': zone(mx('split.example'), '@ NS ns2.dns.example.', SPF),
        'partly.example': zone(mx('partly.example'), '@ NS lame.dns.example.', SPF),
        'stale.example': zone(mx('stale.example'), SPF),
        'parked.example': ['@ NS ns1.parkingcrew.net.', '@ MX 10 mx', 'mx A 192.0.2.82', SPF],
        'parkingcrew.net': ['@ NS ns1', `ns1 A ${OWN}`],
        'pphosted.com': zone('mx1.gateway A 192.0.2.83'),
      },
      signed: {
        'dane.example': '+864000',
        'misdane.example': '+864000',
        'signed.example': '+864000',
        'lapsed.example': '-3600',
      },
    },
    [SECOND]: {
      zones: {
        'split.example': zone('@ MX 10 old', 'old A 192.0.2.84', '@ NS ns2.dns.example.'),
        'stale.example': zone('@ 1234 MX 10 old', 'old A 192.0.2.84', SPF),
      },
    },
    [LAME]: {},
    [RESOLVER]: {
      forwardsTo: REGISTRY,
      forwards: {
        ...Object.fromEntries(
          [
            'contoso',
            'twohosts',
            'null',
            'nomx',
            'gateway',
            'other',
            'deadhost',
            'policy',
            'testing',
            'nospf',
            ...ELSEWHERE,
          ].map((name) => [`${name}.example`, OWN]),
        ),
        [MICROSOFT]: OWN,
        'parkingcrew.net': OWN,
        'pphosted.com': OWN,
        // What the resolver remembers of it is what another server said once.
        'stale.example': SECOND,
        'lame.example': LAME,
        'dark.example': LAME,
      },
    },
  })

const POLICIES: Readonly<Record<string, string>> = {
  'mta-sts.policy.example':
    'version: STSv1\r\nmode: enforce\r\nmx: mail.policy.example\r\nmax_age: 604800\r\n',
  'mta-sts.testing.example': 'version: STSv1\nmode: testing\nmx: *.mail.policy.example\nmax_age: 86400\n',
}

/** What the registry says over RDAP. */
const REGISTRATIONS: Readonly<Record<string, unknown>> = {
  'parked.example': {
    status: ['auto renew period'],
    events: [{ eventAction: 'expiration', eventDate: '2027-11-10T00:00:00Z' }],
  },
  'onhold.example': {
    status: ['client transfer prohibited', 'client hold'],
    events: [{ eventAction: 'expiration', eventDate: '2026-11-10T00:00:00Z' }],
  },
  'other.example': { events: [{ eventAction: 'expiration', eventDate: '2026-11-20T08:00:00Z' }] },
}

const GONE = 'gone.example'
const PAID = {
  status: ['active'],
  events: [{ eventAction: 'expiration', eventDate: '2027-06-01T00:00:00Z' }],
}
const registrationOf = (name: string): unknown =>
  REGISTRATIONS[name] ?? (name.split('.').length > 2 || name === GONE ? undefined : PAID)

/** IANA, the registry and the web servers of the domains, on one TLS server. */
const startWeb = async (key: {
  readonly key: string
  readonly cert: string
}): Promise<{ readonly server: Server; readonly place: string }> => {
  const server = createServer(key, ({ headers: { host = '' }, url = '' }, response) => {
    const found =
      host === 'data.iana.org'
        ? { services: [[['example'], ['http://rdap.nic.example/', 'https://rdap.nic.example/v1']]] }
        : host === 'rdap.nic.example'
          ? registrationOf(url.replace('/v1/domain/', ''))
          : POLICIES[host]
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/plain' })
    response.end(typeof found === 'string' ? found : JSON.stringify(found ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, place: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

export interface World {
  readonly ports: Ports
  /** The same without anything of Microsoft's. */
  readonly bare: Ports
  /** Where the resolver listens. */
  readonly resolver: string
  /** The finding on one domain. */
  look(domain: string, ports?: Ports): Promise<MxDomain>
  close(): Promise<void>
}

const expectedOf = (domain: string): string =>
  DANE.some((name) => domain === `${name}.example`) ? `mx.${domain}` : hostOf(domain)

const startGraph = (): Promise<HttpService> =>
  serve(({ path }) => {
    const domain = /\/domains\/([^/]+)\/serviceConfigurationRecords/.exec(path)?.[1]
    if (domain === undefined) return { status: 404, body: { error: { code: 'Request_ResourceNotFound' } } }
    const record = {
      recordType: 'Mx',
      supportedService: 'Email',
      mailExchange: expectedOf(domain),
      preference: 0,
    }
    return { body: { value: [record] } }
  })

export const startWorld = async (): Promise<World> => {
  const authority = await createAuthority()
  const names = ['data.iana.org', 'rdap.nic.example', ...Object.keys(POLICIES)]
  const shown = await authority.issue(
    DANE.map((name) => `mx.${name}.example`),
    'valid',
  )
  const key = new X509Certificate(shown.cert).publicKey.export({ type: 'spki', format: 'der' })
  const digest = createHash('sha256').update(key).digest('hex')
  const [bind, graph, mail, web] = await Promise.all([
    startNames({ dane: digest, misdane: digest.replaceAll(/./g, '0') }),
    startGraph(),
    startPeer(securely(shown)),
    authority.issue(names, 'valid').then(startWeb),
  ])
  const ca = [authority.certificate]
  const bare: Ports = {
    clock: realClock,
    graph: graphNotConfigured('Microsoft Graph is not set up.'),
    exchange: exchangeNotConfigured('Exchange Online is not set up.'),
    dns: dnsOver({
      servers: [bind.connectTo[RESOLVER] as string],
      connectTo: { ...bind.connectTo, '192.0.2.99': '127.0.0.1:1' },
      timeoutMs: 3000,
      clock: realClock,
    }),
    smtp: smtpOver({
      connectTo: Object.fromEntries(DANE.map((name) => [`mx.${name}.example`, mail.place])),
      clock: realClock,
      resolve: () => Promise.resolve([]),
    }),
    https: httpsOver({
      connectTo: Object.fromEntries(names.map((name) => [name, web.place])),
      ca,
      timeoutMs: 3000,
      clock: realClock,
    }),
  }
  const ports: Ports = {
    ...bare,
    graph: graphOver({ baseUrl: graph.url, token: () => Promise.resolve('token'), clock: realClock }),
  }
  return {
    ports,
    bare,
    resolver: bind.connectTo[RESOLVER] as string,
    look: async (domain, through = ports) => {
      const input = { scope: { ...EVERYTHING, domain }, at: NOW }
      const outcome = await probe.collect(through, input, new AbortController().signal)
      const raw = valueOf(outcome)
      if (raw === undefined) throw new Error(`${outcome.kind}: nothing to look at`)
      // Through JSON and the schema, as an evidence file keeps it.
      const [found] = probe.analyse(probe.raw.parse(JSON.parse(JSON.stringify(raw))), input).domains
      return found as MxDomain
    },
    close: async () => {
      web.server.closeAllConnections()
      await Promise.all([
        bind.stop(),
        graph.close(),
        mail.close(),
        new Promise((resolve) => web.server.close(resolve)),
      ])
    },
  }
}
