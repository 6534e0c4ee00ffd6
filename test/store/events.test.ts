import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { holdConversation } from '../../src/store/conversations.ts'
import type { Db } from '../../src/store/db.ts'
import { insertDiagnosis } from '../../src/store/diagnoses.ts'
import { appendEvents, emptyChain, readEvents, verifyEvents } from '../../src/store/events.ts'
import type { Store } from '../../src/store/open.ts'
import { describeOnEachDatabase } from '../support/databases.ts'

const AT = '2026-11-23T10:00:00.000Z'

/** A diagnosis with these events; returns its id. */
const recorded = async (store: Store, id: string, events: readonly unknown[]): Promise<string> =>
  store.transact(async (db) => {
    const conversation = { tenant: 'contoso', key: id, reference: {} }
    await holdConversation(db, conversation, AT)
    const { sequence, hash } = await appendEvents(db, emptyChain(id, 'contoso'), events)
    await insertDiagnosis(db, {
      id,
      tenant: 'contoso',
      conversation: id,
      snapshot: {},
      phase: 'checking',
      startedBy: { id: 'p', name: 'Ada' },
      startedAt: AT,
      token: 't',
      sequence,
      hash,
    })
    return id
  })

/** What somebody with all rights on the database can do, past the trigger. */
const tamper = (store: Store, change: (db: Db) => Promise<unknown>): Promise<void> =>
  store.transact(async (db) => {
    await sql`alter table events disable trigger events_append_only`.execute(db)
    await change(db)
    // The check of the foreign key must be over before the table can be altered again.
    await sql`set constraints all immediate`.execute(db)
    await sql`alter table events enable trigger events_append_only`.execute(db)
  })

describeOnEachDatabase('the chain of events', (open) => {
  let store: Store
  let count = 0
  const nextId = (): string => `d${(count += 1)}`
  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })

  test('any events come back as they were and verify as sound', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), { minLength: 1, maxLength: 8 }),
        async (events) => {
          const id = await recorded(store, nextId(), events)
          const asJson = JSON.parse(JSON.stringify(events)) as unknown
          expect(await readEvents(store.db, id)).toEqual(asJson)
          expect(await verifyEvents(store.db, id)).toEqual({ kind: 'sound', events: events.length })
        },
      ),
      { numRuns: 25 },
    )
  })

  test('the database refuses to change or remove an event', async () => {
    const id = await recorded(store, nextId(), [{ a: 1 }])
    const change = store.db.updateTable('events').set({ body: '{}' }).where('stream', '=', id).execute()
    await expect(change).rejects.toThrow('never changed or removed')
    const removal = store.db.deleteFrom('events').where('stream', '=', id).execute()
    await expect(removal).rejects.toThrow('never changed or removed')
  })

  test('two writers cannot both append the same number', async () => {
    const id = await recorded(store, nextId(), [{ a: 1 }])
    const again = appendEvents(store.db, emptyChain(id, 'contoso'), [{ a: 2 }])
    await expect(again).rejects.toThrow(/duplicate key/)
  })

  test('a changed event shows', async () => {
    const id = await recorded(store, nextId(), [{ a: 1 }, { a: 2 }, { a: 3 }])
    await tamper(store, (db) =>
      db
        .updateTable('events')
        .set({ body: '{"a":7}' })
        .where('stream', '=', id)
        .where('sequence', '=', 2)
        .execute(),
    )
    expect(await verifyEvents(store.db, id)).toEqual({ kind: 'broken', sequence: 2, what: 'changed' })
  })

  test('a changed event shows even when its own hash was made to fit', async () => {
    const id = await recorded(store, nextId(), [{ a: 1 }, { a: 2 }])
    const other = await recorded(store, nextId(), [{ a: 1 }, { a: 9 }])
    const forged = await store.db
      .selectFrom('events')
      .select(['body', 'hash'])
      .where('stream', '=', other)
      .where('sequence', '=', 2)
      .executeTakeFirstOrThrow()
    await tamper(store, (db) =>
      db.updateTable('events').set(forged).where('stream', '=', id).where('sequence', '=', 2).execute(),
    )
    expect(await verifyEvents(store.db, id)).toEqual({ kind: 'broken', sequence: 2, what: 'changed' })
  })

  test.each([1, 2, 3])('a missing event shows (number %i of 3)', async (sequence) => {
    const id = await recorded(store, nextId(), [{ a: 1 }, { a: 2 }, { a: 3 }])
    await tamper(store, (db) =>
      db.deleteFrom('events').where('stream', '=', id).where('sequence', '=', sequence).execute(),
    )
    expect(await verifyEvents(store.db, id)).toEqual({ kind: 'broken', sequence, what: 'missing' })
  })

  test('an event that was added behind the back of the diagnosis shows', async () => {
    const id = await recorded(store, nextId(), [{ a: 1 }])
    const row = { stream: id, tenant: 'contoso', sequence: 2, body: '{}', hash: 'made-up' }
    await store.db.insertInto('events').values(row).execute()
    expect(await verifyEvents(store.db, id)).toEqual({ kind: 'broken', sequence: 2, what: 'added' })
  })
})
