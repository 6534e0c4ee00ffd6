import type { RequestListener, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import {
  type AddressInfo,
  createServer as createPlain,
  type Server as PlainServer,
  type Socket,
} from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { HttpsFault } from '../../../src/connect/https/fault.ts'
import { type HttpsSettings, httpsOver } from '../../../src/connect/https/https.ts'
import { type Authority, createAuthority } from '../../../src/lab/smtp/authority.ts'
import { realClock } from '../../support/clock.ts'

const HOST = 'mta-sts.contoso.com'
let authority: Authority
const open: (Server | PlainServer)[] = []
const sockets = new Set<Socket>()

beforeAll(async () => {
  authority = await createAuthority()
})

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

afterAll(() => expect(open).toEqual([]))

const listening = async (server: Server | PlainServer): Promise<string> => {
  open.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serving = async (
  listener: RequestListener,
  names: readonly string[] = [HOST],
  kind: 'valid' | 'expired' | 'self-signed' = 'valid',
): Promise<string> => listening(createServer(await authority.issue(names, kind), listener))

/** Not chained: restify, where a test in the same process loads it, makes `writeHead` return nothing. */
const answer = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body = '',
): void => {
  response.writeHead(status, headers)
  response.end(body)
}

const reader = (place: string, more: Partial<HttpsSettings> = {}) =>
  httpsOver({
    connectTo: { [HOST]: place },
    ca: [authority.certificate],
    timeoutMs: 15_000,
    clock: realClock,
    ...more,
  })

const POLICY = `https://${HOST}/.well-known/mta-sts.txt`

const faultOf = async (asking: Promise<unknown>) => {
  try {
    return await asking
  } catch (thrown) {
    if (!(thrown instanceof HttpsFault)) throw thrown
    return { code: thrown.code, kind: thrown.kind }
  }
}

test('reads a text with its status and media type, under the name of the host', async () => {
  const asked: unknown[] = []
  const place = await serving((request, response) => {
    const { host, 'accept-encoding': encoding, cookie } = request.headers
    asked.push({ url: request.url, host, encoding, cookie })
    answer(
      response,
      200,
      { 'content-type': 'Text/Plain; charset=utf-8' },
      'version: STSv1\r\nmode: enforce — ü',
    )
  })
  expect(await reader(place).get(POLICY)).toEqual({
    status: 200,
    type: 'text/plain',
    text: 'version: STSv1\r\nmode: enforce — ü',
  })
  expect(asked).toEqual([
    { url: '/.well-known/mta-sts.txt', host: HOST, encoding: 'identity', cookie: undefined },
  ])
})

test('returns an answer of refusal as it is', async () => {
  const place = await serving((_, response) => answer(response, 404, {}, 'not here'))
  expect(await reader(place).get(POLICY)).toEqual({ status: 404, type: '', text: 'not here' })
})

test.each([
  ['has expired', [HOST], 'expired', 'https.certificate'],
  ['is self-signed', [HOST], 'self-signed', 'https.certificate'],
  ['is for another host', ['www.contoso.com'], 'valid', 'https.certificate'],
] as const)('believes nothing of a host whose certificate %s', async (_, names, kind, code) => {
  let served = 0
  const place = await serving((_request, response) => response.end(String(++served)), names, kind)
  expect(await faultOf(reader(place).get(POLICY))).toEqual({ code, kind: 'unsure' })
  expect(served).toBe(0)
})

test('believes nothing of an authority that it was not told of', async () => {
  const place = await serving((_, response) => response.end('policy'))
  expect(await faultOf(reader(place, { ca: [] }).get(POLICY))).toEqual({
    code: 'https.certificate',
    kind: 'unsure',
  })
})

const hops =
  (count: number): RequestListener =>
  ({ url = '/' }, response) => {
    const at = Number(/\d+$/.exec(url)?.[0] ?? 0)
    if (at < count) answer(response, 302, { location: `/hop/${at + 1}` })
    else response.end(`arrived at ${url}`)
  }

test('follows as many redirects as it is told, and none by itself', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(4), fc.nat(4), async (needed, allowed) => {
      const https = reader(await serving(hops(needed)))
      const answer = await faultOf(https.get(`https://${HOST}/hop/0`, { redirects: allowed }))
      expect(answer).toEqual(
        needed <= allowed
          ? { status: 200, type: '', text: `arrived at /hop/${needed}` }
          : { code: 'https.redirects', kind: 'unsure' },
      )
    }),
    { numRuns: 25 },
  )
})

test('is not led away from HTTPS', async () => {
  const place = await serving((_, response) => answer(response, 301, { location: `http://${HOST}/plain` }))
  expect(await faultOf(reader(place).get(POLICY, { redirects: 5 }))).toEqual({
    code: 'https.redirects',
    kind: 'unsure',
  })
})

test('reads no further than the longest text', async () => {
  const place = await serving(({ url = '' }, response) => {
    for (let part = 0; part < Number(url.slice(1)); part++) response.write('x'.repeat(1000))
    response.end()
  })
  const https = reader(place, { maxBytes: 64_000 })
  expect((await https.get(`https://${HOST}/64`)).text.length).toBe(64_000)
  expect(await faultOf(https.get(`https://${HOST}/65`))).toEqual({ code: 'https.too-large', kind: 'unsure' })
  expect(await faultOf(https.get(`https://${HOST}/2000`))).toEqual({
    code: 'https.too-large',
    kind: 'unsure',
  })
})

test.each([
  ['says nothing at all', (socket: Socket) => socket.resume()],
  ['stops in the middle of the handshake', (socket: Socket) => socket.write(Buffer.from([0x16, 0x03]))],
])('waits no longer than it may for a server that %s', async (_, behave) => {
  const place = await listening(createPlain(behave))
  expect(await faultOf(reader(place, { timeoutMs: 150 }).get(POLICY))).toEqual({
    code: 'https.late',
    kind: 'late',
  })
})

test('waits no longer than it may for a text that drips', async () => {
  const place = await serving((_, response) => {
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  })
  expect(await faultOf(reader(place, { timeoutMs: 200 }).get(POLICY))).toEqual({
    code: 'https.late',
    kind: 'late',
  })
})

test('is given up at once when the caller says so', async () => {
  const place = await listening(createPlain((socket) => socket.resume()))
  const asking = reader(place).get(POLICY, { signal: AbortSignal.timeout(100) })
  expect(await faultOf(asking)).toEqual({ code: 'https.late', kind: 'late' })
})

test('tells a closed port, a name without an address and words that are no HTTP apart', async () => {
  const place = await listening(createPlain((socket) => socket.end('220 mail.contoso.com ESMTP\r\n')))
  expect({
    spoken: await faultOf(reader(place).get(POLICY)),
    closed: await faultOf(reader('127.0.0.1:1').get(POLICY)),
    nameless: await faultOf(reader(place).get('https://nowhere.invalid/')),
  }).toEqual({
    spoken: { code: 'https.malformed', kind: 'unsure' },
    closed: { code: 'https.unreachable', kind: 'unreachable' },
    nameless: expect.objectContaining({ code: expect.stringMatching(/^https\.(no-such-host|unreachable)$/) }),
  })
})

test('holds an address that is not HTTPS for a bug', async () => {
  await expect(reader('127.0.0.1:1').get('http://contoso.com/')).rejects.toThrow(RangeError)
})
