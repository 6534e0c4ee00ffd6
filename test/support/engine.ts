import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { Command, DiagnosisClick, Incoming } from '../../src/engine/api.ts'
import { DRAWING } from '../../src/engine/drawing.ts'
import { createEngine, type RunningEngine } from '../../src/engine/engine.ts'
import type { Parts } from '../../src/engine/parts.ts'
import { openQueue, type Queue } from '../../src/jobs/queue.ts'
import type { Card } from '../../src/model/card.ts'
import type { Clock, Conversation, Messenger, Ports, Threads } from '../../src/model/ports.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import type { Offer } from '../../src/model/view.ts'
import type { Store } from '../../src/store/open.ts'
import { realClock } from './clock.ts'

/** Ports for probes that only look at the clock. */
export const portsWith = (clock: Clock): Ports => {
  const none = (): never => {
    throw new Error('A scripted probe asks nobody.')
  }
  return {
    clock,
    graph: { get: none, list: none, batch: none },
    exchange: { invoke: none },
    dns: { query: none },
    smtp: { converse: none },
  } as unknown as Ports
}

/** What happened in a conversation, as its people see it. */
export type Seen =
  | { readonly what: 'post'; readonly id: string; readonly key: string; readonly card: Card }
  | { readonly what: 'update'; readonly id: string; readonly key: string; readonly card: Card }

export interface Channel extends Messenger, Threads {
  readonly seen: Seen[]
  /** The card of an activity as it stands now. */
  now(id: string): Card | undefined
  /** Resolves with the first thing seen, now or later, that fits. */
  until(fits: (seen: Seen) => boolean): Promise<Seen>
  /** Called before each post and update; what it throws, or never resolves, is what the channel does. */
  before: (what: Seen['what'], to: { readonly key: string; readonly id?: string }) => Promise<void>
}

/** Whether something was seen in a conversation: an engine takes up what earlier tests left in others. */
export const isIn =
  ({ key }: Conversation) =>
  (seen: Pick<Seen, 'key'>): boolean =>
    seen.key === key

/** A channel in memory that keeps everything it was given. */
export const createChannel = (): Channel => {
  const seen: Seen[] = []
  const watchers = new Set<(seen: Seen) => void>()
  const tell = (one: Seen): void => {
    seen.push(one)
    for (const watch of watchers) watch(one)
  }
  const channel: Channel = {
    seen,
    before: async () => undefined,
    now: (id) => seen.findLast((one) => one.id === id)?.card,
    until: (fits) =>
      new Promise((resolve) => {
        const already = seen.find(fits)
        if (already !== undefined) return resolve(already)
        const watch = (one: Seen): void => {
          if (!fits(one)) return
          watchers.delete(watch)
          resolve(one)
        }
        watchers.add(watch)
      }),
    post: async ({ key }, card) => {
      await channel.before('post', { key })
      const id = `activity-${seen.length + 1}`
      tell({ what: 'post', id, key, card })
      return id
    },
    open: async ({ tenant, key: place }, card) => {
      await channel.before('post', { key: place })
      const id = `activity-${seen.length + 1}`
      const key = `${place};messageid=${id}`
      tell({ what: 'post', id, key, card })
      return { conversation: thread(key, tenant), activityId: id }
    },
    update: async ({ key }, id, card) => {
      await channel.before('update', { key, id })
      tell({ what: 'update', id, key, card })
    },
  }
  return channel
}

export interface Rig {
  readonly engine: RunningEngine
  readonly queue: Queue
  readonly parts: Parts
  stop(): Promise<void>
}

/** An engine on a store, with its jobs running. `stop` leaves the store open. */
export const startEngine = async (
  store: Store,
  {
    clock = realClock,
    ...given
  }: Pick<Parts, 'messenger' | 'probes'> & { readonly clock?: Clock } & Partial<Parts>,
): Promise<Rig> => {
  const log = pino({ level: process.env['MAILFLOW_TEST_LOG'] ?? 'silent' })
  const queue = await openQueue({ backing: store.backing, log })
  const parts: Parts = {
    store,
    queue,
    ports: portsWith(clock),
    drawing: DRAWING,
    log,
    newId: randomUUID,
    newToken: randomUUID,
    ...given,
  }
  const engine = createEngine(parts)
  await engine.start()
  await queue.start(engine.workers)
  const stop = async (): Promise<void> => {
    await queue.stop()
    await engine.stop()
  }
  return { engine, queue, parts, stop }
}

export const ADA = { id: 'ada', name: 'Ada' } as const
export const DIAGNOSE: Command = { verb: 'diagnose', scope: EVERYTHING }

export const thread = (key: string, tenant = 'contoso'): Conversation => ({
  tenant,
  key,
  reference: { thread: key },
})

let said = 0
/** Something that Ada says or clicks in a conversation, with an activity id of its own unless one is given. */
export const incoming = (conversation: Conversation, activityId?: string): Incoming => ({
  conversation,
  by: ADA,
  activityId: activityId ?? `said-${(said += 1)}`,
  at: '2026-11-23T10:00:00.000Z',
})

interface ButtonData {
  readonly mailflow: 1
  readonly diagnosis: string
  readonly token: string
  readonly offer: Offer
}

/** Every button of a card, wherever it is. */
export const buttonsIn = (card: unknown): ButtonData[] => {
  if (Array.isArray(card)) return card.flatMap(buttonsIn)
  if (typeof card !== 'object' || card === null) return []
  if ('mailflow' in card && 'offer' in card) return [card as ButtonData]
  return Object.values(card).flatMap(buttonsIn)
}

/** The click on a button of this card that offers this. */
export const clickOn = (card: Card, offers: (offer: Offer) => boolean, cardId?: string): DiagnosisClick => {
  const button = buttonsIn(card).find(({ offer }) => offers(offer))
  if (button === undefined) throw new Error(`No such button: ${JSON.stringify(buttonsIn(card))}`)
  const { diagnosis, token, offer } = button
  return { diagnosis, token, offer, ...(cardId === undefined ? {} : { cardId }) }
}
