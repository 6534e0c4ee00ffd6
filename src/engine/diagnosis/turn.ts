import { isDeepStrictEqual } from 'node:util'
import { advance, isCurrent, replay, type Snapshot } from '../../diagnosis/machine.ts'
import { viewOf } from '../../diagnosis/view.ts'
import type { DiagnosisEvent } from '../../model/event.ts'
import type { Instant } from '../../model/time.ts'
import type { DiagnosisView } from '../../model/view.ts'
import { wantCards } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import { type StoredDiagnosis, saveDiagnosis } from '../../store/diagnoses.ts'
import { appendEvents, readEvents } from '../../store/events.ts'
import type { Parts } from '../parts.ts'

/** A diagnosis in hand: its row, and its state as the present machine reads it. */
export interface Held {
  readonly diagnosis: StoredDiagnosis
  readonly snapshot: Snapshot
}

/** Where a diagnosis stands after a turn, and the cards that must show it. */
export interface Turn extends Held {
  readonly cards: readonly string[]
}

/**
 * The one turn: whatever happened, it happens to a diagnosis here. Inside a transaction that holds the row: ask the
 * machine, append the events, save the snapshot, and want the cards. They are sent after the commit.
 */
export const takeTurn = async (
  parts: Parts,
  db: Db,
  held: Held,
  events: readonly DiagnosisEvent[],
  { at, clicked = false }: { readonly at: Instant; readonly clicked?: boolean },
): Promise<Turn> => {
  const { diagnosis } = held
  const snapshot = events.reduce(advance, held.snapshot)
  const before = viewed(held)
  const view = viewed({ diagnosis, snapshot })
  const { sequence, hash } = await appendEvents(db, { ...diagnosis, stream: diagnosis.id }, events)
  const offersChanged = !isDeepStrictEqual(before.offers, view.offers)
  const token = clicked || offersChanged ? parts.newToken() : diagnosis.token
  const saved = { ...diagnosis, snapshot, phase: view.phase, token, sequence, hash }
  await saveDiagnosis(db, saved, at)
  if (parts.watch !== undefined && hasVerdict(view) && !isDeepStrictEqual(before.verdict, view.verdict))
    await parts.queue.enqueue(db, 'conclude', { diagnosis: diagnosis.id })
  const urgent = clicked || before.phase !== view.phase || before.question?.id !== view.question?.id
  const cards = await wantCards(db, {
    subject: { kind: 'diagnosis', id: diagnosis.id },
    version: sequence,
    urgent,
  })
  return { diagnosis: saved, snapshot, cards }
}

const hasVerdict = ({ phase, verdict }: DiagnosisView): boolean =>
  phase === 'verdict' && verdict !== undefined

/** Takes a stored diagnosis in hand. One that an older machine wrote is made anew from its events. */
export const inHand = async (db: Db, diagnosis: StoredDiagnosis): Promise<Held> => ({
  diagnosis,
  snapshot: isCurrent(diagnosis.snapshot)
    ? diagnosis.snapshot
    : replay((await readEvents(db, diagnosis.id)) as DiagnosisEvent[]),
})

export const viewed = ({ diagnosis, snapshot }: Held): DiagnosisView =>
  viewOf(snapshot, { id: diagnosis.id, startedBy: diagnosis.startedBy.name })
