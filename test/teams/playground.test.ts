import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { startPlayground } from '../../src/teams/playground.ts'
import { PLAYGROUND } from '../../src/teams/playground-tenant.ts'
import { freePort } from '../support/free-port.ts'
import { buttonData, cardOf, lastOf, startBot, until } from './support/bot.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const startBoth = async (acts: Parameters<typeof startBot>[1] = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-playground-'))
  open.push(() => rm(folder, { recursive: true }))
  const bot = await startBot({}, acts)
  open.push(() => bot.close())
  const port = await freePort()
  const playground = await startPlayground({ botUrl: bot.url, port, folder })
  open.push(() => playground.close())
  return { bot, playground, port, folder }
}

const call = async (url: string, body: unknown): Promise<Record<string, unknown>> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return text.startsWith('{')
    ? (JSON.parse(text) as Record<string, unknown>)
    : { status: response.status, text }
}

const CHANNEL = PLAYGROUND.team.channels[0].id

const say = (url: string, text: string) =>
  call(`${url}/_conversation/v1/conversations/${encodeURIComponent(CHANNEL)}/messages`, {
    type: 'text',
    text: `<at>Mailflow</at> ${text}`,
    textFormat: 'plain',
    from: { id: PLAYGROUND.currentUser.id },
    mentions: [{ mentioned: PLAYGROUND.bot, text: '<at>Mailflow</at>' }],
  })

test('a command, a card, its update and a click go through the real local client', async () => {
  const { bot, playground } = await startBoth()
  await say(playground.url, 'diagnose inbound contoso.com')
  await until(() => bot.commands.length > 0)
  const { incoming, command } = lastOf(bot.commands)
  expect(command).toEqual({ verb: 'diagnose', scope: { directions: ['inbound'], domain: 'contoso.com' } })
  expect(incoming.by).toEqual({
    id: PLAYGROUND.currentUser.aadObjectId,
    name: PLAYGROUND.currentUser.name,
  })
  expect(incoming.conversation.key).toMatch(/^19:channel-incidents@thread\.tacv2;messageid=\d+$/)

  const id = await bot.messenger.post(incoming.conversation, cardOf('checking'))
  await bot.messenger.update(incoming.conversation, id, cardOf('done'))
  await expect(bot.messenger.update(incoming.conversation, '404', cardOf('nowhere'))).rejects.toMatchObject({
    code: 'messenger.activity-not-found-in-conversation',
    kind: 'absent',
    retry: 'no',
  })

  const shown = await call(`${playground.url}/_conversation/v1/invoke`, {
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', verb: 'mailflow', data: buttonData() } },
    from: { id: PLAYGROUND.currentUser.id },
    conversation: { id: incoming.conversation.key },
    replyToId: id,
  })
  expect(shown).toEqual({
    type: 'application/vnd.microsoft.card.adaptive',
    value: cardOf('the current card'),
  })
  expect(bot.clicks.map(({ click }) => click)).toMatchObject([{ token: 't-1', cardId: id }])
})

test('it listens on this machine only, and its port is free again when it has ended', async () => {
  const { playground, port } = await startBoth()
  const elsewhere = await fetch(`http://[::1]:${port}`).then(
    () => 'answered',
    () => 'nobody',
  )
  await playground.close()
  const after = await fetch(playground.url).then(
    () => 'answered',
    () => 'nobody',
  )
  expect([elsewhere, after]).toEqual(['nobody', 'nobody'])
})

test('a taken port is one clear sentence', async () => {
  const { playground, port, folder, bot } = await startBoth()
  await expect(startPlayground({ botUrl: bot.url, port, folder })).rejects.toMatchObject({
    code: 'playground.port-taken',
    message: `Port ${port} is taken by another program. Set MAILFLOW_PLAYGROUND_PORT to a free one, for example ${port + 1}.`,
  })
  expect((await fetch(playground.url)).ok).toBe(true)
})
