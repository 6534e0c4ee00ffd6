import type { Findings, ProbeId } from './findings.ts'
import type { CauseId, QuestionId } from './ids.ts'
import type { Outcome } from './outcome.ts'
import type { Answer } from './question.ts'
import type { Scope } from './scope.ts'
import type { Instant } from './time.ts'

/** Everything that is known so far. All judgement (steps, causes, verdict, plans, cards) is a pure function of it. */
export interface Evidence {
  readonly scope: Scope
  /** When the diagnosis began; "now" for every judgement, so that a replay judges the same. */
  readonly at: Instant
  /** A probe that is missing here has not answered yet. */
  readonly probes: { readonly [P in ProbeId]?: Outcome<Findings[P]> }
  readonly answers: { readonly [Q in QuestionId]?: Answer }
  /** Causes that a person has said "not this" to. */
  readonly rejected: readonly CauseId[]
}
