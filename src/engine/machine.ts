import type { DiagnosisEvent } from '../model/event.ts'
import type { Evidence } from '../model/evidence.ts'
import type { DiagnosisView } from '../model/view.ts'

/** The state of a diagnosis as plain JSON; only the machine of its version reads it. */
export type Snapshot = unknown
export type Started = Extract<DiagnosisEvent, { type: 'started' }>

/** The decision tree as pure functions. Both drivers, the durable one and the direct one, do nothing but call it. */
export interface Machine {
  readonly version: string
  begin(started: Started): Snapshot
  advance(snapshot: Snapshot, event: DiagnosisEvent): Snapshot
  evidenceOf(snapshot: Snapshot): Evidence
  viewOf(snapshot: Snapshot, of: { readonly id: string; readonly startedBy: string }): DiagnosisView
}

/** The state after all these events, the first of which must be `started`. */
export const replay = (machine: Machine, events: readonly DiagnosisEvent[]): Snapshot => {
  const [started, ...rest] = events
  if (started?.type !== 'started') throw new Error('A diagnosis begins with the event "started".')
  return rest.reduce((snapshot, event) => machine.advance(snapshot, event), machine.begin(started))
}
