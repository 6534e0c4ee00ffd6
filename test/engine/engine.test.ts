import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Card } from '../../src/model/card.ts'
import { verifyEvents, readEvents } from '../../src/store/events.ts'
import type { Store } from '../../src/store/open.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import {
  buttonsIn,
  type Channel,
  clickOn,
  createChannel,
  DIAGNOSE,
  incoming,
  type Rig,
  startEngine,
  thread,
} from '../support/engine.ts'
import { scriptedProbes } from '../support/scripted-probes.ts'

const text = (card: Card | undefined): string => JSON.stringify(card)
const offers = (verb: string) => (offer: { verb: string }) => offer.verb === verb

describeOnEachDatabase('a diagnosis through the engine', (open) => {
  let store: Store
  let channel: Channel
  let rig: Rig | undefined
  let count = 0
  const freshThread = () => thread(`19:thread-${(count += 1)}`)
  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })
  beforeEach(() => {
    channel = createChannel()
  })
  afterEach(async () => {
    await rig?.stop()
  })

  test('goes from the word to the verdict on one card', async () => {
    const { probes, started } = scriptedProbes({ mailboxes: { afterMs: 30, finds: SOUND_MAILBOXES } })
    rig = await startEngine(store, { messenger: channel, probes })
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const verdict = await channel.until(({ card }) => buttonsIn(card).some(({ offer }) => offer.verb === 'restart'))
    expect(channel.seen.filter(({ what }) => what === 'post')).toHaveLength(1)
    expect(verdict.id).toBe(channel.seen[0]?.id)
    expect(started.toSorted()).toEqual(Object.keys(probes).toSorted())
    const row = await store.db
      .selectFrom('diagnoses')
      .selectAll()
      .where('conversation', '=', here.key)
      .executeTakeFirstOrThrow()
    expect(row.phase).toBe('verdict')
    expect(await verifyEvents(store.db, row.id)).toEqual({ kind: 'sound', events: 10 })
    expect((await readEvents(store.db, row.id)).map((event) => (event as { type: string }).type)).toEqual([
      'started',
      ...Array.from({ length: 9 }, () => 'evidence'),
    ])
  })
})

const SOUND_MAILBOXES = { sampled: 10, troubled: [], sampleTroubled: false, subscriptions: [] }
