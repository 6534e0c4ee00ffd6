import { Fault } from '../../model/fault.ts'
import { after } from '../../model/time.ts'
import type { Db } from '../../store/db.ts'
import { readIncident } from '../../store/incidents.ts'
import { pageTried, readPage, type StoredPage } from '../../store/pages.ts'
import { holdTenant } from '../../store/tenants.ts'
import { setTimer } from '../../store/timers.ts'
import type { WatchingParts } from '../parts.ts'
import type { Jobs } from '../queue.ts'
import { tellDesk } from './desk.ts'
import { incidentInHand, takeIncidentTurn } from './incidents.ts'

/** Pauses double from the first to the longest; after so many tries, a day or so, a page is old news. */
const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 15 * 60_000
const MOST_TRIES = 100

/** Sends a page by one way out, or sets when to try again. Returns the cards to send. */
export const sendPage = async (
  parts: WatchingParts,
  key: Jobs['page'],
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const { store, watch } = parts
  const stored = await readPage(store.db, key)
  if (stored?.state !== 'pending') return []
  const pager = watch.pagers.find(({ name }) => name === key.pager)
  if (pager === undefined) return giveUp(parts, stored, 'it is not set up any more')
  try {
    await pager.page(stored.page, { signal })
    await pageTried(store.db, key, { state: 'sent' })
    return []
  } catch (error) {
    if (signal.aborted) throw error
    return notTaken(parts, stored, error)
  }
}

const notTaken = async (
  parts: WatchingParts,
  stored: StoredPage,
  error: unknown,
): Promise<readonly string[]> => {
  const { store, ports, log, newId } = parts
  const fault = error instanceof Fault ? error : undefined
  const trouble = fault === undefined ? `a bug, incident ${newId()}` : fault.message
  log.error({ page: stored.id, pager: stored.pager, trouble, err: error }, 'A page was not taken.')
  // A bug may be gone with the next version; nobody is harmed by trying.
  const retry = fault === undefined ? { afterMs: LONGEST_PAUSE_MS } : fault.retry
  if (retry === 'no' || stored.attempts + 1 >= MOST_TRIES) return giveUp(parts, stored, trouble)
  const pauseMs = Math.max(retry.afterMs, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** stored.attempts))
  await store.transact(async (db) => {
    await pageTried(db, stored, { state: 'pending', trouble })
    await setTimer(
      db,
      { kind: 'page', job: { id: stored.id, pager: stored.pager } },
      after(ports.clock.now(), pauseMs),
    )
  })
  return []
}

/** Nobody was paged by this way: it is recorded, and an admin is told. */
const giveUp = (parts: WatchingParts, stored: StoredPage, trouble: string): Promise<readonly string[]> =>
  parts.store.transact(async (db: Db): Promise<readonly string[]> => {
    const at = parts.ports.clock.now()
    const tenant = await holdTenant(db, stored.tenant)
    await pageTried(db, stored, { state: 'failed', trouble })
    const incident = await readIncident(db, stored.page.incident)
    if (incident === undefined) return []
    const held = await incidentInHand(db, incident)
    const event = { type: 'undelivered', way: stored.pager, trouble, at } as const
    const turn = await takeIncidentTurn(parts, db, tenant, held, { events: [event], at })
    const notice = {
      title: `A page by ${stored.pager} was given up`,
      text: `${stored.page.title}. ${trouble}`,
      tone: 'broken',
    } as const
    return [...turn.cards, ...(await tellDesk(parts, db, tenant, notice))]
  })
