import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { IncidentEvent } from '../../../src/model/incident.ts'
import { readEvents, verifyEvents } from '../../../src/store/events.ts'
import type { Store } from '../../../src/store/open.ts'
import { manualClock, realClock } from '../../support/clock.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'
import { createChannel, incoming, startEngine } from '../../support/engine.ts'
import { CHANNEL, FLOWING, recordingPager, STOPPED, scriptedMonitor, watchOver } from '../../support/watch.ts'

/** The same chances each time. */
const chance = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** A store whose transactions break off before they commit, or after it, where nobody hears that they did. */
const shaky = (store: Store, seed: number): Store & { readonly broken: { times: number; on: boolean } } => {
  const next = chance(seed)
  const broken = { times: 0, on: false }
  const breakOff = (): never => {
    broken.times += 1
    throw new Error('The connection to the database broke off.')
  }
  return {
    ...store,
    broken,
    transact: async (work) => {
      if (broken.on && next() < 0.2) breakOff()
      const done = await store.transact(work)
      return broken.on && next() < 0.1 ? breakOff() : done
    },
  }
}

describeOnEachDatabase('a watch whose database breaks off again and again', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })

  test.each([1, 2])(
    'raises one alarm, pages once, tells each thing once, and ends it (%d)',
    async (seed) => {
      for (const table of ['timers', 'pages', 'cards', 'incidents', 'monitors', 'tenants'] as const)
        await store.db.deleteFrom(table).execute()
      const channel = createChannel()
      const clock = manualClock()
      const pager = recordingPager()
      const { monitor, sight } = scriptedMonitor()
      sight.says = STOPPED
      const weak = shaky(store, seed)
      const running = await startEngine(weak, {
        messenger: channel,
        probes: {},
        clock,
        watch: watchOver([monitor], { channel, clock, pagers: [pager] }),
      })
      weak.broken.on = true
      const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
        while (!(await isSo())) {
          clock.pass(1000)
          await realClock.sleep(12)
        }
      }
      const row = () => store.db.selectFrom('incidents').select(['id', 'token']).executeTakeFirst()
      const typesOf = async (): Promise<readonly string[]> => {
        const known = await row()
        return known === undefined
          ? []
          : ((await readEvents(store.db, known.id)) as IncidentEvent[]).map(({ type }) => type)
      }
      try {
        await until(async () => (await typesOf()).includes('announced'))
        // A person presses again when a button seems not to work.
        await until(async () => {
          const { id, token } = (await row()) as { id: string; token: string }
          const press = { incident: id, token, offer: { verb: 'acknowledge' } } as const
          await running.engine.click(incoming(CHANNEL), press).catch(() => undefined)
          return (await typesOf()).includes('acknowledged')
        })
        sight.says = FLOWING
        await until(async () => (await typesOf()).includes('resolved'))
        const posts = () =>
          channel.seen.filter(({ what }) => what === 'post').map(({ card }) => card.fallbackText)
        await until(() => posts().some((text) => text.startsWith('Resolved')))
        await until(() => pager.pages.some(({ action }) => action === 'resolve'))
        const types = (await typesOf()).filter((type) => type !== 'signalled' && type !== 'updated')
        expect(types).toEqual([
          'opened',
          'announced',
          ...(types.includes('escalated') ? ['escalated'] : []),
          'acknowledged',
          'resolved',
        ])
        expect(posts().filter((text) => text.startsWith('P1 '))).toHaveLength(1)
        for (const word of ['Acknowledged by', 'Inbound mail flows again', 'Resolved after'])
          expect(posts().filter((text) => text.startsWith(word))).toHaveLength(1)
        expect(pager.pages.map(({ id }) => id)).toEqual([...new Set(pager.pages.map(({ id }) => id))])
        const incidents = await store.db.selectFrom('incidents').select('id').execute()
        expect(
          await Promise.all(incidents.map(async ({ id }) => (await verifyEvents(store.db, id)).kind)),
        ).toEqual(['sound'])
        expect(weak.broken.times).toBeGreaterThan(5)
      } finally {
        await running.stop()
      }
    },
    60_000,
  )
})
