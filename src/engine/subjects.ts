import type { Card, Subject } from '../model/card.ts'
import type { Db } from '../store/db.ts'
import { readDiagnosis } from '../store/diagnoses.ts'
import type { Claim } from '../store/sending.ts'
import { drawDiagnosis } from './diagnosis/draw.ts'
import { inHand } from './diagnosis/turn.ts'
import type { Parts } from './parts.ts'

/** A subject as it looks now. Versions count up; a card that shows the newest one is up to date. */
export interface Drawn {
  readonly card: Card
  readonly version: number
}

/** What the outbox must know of a kind of thing that cards show. */
export interface SubjectKind {
  /** `continuation`: an earlier card may or may not stand above this one. Throws where there is no such thing. */
  draw(db: Db, id: string, how: { readonly continuation: boolean }): Promise<Drawn>
  /** The channel will not have a card about it. Returns the cards that tell of it elsewhere. */
  stopped?(db: Db, claim: Claim, trouble: string): Promise<readonly string[]>
}

export type Subjects = Readonly<Record<Subject['kind'], SubjectKind>>

export const diagnosisSubject = (parts: Parts): SubjectKind => ({
  draw: async (db, id, { continuation }) => {
    const diagnosis = await readDiagnosis(db, id)
    if (diagnosis === undefined) throw new Error(`There is no diagnosis ${id}.`)
    const card = await drawDiagnosis(parts, db, await inHand(db, diagnosis), { continuation })
    return { card, version: diagnosis.sequence }
  },
})

/** Stands for a kind that this engine has no use cases for: a card of it may be left from another time. */
export const noSubject: SubjectKind = {
  draw: async (_, id) => {
    throw new Error(`Nothing is watched here, so that ${id} cannot be drawn.`)
  },
}
