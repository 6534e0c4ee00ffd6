import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import type { Messenger } from '../../src/model/ports.ts'
import type { BotSettings } from '../../src/teams/settings.ts'
import { fixtureJson, recordedLines } from '../support/test-data.ts'
import {
  BOT,
  buttonData,
  invokeFrom,
  type Json,
  lastOf,
  messageFrom,
  personal,
  post,
  startBot,
  TENANT,
} from './support/bot.ts'
import { APP_ID, ISSUER, type Issuer, startIssuer } from './support/issuer.ts'

const Row = z.object({ activity: z.record(z.string(), z.unknown()) })

/** Activities as Teams sends them, ours and the published ones. Their tenants are let in here. */
const ACTIVITIES: readonly Json[] = [
  ...z.array(z.record(z.string(), z.unknown())).parse(fixtureJson('activities/teams.json')),
  ...(recordedLines('activities/teams-activities.jsonl') ?? []).map((line) => Row.parse(line).activity),
]

const Tenanted = z.object({
  channelData: z
    .object({ tenant: z.object({ id: z.string() }) })
    .optional()
    .catch(undefined),
  conversation: z.object({ tenantId: z.string() }).optional().catch(undefined),
})
const tenantsIn = (activity: Json): readonly string[] => {
  const { channelData, conversation } = Tenanted.parse(activity)
  return [channelData?.tenant.id, conversation?.tenantId].filter((id) => id !== undefined)
}

let issuer: Issuer
let bot: Awaited<ReturnType<typeof startBot>>

beforeAll(async () => {
  issuer = await startIssuer()
  const settings: Partial<BotSettings> = {
    appId: APP_ID,
    tenants: [TENANT, ...ACTIVITIES.flatMap(tenantsIn)],
    identity: { kind: 'secret', secret: 'not used here' },
    openIdUrl: issuer.openIdUrl,
    tokenIssuer: ISSUER,
  }
  // The service URLs are out in the world, so that nothing may really be posted.
  const messenger: Messenger = { post: async () => '1', update: async () => undefined }
  bot = await startBot(settings, {}, { messenger })
})
afterAll(async () => {
  await Promise.all([bot.close(), issuer.close()])
})

/** Sends an activity signed for whatever service URL it names. */
const send = async (activity: unknown) => {
  const { serviceUrl = 'https://smba.trafficmanager.net/amer/' } =
    (activity as { serviceUrl?: unknown } | null) ?? {}
  const token = await issuer.token(typeof serviceUrl === 'string' ? serviceUrl : 'https://x.example/')
  return post(bot.url, activity, { authorization: `Bearer ${token}` })
}

const InvokeAnswer = z.object({ statusCode: z.number(), type: z.string(), value: z.unknown() })
const Refusal = z.strictObject({ code: z.string(), message: z.string().min(10).max(2000) })

/** A clear answer or a clean refusal, and no bug in the log. */
const expectClean = (activity: unknown, answer: { status: number; body: unknown }): void => {
  const invoke = (activity as { type?: unknown } | null)?.type === 'invoke'
  // A token for a service URL of that length is more than Node takes as a header.
  if (answer.status === 431) return
  if (answer.status !== 200) Refusal.parse(answer.body)
  else if (invoke && (activity as Json)['deliveryMode'] !== 'expectReplies') InvokeAnswer.parse(answer.body)
  expect([200, 400, 401, 403, 413]).toContain(answer.status)
  expect(bot.lines.filter((line) => line.level >= 50)).toEqual([])
  // What no database keeps: NUL, and halves of surrogate pairs, which JSON.stringify escapes.
  expect(JSON.stringify([bot.commands.splice(0), bot.clicks.at(-1)])).not.toMatch(/\\u(?:0000|d[89a-f])/)
}

test('every published activity gets a clear answer', async () => {
  for (const activity of ACTIVITIES) expectClean(activity, await send(activity))
})

