import { afterEach, describe, expect, test } from '@jest/globals'
import { type Answer, AUTHORITATIVE_ANSWER, encode, TRUNCATED_RESPONSE } from 'dns-packet'
import * as fc from 'fast-check'
import { dnsOver } from '../../../src/connect/dns/dns.ts'
import { DnsFault } from '../../../src/connect/dns/fault.ts'
import type { DnsType } from '../../../src/model/dns.ts'
import { realClock } from '../../support/clock.ts'
import { type Behaviour, type DnsPeer, startDnsPeer } from '../../support/dns-peer.ts'

const NAME = 'contoso.example'
const TIMEOUT_MS = 400
const peers: DnsPeer[] = []

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

const peerOf = async (behave: Behaviour): Promise<DnsPeer> => {
  const peer = await startDnsPeer(behave)
  peers.push(peer)
  return peer
}

const MX: Answer = {
  type: 'MX',
  name: NAME,
  ttl: 300,
  data: { exchange: 'mx.contoso.example', preference: 10 },
}
const FOUND = {
  kind: 'records',
  records: [{ exchange: 'mx.contoso.example', preference: 10 }],
  ttl: 300,
  server: 'PEER',
  authoritative: false,
}

const askPeer = async (peer: DnsPeer, type: DnsType = 'MX', name = NAME): Promise<unknown> => {
  const dns = dnsOver({ servers: [peer.address], timeoutMs: TIMEOUT_MS, clock: realClock })
  try {
    const answer = await dns.query(name, type)
    return { ...answer, server: answer.server === peer.address ? 'PEER' : answer.server }
  } catch (thrown) {
    if (!(thrown instanceof DnsFault)) throw thrown
    return { code: thrown.code, why: thrown.message.replaceAll(peer.address, 'PEER') }
  }
}
const ask = async (behave: Behaviour, type?: DnsType, name?: string): Promise<unknown> =>
  askPeer(await peerOf(behave), type, name)

