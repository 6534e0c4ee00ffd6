import { afterEach, describe, expect, test } from '@jest/globals'
import { exchangeNotConfigured } from '../../../src/connect/exchange/exchange.ts'
import { graphNotConfigured } from '../../../src/connect/graph/graph.ts'
import { smtpOver } from '../../../src/connect/smtp/smtp.ts'
import { type Lab, type LabOptions, startLab } from '../../../src/lab/lab.ts'
import { withMx, withZone } from '../../../src/lab/tenant/alter.ts'
import { TENANT_MX } from '../../../src/lab/tenant/directory.ts'
import { SMART_HOST } from '../../../src/lab/tenant/exchange.ts'
import { valueOf } from '../../../src/model/outcome.ts'
import type { Ports } from '../../../src/model/ports.ts'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import { CONTROLS } from '../../../src/probes/smtp-reachability/collect.ts'
import { probe } from '../../../src/probes/smtp-reachability/probe.ts'
import { portsOf } from '../../lab/support/ports.ts'
import { realClock } from '../../support/clock.ts'
import { answering, type Peer, type Script, startPeer } from '../../support/smtp-peer.ts'
import { altered } from '../support/altered.ts'

const DOMAIN = 'contoso.com'
const MX = TENANT_MX[DOMAIN] as string
const open: { close(): Promise<unknown> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

const labOf = async (
  scenario: LabOptions['scenario'],
): Promise<{ readonly lab: Lab; readonly ports: Ports }> => {
  const lab = await startLab({ scenario, clock: realClock })
  open.push(lab)
  return { lab, ports: portsOf(lab, realClock) }
}

const peerOf = async (script: Script): Promise<Peer> => {
  const peer = await startPeer(script)
  open.push(peer)
  return peer
}

const look = async (ports: Ports, scope: Scope = { ...EVERYTHING, domain: DOMAIN }) => {
  const input = { scope, at: realClock.now() }
  const outcome = await probe.collect(ports, input, new AbortController().signal)
  const raw = valueOf(outcome)
  if (raw === undefined) return outcome
  return probe.analyse(probe.raw.parse(JSON.parse(JSON.stringify(raw))), input)
}

const brief = async (ports: Ports, scope?: Scope) => {
  const found = await look(ports, scope)
  if (!('targets' in found)) throw new Error(`${found.kind}: nothing found`)
  return {
    targets: found.targets.map(({ host, role, serves, state }) => ({ host, role, serves, state })),
    notRead: found.notRead,
  }
}

const mx = (state: string) => ({ host: MX, role: 'tenant-mx', serves: DOMAIN, state })
const smartHost = (state: string) => ({
  host: SMART_HOST,
  role: 'smart-host',
  serves: expect.any(String),
  state,
})

describe('against the lab', () => {
  test('the hosts of every domain and the smart hosts answer, each asked once', async () => {
    const { ports } = await labOf('flowing')
    expect(await brief(ports, EVERYTHING)).toEqual({
      targets: [
        mx('open'),
        { ...mx('open'), host: TENANT_MX['fabrikam.com'] ?? expect.any(String), serves: expect.any(String) },
        smartHost('open'),
      ],
      notRead: undefined,
    })
  })

  test('smart hosts are looked at only when mail goes out', async () => {
    const { ports } = await labOf('flowing')
    expect((await brief(ports, { directions: ['inbound'], domain: DOMAIN })).targets).toEqual([mx('open')])
  })

  test('a closed firewall is told as blocked', async () => {
    const { ports } = await labOf('network-blocked')
    expect((await brief(ports)).targets).toEqual([mx('blocked'), smartHost('blocked')])
  })

  test('an expired certificate of the smart host is told as such', async () => {
    const { ports } = await labOf('tls-certificate')
    expect(await look(ports)).toMatchObject({
      targets: [
        { state: 'open' },
        {
          state: 'tls',
          text: expect.stringMatching(
            new RegExp(
              `^the certificate CN=${SMART_HOST} of CN=Mailflow lab authority has expired on \\d{4}-\\d\\d-\\d\\d$`,
            ),
          ),
        },
      ],
    })
  })

  test('a sample address that the directory lacks is rejected with its code in words', async () => {
    const { ports } = await labOf('flowing')
    const scope: Scope = { directions: ['inbound'], address: `nobody-here@${DOMAIN}` }
    expect(await look(ports, scope)).toMatchObject({
      targets: [
        {
          host: MX,
          state: 'rejecting',
          text: expect.stringMatching(
            /^rejected at RCPT TO .*\(550 5\.4\.1 Recipient address rejected: Access denied\.\): .+/,
          ),
          dialogue: { failure: { phase: 'rcpt', kind: 'rejected', reply: { code: 550, enhanced: '5.4.1' } } },
        },
      ],
    })
  })
})

describe('with hosts that misbehave', () => {
  const through = async (script: Script, more: Readonly<Record<string, string>> = {}) => {
    const { lab, ports } = await labOf('flowing')
    const { place } = await peerOf(script)
    const smtp = smtpOver({
      connectTo: { ...lab.settings.smtpConnectTo, [MX]: place, ...more },
      ca: [lab.settings.ca ?? ''],
      resolve: () => Promise.resolve([]),
      clock: { ...realClock, sleep: (ms, signal) => realClock.sleep(ms / 40, signal) },
    })
    const found = await look({ ...ports, smtp }, { directions: ['inbound'], domain: DOMAIN })
    return 'targets' in found ? found.targets.map(({ state, text }) => ({ state, text })) : found
  }

  test.each<readonly [string, Script, string, RegExp]>([
    [
      'strips STARTTLS',
      answering({ EHLO: ['250-x', '250 XXXXXXXA'] }),
      'tls',
      /^no encryption.*a firewall in between rewrites the dialogue/,
    ],
    [
      'offers no STARTTLS',
      answering(),
      'tls',
      /^no encryption.*offers no STARTTLS, only SIZE 1000, 8BITMIME/,
    ],
    [
      'says 421',
      answering({}, ['421 4.3.2 Service not active']),
      'rejecting',
      /^rejected at the greeting.*421 4\.3\.2 Service not active\): .+/,
    ],
    [
      'says 554',
      answering({}, ['554 5.7.1 No service']),
      'rejecting',
      /^rejected at the greeting.*554 5\.7\.1 No service\): .+/,
    ],
    [
      'breaks off after EHLO',
      async (line) => {
        line.say('220 x')
        await line.hear()
        line.reset()
      },
      'blocked',
      /^the connection breaks off at EHLO/,
    ],
    [
      'speaks another protocol',
      (line) => line.say('SSH-2.0-OpenSSH_9.2'),
      'blocked',
      /^no SMTP at the greeting.*SSH-2\.0/,
    ],
    ['is silent', () => undefined, 'blocked', /^no answer in time at the greeting/],
    [
      'blocks our address',
      answering({
        EHLO: ['550 5.7.606 Access denied, banned sending IP'],
        HELO: ['550 5.7.606 Access denied, banned sending IP'],
      }),
      'unsure',
      /says nothing of other senders$/,
    ],
  ])('one that %s', async (_, script, state, text) => {
    expect(await through(script)).toEqual([{ state, text: expect.stringMatching(text) }])
  })
})

