import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from '@jest/globals'
import { DIRECTIONS } from '../../src/model/scope.ts'
import { ServerFault } from '../../src/teams/fault.ts'
import {
  BOT,
  buttonData,
  cardOf,
  invokeFrom,
  lastOf,
  messageFrom,
  OLIVIA,
  personal,
  post,
  startBot,
  TENANT,
} from './support/bot.ts'
import { type Connector, startConnector } from './support/connector.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
})

const startAll = async (...parts: Parameters<typeof startBot>) => {
  const connector: Connector = await startConnector()
  const bot = await startBot(...parts)
  open.push(connector, bot)
  return { connector, bot, serviceUrl: connector.serviceUrl }
}

const diagnoseAll = { verb: 'diagnose', scope: { directions: DIRECTIONS } }

test('a mention in a channel thread becomes a command in the conversation of that thread', async () => {
  const { bot, serviceUrl } = await startAll()
  const answer = await post(bot.url, messageFrom(serviceUrl))
  expect(answer).toEqual({ status: 200, body: undefined })
  expect(bot.commands).toEqual([
    {
      command: diagnoseAll,
      incoming: {
        activityId: '1700000000001',
        at: '2026-11-23T10:42:07.000Z',
        by: { id: OLIVIA.aadObjectId, name: OLIVIA.name },
        conversation: {
          tenant: TENANT,
          key: '19:incidents@thread.tacv2;messageid=1700000000000',
          reference: {
            serviceUrl,
            channelId: 'msteams',
            conversationId: '19:incidents@thread.tacv2;messageid=1700000000000',
            tenant: TENANT,
            bot: BOT,
            channel: '19:incidents@thread.tacv2',
          },
          channel: {
            key: '19:incidents@thread.tacv2',
            reference: {
              serviceUrl,
              channelId: 'msteams',
              conversationId: '19:incidents@thread.tacv2',
              tenant: TENANT,
              bot: BOT,
              channel: '19:incidents@thread.tacv2',
            },
          },
        },
      },
    },
  ])
})

test('a 1:1 chat needs no mention, a group chat and a channel do', async () => {
  const { bot, serviceUrl } = await startAll()
  const group = { conversation: { id: '19:group@thread.v2', isGroup: true, conversationType: 'groupChat' } }
  await post(bot.url, messageFrom(serviceUrl, { ...personal, text: 'status' }))
  await post(bot.url, messageFrom(serviceUrl, { ...group, entities: [], text: 'status' }))
  await post(bot.url, messageFrom(serviceUrl, { entities: [], text: 'status' }))
  await post(bot.url, messageFrom(serviceUrl, { ...group, text: '<at>Mailflow</at> status' }))
  expect(bot.commands.map(({ incoming }) => incoming.conversation.key)).toEqual([
    'a:personal',
    '19:group@thread.v2',
  ])
})

test('what the engine posts and updates goes to the connector alone, without text beside the card', async () => {
  const { bot, connector, serviceUrl } = await startAll({}, {})
  await post(bot.url, messageFrom(serviceUrl))
  const { conversation } = lastOf(bot.commands).incoming
  // As it comes back from a store.
  const stored = JSON.parse(JSON.stringify(conversation)) as typeof conversation
  const id = await bot.messenger.post(stored, cardOf('checking'))
  await bot.messenger.update(stored, id, cardOf('done'))
  const path = `/v3/conversations/${encodeURIComponent(conversation.key)}/activities`
  const activity = (text: string) => ({
    type: 'message',
    summary: text,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: cardOf(text) }],
  })
  expect(id).toBe('activity-1')
  expect(connector.calls).toEqual([
    { method: 'POST', path, body: activity('checking') },
    { method: 'PUT', path: `${path}/activity-1`, body: activity('done') },
  ])
})

test('a click answers HTTP 200 with the card to show', async () => {
  const { bot, serviceUrl } = await startAll()
  const answer = await post(bot.url, invokeFrom(serviceUrl, buttonData()))
  expect(answer).toEqual({
    status: 200,
    body: {
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: cardOf('the current card'),
    },
  })
  expect(bot.clicks.map(({ click, incoming }) => [click, incoming.activityId])).toEqual([
    [{ diagnosis: 'd-1', token: 't-1', offer: { verb: 'restart' }, cardId: '1700000000002' }, 'f:click-1'],
  ])
})

