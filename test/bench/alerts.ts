/**
 * Alerts: `node test/bench/alerts.ts`. Delivery in bad weather over real sockets, and the time from the last message to
 * the card in the channel, both on PGlite in memory.
 */
import { portsTo } from '../../src/compose/ports.ts'
import { reachOfLab } from '../../src/compose/reach.ts'
import type { Monitors } from '../../src/engine/parts.ts'
import type { Incident } from '../../src/incident/state.ts'
import { fastClock } from '../../src/lab/clock.ts'
import { startLab } from '../../src/lab/lab.ts'
import type { Conversation } from '../../src/model/ports.ts'
import { between } from '../../src/model/time.ts'
import { monitor as zeroFlow } from '../../src/monitors/zero-flow/monitor.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { createMessenger } from '../../src/teams/messenger.ts'
import { realClock } from '../support/clock.ts'
import { createChannel, incoming, portsWith, type Rig, startEngine } from '../support/engine.ts'
import { CHANNEL, scriptedMonitor } from '../support/watch.ts'
import { LOCAL } from '../teams/support/bot.ts'
import { type ChannelService, channelAt, startChannelService, type Weather } from './parts/channel-service.ts'
import { table } from './parts/table.ts'

const TENANTS = 60

const print = (title: string, rows: readonly (readonly (string | number)[])[]): void => {
  process.stdout.write(`\n${title}\n${table(rows)}\n`)
}

/** The same chances each time. */
const chance = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** At most so many posts and updates a second in one conversation, as Teams has it; 429 beyond. */
const limited = (perSecond: number): Weather => {
  const windows = new Map<string, number[]>()
  return ({ thread }) => {
    const now = performance.now()
    const recent = (windows.get(thread) ?? []).filter((at) => now - at < 1000)
    windows.set(thread, recent)
    if (recent.length >= perSecond) return { status: 429, retryAfter: 1 }
    recent.push(now)
    return undefined
  }
}

const refusing = (share: number, status: number, retryAfter?: number): Weather => {
  const next = chance(7)
  return () => (next() < share ? { status, ...(retryAfter === undefined ? {} : { retryAfter }) } : undefined)
}

/** Every post breaks off after it was taken, or before: nobody can know. */
const breaking = (share: number): Weather => {
  const next = chance(11)
  return ({ method }) => {
    if (method !== 'POST' || next() >= share) return undefined
    return next() < 0.5 ? { status: 503, isTakenAllTheSame: true } : { status: 503 }
  }
}

const WEATHERS: readonly (readonly [string, Weather])[] = [
  ['fair', () => undefined],
  ['7 a second per thread', limited(7)],
  ['half are 429, Retry-After 1', refusing(0.5, 429, 1)],
  ['half are 429, no Retry-After', refusing(0.5, 429)],
  ['half are 412', refusing(0.5, 412)],
  ['one in ten posts breaks off (503)', breaking(0.1)],
]

/** What is said of each incident: its card, and two lines of history below it. */
const MESSAGES = [/^P1 /, /^Acknowledged by /, /^Resolved by /] as const

interface Delivered {
  readonly lost: number
  readonly doubled: number
}

const counted = (service: ChannelService): Delivered => {
  const perTenant = new Map<string, number[]>()
  for (const { thread, text } of service.taken) {
    const tenant = thread.split('@')[0] ?? ''
    const counts = perTenant.get(tenant) ?? MESSAGES.map(() => 0)
    perTenant.set(
      tenant,
      counts.map((many, at) => many + (MESSAGES[at]?.test(text) === true ? 1 : 0)),
    )
  }
  const all = [...perTenant.values()].flat()
  const missing = (TENANTS - perTenant.size) * MESSAGES.length
  return {
    lost: missing + all.filter((many) => many === 0).length,
    doubled: all.reduce((sum, many) => sum + Math.max(0, many - 1), 0),
  }
}

const incidentsOf = async (store: Store) =>
  store.db.selectFrom('incidents').select(['id', 'tenant', 'token']).execute()

/** Somebody acknowledges each incident and then resolves it, at once, while the weather is as it is. */
const pressAll = async (
  rig: Rig,
  store: Store,
  channels: ReadonlyMap<string, Conversation>,
): Promise<void> => {
  for (const verb of ['acknowledge', 'resolve'] as const)
    for (const { id, tenant, token } of await incidentsOf(store))
      await rig.engine.click(incoming(channels.get(tenant) as Conversation), {
        incident: id,
        token,
        offer: { verb },
      })
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await realClock.sleep(50)
}

