import { afterEach, expect, jest, test } from '@jest/globals'
import { UnsecuredJWT } from 'jose'
import { messageFrom, post, startBot, TENANT } from './support/bot.ts'
import { APP_ID, ISSUER, type Issuer, startIssuer } from './support/issuer.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
})

const SERVICE = 'https://smba.trafficmanager.net/amer/'
const now = () => Math.floor(Date.now() / 1000)

const startAll = async () => {
  const issuer = await startIssuer()
  const bot = await startBot({
    appId: APP_ID,
    tenant: TENANT,
    tenants: [TENANT],
    identity: { kind: 'secret', secret: 'not used here' },
    openIdUrl: issuer.openIdUrl,
    tokenIssuer: ISSUER,
  })
  open.push(issuer, bot)
  const send = async (token: string | undefined, changes: Readonly<Record<string, unknown>> = {}) =>
    post(
      bot.url,
      messageFrom(SERVICE, changes),
      token === undefined ? {} : { authorization: `Bearer ${token}` },
    )
  return { issuer, bot, send }
}

const refusal = { code: 'Unauthorized', message: 'The token is missing or not valid.' }

test('a token of the channel is let in, and the keys are fetched once', async () => {
  const { issuer, bot, send } = await startAll()
  const answers = await Promise.all([1, 2, 3].map(async () => send(await issuer.token(SERVICE))))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect([bot.commands.length, issuer.asked.times]).toEqual([3, 2])
})

const BAD: readonly (readonly [string, (issuer: Issuer) => Promise<string | undefined>])[] = [
  ['no token', async () => undefined],
  ['garbage', async () => 'garbage'],
  ['three parts of garbage', async () => 'a.b.c'],
  ['a wrong signature', (issuer) => issuer.token(SERVICE, {}, 'stranger')],
  ['no signature', async () => new UnsecuredJWT({ iss: ISSUER, aud: APP_ID, serviceurl: SERVICE }).encode()],
  ['another audience', (issuer) => issuer.token(SERVICE, { aud: 'somebody-else' })],
  ['another issuer', (issuer) => issuer.token(SERVICE, { iss: 'https://evil.example' })],
  ['another service URL', (issuer) => issuer.token('https://evil.example/')],
  ['no service URL', (issuer) => issuer.token(SERVICE, { serviceurl: undefined })],
  ['an end in the past', (issuer) => issuer.token(SERVICE, { exp: now() - 600 })],
  ['a beginning in the future', (issuer) => issuer.token(SERVICE, { nbf: now() + 600 })],
  ['no end', (issuer) => issuer.token(SERVICE, { exp: undefined })],
  ['a key that is endorsed for another channel', (issuer) => issuer.token(SERVICE, {}, 'webchat')],
]

test.each(BAD)('a token with %s is refused with 401 and nothing on the console', async (_what, make) => {
  const { issuer, bot, send } = await startAll()
  const console = jest.spyOn(globalThis.console, 'error').mockImplementation(() => undefined)
  const stderr = jest.spyOn(process.stderr, 'write')
  const answer = await send(await make(issuer))
  const written = [...console.mock.calls, ...stderr.mock.calls]
  jest.restoreAllMocks()
  expect([answer, written, bot.commands]).toEqual([{ status: 401, body: refusal }, [], []])
  expect(bot.lines.filter((line) => line.level >= 50)).toEqual([])
})

test('an endorsed key may not speak for a channel that is not named', async () => {
  const { issuer, send } = await startAll()
  const answer = await send(await issuer.token(SERVICE), { channelId: undefined })
  expect(answer).toEqual({ status: 401, body: refusal })
})

test('clocks may be five minutes apart', async () => {
  const { issuer, send } = await startAll()
  const answer = await send(await issuer.token(SERVICE, { exp: now() - 200 }))
  expect(answer.status).toBe(200)
})

test('while the keys cannot be had the channel is asked to come again', async () => {
  const { issuer, bot, send } = await startAll()
  issuer.fail()
  const answer = await send(await issuer.token(SERVICE))
  expect(answer).toEqual({
    status: 503,
    body: { code: 'Unavailable', message: 'The token cannot be checked now. Try again.' },
  })
  expect(bot.commands).toEqual([])
})

test("another organisation's tenant is refused clearly and logged once", async () => {
  const { issuer, bot, send } = await startAll()
  const other = '99999999-9999-9999-9999-999999999999'
  const foreign = {
    channelData: { tenant: { id: other } },
    conversation: { id: 'a:x', conversationType: 'personal' },
  }
  const answers = []
  for (let times = 0; times < 3; times += 1) answers.push(await send(await issuer.token(SERVICE), foreign))
  const told = bot.lines.filter((line) => line['tenant'] === other)
  expect(answers[2]).toEqual({
    status: 403,
    body: { code: 'Forbidden', message: 'This bot does not serve your organisation.' },
  })
  expect([bot.commands.length, told.length]).toEqual([0, 1])
})

test.each([
  ['no tenant at all', { channelData: {}, conversation: { id: 'a:x' } }],
  [
    'two tenants that contradict each other',
    { channelData: { tenant: { id: TENANT } }, conversation: { id: 'a:x', tenantId: 'another' } },
  ],
])('an activity with %s is refused', async (_what, changes) => {
  const { issuer, bot, send } = await startAll()
  const answer = await send(await issuer.token(SERVICE), changes)
  expect([answer.status, bot.commands]).toEqual([403, []])
})
