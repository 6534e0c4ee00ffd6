import { afterEach, expect, test } from '@jest/globals'
import { MicrosoftAppCredentials, TokenCredentials } from 'botframework-connector'
import type { Reference } from '../../src/teams/conversation.ts'
import { MessengerFault } from '../../src/teams/fault.ts'
import { messengerOver } from '../../src/teams/messenger.ts'
import { createWire } from '../../src/teams/wire.ts'
import { BOT, cardOf, TENANT } from './support/bot.ts'
import { type Connector, type Script, startConnector } from './support/connector.ts'

const open: Connector[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((connector) => connector.close()))
})

const THREAD = '19:incidents@thread.tacv2;messageid=1700000000000'

const startAll = async (withinMs?: number) => {
  const connector = await startConnector()
  open.push(connector)
  const wire = createWire(Promise.resolve(MicrosoftAppCredentials.Empty), withinMs)
  const reference: Reference = {
    serviceUrl: connector.serviceUrl,
    channelId: 'msteams',
    conversationId: THREAD,
    tenant: TENANT,
    bot: BOT,
    channel: '19:incidents@thread.tacv2',
  }
  return { connector, wire, reference }
}

const factsOf = async (promise: Promise<unknown>) => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof MessengerFault)) throw new Error('No MessengerFault was thrown.', { cause: thrown })
  return [thrown.code, thrown.kind, thrown.retry]
}

const refusedWith = (status: number, code: string, headers = {}): Script => ({
  status,
  body: { error: { code, message: code } },
  headers,
})

const after = (afterMs: number) => ({ afterMs })

// What each answer means for a post and for an update:
// https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis
const TABLE: readonly (readonly [string, Script, readonly unknown[], readonly unknown[]])[] = [
  ['400', refusedWith(400, 'BadArgument'), ['messenger.bad-argument', 'refused', 'no'], []],
  ['401', refusedWith(401, 'BotNotRegistered'), ['messenger.bot-not-registered', 'refused', 'no'], []],
  [
    '403 after the app was removed',
    refusedWith(403, 'BotNotInConversationRoster'),
    ['messenger.bot-not-in-conversation-roster', 'refused', 'no'],
    [],
  ],
  ['403', refusedWith(403, 'BotDisabledByAdmin'), ['messenger.bot-disabled-by-admin', 'refused', 'no'], []],
  ['404', refusedWith(404, 'ConversationNotFound'), ['messenger.conversation-not-found', 'absent', 'no'], []],
  ['412', refusedWith(412, 'PreconditionFailed'), ['messenger.busy', 'unreachable', after(1000)], []],
  ['413', refusedWith(413, 'MessageSizeTooBig'), ['messenger.message-size-too-big', 'refused', 'no'], []],
  [
    '429 with Retry-After',
    refusedWith(429, 'Throttled', { 'retry-after': '7' }),
    ['messenger.throttled', 'unreachable', { ...after(7000), told: true }],
    [],
  ],
  ['429', refusedWith(429, 'Throttled'), ['messenger.throttled', 'unreachable', after(2000)], []],
  ['500', refusedWith(500, 'ServiceError'), ['messenger.service-error', 'unsure', 'no'], []],
  [
    '502',
    { status: 502 },
    ['messenger.broke-off', 'unsure', 'no'],
    ['messenger.broke-off', 'unreachable', after(2000)],
  ],
  [
    '503',
    { status: 503 },
    ['messenger.broke-off', 'unsure', 'no'],
    ['messenger.broke-off', 'unreachable', after(2000)],
  ],
  [
    '504',
    { status: 504 },
    ['messenger.broke-off', 'unsure', 'no'],
    ['messenger.broke-off', 'unreachable', after(2000)],
  ],
  [
    'a reset connection',
    'reset',
    ['messenger.broke-off', 'unsure', 'no'],
    ['messenger.broke-off', 'unreachable', after(2000)],
  ],
  ['418, which no page lists,', { status: 418 }, ['messenger.status-418', 'refused', 'no'], []],
]