const isSettled = async (store: Store): Promise<boolean> => {
  const row = await store.db
    .selectFrom('cards')
    .select((eb) => eb.fn.countAll<string>().as('many'))
    .where('state', 'in', ['pending', 'sending', 'sent'])
    .whereRef('wanted', '>', 'shown')
    .executeTakeFirst()
  return Number(row?.many) === 0
}

/** Alerts of many tenants at once in one kind of weather, each with three messages to tell. */
const deliver = async (name: string, weather: Weather): Promise<readonly (string | number)[]> => {
  const service = await startChannelService()
  service.weather = weather
  const store = await openStore({ memory: true })
  const { monitor, sight } = scriptedMonitor('zero-flow', 1000)
  sight.says = () => [{}]
  const messenger = createMessenger(LOCAL)
  const names = Array.from({ length: TENANTS }, (_, at) => `tenant-${at}`)
  const channels = new Map(names.map((tenant) => [tenant, channelAt(service.serviceUrl, tenant)]))
  const tenants = [...channels].map(([tenant, channel]) => ({ tenant, channel, ports: portsWith(realClock) }))
  const monitors = { 'zero-flow': { ...monitor, everyMs: 60_000 } } as unknown as Monitors
  const rig = await startEngine(store, {
    messenger,
    probes: {},
    watch: { tenants, monitors, threads: messenger, pagers: [], firstLooksWithinMs: 1000 },
  })
  const began = performance.now()
  try {
    await until(async () => (await incidentsOf(store)).length === TENANTS)
    await pressAll(rig, store, channels)
    await until(() => isSettled(store))
    const { lost, doubled } = counted(service)
    const last = Math.max(...service.taken.map(({ at }) => at))
    const refused = [...service.answers]
      .filter(([status]) => status >= 400)
      .map(([status, many]) => `${status}: ${many}`)
    return [name, TENANTS * MESSAGES.length, lost, doubled, refused.join(', ') || '-', (last - began) / 1000]
  } finally {
    await rig.stop()
    await store.close()
    await service.close()
  }
}

/** From the last message in the lab, on a clock that runs faster, to the alert in the channel. */
const lastMessageToCard = async (speed: number): Promise<readonly (string | number)[]> => {
  const clock = fastClock(speed)
  const lab = await startLab({ scenario: 'zero-flow', clock })
  const store = await openStore({ memory: true })
  const channel = createChannel()
  const budget = { take: () => Promise.resolve({ granted: true } as const) }
  const ports = portsTo(reachOfLab(lab), { clock, budget, caller: 'monitor' })
  const monitors = { 'zero-flow': zeroFlow } as unknown as Monitors
  const rig = await startEngine(store, {
    messenger: channel,
    probes: {},
    clock,
    patience: realClock,
    watch: {
      tenants: [{ tenant: 'contoso', ports, channel: CHANNEL }],
      monitors,
      threads: channel,
      pagers: [],
    },
  })
  try {
    await channel.until(({ card }) => card.fallbackText.startsWith('P1 '))
    const cardAt = clock.now()
    const { state } = await store.db.selectFrom('incidents').select('state').executeTakeFirstOrThrow()
    const { since, openedAt } = state as Incident
    return [
      speed,
      between(since, openedAt) / 60_000,
      between(openedAt, cardAt) / speed,
      between(since, cardAt) / 60_000,
    ]
  } finally {
    await rig.stop()
    await store.close()
    await lab.close()
  }
}

print('From the last message to the card, in the lab (scenario zero-flow, 2,100 messages an hour)', [
  ['speed', 'last message to alarm, min of the lab', 'alarm to card, real ms', 'in all, min of the lab'],
  await lastMessageToCard(30),
  await lastMessageToCard(60),
])

const storms: (readonly (string | number)[])[] = []
for (const [name, weather] of WEATHERS) storms.push(await deliver(name, weather))
print(`Delivery of ${TENANTS} alerts at once, each with its history, over real sockets`, [
  ['weather', 'messages', 'lost', 'doubled', 'refused', 'last after s'],
  ...storms,
])