test.each([
  ['data of another app', { action: 'approve' }],
  ['an unknown verb', buttonData({ verb: 'format-disk' })],
  ['an unknown question', buttonData({ verb: 'answer', question: 'colour', choice: 'none' })],
  ['no data', undefined],
  ['a wrong version', { ...buttonData(), mailflow: 2 }],
])('a click with %s is answered with a sentence and reaches no engine', async (_what, data) => {
  const { bot, serviceUrl } = await startAll()
  const answer = await post(bot.url, invokeFrom(serviceUrl, data))
  expect(answer).toEqual({
    status: 200,
    body: {
      statusCode: 200,
      type: 'application/vnd.microsoft.activity.message',
      value: 'This button is not one of mine any more. Type status to see where things stand.',
    },
  })
  expect(bot.clicks).toEqual([])
})

test('a client that refreshes by itself decides nothing', async () => {
  const { bot, serviceUrl } = await startAll()
  const value = { action: { type: 'Action.Execute', data: buttonData() }, trigger: 'automatic' }
  const answer = await post(bot.url, invokeFrom(serviceUrl, undefined, { value }))
  expect([answer.status, bot.clicks]).toEqual([200, []])
})

test('an invoke that is not a card action is HTTP 200 with its status inside', async () => {
  const { bot, serviceUrl } = await startAll()
  const answer = await post(bot.url, invokeFrom(serviceUrl, undefined, { name: 'composeExtension/query' }))
  expect(answer).toMatchObject({
    status: 200,
    body: { statusCode: 404, type: 'application/vnd.microsoft.error' },
  })
})

test('a slow engine does not keep a click waiting', async () => {
  let release = (): void => undefined
  const slow = new Promise<void>((resolve) => {
    release = resolve
  })
  const { bot, serviceUrl } = await startAll(
    {},
    { onClick: async () => slow.then(() => cardOf('late')) },
    { clickWithinMs: 20 },
  )
  const answer = await post(bot.url, invokeFrom(serviceUrl, buttonData()))
  release()
  expect(answer).toMatchObject({
    status: 200,
    body: {
      type: 'application/vnd.microsoft.activity.message',
      value: 'Your click has arrived and is being worked on. The card follows by itself.',
    },
  })
})

test('a click by Action.Submit updates the card that was clicked', async () => {
  const { bot, connector, serviceUrl } = await startAll()
  const submit = { text: undefined, value: buttonData(), replyToId: '1700000000002' }
  const answer = await post(bot.url, messageFrom(serviceUrl, submit))
  expect(answer).toEqual({ status: 200, body: undefined })
  expect(bot.commands).toEqual([])
  expect(connector.calls.map(({ method, path }) => [method, path])).toEqual([
    [
      'PUT',
      `/v3/conversations/${encodeURIComponent('19:incidents@thread.tacv2;messageid=1700000000000')}/activities/1700000000002`,
    ],
  ])
})

test('a bug in the engine is told with an incident id and logged under it, without a stack for the person', async () => {
  const { bot, connector, serviceUrl } = await startAll(
    {},
    {
      onCommand: () => Promise.reject(new TypeError('secret inner detail')),
      onClick: () => Promise.reject(new TypeError('secret inner detail')),
    },
  )
  const command = await post(bot.url, messageFrom(serviceUrl))
  const click = await post(bot.url, invokeFrom(serviceUrl, buttonData()))
  const logged = bot.lines.filter((line) => line.level >= 50).map((line) => line['incident'] as string)
  const said = [JSON.stringify(connector.calls[0]?.body), JSON.stringify(click.body)]
  expect([command.status, click.status, logged.length]).toEqual([200, 200, 2])
  expect(said.map((text, at) => text.includes(`(incident ${logged[at]})`))).toEqual([true, true])
  expect(said.join()).not.toContain('secret inner detail')
})

