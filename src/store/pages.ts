import type { Page } from '../model/page.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'

/** A page and the way out that it takes: each way is tried on its own, until it is taken or given up. */
export interface PageKey {
  readonly id: string
  /** Name of the pager. */
  readonly pager: string
}

export interface StoredPage extends PageKey {
  readonly tenant: string
  readonly page: Page
  readonly state: 'pending' | 'sent' | 'failed'
  readonly attempts: number
}

/** Writes down a page for each way out. One that is known already stays as it is. */
export const insertPages = async (db: Db, page: Page, pagers: readonly string[]): Promise<void> => {
  if (pagers.length === 0) return
  await db
    .insertInto('pages')
    .values(
      pagers.map((pager) => ({
        id: page.id,
        pager,
        tenant: page.tenant,
        incident: page.incident,
        page: JSON.stringify(page),
        state: 'pending' as const,
        made_at: page.at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const readPage = async (db: Db, { id, pager }: PageKey): Promise<StoredPage | undefined> => {
  const row = await db
    .selectFrom('pages')
    .selectAll()
    .where('id', '=', id)
    .where('pager', '=', pager)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      pager: row.pager,
      tenant: row.tenant,
      page: row.page,
      state: row.state,
      attempts: row.attempts,
    }
  )
}

/** Writes down what came of trying to send a page. */
export const pageTried = async (
  db: Db,
  { id, pager }: PageKey,
  { state, trouble }: { readonly state: StoredPage['state']; readonly trouble?: string },
): Promise<void> => {
  await db
    .updateTable('pages')
    .set((eb) => ({ state, attempts: eb('attempts', '+', 1), trouble: trouble ?? null }))
    .where('id', '=', id)
    .where('pager', '=', pager)
    .execute()
}

/** Forgets pages that were made before a moment. */
export const forgetPages = async (db: Db, before: Instant): Promise<void> => {
  await db.deleteFrom('pages').where('made_at', '<', new Date(before)).execute()
}