describe('is it us?', () => {
  /** The lab with the controls in its DNS, of which those that are named answer; our own host does not. */
  const silentWorld = async (answers: readonly string[]) => {
    const { lab, ports } = await labOf(
      altered((tenant) => ({
        ...tenant,
        zones: [
          ...tenant.zones,
          ...CONTROLS.map((origin) => ({
            origin,
            ttl: 60,
            nameServers: ['ns1.dns.example'],
            names: { [origin]: { A: [{ address: '198.51.100.25' }] } },
          })),
        ],
      })),
    )
    const well = await peerOf(answering())
    const places = CONTROLS.map(
      (host) => [host, answers.includes(host) ? well.place : '127.0.0.1:1'] as const,
    )
    const smtp = smtpOver({
      connectTo: { ...lab.settings.smtpConnectTo, [MX]: '127.0.0.1:1', ...Object.fromEntries(places) },
      clock: realClock,
    })
    const found = await look({ ...ports, smtp }, { directions: ['inbound'], domain: DOMAIN })
    return 'targets' in found ? found.targets.map(({ state, text }) => ({ state, text })) : found
  }

  test('a witness that answers proves that our way out is open', async () => {
    expect(await silentWorld([CONTROLS[1]])).toEqual([
      {
        state: 'blocked',
        text: `the connection to port 25 is refused at 127.0.0.1:25 (connect ECONNREFUSED 127.0.0.1:1), while ${CONTROLS[1]} answers on port 25 from here`,
      },
    ])
  })

  test('none that answers proves that it is closed, and nothing about ours', async () => {
    expect(await silentWorld([])).toEqual([
      {
        state: 'unsure',
        text: expect.stringMatching(
          /port 25 is closed from here, which says nothing of the way from elsewhere$/,
        ),
      },
    ])
  })
})

describe('without anything of Microsoft’s', () => {
  const bare = (ports: Ports): Ports => ({
    ...ports,
    graph: graphNotConfigured('Microsoft Graph is not set up.'),
    exchange: exchangeNotConfigured('Exchange Online is not set up.'),
  })

  test('the hosts that DNS names for the domain are talked to, and what is missing is said', async () => {
    const { ports } = await labOf('flowing')
    expect(await brief(bare(ports))).toEqual({
      targets: [mx('open')],
      notRead: [{ what: 'smart hosts', why: 'Exchange Online is not set up.' }],
    })
    const shut = await labOf('network-blocked')
    expect((await brief(bare(shut.ports))).targets).toEqual([mx('blocked')])
  })

  test('a host that is not Microsoft’s may show whatever certificate it likes', async () => {
    const { ports } = await labOf(altered(withMx(DOMAIN, [{ exchange: 'mail.contoso.com', preference: 0 }])))
    const own = await peerOf(answering())
    const smtp = smtpOver({ connectTo: { 'mail.contoso.com': own.place }, clock: realClock })
    expect(await look({ ...bare(ports), smtp })).toMatchObject({
      targets: [{ host: 'mail.contoso.com', state: 'open', text: 'answers on port 25, without TLS' }],
    })
  })

  test('hosts that a failing DNS does not tell are missing by name, and not none', async () => {
    const { lab, ports } = await labOf('flowing')
    await lab.break({ from: 0, alter: withZone(DOMAIN, (zone) => ({ ...zone, trouble: 'servfail' })) })
    expect(await brief(bare(ports))).toEqual({
      targets: [],
      notRead: [
        { what: `mail hosts of ${DOMAIN}`, why: expect.stringMatching(/^MX contoso\.com at .*SERVFAIL/) },
        { what: 'smart hosts', why: 'Exchange Online is not set up.' },
      ],
    })
  })

  test('without a domain there is nothing to look at, and it says so', async () => {
    const { ports } = await labOf('flowing')
    expect(await look(bare(ports), EVERYTHING)).toMatchObject({
      kind: 'unreachable',
      why: 'Microsoft Graph is not set up.',
    })
  })
})
