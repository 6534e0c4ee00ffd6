import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { forgetActivities, takeActivity } from '../../src/store/activities.ts'
import { assignDiagnosis, holdConversation } from '../../src/store/conversations.ts'
import {
  holdDiagnosis,
  insertDiagnosis,
  readDiagnosis,
  type StoredDiagnosis,
  saveDiagnosis,
} from '../../src/store/diagnoses.ts'
import type { Store } from '../../src/store/open.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const AT = '2026-11-23T10:00:00.123Z'
const LATER = '2026-11-23T10:00:05.000Z'
const conversation = {
  tenant: 'contoso',
  key: '19:thread;messageid=1',
  reference: { serviceUrl: 'https://a' },
}

const diagnosis: StoredDiagnosis = {
  id: 'd1',
  tenant: 'contoso',
  conversation: conversation.key,
  snapshot: { version: 1, text: 'NUL \u0000, half a pair \ud800, quote " and ümlaut', list: [1, [2]] },
  phase: 'checking',
  startedBy: { id: 'p1', name: 'Ada' },
  startedAt: AT,
  token: 't1',
  sequence: 1,
  hash: 'h1',
}

describeOnEachDatabase('the tables', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })

  test('a conversation keeps its newest reference and its diagnosis', async () => {
    expect(await holdConversation(store.db, conversation, AT)).toEqual({ diagnosis: undefined })
    await assignDiagnosis(store.db, conversation, 'd1')
    const renewed = { ...conversation, reference: ['anything', null] }
    expect(await holdConversation(store.db, renewed, LATER)).toEqual({ diagnosis: 'd1' })
    const row = await store.db.selectFrom('conversations').selectAll().executeTakeFirst()
    expect(row).toEqual({
      tenant: 'contoso',
      key: conversation.key,
      reference: ['anything', null],
      renewed_at: new Date(LATER),
      diagnosis: 'd1',
    })
  })

  test('a diagnosis comes back as it was saved, whatever characters it holds', async () => {
    await insertDiagnosis(store.db, diagnosis)
    expect(await readDiagnosis(store.db, 'd1')).toEqual(diagnosis)
    const saved = { ...diagnosis, phase: 'verdict' as const, token: 't2', sequence: 9, hash: 'h9' }
    await saveDiagnosis(store.db, saved, LATER)
    expect(await store.transact((db) => holdDiagnosis(db, 'd1'))).toEqual(saved)
    expect(await readDiagnosis(store.db, 'nobody')).toBeUndefined()
  })

  test('an activity is taken once per conversation and tenant', async () => {
    const key = { tenant: 'contoso', conversation: 'c', id: 'a1' }
    expect(await takeActivity(store.db, key, AT)).toBe(true)
    expect(await takeActivity(store.db, key, AT)).toBe(false)
    expect(await takeActivity(store.db, { ...key, conversation: 'other' }, AT)).toBe(true)
    expect(await takeActivity(store.db, { ...key, tenant: 'fabrikam' }, AT)).toBe(true)
    await forgetActivities(store.db, LATER)
    expect(await takeActivity(store.db, key, LATER)).toBe(true)
  })

  test('a transaction that throws leaves nothing behind', async () => {
    const key = { tenant: 'contoso', conversation: 'c', id: 'undone' }
    const broken = store.transact(async (db) => {
      await takeActivity(db, key, AT)
      throw new Error('no')
    })
    await expect(broken).rejects.toThrow('no')
    expect(await takeActivity(store.db, key, AT)).toBe(true)
  })
})
