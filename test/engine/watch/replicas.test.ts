import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { IncidentEvent } from '../../../src/model/incident.ts'
import { readEvents, verifyEvents } from '../../../src/store/events.ts'
import { openStore, type Store } from '../../../src/store/open.ts'
import { manualClock, realClock } from '../../support/clock.ts'
import { createChannel, incoming, type Rig, type Seen, startEngine } from '../../support/engine.ts'
import { type PostgresServer, postgresAvailable, startPostgres } from '../../support/postgres.ts'
import {
  alertButtonsIn,
  CHANNEL,
  FLOWING,
  pressOn,
  recordingPager,
  STOPPED,
  scriptedMonitor,
  watchOver,
} from '../../support/watch.ts'

const orSkip = postgresAvailable() ? describe : describe.skip

orSkip('three replicas on one PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(async () => {
    await server.stop()
  })

  test('look once a minute, raise one alarm, page once, and take one of many clicks', async () => {
    const url = await server.database()
    const channel = createChannel()
    const clock = manualClock()
    const pager = recordingPager()
    const { monitor, sight } = scriptedMonitor()
    sight.says = STOPPED
    const stores: Store[] = []
    const rigs: Rig[] = []
    for (let at = 0; at < 3; at += 1) {
      const store = await openStore({ url })
      stores.push(store)
      rigs.push(
        await startEngine(store, {
          messenger: channel,
          probes: {},
          clock,
          watch: watchOver([monitor], { channel, clock, pagers: [pager] }),
        }),
      )
    }
    const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
      while (!(await isSo())) {
        clock.pass(1000)
        await realClock.sleep(20)
      }
    }
    try {
      await until(() => sight.looks.times >= 4)
      const isAlert = ({ card }: Seen): boolean => alertButtonsIn(card).length > 0
      await until(() => channel.seen.some(isAlert))
      const posts = () => channel.seen.filter(({ what }) => what === 'post')
      expect(posts()).toHaveLength(1)
      expect(pager.pages).toHaveLength(1)
      expect(sight.looks.memories).toEqual(sight.looks.memories.map((_, ticks) => ({ ticks })))
      const [alert] = posts()
      const press = pressOn(alert?.card, 'acknowledge', alert?.id)
      await Promise.all(rigs.map(({ engine }) => engine.click(incoming(CHANNEL), press)))
      const [store] = stores as [Store]
      const { id } = await store.db.selectFrom('incidents').select('id').executeTakeFirstOrThrow()
      const typesOf = async () =>
        ((await readEvents(store.db, id)) as IncidentEvent[]).map(({ type }) => type)
      expect((await typesOf()).filter((type) => type === 'acknowledged')).toHaveLength(1)
      sight.says = FLOWING
      await until(async () => (await typesOf()).includes('resolved'))
      await until(() => posts().length === 4)
      expect(posts().map(({ card }) => card.fallbackText.split(' ')[0])).toEqual([
        'P1',
        'Acknowledged',
        'Inbound',
        'Resolved',
      ])
      expect((await verifyEvents(store.db, id)).kind).toBe('sound')
    } finally {
      for (const rig of rigs) await rig.stop()
      for (const store of stores) await store.close()
    }
  }, 60_000)
})
