import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { after } from '../../src/model/time.ts'
import { insertCard } from '../../src/store/cards.ts'
import { holdConversation } from '../../src/store/conversations.ts'
import { appendEvents, emptyChain, readEvents, verifyEvents } from '../../src/store/events.ts'
import {
  holdIncident,
  incidentIn,
  insertIncident,
  moveCard,
  newestIncident,
  readIncident,
  recentIncidents,
  rootCard,
  type StoredIncident,
  saveIncident,
} from '../../src/store/incidents.ts'
import { ensureMonitor, readMonitor, switchMonitor, tickDone, tickFailed } from '../../src/store/monitors.ts'
import type { Store } from '../../src/store/open.ts'
import { forgetPages, insertPages, pageTried, readPage } from '../../src/store/pages.ts'
import { type Claim, cardLost, cardSent, claimCard, wantingCards } from '../../src/store/sending.ts'
import { changeTenant, ensureTenant, holdTenant, readTenant, takeNumber } from '../../src/store/tenants.ts'
import { dropTimer, ensureTimer, setTimer, takeTimers, untilNextTimer } from '../../src/store/timers.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const AT = '2026-11-23T10:00:00.123Z'
const CHANNEL = { tenant: 'contoso', key: '19:incidents', reference: { channel: '19:incidents' } }

const incident = (id: string, number: number, changes: Partial<StoredIncident> = {}): StoredIncident => ({
  id,
  tenant: 'contoso',
  number,
  state: { text: 'NUL \u0000, half a pair \ud800' },
  looks: [],
  token: 't',
  version: 1,
  sequence: 1,
  hash: 'h',
  openedAt: AT,
  ...changes,
})

