import type { Findings, ProbeId } from './findings.ts'
import type { CauseId, QuestionId } from './ids.ts'
import type { Outcome } from './outcome.ts'
import type { Person } from './person.ts'
import type { Answer } from './question.ts'
import type { Scope } from './scope.ts'
import type { Instant } from './time.ts'

/** All that can happen to a diagnosis. Stored append-only; replaying them gives the same state. */
export type DiagnosisEvent =
  | { readonly type: 'started'; readonly scope: Scope; readonly by: Person; readonly at: Instant }
  | { [P in ProbeId]: EvidenceCame<P> }[ProbeId]
  | { readonly type: 'answered'; readonly answer: Answer; readonly at: Instant }
  | { readonly type: 'rejected'; readonly cause: CauseId; readonly by: Person; readonly at: Instant }
  | { readonly type: 'taken-back'; readonly question: QuestionId; readonly by: Person; readonly at: Instant }
  | { readonly type: 'stopped'; readonly by: Person; readonly at: Instant }

interface EvidenceCame<P extends ProbeId> {
  readonly type: 'evidence'
  readonly probe: P
  readonly outcome: Outcome<Findings[P]>
  readonly at: Instant
}
