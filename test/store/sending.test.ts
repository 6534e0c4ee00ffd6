import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Card } from '../../src/model/card.ts'
import { after } from '../../src/model/time.ts'
import { adoptCard, insertCard, wantCards } from '../../src/store/cards.ts'
import { holdConversation } from '../../src/store/conversations.ts'
import { holdDiagnosis, insertDiagnosis } from '../../src/store/diagnoses.ts'
import type { Store } from '../../src/store/open.ts'
import {
  type Claim,
  cardDelayed,
  cardLost,
  cardSent,
  claimCard,
  endClaims,
  wantingCards,
} from '../../src/store/sending.ts'
import { realClock } from '../support/clock.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const AT = '2026-11-23T10:00:00.000Z'
const CONTENT: Card = { type: 'AdaptiveCard', version: '1.5', fallbackText: 'hello', body: [] }

const of = (diagnosis: string) => ({ kind: 'diagnosis', id: diagnosis }) as const

describeOnEachDatabase('the outbox', (open) => {
  let store: Store
  let count = 0
  const conversation = { tenant: 'contoso', key: 'c', reference: { to: 'c' } }
  const claim = (id: string, at: string) => claimCard(store.db, id, { by: 'me', at, pauseMs: 1000 })
  const fixedCard = async (): Promise<string> => {
    const id = `fixed-${(count += 1)}`
    await insertCard(store.db, { id, conversation, shows: { content: CONTENT } })
    return id
  }
  const liveCard = async (): Promise<{ id: string; diagnosis: string }> => {
    count += 1
    const diagnosis = `d-${count}`
    await insertDiagnosis(store.db, {
      id: diagnosis,
      tenant: 'contoso',
      conversation: 'c',
      snapshot: {},
      phase: 'checking',
      startedBy: { id: 'p', name: 'Ada' },
      startedAt: AT,
      token: 't',
      sequence: 1,
      hash: 'h',
    })
    const id = `live-${count}`
    await insertCard(store.db, { id, conversation, shows: { subject: of(diagnosis), version: 1 } })
    return { id, diagnosis }
  }

  beforeAll(async () => {
    store = await open()
    await holdConversation(store.db, conversation, AT)
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })

  test('a new card is claimed once, with all that sending it takes', async () => {
    const id = await fixedCard()
    expect(await wantingCards(store.db, 1000)).toContain(id)
    const claims = await Promise.all([claim(id, AT), claim(id, AT), claim(id, AT)])
    expect(claims.filter((one) => one !== undefined)).toEqual([
      {
        id,
        conversation,
        subject: undefined,
        content: CONTENT,
        activityId: undefined,
        continues: undefined,
        opens: false,
        parent: undefined,
        wanted: 1,
        attempts: 0,
      },
    ])
    expect(await wantingCards(store.db, 1000)).not.toContain(id)
  })

  test('an update waits until a second has passed since the last one, unless it is urgent', async () => {
    const { id, diagnosis } = await liveCard()
    const first = (await claim(id, AT)) as Claim
    await cardSent(store.db, first, { activityId: 'a', conversation: 'c', shown: 1, at: AT })
    expect(await claim(id, AT)).toBeUndefined()
    expect(await wantCards(store.db, { subject: of(diagnosis), version: 2, urgent: false })).toEqual([id])
    expect(await claim(id, after(AT, 200))).toEqual({ waitMs: 800 })
    await wantCards(store.db, { subject: of(diagnosis), version: 3, urgent: true })
    expect(await claim(id, after(AT, 300))).toMatchObject({ id, activityId: 'a', wanted: 3 })
  })

  test('a card that becomes urgent while it is being claimed is claimed at once after', async () => {
    const { id, diagnosis } = await liveCard()
    const first = (await claim(id, AT)) as Claim
    await cardSent(store.db, first, { activityId: `a-${id}`, conversation: 'c', shown: 1, at: AT })
    await wantCards(store.db, { subject: of(diagnosis), version: 2, urgent: false })
    const meanwhile = store.db.withPlugin({
      transformQuery: ({ node }) => node,
      // After the look whether it is due, before the one for how long.
      transformResult: async ({ result }) => {
        await wantCards(store.db, { subject: of(diagnosis), version: 3, urgent: true })
        return result
      },
    })
    const at = after(AT, 10)
    expect(await claimCard(meanwhile, id, { by: 'me', at, pauseMs: 1000 })).toEqual({ waitMs: 1 })
    expect(await claim(id, at)).toMatchObject({ id, wanted: 3 })
  })

  test('a card that was put off waits for its time, however urgent', async () => {
    const { id, diagnosis } = await liveCard()
    const first = (await claim(id, AT)) as Claim
    await cardDelayed(store.db, first, { notBefore: after(AT, 5000), trouble: 'throttled' })
    await wantCards(store.db, { subject: of(diagnosis), version: 2, urgent: true })
    expect(await claim(id, after(AT, 1000))).toEqual({ waitMs: 4000 })
    expect(await claim(id, after(AT, 5000))).toMatchObject({ id, attempts: 1 })
  })

  test('what happens while a card is being sent is wanted afterwards', async () => {
    const { id, diagnosis } = await liveCard()
    const first = (await claim(id, AT)) as Claim
    await wantCards(store.db, { subject: of(diagnosis), version: 2, urgent: true })
    await cardSent(store.db, first, { activityId: 'a', conversation: 'c', shown: 1, at: AT })
    expect(await claim(id, AT)).toMatchObject({ id, activityId: 'a', wanted: 2 })
  })

  test('of the claims that a dead process left, updates are free again and posts are lost and continued', async () => {
    const updating = await liveCard()
    const posting = await liveCard()
    const sent = (await claim(updating.id, AT)) as Claim
    await cardSent(store.db, sent, { activityId: 'u', conversation: 'c', shown: 1, at: AT })
    await wantCards(store.db, { subject: of(updating.diagnosis), version: 2, urgent: true })
    await claim(updating.id, after(AT, 1))
    await claim(posting.id, after(AT, 1))
    expect(await endClaims(store.db, after(AT, 1))).toContain(posting.id)
    expect(await claim(updating.id, after(AT, 2))).toMatchObject({ activityId: 'u' })
    const lost = { newId: `${posting.id}-again`, trouble: 'crash' }
    const both = await Promise.all([
      store.transact((db) => cardLost(db, posting.id, lost)),
      store.transact((db) => cardLost(db, posting.id, { ...lost, newId: 'another' })),
    ])
    const [continuation, ...others] = both.filter((id) => id !== undefined)
    expect(others).toEqual([])
    expect(await claim(posting.id, after(AT, 3))).toBeUndefined()
    expect(await claim(continuation as string, after(AT, 3))).toMatchObject({
      continues: posting.id,
      subject: of(posting.diagnosis),
    })
  })

  test('a post that gets lost during a turn is continued with what the turn wants', async () => {
    const { id, diagnosis } = await liveCard()
    await claim(id, AT)
    const lost = { newId: `${id}-again`, trouble: 'late' }
    const losing = await store.transact(async (db) => {
      await holdDiagnosis(db, diagnosis)
      const meanwhile = store.transact((other) => cardLost(other, id, lost))
      await realClock.sleep(100)
      await wantCards(db, { subject: of(diagnosis), version: 2, urgent: true })
      return { meanwhile }
    })
    expect(await losing.meanwhile).toBe(lost.newId)
    expect(await claim(lost.newId, AT)).toMatchObject({ continues: id, wanted: 2 })
  })

  test('a lost card lives again when its activity turns up', async () => {
    const { id, diagnosis } = await liveCard()
    await claim(id, AT)
    await store.transact((db) => cardLost(db, id, { newId: `${id}-again`, trouble: 'crash' }))
    await store.transact((db) =>
      adoptCard(db, { subject: of(diagnosis), activityId: 'turned-up', conversation }),
    )
    await store.transact((db) =>
      adoptCard(db, { subject: of(diagnosis), activityId: 'turned-up', conversation }),
    )
    expect(
      (await wantCards(store.db, { subject: of(diagnosis), version: 2, urgent: true })).toSorted(),
    ).toEqual([id, `${id}-again`])
    expect(await claim(id, AT)).toMatchObject({ activityId: 'turned-up' })
  })
})
