import { isDeepStrictEqual } from 'node:util'
import type { DiagnosisEvent } from '../model/event.ts'
import type { Instant } from '../model/time.ts'
import type { DiagnosisView } from '../model/view.ts'
import { wantCards } from '../store/cards.ts'
import type { Db } from '../store/db.ts'
import { type StoredDiagnosis, saveDiagnosis } from '../store/diagnoses.ts'
import { appendEvents, readEvents } from '../store/events.ts'
import { type Machine, replay, type Snapshot } from './machine.ts'
import type { Parts } from './parts.ts'
import { type Probes, probeIds } from './probe-run.ts'

/** Where a diagnosis stands after a turn, and the cards that must show it. */
export interface Turn {
  readonly diagnosis: StoredDiagnosis
  readonly view: DiagnosisView
  readonly cards: readonly string[]
}

/**
 * The one turn: whatever happened, it happens to a diagnosis here. Inside a transaction that holds the row: ask the
 * machine, append the events, save the snapshot, and want the cards. They are sent after the commit.
 */
export const takeTurn = async (
  parts: Parts,
  db: Db,
  held: { readonly diagnosis: StoredDiagnosis; readonly snapshot: Snapshot },
  events: readonly DiagnosisEvent[],
  { at, clicked = false }: { readonly at: Instant; readonly clicked?: boolean },
): Promise<Turn> => {
  const { machine, probes, newToken } = parts
  const { diagnosis } = held
  const snapshot = events.reduce((state, event) => machine.advance(state, event), held.snapshot)
  const before = viewed(machine, diagnosis, held.snapshot)
  const view = viewed(machine, diagnosis, snapshot)
  const end = await appendEvents(db, { ...diagnosis, diagnosis: diagnosis.id }, events)
  const offersChanged = !isDeepStrictEqual(before.offers, view.offers)
  const saved: StoredDiagnosis = {
    ...diagnosis,
    snapshot,
    machineVersion: machine.version,
    phase: view.phase,
    settled: isSettled(machine, probes, snapshot),
    token: clicked || offersChanged ? newToken() : diagnosis.token,
    sequence: end.sequence,
    hash: end.hash,
  }
  await saveDiagnosis(db, saved, at)
  const urgent = clicked || before.phase !== view.phase || before.question?.id !== view.question?.id
  const cards = await wantCards(db, { diagnosis: diagnosis.id, sequence: saved.sequence, urgent })
  return { diagnosis: saved, view, cards }
}

/** The machine's state of a stored diagnosis; made anew from its events when another version of the machine wrote it. */
export const snapshotOf = async (machine: Machine, db: Db, diagnosis: StoredDiagnosis): Promise<Snapshot> =>
  diagnosis.machineVersion === machine.version
    ? diagnosis.snapshot
    : replay(machine, (await readEvents(db, diagnosis.id)) as DiagnosisEvent[])

export const viewed = (machine: Machine, diagnosis: StoredDiagnosis, snapshot: Snapshot): DiagnosisView =>
  machine.viewOf(snapshot, { id: diagnosis.id, startedBy: diagnosis.startedBy.name })

export const isSettled = (machine: Machine, probes: Probes, snapshot: Snapshot): boolean => {
  const answered = machine.evidenceOf(snapshot).probes
  return probeIds(probes).every((id) => answered[id] !== undefined)
}
