import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Click, Command, Engine, Incoming } from '../../../src/engine/api.ts'
import type { Card } from '../../../src/model/card.ts'
import type { Messenger } from '../../../src/model/ports.ts'
import { createMessenger } from '../../../src/teams/messenger.ts'
import { startServer } from '../../../src/teams/server.ts'
import type { BotSettings } from '../../../src/teams/settings.ts'

export const TENANT = '22222222-2222-2222-2222-222222222222'
export const BOT = { id: '28:11111111-1111-1111-1111-111111111111', name: 'Mailflow' }
export const OLIVIA = {
  id: '29:user-olivia',
  name: 'Olivia Operator',
  aadObjectId: '00000000-0000-0000-0000-000000000020',
}

/** Settings of a bot that nobody signs in to, on any free port. */
export const LOCAL: BotSettings = {
  port: 0,
  identity: { kind: 'none' },
  tenants: [],
  roles: { viewer: [], responder: [], approver: [], admin: [] },
  openIdUrl: 'http://127.0.0.1:9/openid',
  tokenIssuer: 'https://api.botframework.com',
  loginUrl: 'https://login.microsoftonline.com',
  scope: 'https://api.botframework.com',
}

export const cardOf = (text: string): Card => ({
  type: 'AdaptiveCard',
  version: '1.5',
  fallbackText: text,
  body: [{ type: 'TextBlock', text, wrap: true }],
})

/** Remembers what it was asked; acts as `on...` say. */
export const recordingEngine = (
  acts: {
    onCommand?: (incoming: Incoming, command: Command) => Promise<void>
    onClick?: (incoming: Incoming, click: Click) => Promise<Card>
  } = {},
) => {
  const commands: { incoming: Incoming; command: Command }[] = []
  const clicks: { incoming: Incoming; click: Click }[] = []
  const engine: Engine = {
    command: async (incoming, command) => {
      commands.push({ incoming, command })
      await acts.onCommand?.(incoming, command)
    },
    click: async (incoming, click) => {
      clicks.push({ incoming, click })
      return acts.onClick?.(incoming, click) ?? cardOf('the current card')
    },
  }
  return { engine, commands, clicks }
}

/** A log whose lines can be read back. */
export const recordingLog = () => {
  const lines: { level: number; msg: string; [key: string]: unknown }[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString('utf8')) as (typeof lines)[number])
      done()
    },
  })
  return { log: pino({ level: 'info' }, stream), lines }
}

/** A running bot with a recording engine. */
export const startBot = async (
  settings: Partial<BotSettings> = {},
  acts: Parameters<typeof recordingEngine>[0] = {},
  extra: { readonly clickWithinMs?: number; readonly messenger?: Messenger } = {},
) => {
  const whole = { ...LOCAL, ...settings }
  const recorder = recordingEngine(acts)
  const { log, lines } = recordingLog()
  const messenger = extra.messenger ?? createMessenger(whole)
  const server = await startServer({ settings: whole, engine: recorder.engine, log, ...extra, messenger })
  return { ...recorder, ...server, messenger, lines }
}

export type Json = Readonly<Record<string, unknown>>

/** A message as Teams sends it from a channel thread, with whatever is different. */
export const messageFrom = (serviceUrl: string, changes: Json = {}): Json => ({
  type: 'message',
  id: '1700000000001',
  timestamp: '2026-11-23T10:42:07.000Z',
  channelId: 'msteams',
  serviceUrl,
  text: '<at>Mailflow</at> diagnose',
  textFormat: 'plain',
  from: OLIVIA,
  recipient: BOT,
  conversation: {
    id: '19:incidents@thread.tacv2;messageid=1700000000000',
    isGroup: true,
    conversationType: 'channel',
    tenantId: TENANT,
  },
  channelData: {
    tenant: { id: TENANT },
    team: { id: '19:team@thread.tacv2' },
    channel: { id: '19:incidents@thread.tacv2' },
  },
  entities: [{ type: 'mention', mentioned: BOT, text: '<at>Mailflow</at>' }],
  ...changes,
})

export const personal = {
  conversation: { id: 'a:personal', conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  entities: [],
}

/** The data of one of our buttons. */
export const buttonData = (offer: Json = { verb: 'restart' }): Json => ({
  mailflow: 1,
  diagnosis: 'd-1',
  token: 't-1',
  offer,
})

/** A click on an Action.Execute. */
export const invokeFrom = (serviceUrl: string, data: unknown, changes: Json = {}): Json =>
  messageFrom(serviceUrl, {
    type: 'invoke',
    id: 'f:click-1',
    name: 'adaptiveCard/action',
    text: undefined,
    replyToId: '1700000000002',
    value: { action: { type: 'Action.Execute', verb: 'mailflow', data }, trigger: 'manual' },
    ...changes,
  })

/** Posts over real HTTP; the body of the answer as JSON where there is one. */
export const post = async (
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

/** Waits until something has happened; the test's own time-out is the limit. */
export const until = async (happened: () => boolean): Promise<void> => {
  while (!happened()) await sleep(10)
}

/** The last of what was recorded; fails the test when nothing was. */
export const lastOf = <T>(items: readonly T[]): T => {
  const last = items.at(-1)
  if (last === undefined) throw new Error('Nothing was recorded.')
  return last
}
