import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Click, Incoming } from '../../../src/engine/api.ts'
import type { Card } from '../../../src/model/card.ts'
import { Fault } from '../../../src/model/fault.ts'
import type { IncidentEvent } from '../../../src/model/incident.ts'
import type { Monitor } from '../../../src/model/monitor.ts'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import { after } from '../../../src/model/time.ts'
import { readEvents, verifyEvents } from '../../../src/store/events.ts'
import type { Store } from '../../../src/store/open.ts'
import { type ManualClock, manualClock, realClock } from '../../support/clock.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'
import {
  type Channel,
  createChannel,
  incoming,
  type Rig,
  type Seen,
  startEngine,
  thread,
} from '../../support/engine.ts'
import { type Script, scriptedProbes, soundAt } from '../../support/scripted-probes.ts'
import {
  alertButtonsIn,
  CHANNEL,
  DESK,
  FLOWING,
  PagingFault,
  pressOn,
  QUIET,
  type RecordingPager,
  recordingPager,
  STOPPED,
  scriptedMonitor,
  switchClick,
  watchOver,
} from '../../support/watch.ts'

class ChannelFault extends Fault {}
const REFUSED = new ChannelFault('no', {
  code: 'messenger.bot-not-in-conversation-roster',
  kind: 'refused',
})
const THROTTLED = new ChannelFault('slow', {
  code: 'messenger.throttled',
  kind: 'unreachable',
  retry: { afterMs: 3000 },
})
const UNSURE = new ChannelFault('maybe', { code: 'messenger.broke-off', kind: 'unsure' })

const MINUTE = 60_000
const isAlert = ({ card }: Seen): boolean => alertButtonsIn(card).length > 0
const says =
  (text: string) =>
  ({ card }: Seen): boolean =>
    JSON.stringify(card).includes(text)
const here = (alone = false): Incoming => ({
  ...incoming(alone ? DESK : CHANNEL),
  ...(alone ? { alone: true } : {}),
})

