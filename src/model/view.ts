import type { CauseId, QuestionId, StepId } from './ids.ts'
import type { FlowSeries } from './monitor.ts'
import type { Source } from './outcome.ts'
import type { Answer, Choice, Question } from './question.ts'
import type { Scope } from './scope.ts'
import type { Instant } from './time.ts'
import type { Verdict } from './verdict.ts'

/**
 * - `waiting`: its evidence is still on the way.
 * - `asking`: it needs a person.
 * - `sound`, `broken`: decided. - `unsure`: could not be decided. - `passed`: the tree did not go there.
 */
export type StepState = 'waiting' | 'asking' | 'sound' | 'broken' | 'unsure' | 'passed'

export interface StepView {
  readonly id: StepId
  readonly number: number
  readonly title: string
  readonly state: StepState
  /** One line. */
  readonly summary: string
  readonly answer?: Answer
}

/** Where a diagnosis stands. */
export type Phase = 'checking' | 'asking' | 'verdict' | 'stopped'

/** What was asked and what came of it: a row of the evidence table. */
export interface EvidenceRow {
  readonly what: string
  readonly answer: string
  readonly source: Source
}

export type Offer =
  | {
      readonly verb: 'answer'
      readonly question: QuestionId
      readonly choice: Choice
      readonly label: string
      /** What the person wrote beside the buttons (the card's input `note`); only in a click. */
      readonly note?: string
    }
  | { readonly verb: 'reject'; readonly cause: CauseId }
  | { readonly verb: 'take-back'; readonly question: QuestionId; readonly label: string }
  /** `scope`: that of the new diagnosis, where somebody asked for another one. */
  | { readonly verb: 'restart'; readonly scope?: Scope }
  | { readonly verb: 'join' }
  | { readonly verb: 'stop' }

/**
 * A diagnosis as people see it: the one input of its card, of the terminal and of JSON. Moments inside its texts are
 * written by `inText`; draw them with `withTimes` (both in `time.ts`). Before the phase `verdict`, a verdict that is
 * there is the one so far.
 */
export interface DiagnosisView {
  readonly id: string
  readonly scope: Scope
  readonly startedAt: Instant
  readonly startedBy: string
  readonly finishedAt?: Instant
  readonly phase: Phase
  readonly steps: readonly StepView[]
  /** One line each for what runs beside the tree, e.g. service health. */
  readonly beside: readonly string[]
  readonly question?: Question
  readonly verdict?: Verdict
  /** Only with a verdict: the last day of the direction that is in trouble, where the trace shows it. */
  readonly flow?: FlowSeries
  readonly evidence: readonly EvidenceRow[]
  /** What a person may do now, likeliest first. */
  readonly offers: readonly Offer[]
}
