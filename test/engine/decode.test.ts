import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Pasted } from '../../src/engine/api.ts'
import type { Conversation } from '../../src/model/ports.ts'
import type { Store } from '../../src/store/open.ts'
import { elementsOf } from '../support/card-check.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import {
  type Channel,
  createChannel,
  incoming,
  isIn,
  type Rig,
  startEngine,
  thread,
} from '../support/engine.ts'
import { scriptedProbes } from '../support/scripted-probes.ts'
import { fixtureBytes } from '../support/test-data.ts'

const REPLY: Pasted = { kind: 'text', text: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found' }

describeOnEachDatabase('the word decode', (open) => {
  let store: Store
  let channel: Channel
  let rig: Rig
  let count = 0
  const freshThread = (): Conversation => thread(`19:decode-${(count += 1)}`)
  const titleOf = (card: unknown): unknown =>
    elementsOf(card).find(({ style }) => style === 'heading')?.['text']

  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })
  beforeEach(async () => {
    channel = createChannel()
    rig = await startEngine(store, { messenger: channel, probes: scriptedProbes({}).probes })
  })
  afterEach(async () => {
    await rig.stop()
  })

  test('answers with one card that names the finding', async () => {
    const here = freshThread()
    await rig.engine.decode?.(incoming(here), [REPLY])
    const { what, card } = await channel.until(isIn(here))
    expect({ what, title: titleOf(card) }).toEqual({
      what: 'post',
      title: 'Exchange Online does not know the recipient',
    })
  })

  test('reads a dropped file', async () => {
    const here = freshThread()
    const bytes = fixtureBytes('ndr/postfix-two-recipients.eml')
    await rig.engine.decode?.(incoming(here), [{ kind: 'file', name: 'bounce.eml', bytes }])
    expect(titleOf((await channel.until(isIn(here))).card)).toBe('2 recipients, 2 different reasons')
  })

  test('says so when there is nothing to decode', async () => {
    const here = freshThread()
    await rig.engine.decode?.(incoming(here), [{ kind: 'text', text: 'good morning' }])
    expect(titleOf((await channel.until(isIn(here))).card)).toBe('There is nothing in it that I can decode')
  })

  test('answers once, however often the channel delivers it', async () => {
    const here = freshThread()
    const said = incoming(here, `pasted-${here.key}`)
    await Promise.all([1, 2, 3].map(async () => rig.engine.decode?.(said, [REPLY])))
    await channel.until(isIn(here))
    await rig.engine.decode?.(said, [REPLY])
    await rig.engine.decode?.(incoming(here), [{ kind: 'text', text: 'good morning' }])
    await channel.until(
      (seen) => isIn(here)(seen) && titleOf(seen.card) === 'There is nothing in it that I can decode',
    )
    expect(channel.seen.filter(isIn(here)).map(({ card }) => titleOf(card))).toEqual([
      'Exchange Online does not know the recipient',
      'There is nothing in it that I can decode',
    ])
  })
})