describe('a datagram', () => {
  test('that is lost is sent once more', async () => {
    const peer = await peerOf(({ index, respond }) => {
      if (index > 0) respond({ answers: [MX] })
    })
    expect(await askPeer(peer)).toEqual(FOUND)
    expect(peer.asked).toEqual([
      { over: 'udp', edns: true },
      { over: 'udp', edns: true },
    ])
  })

  test('that nobody answers is waited for no longer than it may take', async () => {
    const begun = performance.now()
    expect(await ask(() => undefined)).toEqual({
      code: 'dns.late',
      why: 'MX contoso.example at PEER: no answer within 0.4 seconds.',
    })
    expect(performance.now() - begun).toBeLessThan(TIMEOUT_MS * 5)
  })

  test('with another id, another question or no question is not ours', async () => {
    expect(
      await ask(({ packet, raw, respond }) => {
        const id = packet.id ?? 0
        const foreign = { answers: [{ ...MX, data: { exchange: 'evil.example', preference: 0 } } as Answer] }
        respond({ ...foreign, id: (id + 1) % 65_536 })
        respond({ ...foreign, questions: [{ type: 'MX', name: 'evil.example' }] })
        respond({ ...foreign, questions: [{ type: 'TXT', name: NAME }] })
        respond({ ...foreign, questions: [] })
        raw(encode({ ...packet, ...foreign }))
        raw(Buffer.from('not DNS at all'))
        respond({ answers: [MX] })
      }),
    ).toEqual(FOUND)
  })

  test('of any bytes is neither an answer nor a crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 3 }),
        async (noise) => {
          const answer = await ask(({ raw, respond, packet }) => {
            // The id is right, the rest is noise.
            for (const bytes of noise) {
              const head = Buffer.alloc(2)
              head.writeUInt16BE(packet.id ?? 0)
              raw(Buffer.concat([head, bytes.map((byte, at) => (at === 0 ? byte & 0x7f : byte))]))
            }
            respond({ answers: [MX] })
          })
          expect(answer).toEqual(FOUND)
          await Promise.all(peers.splice(0).map((peer) => peer.close()))
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('an answer', () => {
  test('for a name that nobody asked for is left out', async () => {
    const alien: Answer = { ...MX, name: 'evil.example', data: { exchange: 'evil.example', preference: 0 } }
    expect(await ask(({ respond }) => respond({ answers: [alien, MX] }))).toEqual(FOUND)
    expect(await ask(({ respond }) => respond({ answers: [alien] }))).toMatchObject({ kind: 'nodata' })
  })

  test('that runs in a circle of aliases ends', async () => {
    const alias = (name: string, data: string): Answer => ({ type: 'CNAME', name, ttl: 60, data })
    expect(
      await ask(({ respond }) => respond({ answers: [alias(NAME, 'a.example'), alias('a.example', NAME)] })),
    ).toMatchObject({ kind: 'nodata' })
  })

  test('in whatever casing is for the same name', async () => {
    expect(
      await ask(({ respond }) =>
        respond({
          questions: [{ type: 'MX', name: 'CONTOSO.example' }],
          answers: [{ ...MX, name: 'Contoso.EXAMPLE' }],
        }),
      ),
    ).toEqual(FOUND)
  })

  test('with authority says so, and the smallest time to live of a set counts', async () => {
    expect(
      await ask(({ respond }) => respond({ flags: AUTHORITATIVE_ANSWER, answers: [MX, { ...MX, ttl: 7 }] })),
    ).toMatchObject({ authoritative: true, ttl: 7 })
  })
})

describe('truncation', () => {
  test('is followed over TCP', async () => {
    const peer = await peerOf(({ over, respond }) =>
      over === 'udp' ? respond({ flags: TRUNCATED_RESPONSE }) : respond({ answers: [MX] }),
    )
    expect(await askPeer(peer)).toEqual(FOUND)
    expect(peer.asked.map(({ over }) => over)).toEqual(['udp', 'tcp'])
  })

  test.each<readonly [string, Behaviour, string, RegExp]>([
    ['hangs up', ({ hangUp }) => hangUp(), 'dns.unreachable', /hung up|ECONNRESET/],
    ['says nothing', () => undefined, 'dns.late', /no answer within 0\.4 seconds/],
    ['sends half a message', ({ raw }) => raw(Buffer.from([0, 40, 1, 2, 3])), 'dns.late', /no answer within/],
    [
      'speaks something else',
      ({ raw }) => raw(Buffer.from([0, 4, 1, 2, 3, 4])),
      'dns.unreachable',
      /something else than DNS/,
    ],
  ])('over a TCP that %s is no answer', async (_, behave, code, why) => {
    const found = await ask((question) =>
      question.over === 'udp' ? question.respond({ flags: TRUNCATED_RESPONSE }) : behave(question),
    )
    expect(found).toEqual({ code, why: expect.stringMatching(why) })
  })
})

describe('a server', () => {
  test.each([
    ['FORMERR', 1],
    ['NOTIMP', 4],
  ])('that answers EDNS with %s is asked without', async (_, rcode) => {
    const peer = await peerOf(({ packet, respond }) => {
      const edns = (packet.additionals ?? []).some(({ type }) => type === 'OPT')
      if (edns) respond({ rcode })
      else respond({ answers: [MX] })
    })
    expect(await askPeer(peer)).toEqual(FOUND)
    expect(peer.asked.map(({ edns }) => edns)).toEqual([true, false])
  })

  test.each([
    [2, 'dns.servfail', 'the server could not find out, SERVFAIL'],
    [5, 'dns.refused', 'the server will not answer, REFUSED'],
    [8, 'dns.malformed', 'the server answered NXRRSET'],
  ])('that fails with code %i is a fault, never "no records"', async (rcode, code, said) => {
    expect(await ask(({ respond }) => respond({ rcode }))).toEqual({
      code,
      why: `MX contoso.example at PEER: ${said}.`,
    })
  })

  test('that tells why it fails is quoted (RFC 8914)', async () => {
    const reason = Buffer.concat([Buffer.from([0, 7]), Buffer.from('signature expired 3 days ago\u0007')])
    expect(
      await ask(({ respond }) =>
        respond({
          rcode: 2,
          additionals: [
            {
              type: 'OPT',
              name: '.',
              udpPayloadSize: 1232,
              extendedRcode: 0,
              ednsVersion: 0,
              flags: 0,
              flag_do: false,
              options: [{ code: 15, data: reason } as never],
            },
          ],
        }),
      ),
    ).toEqual({
      code: 'dns.servfail',
      why: 'MX contoso.example at PEER: the server could not find out, SERVFAIL (DNSSEC signature expired: signature expired 3 days ago).',
    })
  })

  test('that answers at all answers in its own words, whatever the records', async () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/)
    const mx = fc.record({
      exchange: fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.')),
      preference: fc.nat(65_535),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(mx, { minLength: 1, maxLength: 8 }), async (records) => {
        const answers = records.map((data): Answer => ({ ...MX, data }))
        const found = await ask(({ over, respond }) =>
          over === 'udp' && records.length > 4
            ? respond({ flags: TRUNCATED_RESPONSE })
            : respond({ answers }),
        )
        expect(found).toEqual({ ...FOUND, records })
        await Promise.all(peers.splice(0).map((peer) => peer.close()))
      }),
      { numRuns: 30 },
    )
  })

  test('is asked for an international name in its ASCII form', async () => {
    const names: string[] = []
    await ask(
      ({ packet, respond }) => {
        names.push(packet.questions?.[0]?.name ?? '')
        respond()
      },
      'TXT',
      'bücher.example',
    )
    expect(names).toEqual(['xn--bcher-kva.example'])
  })
})

test('a question that is given up ends at once', async () => {
  const peer = await peerOf(() => undefined)
  const dns = dnsOver({ servers: [peer.address], timeoutMs: 60_000, clock: realClock })
  const begun = performance.now()
  await expect(dns.query(NAME, 'MX', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'dns.late',
  })
  expect(performance.now() - begun).toBeLessThan(5000)
})