/** Everything that may stand where something else is expected. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('x\u0000y', 'x\ud800y', '<at>Mailflow</at> \ud800\u0000 help'),
  fc.constantFrom<unknown>(
    null,
    '',
    -1,
    [],
    {},
    '\u0000',
    '2026-02-30T25:61:61Z',
    'x'.repeat(50_000),
    '<at>'.repeat(5_000),
    '&'.repeat(20_000),
    '.'.repeat(20_000),
    { tenant: 'contoso' },
    { toString: 1, constructor: 1 },
    [[[[[[[[]]]]]]]],
  ),
)

/** All places in a JSON value, as paths. */
const placesIn = (value: unknown): readonly (readonly string[])[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        [key],
        ...placesIn(inner).map((rest) => [key, ...rest]),
      ])

const withPlace = (
  value: unknown,
  [key, ...rest]: readonly string[],
  put: (old: unknown) => unknown,
): unknown => {
  if (key === undefined) return put(value)
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key ? withPlace(item, rest, put) : item))
  const whole = (value ?? {}) as Json
  return { ...whole, [key]: withPlace(whole[key], rest, put) }
}

const damaged = fc
  .tuple(
    fc.constantFrom(...ACTIVITIES),
    fc.array(fc.tuple(fc.nat(), fc.option(odd, { nil: undefined })), { minLength: 1, maxLength: 3 }),
  )
  .map(([activity, damages]) =>
    damages.reduce<unknown>((whole, [at, put]) => {
      const places = placesIn(whole)
      const place = places[at % Math.max(places.length, 1)] ?? []
      return withPlace(whole, place, () => put)
    }, activity),
  )

test('a published activity that is damaged anywhere gets a clear answer or a clean refusal', async () => {
  await fc.assert(
    fc.asyncProperty(damaged, async (activity) => {
      expectClean(activity, await send(activity))
    }),
    { numRuns: 400 },
  )
})

test('whatever JSON is sent, it gets a clean refusal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (anything) => {
      const answer = await send(anything)
      expect([answer.status, Refusal.safeParse(answer.body).success]).toEqual([400, true])
    }),
    { numRuns: 200 },
  )
})

test('whatever a button carries, the engine gets a click of ours or nothing', async () => {
  const data = fc.oneof(
    odd,
    fc.record({ mailflow: odd, diagnosis: odd, token: odd, offer: odd }, { requiredKeys: [] }),
    fc
      .record({ verb: odd, question: odd, choice: odd, label: odd, cause: odd })
      .map((offer) => buttonData(offer)),
  )
  await fc.assert(
    fc.asyncProperty(data, fc.boolean(), async (value, execute) => {
      const before = bot.clicks.length
      const url = 'https://smba.trafficmanager.net/amer/'
      const activity = execute
        ? invokeFrom(url, value)
        : messageFrom(url, { text: undefined, value: value ?? {} })
      expectClean(activity, await send(activity))
      for (const { click } of bot.clicks.slice(before)) {
        expect(['answer', 'reject', 'take-back', 'restart', 'join', 'stop']).toContain(click.offer.verb)
        expect(Object.keys(click).toSorted()).toEqual(expect.arrayContaining(['diagnosis', 'offer', 'token']))
      }
    }),
    { numRuns: 200 },
  )
})

test('a name cannot break out of its line', async () => {
  const name = `\u202e**bold**\n<at>everyone</at>\u0000[x](https://evil.example)${'y'.repeat(500)}`
  const activity = messageFrom('https://smba.trafficmanager.net/amer/', {
    ...personal,
    text: 'status',
    from: { id: '29:x', name },
    recipient: BOT,
  })
  await send(activity)
  const shown = lastOf(bot.commands).incoming.by.name
  expect(shown.length).toBeLessThanOrEqual(80)
  expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})

test('one megabyte of text is refused before it is read', async () => {
  const answer = await send(
    messageFrom('https://smba.trafficmanager.net/amer/', { text: 'x'.repeat(1_000_000) }),
  )
  expect(answer).toEqual({
    status: 413,
    body: { code: 'PayloadTooLarge', message: 'Request body size exceeds 262144' },
  })
})

test('very deep JSON is refused', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const token = await issuer.token('https://smba.trafficmanager.net/amer/')
  const answer = await post(bot.url, deep, { authorization: `Bearer ${token}` })
  expect(answer.status).toBe(400)
})