test('the bot greets once however many activities tell of its arrival, with ids that the engine can compare', async () => {
  const { bot, serviceUrl } = await startAll()
  const added = { membersAdded: [{ id: OLIVIA.id }, { id: BOT.id }] }
  await post(bot.url, messageFrom(serviceUrl, { type: 'installationUpdate', id: 'f:1', action: 'add' }))
  await post(bot.url, messageFrom(serviceUrl, { type: 'conversationUpdate', id: 'f:2', ...added }))
  await post(
    bot.url,
    messageFrom(serviceUrl, { type: 'conversationUpdate', id: 'f:3', membersAdded: [OLIVIA] }),
  )
  await post(bot.url, messageFrom(serviceUrl, { type: 'installationUpdate', id: 'f:4', action: 'remove' }))
  expect(bot.commands.map(({ command }) => command)).toEqual([{ verb: 'help' }, { verb: 'help' }])
  expect(new Set(bot.commands.map(({ incoming }) => incoming.activityId)).size).toBe(1)
})

test('another bot and an echo of our own words are not listened to', async () => {
  const { bot, serviceUrl } = await startAll()
  await post(bot.url, messageFrom(serviceUrl, { from: { id: '28:other-bot', name: 'Other' } }))
  await post(bot.url, messageFrom(serviceUrl, { from: BOT }))
  expect(bot.commands).toEqual([])
})

test('expectReplies is answered in the body, also for an invoke', async () => {
  const { bot, serviceUrl } = await startAll()
  const replies = { deliveryMode: 'expectReplies' }
  const message = await post(bot.url, messageFrom(serviceUrl, replies))
  const invoke = await post(bot.url, invokeFrom(serviceUrl, buttonData(), replies))
  const body = {
    statusCode: 200,
    type: 'application/vnd.microsoft.card.adaptive',
    value: cardOf('the current card'),
  }
  expect([message, invoke]).toEqual([
    { status: 200, body: { activities: [] } },
    { status: 200, body: { activities: [{ type: 'invokeResponse', value: { status: 200, body } }] } },
  ])
})

test.each([
  ['no JSON', '{"type":', {}, 400],
  ['a list', '[]', {}, 400],
  ['nothing', '', {}, 400],
  [
    'an activity without a conversation',
    JSON.stringify({ type: 'message', serviceUrl: 'http://127.0.0.1/' }),
    {},
    400,
  ],
  ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['plain text, as a web page could send', '{}', { 'content-type': 'text/plain' }, 415],
  ['300 KB', JSON.stringify({ text: 'x'.repeat(300_000) }), {}, 413],
])('%s is refused', async (_what, body, headers, status) => {
  const { bot } = await startAll()
  const answer = await post(bot.url, body, headers)
  expect(answer.status).toBe(status)
  expect(bot.lines.filter((line) => line.level >= 50)).toEqual([])
})

test('packed bodies are refused, broken ones too, and the server lives on', async () => {
  const { bot, serviceUrl } = await startAll()
  const packed = (body: Uint8Array<ArrayBuffer>) =>
    fetch(bot.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body,
    })
  const bomb = await packed(new Uint8Array(gzipSync(Buffer.alloc(10_000_000, ' '))))
  const broken = await packed(new TextEncoder().encode('this is not gzip'))
  const after = await post(bot.url, messageFrom(serviceUrl))
  expect([bomb.status, broken.status, after.status]).toEqual([415, 415, 200])
})

test('health answers, other paths and methods do not', async () => {
  const { bot } = await startAll()
  const at = async (path: string) => (await fetch(new URL(path, bot.url))).status
  expect([await at('/health'), await at('/api/messages'), await at('/admin')]).toEqual([200, 405, 404])
})

test('without an app id only a client on this machine may connect', async () => {
  const { bot } = await startAll()
  const answer = await post(bot.url, messageFrom('https://smba.trafficmanager.net/amer/'))
  expect(answer).toEqual({
    status: 403,
    body: {
      code: 'Forbidden',
      message: 'Without MicrosoftAppId only a client on this machine may connect.',
    },
  })
  expect(bot.commands).toEqual([])
})

test('a taken port is one clear sentence', async () => {
  const holder = createServer()
  holder.listen(0, '127.0.0.1')
  await once(holder, 'listening')
  open.push({ close: async () => void (await once(holder.close(), 'close')) })
  const { port } = holder.address() as AddressInfo
  const thrown = await startBot({ port }).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(ServerFault)
  expect((thrown as ServerFault).message).toBe(
    `Port ${port} is taken by another program. Set PORT to a free one, for example PORT=${port + 1}.`,
  )
})