describeOnEachDatabase('the tables of the watch', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })
  beforeEach(async () => {
    for (const table of ['timers', 'pages', 'cards', 'incidents', 'monitors', 'tenants'] as const)
      await store.db.deleteFrom(table).execute()
    await holdConversation(store.db, CHANNEL, AT)
    await ensureTenant(store.db, 'contoso')
  })

  test('a tenant keeps its channel, its desk and its calm, and what is left out stays', async () => {
    await changeTenant(store.db, 'contoso', { channel: CHANNEL.key, channelTrouble: 'refused' })
    const calm = { quiet: { from: '22:00', to: '06:00', zone: 'UTC' }, maintenance: [] }
    await changeTenant(store.db, 'contoso', { calm, desk: CHANNEL.key })
    const all = { tenant: 'contoso', channel: CHANNEL.key, desk: CHANNEL.key, calm, version: 1 }
    expect(await readTenant(store.db, 'contoso')).toEqual({ ...all, channelTrouble: 'refused' })
    await changeTenant(store.db, 'contoso', { channelTrouble: null })
    expect(await store.transact((db) => holdTenant(db, 'contoso'))).toEqual(all)
  })

  test('no number is given twice, however many ask at a time', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 12 }, () => store.transact((db) => takeNumber(db, 'contoso'))),
    )
    expect(numbers.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 12 }, (_, at) => at + 1),
    )
  })

  test('an incident comes back as it was saved, and the recent ones are the open and the lately ended', async () => {
    const opened = incident('i1', 1)
    await insertIncident(store.db, opened)
    const ended = incident('i2', 2, { resolvedAt: after(AT, 60_000) })
    await insertIncident(store.db, incident('i2', 2))
    await saveIncident(store.db, ended, AT)
    expect(await readIncident(store.db, 'i1')).toEqual(opened)
    expect(await store.transact((db) => holdIncident(db, 'i2'))).toEqual(ended)
    expect(await recentIncidents(store.db, 'contoso', after(AT, 60_000))).toEqual([opened, ended])
    expect(await recentIncidents(store.db, 'contoso', after(AT, 60_001))).toEqual([opened])
    expect(await newestIncident(store.db, 'contoso')).toEqual(ended)
  })

  test('the events of an incident are one chain like those of a diagnosis', async () => {
    const events = [{ type: 'opened' }, { type: 'announced' }]
    await store.transact(async (db) => {
      const { sequence, hash } = await appendEvents(db, emptyChain('i1', 'contoso'), events)
      await insertIncident(db, incident('i1', 1, { sequence, hash }))
    })
    expect(await readEvents(store.db, 'i1')).toEqual(events)
    expect(await verifyEvents(store.db, 'i1')).toEqual({ kind: 'sound', events: 2 })
    await store.db.updateTable('incidents').set({ sequence: 3 }).where('id', '=', 'i1').execute()
    expect(await verifyEvents(store.db, 'i1')).toEqual({ kind: 'broken', sequence: 3, what: 'missing' })
  })

  test('a tick is written once, and not after the monitor was switched off', async () => {
    const key = { tenant: 'contoso', monitor: 'zero-flow' } as const
    expect(await ensureMonitor(store.db, key, AT)).toBe(true)
    expect(await ensureMonitor(store.db, key, after(AT, 1))).toBe(false)
    const fresh = { ...key, on: true, onSince: AT, memory: undefined, ticks: 0, failures: 0 }
    expect(await readMonitor(store.db, key)).toEqual(fresh)
    await tickFailed(store.db, key, 'a bug')
    const both = await Promise.all([
      tickDone(store.db, fresh, { memory: { a: 1 }, at: AT }),
      tickDone(store.db, fresh, { memory: { a: 2 }, at: AT }),
    ])
    expect(both.filter((isDone) => isDone)).toHaveLength(1)
    const known = await readMonitor(store.db, key)
    expect(known).toMatchObject({ ticks: 1, failures: 0, lastDone: AT })
    expect(await switchMonitor(store.db, key, { on: false, at: AT })).toBe(true)
    expect(await switchMonitor(store.db, key, { on: false, at: AT })).toBe(false)
    expect(await tickDone(store.db, { ...key, ticks: 1 }, { memory: {}, at: AT })).toBe(false)
  })

  test('a page is kept once for each way out', async () => {
    await insertIncident(store.db, incident('i1', 1))
    const page = {
      id: 'p1',
      incident: 'i1',
      action: 'trigger',
      severity: 'P1',
      tenant: 'contoso',
      title: 'No mail',
      facts: [],
      at: AT,
    } as const
    await insertPages(store.db, page, ['webhook', 'PagerDuty'])
    await insertPages(store.db, page, ['webhook', 'PagerDuty'])
    const key = { id: 'p1', pager: 'webhook' }
    expect(await readPage(store.db, key)).toEqual({
      ...key,
      tenant: 'contoso',
      page,
      state: 'pending',
      attempts: 0,
    })
    await pageTried(store.db, key, { state: 'sent' })
    expect(await readPage(store.db, key)).toMatchObject({ state: 'sent', attempts: 1 })
    expect(await readPage(store.db, { id: 'p1', pager: 'PagerDuty' })).toMatchObject({ state: 'pending' })
    await forgetPages(store.db, after(AT, 1))
    expect(await readPage(store.db, key)).toBeUndefined()
  })

  test('each timer is taken once when it is due, whoever asks, and as it was set last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ n: fc.nat(30), due: fc.nat(100) }), {
          selector: ({ n }) => n,
          maxLength: 20,
        }),
        fc.nat(100),
        async (timers, at) => {
          await store.db.deleteFrom('timers').execute()
          for (const { n, due } of timers) {
            await setTimer(store.db, { kind: 'k', job: { n } }, after(AT, 1_000_000))
            await setTimer(store.db, { kind: 'k', job: { n } }, after(AT, due))
            await ensureTimer(store.db, { kind: 'k', job: { n } }, after(AT, -1))
          }
          const next = await untilNextTimer(store.db, AT)
          expect(next).toBe(timers.length === 0 ? undefined : Math.min(...timers.map(({ due }) => due)))
          const takes = await Promise.all(
            [1, 2, 3].map(() => store.transact((db) => takeTimers(db, after(AT, at), 1000))),
          )
          const taken = takes.flat().map(({ job }) => (job as { n: number }).n)
          const due = timers.filter((timer) => timer.due <= at).map(({ n }) => n)
          const rising = (one: number, other: number) => one - other
          expect(taken.toSorted(rising)).toEqual(due.toSorted(rising))
        },
      ),
      { numRuns: 20 },
    )
    await setTimer(store.db, { kind: 'k', job: { n: 1 } }, AT)
    await dropTimer(store.db, { kind: 'k', job: { n: 1 } })
    expect(
      (await takeTimers(store.db, after(AT, 1), 10)).filter(({ job }) => 'n' in job && job.n === 1),
    ).toEqual([])
  })

  const claim = (id: string, at = after(AT, 100_000)) => claimCard(store.db, id, { by: 'me', at, pauseMs: 0 })
  const alert = async (id: string): Promise<void> => {
    await insertIncident(store.db, incident(id, 1))
    const subject = { kind: 'incident', id } as const
    await insertCard(store.db, {
      id: 'root',
      conversation: CHANNEL,
      shows: { subject, version: 1 },
      as: 'thread',
    })
    for (const word of ['first', 'second'])
      await insertCard(store.db, {
        id: word,
        conversation: CHANNEL,
        shows: { content: { type: 'AdaptiveCard', version: '1.5', fallbackText: word, body: [] } },
        about: subject,
        as: { below: 'root' },
      })
  }
  const THREAD = { tenant: 'contoso', key: '19:incidents;messageid=1', reference: { thread: 1 } }

  test('words below a card wait for its thread and for each other, and go there', async () => {
    await alert('i1')
    expect(await wantingCards(store.db, 10)).toEqual(['root'])
    expect(await claim('first')).toBeUndefined()
    const root = (await claim('root')) as Claim
    expect(root).toMatchObject({ opens: true, conversation: CHANNEL })
    await holdConversation(store.db, THREAD, AT)
    const sent = { activityId: 'a1', conversation: THREAD.key, shown: 1, at: AT }
    expect(await cardSent(store.db, root, sent)).toEqual(['first'])
    expect(await incidentIn(store.db, THREAD)).toBe('i1')
    expect(await claim('second')).toBeUndefined()
    const first = (await claim('first')) as Claim
    expect(first).toMatchObject({ opens: false, conversation: THREAD, parent: 'root' })
    expect(await cardSent(store.db, first, { ...sent, activityId: 'a2' })).toEqual(['second'])
    expect(await claim('second')).toMatchObject({ conversation: THREAD })
  })

  test('a thread that may have been opened is opened once more, and what was below goes below that', async () => {
    await alert('i1')
    await claim('root')
    await store.transact((db) => cardLost(db, 'root', { newId: 'again', trouble: 'broke off' }))
    expect(await rootCard(store.db, 'i1')).toEqual({
      id: 'again',
      conversation: CHANNEL.key,
      state: 'pending',
      isPosted: false,
    })
    const again = (await claim('again')) as Claim
    expect(again).toMatchObject({ opens: true, continues: 'root', conversation: CHANNEL })
    await holdConversation(store.db, THREAD, AT)
    const sent = { activityId: 'a1', conversation: THREAD.key, shown: 1, at: AT }
    expect(await cardSent(store.db, again, sent)).toEqual(['first'])
  })

  test('a card that was stopped is posted in another channel', async () => {
    await alert('i1')
    await store.db.updateTable('cards').set({ state: 'stopped' }).where('id', '=', 'root').execute()
    const other = { ...CHANNEL, key: '19:other' }
    await holdConversation(store.db, other, AT)
    await moveCard(store.db, 'root', { channel: other.key, version: 4 })
    expect(await claim('root')).toMatchObject({ opens: true, wanted: 4, conversation: other })
  })
})
