import type { Notice } from '../../cards/notice-card.ts'
import { insertCard } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import type { StoredTenant } from '../../store/tenants.ts'
import type { WatchingParts } from '../parts.ts'

/**
 * Tells an admin what cannot be told where it belongs: in the conversation with one, where that is known, and in the
 * log, always. Returns the cards to send.
 */
export const tellDesk = async (
  { newId, drawing, log }: WatchingParts,
  db: Db,
  { tenant, desk }: Pick<StoredTenant, 'tenant' | 'desk'>,
  notice: Notice,
): Promise<readonly string[]> => {
  log.error({ tenant, hasDesk: desk !== undefined }, `${notice.title}. ${notice.text}`)
  if (desk === undefined) return []
  const id = newId()
  await insertCard(db, {
    id,
    conversation: { tenant, key: desk },
    shows: { content: drawing.notice(notice) },
  })
  return [id]
}