test.each(TABLE)('%s is asked once and means what it says', async (_what, script, ofPost, ofUpdate) => {
  const { connector, wire, reference } = await startAll()
  connector.answerNext(script, script)
  const post = await factsOf(wire.send(reference, cardOf('one')))
  const update = await factsOf(wire.update(reference, '1', cardOf('two')))
  expect([post, update]).toEqual([ofPost, ofUpdate.length === 0 ? ofPost : ofUpdate])
  expect(connector.calls.map(({ method }) => method)).toEqual(['POST', 'PUT'])
})

test('a service that never answers is late, and is asked once', async () => {
  const { connector, wire, reference } = await startAll(50)
  connector.answerNext('hang', 'hang')
  const post = await factsOf(wire.send(reference, cardOf('one')))
  const thread = await factsOf(wire.openThread(reference, cardOf('two')))
  expect([post, thread]).toEqual([
    ['messenger.late', 'late', 'no'],
    ['messenger.late', 'late', 'no'],
  ])
  expect(connector.calls.length).toBe(2)
})

test('a service that is not there was never told anything', async () => {
  const { connector, wire, reference } = await startAll()
  await connector.close()
  open.splice(0)
  expect(await factsOf(wire.send(reference, cardOf('one')))).toEqual([
    'messenger.unreachable',
    'unreachable',
    after(2000),
  ])
})

test('a post that is taken without an id may not be posted again', async () => {
  const { connector, wire, reference } = await startAll()
  connector.answerNext({ status: 202 })
  expect(await factsOf(wire.send(reference, cardOf('one')))).toEqual(['messenger.no-id', 'unsure', 'no'])
})

test('a new thread is known by the id of its first message, not by the id beside it', async () => {
  const { connector, wire, reference } = await startAll()
  const id = '19:incidents@thread.tacv2;messageid=1700000009999'
  connector.answerNext({ status: 201, body: { id, activityId: id } })
  const thread = await wire.openThread(reference, cardOf('alert'))
  expect(thread).toEqual({ reference: { ...reference, conversationId: id }, activityId: '1700000009999' })
  expect(connector.calls).toEqual([
    {
      method: 'POST',
      path: '/v3/conversations',
      body: {
        isGroup: true,
        bot: BOT,
        tenantId: TENANT,
        channelData: { channel: { id: '19:incidents@thread.tacv2' }, tenant: { id: TENANT } },
        activity: {
          type: 'message',
          summary: 'alert',
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: cardOf('alert') }],
        },
      },
    },
  ])
})

test('a caller who gives up ends the call', async () => {
  const { connector, wire, reference } = await startAll()
  connector.answerNext('hang')
  const giveUp = new AbortController()
  const sending = factsOf(wire.send(reference, cardOf('one'), giveUp.signal))
  giveUp.abort()
  expect(await sending).toEqual(['messenger.late', 'late', 'no'])
})

test('a sign-in that fails is a fault of the messenger', async () => {
  const { reference } = await startAll()
  const wire = createWire(
    Promise.reject(Object.assign(new Error('AADSTS7000215'), { errorCode: 'invalid_client' })),
  )
  expect(await factsOf(wire.send(reference, cardOf('one')))).toEqual(['messenger.no-token', 'refused', 'no'])
})

test('a sign-in that never ends is late', async () => {
  const { reference } = await startAll()
  const wire = createWire(new Promise(() => undefined), 50)
  expect(await factsOf(wire.send(reference, cardOf('one')))).toEqual(['messenger.late', 'late', 'no'])
})

test('a refusal that is no JSON keeps its status', async () => {
  const { connector, wire, reference } = await startAll()
  connector.answerNext({ status: 413, text: '<html>too large</html>' })
  expect(await factsOf(wire.send(reference, cardOf('one')))).toEqual([
    'messenger.status-413',
    'refused',
    'no',
  ])
})

test('the bot speaks with its token', async () => {
  const { connector, reference } = await startAll()
  const wire = createWire(Promise.resolve(new TokenCredentials('the-token')))
  await wire.send(reference, cardOf('one'))
  expect(connector.calls[0]?.authorization).toBe('Bearer the-token')
})

test('what was kept of a conversation and cannot be read is a fault, not a bug', async () => {
  const { wire } = await startAll()
  const messenger = messengerOver(wire)
  const lost = { tenant: TENANT, key: 'x', reference: { serviceUrl: 5 } }
  expect(await factsOf(messenger.post(lost, cardOf('one')))).toEqual([
    'messenger.reference-unreadable',
    'absent',
    'no',
  ])
})