describeOnEachDatabase('an incident through the engine', (open) => {
  let store: Store
  let channel: Channel
  let clock: ManualClock
  let pager: RecordingPager
  let rig: Rig
  let watched: ReturnType<typeof scriptedMonitor>

  const start = async (
    monitors: readonly Monitor<never>[] = [watched.monitor as Monitor<never>],
    change: { readonly isWithoutChannel?: boolean; readonly script?: Script } = {},
  ): Promise<void> => {
    const watch = watchOver(monitors, { channel, clock, pagers: [pager] })
    const tenants = watch.tenants.map(({ tenant, ports }) => ({ tenant, ports }))
    rig = await startEngine(store, {
      messenger: channel,
      probes: scriptedProbes(change.script).probes,
      clock,
      watch: change.isWithoutChannel === true ? { ...watch, tenants } : watch,
    })
  }
  /** Lets time pass in steps that give the engine room to act, until something is so. */
  const pass = async (ms: number, step = 2000): Promise<void> => {
    for (let passed = 0; passed < ms; passed += step) {
      clock.pass(Math.min(step, ms - passed))
      await realClock.sleep(12)
    }
  }
  const until = async (isSo: () => boolean | Promise<boolean>, step = 500): Promise<void> => {
    while (!(await isSo())) {
      clock.pass(step)
      await realClock.sleep(15)
    }
  }
  const alert = async (): Promise<Seen> => {
    await until(() => channel.seen.some(isAlert))
    return channel.seen.find(isAlert) as Seen
  }
  const now = (one: Seen): Card => channel.now(one.id) as Card
  const posts = (): readonly Seen[] => channel.seen.filter(({ what }) => what === 'post')
  const textOf = (card: unknown): string => JSON.stringify(card)
  const incidentIds = async (): Promise<readonly string[]> =>
    (await store.db.selectFrom('incidents').select('id').orderBy('number').execute()).map(({ id }) => id)
  const eventsOf = async (id?: string): Promise<readonly IncidentEvent[]> =>
    (await readEvents(store.db, id ?? ((await incidentIds())[0] as string))) as IncidentEvent[]
  const typesOf = async (): Promise<readonly string[]> => (await eventsOf()).map(({ type }) => type)
  const click = (clicked: Click, conversation = CHANNEL): Promise<Card> =>
    rig.engine.click(incoming(conversation), clicked)

  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })
  beforeEach(async () => {
    for (const table of ['timers', 'pages', 'cards', 'incidents', 'monitors', 'tenants'] as const)
      await store.db.deleteFrom(table).execute()
    channel = createChannel()
    clock = manualClock()
    pager = recordingPager()
    watched = scriptedMonitor()
  })
  afterEach(async () => {
    await rig.stop()
  })

  test('opens one thread and one page, however often it is told, and keeps its card up to date', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    expect(first.key).toBe(`${CHANNEL.key};messageid=${first.id}`)
    watched.sight.says = () => [{ title: 'No inbound mail for 25 minutes' }]
    const looks = watched.sight.looks.times
    await until(() => watched.sight.looks.times >= looks + 3, 3000)
    await until(() => textOf(now(first)).includes('25 minutes'))
    expect(posts()).toHaveLength(1)
    expect(pager.pages.map(({ action, title }) => ({ action, title }))).toEqual([
      { action: 'trigger', title: 'INC-0001: No inbound mail for 17 minutes' },
    ])
    expect(await typesOf()).toEqual(['opened', 'announced'])
    expect(await verifyEvents(store.db, (await incidentIds())[0] as string)).toEqual({
      kind: 'sound',
      events: 2,
    })
  })

  test('survives a restart: the memory goes on, and nothing is raised twice', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    await until(() => watched.sight.looks.times >= 2, 3000)
    await rig.stop()
    await start()
    const looks = watched.sight.looks.times
    await until(() => watched.sight.looks.times >= looks + 2, 3000)
    expect(watched.sight.looks.memories).toEqual(watched.sight.looks.memories.map((_, ticks) => ({ ticks })))
    expect(posts()).toEqual([first])
    expect(await incidentIds()).toHaveLength(1)
    expect(pager.pages).toHaveLength(1)
  })

  test('goes to the next line when nobody acknowledges, by a word in the thread and a page', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    await pass(5 * MINUTE, 10_000)
    await until(() => channel.seen.some(says('Escalated to the second line')))
    const word = channel.seen.find(says('Escalated to the second line'))
    expect(word).toMatchObject({ what: 'post', key: first.key })
    await until(() => pager.pages.length === 2)
    expect(await typesOf()).toEqual(['opened', 'announced', 'escalated'])
  })

  test('is acknowledged by a button that was drawn before it went to the last line', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    await pass(11 * MINUTE, 10_000)
    await until(() => channel.seen.some(says('Escalated to the lead')))
    await click(pressOn(first.card, 'acknowledge', first.id))
    expect((await typesOf()).filter((type) => type !== 'signalled')).toEqual([
      'opened',
      'announced',
      'escalated',
      'escalated',
      'acknowledged',
    ])
  })

  test('is acknowledged once, however often and by however many it is pressed, and then stays where it is', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    const press = pressOn(first.card, 'acknowledge', first.id)
    const same = incoming(CHANNEL)
    const cards = await Promise.all([
      rig.engine.click(same, press),
      rig.engine.click(same, press),
      click(press),
      rig.engine.click({ ...incoming(CHANNEL), by: { id: 'bob', name: 'Bob' } }, press),
    ])
    expect(await typesOf()).toEqual(['opened', 'announced', 'acknowledged'])
    expect(cards.every((card) => textOf(card).includes('Acknowledged'))).toBe(true)
    await pass(15 * MINUTE, 20_000)
    expect(await typesOf()).not.toContain('escalated')
    await until(() => pager.pages.length === 2)
    expect(pager.pages.map(({ action }) => action)).toEqual(['trigger', 'acknowledge'])
  })

  test('diagnoses in its own thread, and the verdict is on its record', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    await click(pressOn(first.card, 'diagnose', first.id), thread(first.key))
    await until(() => channel.seen.some(says('The diagnosis')))
    const diagnosis = posts().find(says('checked')) as Seen
    expect(diagnosis.key).toBe(first.key)
    await until(async () => (await typesOf()).includes('diagnosed'))
    const diagnosed = (await eventsOf()).find(({ type }) => type === 'diagnosed')
    expect(diagnosed).toMatchObject({ verdict: { kind: 'flowing' } })
    await until(() => textOf(now(first)).includes('The diagnosis saw mail flow'))
  })

  test('a verdict shows the flow against what the watch has learned of the whole tenant, and of no domain', async () => {
    const trace = soundAt(clock.now())['message-trace']
    const hours = [4, 3, 2].map((ago) => ({ at: after(trace.window.to, -ago * 60 * MINUTE), count: 100 }))
    const inbound = { ...trace.flows.inbound, perHour: hours }
    const finds = { ...trace, flows: { ...trace.flows, inbound } }
    const expected = { low: 90, mid: 100, high: 110 }
    const taught: typeof watched.monitor = {
      ...watched.monitor,
      withUsual: (_, series) => ({
        ...series,
        points: series.points.map((point) => ({ ...point, expected })),
      }),
    }
    await start([taught as Monitor<never>], { script: { 'message-trace': { afterMs: 0, finds } } })
    const shown = async (key: string, scope: Scope): Promise<string> => {
      await rig.engine.command(incoming(thread(key)), { verb: 'diagnose', scope })
      const isFlow = (seen: Seen): boolean => seen.key === key && says('messages per hour')(seen)
      await until(() => channel.seen.some(isFlow))
      return textOf(channel.seen.find(isFlow)?.card)
    }
    expect(await shown('19:tenant', EVERYTHING)).toContain('(usual 90 to 110)')
    expect(await shown('19:domain', { ...EVERYTHING, domain: 'contoso.com' })).not.toContain('usual 90')
  })

  test('ends by itself when mail has flowed for a while, and shows how to keep it from coming again', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    watched.sight.says = FLOWING
    await until(() => textOf(now(first)).includes('Watching'))
    watched.sight.says = QUIET
    await pass(10 * MINUTE, 20_000)
    await until(() => textOf(now(first)).includes('"Resolved"'))
    expect(await typesOf()).toEqual(['opened', 'announced', 'signalled', 'resolved'])
    expect(textOf(now(first))).toContain('So that it does not come again')
    expect(posts().every(({ key }) => key === first.key)).toBe(true)
    await until(() => pager.pages.length === 2)
    expect(pager.pages.map(({ action }) => action)).toEqual(['trigger', 'resolve'])
    await rig.engine.report?.(incoming(thread(first.key)))
    await until(() => channel.seen.some(says('## Timeline')))
  })

  test('that comes back is the same incident in the same thread', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    await click(pressOn(first.card, 'resolve', first.id))
    watched.sight.says = FLOWING
    await pass(2 * MINUTE, 10_000)
    watched.sight.says = STOPPED
    await until(() => channel.seen.some(says('Reopened: ')))
    expect(await incidentIds()).toHaveLength(1)
    expect(posts().every(({ key }) => key === first.key)).toBe(true)
  })

  test('waits for a channel, pages all the same, and is posted when somebody says here', async () => {
    watched.sight.says = STOPPED
    await start(undefined, { isWithoutChannel: true })
    await rig.engine.here?.(here(true))
    await until(() => pager.pages.length === 1)
    await until(() => posts().some(says('has no channel to go to')))
    expect(channel.seen.some(isAlert)).toBe(false)
    await rig.engine.here?.(here())
    const first = await alert()
    expect(first.key).toBe(`${CHANNEL.key};messageid=${first.id}`)
    expect(posts().filter(isAlert)).toHaveLength(1)
  })

  test('that the channel refuses is told to an admin once, and posted when the bot is back', async () => {
    watched.sight.says = STOPPED
    let isIn = false
    channel.before = async () => {
      if (!isIn) throw REFUSED
    }
    await start()
    isIn = true
    await rig.engine.here?.(here(true))
    await until(() => posts().some(says('I tell you here')))
    isIn = false
    const post = channel.post
    channel.post = async (to, card, options) => {
      if (to.key !== DESK.key) throw REFUSED
      isIn = true
      try {
        return await post(to, card, options)
      } finally {
        isIn = false
      }
    }
    await store.db.updateTable('tenants').set({ channel_trouble: null }).execute()
    await store.db.updateTable('cards').set({ state: 'pending' }).where('state', '=', 'stopped').execute()
    await until(() => posts().some(says('does not take my messages')))
    await click(pressOn(await drawn(), 'acknowledge'))
    await pass(20_000)
    expect(posts().filter(says('does not take my messages'))).toHaveLength(1)
    expect(await typesOf()).toContain('undelivered')
    isIn = true
    channel.post = post
    await rig.engine.joined?.(CHANNEL)
    const first = await alert()
    await until(() => posts().some(says('Acknowledged by Ada')))
    const words = posts().filter(({ key }) => key === first.key)
    expect(words.filter(isAlert)).toHaveLength(1)
  })
  /** The card of the newest incident, as a stale click is answered with it. */
  const drawn = async (): Promise<Card> =>
    click({
      incident: (await incidentIds()).at(-1) as string,
      token: 'stale',
      offer: { verb: 'acknowledge' },
    })

  test('may have arrived: it is posted once more, and its history goes below that', async () => {
    watched.sight.says = STOPPED
    const { open } = channel
    let orphan: Seen | undefined
    channel.open = async (to, card, options) => {
      const opened = await open(to, card, options)
      if (orphan !== undefined) return opened
      orphan = channel.seen.at(-1)
      throw UNSURE
    }
    await start()
    await until(() => posts().filter(isAlert).length === 2)
    const [, continuation] = posts().filter(isAlert) as [Seen, Seen]
    expect(textOf(continuation.card)).toContain('Posted again')
    const lost = orphan as unknown as Seen
    await click(pressOn(lost.card, 'acknowledge', lost.id), thread(lost.key))
    await until(() => posts().some(says('Acknowledged by Ada')))
    expect(posts().find(says('Acknowledged by Ada'))?.key).toBe(continuation.key)
    await until(() => textOf(now(lost)).includes('Ada'))
    expect(await incidentIds()).toHaveLength(1)
  })

  test('tells its history in order and once, however often the channel throttles', async () => {
    watched.sight.says = STOPPED
    let calls = 0
    channel.before = async () => {
      calls += 1
      if (calls % 3 !== 0) throw THROTTLED
    }
    await start()
    await alert()
    for (const verb of ['snooze', 'escalate', 'acknowledge', 'resolve', 'reopen'] as const)
      await click(pressOn(await drawn(), verb))
    await until(() => posts().length === 6)
    await pass(30_000)
    const words = posts().map(({ card }) => card.fallbackText.split(' ')[0])
    expect(words.slice(1)).toEqual(['Snoozed', 'Escalated', 'Acknowledged', 'Resolved', 'Reopened'])
    expect(posts()).toHaveLength(6)
  })

  test('holds back what is no P1 during maintenance, and tells it at the end', async () => {
    await start()
    await rig.engine.maintenance?.(incoming(CHANNEL), 60, 'patching')
    watched.sight.says = () => [{ severity: 'P2' }]
    await until(async () => (await incidentIds()).length === 1)
    await pass(30 * MINUTE, 60_000)
    expect(channel.seen.some(isAlert)).toBe(false)
    await pass(31 * MINUTE, 60_000)
    await alert()
    expect((await typesOf()).filter((type) => type !== 'signalled')).toEqual(['opened', 'announced'])
  })

  test('takes what a person approves as the new baseline, and nothing else', async () => {
    const drift = scriptedMonitor('mx-drift')
    drift.sight.says = () => [{ severity: 'P3', mark: 'as drawn', title: 'The MX record has changed' }]
    await start([drift.monitor as Monitor<never>])
    const first = await alert()
    const press = pressOn(first.card, 'approve', first.id)
    const forged = { ...press, offer: { ...press.offer, mark: 'something else' } } as Click
    await click(forged)
    expect(await typesOf()).not.toContain('approved')
    drift.sight.says = QUIET
    await click(press)
    expect(await typesOf()).toEqual(['opened', 'announced', 'approved', 'signalled'])
  })

  test('a monitor that fails is not believed silent: the watchdog hears of it, and it looks again', async () => {
    const dog = scriptedMonitor('watchdog')
    const failures: number[] = []
    dog.sight.says = ({ runs }) => {
      failures.push(runs.find(({ monitor }) => monitor === 'zero-flow')?.failures ?? -1)
      return []
    }
    watched.sight.says = () => new Error('a bug of ours')
    await start([watched.monitor as Monitor<never>, dog.monitor as Monitor<never>])
    await until(() => failures.at(-1) === 3, 3000)
    watched.sight.says = QUIET
    await until(() => failures.at(-1) === 0, 3000)
  })

  test('a monitor that is switched off does not look, on the live card of monitors', async () => {
    await start()
    await rig.engine.monitors?.(incoming(CHANNEL))
    await until(() => posts().some(says('1 monitor of 1 is on')))
    const card = posts().find(says('1 monitor of 1 is on')) as Seen
    await click(switchClick('zero-flow', false))
    await until(() => textOf(now(card)).includes('0 monitors of 1 are on'))
    const { times } = watched.sight.looks
    await pass(5 * MINUTE, 20_000)
    expect(watched.sight.looks.times - times).toBeLessThanOrEqual(1)
    await rig.engine.monitors?.(incoming(CHANNEL), { monitor: 'zero-flow', on: true })
    await until(() => watched.sight.looks.times > times + 1, 3000)
    await rig.engine.monitors?.(incoming(CHANNEL), { monitor: 'no-such', on: true })
    await until(() => posts().some(says('There is no monitor no-such')))
  })

  test('a digest comes once a day in a thread of its own', async () => {
    watched.sight.says = () => [{ severity: 'P3', title: 'Mail is slow', advice: 'Look at the queues.' }]
    await start()
    await alert()
    await pass(23 * 60 * MINUTE, 10 * MINUTE)
    await until(() => posts().some(says('Daily check')))
    const digests = posts().filter(says('Daily check'))
    expect(digests).toHaveLength(1)
    expect(textOf(digests[0]?.card)).toContain('Look at the queues.')
    expect(digests[0]?.key).toBe(`${CHANNEL.key};messageid=${digests[0]?.id}`)
  })

  test('a page that is not taken is sent again until it is, under the same id', async () => {
    watched.sight.says = STOPPED
    pager.trouble = new PagingFault('down', {
      code: 'pager.down',
      kind: 'unreachable',
      retry: { afterMs: 5000 },
    })
    await start()
    await alert()
    const ids = async () => store.db.selectFrom('pages').select(['id', 'state', 'attempts']).execute()
    await until(async () => ((await ids())[0]?.attempts ?? 0) >= 2)
    pager.trouble = undefined
    await until(() => pager.pages.length === 1)
    await until(async () => (await ids())[0]?.state === 'sent')
    expect(pager.pages.map(({ id }) => id)).toEqual((await ids()).map(({ id }) => id))
  })

  test('a page that is refused for good is on the record, and an admin is told', async () => {
    watched.sight.says = STOPPED
    pager.trouble = new PagingFault('The key is wrong.', { code: 'pager.refused', kind: 'refused' })
    await start()
    await rig.engine.here?.(here(true))
    await until(() => posts().some(says('A page by webhook was given up')))
    expect((await eventsOf()).find(({ type }) => type === 'undelivered')).toMatchObject({
      way: 'webhook',
      trouble: 'The key is wrong.',
    })
  })

  test('here in a thread means its channel, and whoever speaks in a thread tells where the channel is now', async () => {
    await start(undefined, { isWithoutChannel: true })
    const inThread = (url: string) => ({
      ...thread(`${CHANNEL.key};messageid=7`),
      channel: { key: CHANNEL.key, reference: { url } },
    })
    const referenceOf = async () =>
      store.db
        .selectFrom('conversations')
        .select('reference')
        .where('tenant', '=', 'contoso')
        .where('key', '=', CHANNEL.key)
        .executeTakeFirst()
    await rig.engine.here?.(incoming(inThread('https://old')))
    expect(await referenceOf()).toEqual({ reference: { url: 'https://old' } })
    await rig.engine.command(incoming(inThread('https://new')), { verb: 'help' })
    expect(await referenceOf()).toEqual({ reference: { url: 'https://new' } })
    watched.sight.says = STOPPED
    const first = await alert()
    expect(first.key).toBe(`${CHANNEL.key};messageid=${first.id}`)
  })

  test('an admin in a 1:1 chat is told what cannot be told in the channel', async () => {
    watched.sight.says = STOPPED
    channel.open = async () => {
      throw REFUSED
    }
    await start()
    await rig.engine.desk?.(DESK)
    await until(() => posts().some(says('does not take my messages')))
    expect(posts().map(({ key }) => key)).toEqual([DESK.key])
  })

  test('whose card cannot be updated any more is updated in place when the bot is back', async () => {
    watched.sight.says = STOPPED
    await start()
    await rig.engine.desk?.(DESK)
    const first = await alert()
    channel.before = async (_, { key }) => {
      if (key !== DESK.key) throw REFUSED
    }
    await click(pressOn(first.card, 'acknowledge', first.id))
    await until(() => posts().some(says('does not take my messages')))
    await pass(10_000)
    channel.before = async () => undefined
    await rig.engine.joined?.(CHANNEL)
    await until(() => posts().some(says('Acknowledged by Ada')))
    await until(() => textOf(now(first)).includes('"Acknowledged"'))
    expect(posts().filter(isAlert)).toHaveLength(1)
    expect(posts().find(says('Acknowledged by Ada'))?.key).toBe(first.key)
  })

  test('typed words do what the buttons do, in the thread of the incident only', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    await rig.engine.act?.(incoming(thread(first.key)), 'acknowledge')
    await until(() => posts().some(says('Acknowledged by Ada')))
    await rig.engine.act?.(incoming(thread(first.key)), 'acknowledge')
    await until(() => posts().some(says('There is nothing to acknowledge')))
    await rig.engine.act?.(incoming(DESK), 'resolve')
    await until(() => posts().some(says('There is no incident in this thread')))
    expect(await typesOf()).toEqual(['opened', 'announced', 'acknowledged'])
  })

  test('status shows the incident in its thread, and elsewhere what is open and whether mail flows', async () => {
    await start()
    const elsewhere = thread('19:elsewhere')
    await rig.engine.command(incoming(elsewhere), { verb: 'status' })
    await until(() => posts().some(says('No incident is open')))
    watched.sight.says = STOPPED
    const first = await alert()
    await rig.engine.command(incoming(thread(first.key)), { verb: 'status' })
    await until(() => posts().filter(isAlert).length === 2)
    expect(posts().filter(isAlert)[1]?.key).toBe(first.key)
    await rig.engine.command(incoming(elsewhere), { verb: 'status' })
    await until(() => posts().some(says('1 incident is open')))
    const told = posts().find(says('1 incident is open'))
    expect({ key: told?.key, text: textOf(told?.card) }).toEqual({
      key: elsewhere.key,
      text: expect.stringMatching(/INC-\d{4}.*triggered for .*nobody owns it.*zero-flow/s),
    })
  })

  test('a button of another tenant leads nowhere', async () => {
    watched.sight.says = STOPPED
    await start()
    const first = await alert()
    const card = await click(pressOn(first.card, 'acknowledge'), thread('19:elsewhere', 'fabrikam'))
    expect(textOf(card)).toContain('This button leads nowhere here')
    expect(await typesOf()).toEqual(['opened', 'announced'])
  })
})
