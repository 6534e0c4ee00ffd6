import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Fault, type FaultFacts } from '../../../src/model/fault.ts'
import type { Conversation } from '../../../src/model/ports.ts'
import { between, millis } from '../../../src/model/time.ts'
import type { Offer } from '../../../src/model/view.ts'
import type { Store } from '../../../src/store/open.ts'
import { type ManualClock, manualClock } from '../../support/clock.ts'
import { describeOnEachDatabase } from '../../support/databases.ts'
import {
  buttonsIn,
  type Channel,
  clickOn,
  createChannel,
  DIAGNOSE,
  incoming,
  isIn,
  type Rig,
  type Seen,
  startEngine,
  thread,
} from '../../support/engine.ts'
import { pauseInTest } from '../../support/pause.ts'
import { type Script, SOUND, scriptedProbes } from '../../support/scripted-probes.ts'

class ChannelFault extends Fault {}
const refusing = (facts: Omit<FaultFacts, 'code'>) =>
  new ChannelFault('no', { code: 'messenger.test', ...facts })

const offering = (verb: Offer['verb']) => (seen: Seen) =>
  buttonsIn(seen.card).some(({ offer }) => offer.verb === verb)

describeOnEachDatabase('the outbox of cards', (open) => {
  let store: Store
  let channel: Channel
  let clock: ManualClock
  let rig: Rig
  let count = 0
  const pause = pauseInTest()
  const freshThread = (): Conversation => thread(`19:outbox-${(count += 1)}`)
  const start = async (script: Script = {}, deadlineMs?: number) => {
    const { probes } = scriptedProbes(script, deadlineMs)
    rig = await startEngine(store, { messenger: channel, probes, clock })
  }
  /**
   * Lets time pass in small steps until something is there. One big step would do only if everybody were asleep by
   * then: who has read the time and goes to sleep after it has moved on would sleep for ever.
   */
  const passing = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    for (;;) {
      const seen = await look()
      if (seen !== undefined) return seen
      clock.pass(100)
      await pause(10)
    }
  }
  const rowsOf = ({ key }: Conversation) =>
    store.db
      .selectFrom('cards')
      .select(['state', 'activity_id', 'wanted', 'shown', 'trouble', 'attempts'])
      .where('conversation', '=', key)
      .orderBy('continues', (order) => order.desc().nullsFirst())
      .execute()
  /** Reads the rows until they are as expected. */
  const untilRows = async (here: Conversation, expected: unknown): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      const rows = await rowsOf(here)
      try {
        expect(rows).toEqual(expected)
        return
      } catch (error) {
        if (tries > 500) throw error
        await pause(10)
      }
    }
  }
  const seenIn = (here: Conversation): readonly Seen[] => channel.seen.filter(isIn(here))
  /** Fails the first post or update in a conversation with this, and lets all others through. */
  const failing = (what: Seen['what'], here: Conversation, fault: unknown): void => {
    let failed = false
    channel.before = async (which, to) => {
      if (which !== what || failed || !isIn(here)(to)) return
      failed = true
      throw fault
    }
  }

  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })
  beforeEach(() => {
    channel = createChannel()
    clock = manualClock()
  })
  afterEach(async () => {
    await rig.stop()
  })

  test('a card is updated once a second at most, except for the verdict', async () => {
    await start({
      'mx-records': { afterMs: 300, finds: SOUND['mx-records'] },
      mailboxes: { afterMs: 600, finds: SOUND.mailboxes },
      'transport-rules': { afterMs: 900, finds: SOUND['transport-rules'] },
      'directory-sync': { afterMs: 1200, finds: SOUND['directory-sync'] },
      'service-health': { afterMs: 5000, finds: SOUND['service-health'] },
    })
    const here = freshThread()
    const times: number[] = []
    channel.before = async (_, to) => {
      if (isIn(here)(to)) times.push(millis(clock.now()))
    }
    await rig.engine.command(incoming(here), DIAGNOSE)
    await passing(() => seenIn(here).find(offering('restart')))
    const pauses = times.slice(1, -1).map((time, index) => time - (times[index] as number))
    expect(pauses.filter((pause) => pause < 1000)).toEqual([])
    expect(times.length).toBeGreaterThan(2)
  })

  test('a throttled post is made when the channel allows it, once', async () => {
    await start()
    const here = freshThread()
    failing('post', here, refusing({ kind: 'unreachable', retry: { afterMs: 7000 } }))
    await rig.engine.command(incoming(here), { verb: 'help' })
    await untilRows(here, [
      expect.objectContaining({ state: 'pending', attempts: 1, trouble: 'messenger.test' }),
    ])
    const asked = clock.now()
    await passing(() => seenIn(here)[0])
    expect(between(asked, clock.now())).toBeGreaterThanOrEqual(7000)
    await untilRows(here, [expect.objectContaining({ state: 'sent', attempts: 0, trouble: null })])
    expect(seenIn(here)).toHaveLength(1)
  })

  test('a card that somebody deleted is posted anew', async () => {
    await start({ mailboxes: { afterMs: 2000, finds: SOUND.mailboxes } })
    const here = freshThread()
    failing('update', here, refusing({ kind: 'absent' }))
    await rig.engine.command(incoming(here), DIAGNOSE)
    const first = await channel.until(isIn(here))
    await untilRows(here, [expect.objectContaining({ wanted: Object.keys(SOUND).length })])
    clock.pass(2000)
    const second = await channel.until(
      (seen) => isIn(here)(seen) && seen.what === 'post' && seen.id !== first.id,
    )
    await untilRows(here, [expect.objectContaining({ state: 'sent', activity_id: second.id })])
  })

  test.each(['post', 'update'] as const)(
    'a %s that is forbidden ends the card, and not the diagnosis',
    async (what) => {
      await start({ mailboxes: { afterMs: 2000, finds: SOUND.mailboxes } })
      const here = freshThread()
      failing(what, here, refusing({ kind: 'refused' }))
      await rig.engine.command(incoming(here), DIAGNOSE)
      const diagnosis = () =>
        store.db
          .selectFrom('diagnoses')
          .selectAll()
          .where('conversation', '=', here.key)
          .executeTakeFirstOrThrow()
      while ((await diagnosis()).sequence < Object.keys(SOUND).length) await pause(10)
      clock.pass(2000)
      while ((await diagnosis()).phase !== 'verdict') await pause(10)
      await untilRows(here, [expect.objectContaining({ state: 'stopped', trouble: 'messenger.test' })])
    },
  )

  test('a post that may have arrived is followed by one continuation, and adopted when it turns up', async () => {
    await start({ 'message-trace': 'silence' }, 3_600_000)
    const here = freshThread()
    let orphan: Seen | undefined
    const post = channel.post
    channel.post = async (conversation, card, options) => {
      const id = await post(conversation, card, options)
      if (orphan !== undefined || conversation.key !== here.key) return id
      orphan = channel.seen.at(-1)
      throw refusing({ kind: 'unsure' })
    }
    await rig.engine.command(incoming(here), DIAGNOSE)
    await untilRows(here, [
      expect.objectContaining({ state: 'lost' }),
      expect.objectContaining({ state: 'pending', attempts: 1 }),
    ])
    const continuation = await passing(() =>
      seenIn(here).find(({ what, id }) => what === 'post' && id !== orphan?.id),
    )
    expect(continuation.card).not.toEqual(orphan?.card)
    expect(seenIn(here).filter(({ what }) => what === 'post')).toHaveLength(2)
    const seen = orphan as Seen
    await rig.engine.click(
      incoming(here),
      clickOn(seen.card, ({ verb }) => verb === 'stop', seen.id),
    )
    await channel.until(({ what, id }) => what === 'update' && id === seen.id)
    await untilRows(here, [
      expect.objectContaining({ state: 'sent', activity_id: seen.id }),
      expect.objectContaining({ state: 'sent', activity_id: continuation.id }),
    ])
  })

  test('a channel that never answers is given up after its time, and the card is continued', async () => {
    await start()
    const here = freshThread()
    const asked = new Promise<void>((resolve) => {
      let first = true
      channel.before = async (_, to) => {
        if (!first || !isIn(here)(to)) return
        first = false
        resolve()
        await new Promise(() => undefined)
      }
    })
    await rig.engine.command(incoming(here), { verb: 'help' })
    await asked
    await untilRows(here, [expect.objectContaining({ state: 'sending' })])
    clock.pass(15_000)
    const states = async () => (await rowsOf(here)).map(({ state }) => state)
    await passing(async () => ((await states()).includes('sent') ? true : undefined))
    expect(await states()).toEqual(['lost', 'sent'])
  })

  test('posts that stay uncertain come to an end', async () => {
    await start()
    channel.before = async () => {
      throw refusing({ kind: 'late' })
    }
    const here = freshThread()
    await rig.engine.command(incoming(here), { verb: 'help' })
    for (;;) {
      const rows = await rowsOf(here)
      if (rows.some(({ state }) => state === 'stopped')) break
      clock.pass(2000)
      await pause(10)
    }
    const states = (await rowsOf(here)).map(({ state }) => state)
    expect(states.toSorted()).toEqual(['lost', 'lost', 'lost', 'lost', 'stopped'])
  })
})
