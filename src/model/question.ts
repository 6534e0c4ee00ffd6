import type { QuestionId, StepId } from './ids.ts'
import type { Person } from './person.ts'
import type { Instant } from './time.ts'

/** The answers that each question takes, the likeliest first. `cannot-tell` always lets the tree go on. */
export const CHOICES = {
  trace: ['none', 'failed', 'flowing', 'cannot-tell'],
  inbound: ['broken', 'sound', 'cannot-tell'],
  outbound: ['broken', 'sound', 'cannot-tell'],
  smtp: ['connected', 'failed', 'cannot-tell'],
  mx: ['wrong', 'right', 'cannot-tell'],
  rules: ['blocking', 'none', 'cannot-tell'],
  mailboxes: ['broken', 'sound', 'cannot-tell'],
  sync: ['stuck', 'current', 'cannot-tell'],
} as const satisfies Record<QuestionId, readonly string[]>

export type ChoiceOf<Q extends QuestionId> = (typeof CHOICES)[Q][number]
export type Choice = ChoiceOf<QuestionId>

/** A question that a person can answer with no backend at all. */
export interface Question {
  readonly id: QuestionId
  readonly step: StepId
  /** A sentence with a question mark. */
  readonly title: string
  /** Why the bot does not know by itself. */
  readonly why: string
  /** What to run or where to look, exact values filled in. */
  readonly look: readonly { readonly where: string; readonly run: string }[]
  /** How to read what comes back. */
  readonly reading: string
  readonly choices: readonly { readonly id: Choice; readonly label: string }[]
}

/** A person's answer; evidence like any other, marked as theirs. */
export interface Answer {
  readonly question: QuestionId
  readonly choice: Choice
  readonly by: Person
  readonly at: Instant
  readonly note?: string
}
