import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { PagerFault } from '../../../src/connect/pager/fault.ts'
import { pagersOf } from '../../../src/connect/pager/pagers.ts'
import type { SmtpPagerSettings } from '../../../src/connect/pager/settings.ts'
import { type Authority, createAuthority } from '../../../src/lab/smtp/authority.ts'
import type { Pager } from '../../../src/model/ports.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { NOW, PAGE } from './page.ts'

const PASSWORD = 'correct horse'

let authority: Authority
beforeAll(async () => {
  authority = await createAuthority()
})

interface Taken {
  readonly from: string
  readonly to: readonly string[]
  readonly user: string | undefined
  readonly secure: boolean
  readonly message: Buffer
}

const closes: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closes.splice(0).map((close) => close()))
})

interface Host extends SMTPServerOptions {
  readonly certificate?: 'valid' | 'expired' | 'self-signed'
  /** What it says to the message, one after the other; taken when there is nothing left to say. */
  readonly says?: number[]
  readonly settings?: Partial<SmtpPagerSettings>
}

/** A mail server on a loopback port, and a way out by it. */
const hostOf = async ({ certificate = 'valid', says = [], settings, ...options }: Host = {}) => {
  const taken: Taken[] = []
  const server = new SMTPServer({
    ...(await authority.issue(['localhost'], certificate)),
    authOptional: true,
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      password === PASSWORD
        ? done(null, { user: username })
        : done(new Error(`${username} may not come in with ${password ?? ''}`)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const code = says.shift()
        if (code !== undefined) return done(Object.assign(new Error('not now'), { responseCode: code }))
        taken.push({
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          user: session.user,
          secure: session.secure,
          message: Buffer.concat(chunks),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closes.push(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { taken, port, ...wayTo(port, settings) }
}

const wayTo = (port: number, settings: Partial<SmtpPagerSettings> = {}) => {
  const clock = hurriedClock(NOW)
  const smtp: SmtpPagerSettings = {
    host: 'localhost',
    port,
    tls: 'required',
    from: 'mailflow@relay.example',
    to: ['oncall@mobile.example'],
    ...settings,
  }
  const [pager] = pagersOf({ smtp }, { clock, heloName: 'bot.example', ca: authority.certificate })
  if (pager === undefined) throw new Error('No way out is set up.')
  return { pager, clock }
}

const faultOf = async (pager: Pager): Promise<PagerFault> => {
  const thrown: unknown = await pager.page(PAGE).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(PagerFault)
  return thrown as PagerFault
}

describe('a page by mail', () => {
  test('goes over STARTTLS, signed in, to everybody who is to be woken', async () => {
    const { taken, pager } = await hostOf({
      settings: {
        login: { user: 'bot', password: PASSWORD },
        to: ['one@mobile.example', 'two@mobile.example'],
      },
    })
    await pager.page(PAGE)
    expect(taken.map(({ from, to, user, secure }) => ({ from, to, user, secure }))).toEqual([
      {
        from: 'mailflow@relay.example',
        to: ['one@mobile.example', 'two@mobile.example'],
        user: 'bot',
        secure: true,
      },
    ])
  })

  test('says what is known, and which page of which incident it is', async () => {
    const { taken, pager } = await hostOf()
    await pager.page(PAGE)
    const mail = await PostalMime.parse(taken[0]?.message ?? '')
    const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]))
    expect({
      subject: mail.subject,
      id: mail.messageId,
      references: mail.references,
      auto: headers['auto-submitted'],
      importance: headers['importance'],
      text: mail.text?.trim(),
    }).toEqual({
      subject: '[P1] No inbound mail for 17 minutes',
      id: '<page-7f3a91c2@relay.example>',
      references: '<incident.INC-0042@relay.example>',
      auto: 'auto-generated',
      importance: 'High',
      text: [
        'No inbound mail for 17 minutes',
        '',
        'Expected: 88 messages in that time',
        '',
        `Incident INC-0042 of tenant ${PAGE.tenant}`,
        'https://teams.microsoft.com/l/message/19:x/1',
      ].join('\n'),
    })
  })

  test('is tried again under the same Message-ID while the server says 4yz', async () => {
    const { taken, pager, clock } = await hostOf({ says: [451, 421] })
    await pager.page(PAGE)
    const mail = await PostalMime.parse(taken[0]?.message ?? '')
    expect([taken.length, mail.messageId, clock.slept]).toEqual([
      1,
      '<page-7f3a91c2@relay.example>',
      [15_000, 15_000],
    ])
  })

  test('goes in TLS from the first byte where the address says so', async () => {
    const { taken, pager } = await hostOf({ secure: true, settings: { tls: 'implicit' } })
    await pager.page(PAGE)
    expect(taken.map(({ secure }) => secure)).toEqual([true])
  })

  test('goes in clear text only where that was asked for', async () => {
    const bare = { disabledCommands: ['STARTTLS'] }
    const strict = await hostOf(bare)
    const open = await hostOf({ ...bare, settings: { tls: 'if-offered' } })
    const fault = await faultOf(strict.pager)
    await open.pager.page(PAGE)
    expect([fault.code, fault.retry, strict.taken.length, open.taken.map(({ secure }) => secure)]).toEqual([
      'pager.tls',
      'no',
      0,
      [false],
    ])
  })

  test.each(['expired', 'self-signed'] as const)(
    'is not trusted to a server with a certificate that is %s',
    async (kind) => {
      const { pager, taken } = await hostOf({ certificate: kind })
      const fault = await faultOf(pager)
      expect([fault.code, fault.kind, fault.retry, taken.length]).toEqual(['pager.tls', 'refused', 'no', 0])
    },
  )

  test('that is refused for good is not tried again', async () => {
    const { pager, clock } = await hostOf({ says: [554] })
    const fault = await faultOf(pager)
    expect([fault.code, fault.kind, fault.retry, clock.slept]).toEqual(['pager.rejected', 'unsure', 'no', []])
  })

  test('that some of its people cannot get is told, and not sent again to the others', async () => {
    const { taken, pager, clock } = await hostOf({
      settings: { to: ['one@mobile.example', 'gone@mobile.example'] },
      onRcptTo: ({ address }, _, done) =>
        address.startsWith('gone')
          ? done(Object.assign(new Error('no user'), { responseCode: 550 }))
          : done(),
    })
    const fault = await faultOf(pager)
    expect([fault.code, fault.retry, taken.map(({ to }) => to), clock.slept]).toEqual([
      'pager.partly',
      'no',
      [['one@mobile.example']],
      [],
    ])
    expect(fault.message).toMatch(/took the page for 1 of 2 recipients\.$/)
  })

  test('with a wrong password says so without the password, whatever the server repeats', async () => {
    const { pager } = await hostOf({ settings: { login: { user: 'bot', password: 'hunter2-typo' } } })
    const fault = await faultOf(pager)
    expect([fault.code, fault.retry, fault.cause]).toEqual(['pager.refused', 'no', undefined])
    expect(fault.message).toMatch(
      /^The mail server localhost:\d+ does not accept our user name and password: "535 .*\(password\)"\.$/,
    )
    expect(`${fault.message}${fault.stack ?? ''}`).not.toContain('hunter2')
  })

  test('to a port that nobody listens on is a fault to try again', async () => {
    const { port } = await hostOf()
    await Promise.all(closes.splice(0).map((close) => close()))
    const fault = await faultOf(wayTo(port).pager)
    expect([fault.code, fault.kind, fault.retry]).toEqual([
      'pager.unreachable',
      'unreachable',
      { afterMs: 5000 },
    ])
  })

  test('ends when it is told to, and leaves no connection behind', async () => {
    const stop = new AbortController()
    const { pager } = await hostOf({
      onData: (stream) => {
        stream.resume()
        stream.on('end', () => stop.abort())
      },
    })
    await expect(pager.page(PAGE, { signal: stop.signal })).rejects.toMatchObject({ code: 'pager.late' })
  })

  test('cannot be made to carry other headers or recipients by what it quotes', async () => {
    const { taken, pager } = await hostOf()
    await pager.page({
      ...PAGE,
      id: 'a>\r\nBcc: spy@evil.example',
      incident: 'INC\r\nBcc: spy@evil.example',
      title: 'No mail\r\nBcc: spy@evil.example\r\n\r\nHello',
    })
    const mail = await PostalMime.parse(taken[0]?.message ?? '')
    expect([taken[0]?.to, mail.bcc ?? [], mail.messageId, mail.references]).toEqual([
      ['oncall@mobile.example'],
      [],
      '<a-Bcc-spy-evil-example@relay.example>',
      '<incident.INC-Bcc-spy-evil-example@relay.example>',
    ])
  })
})
