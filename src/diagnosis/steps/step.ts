import type { Evidence } from '../../model/evidence.ts'
import type { ProbeId } from '../../model/findings.ts'
import type { QuestionId, StepId } from '../../model/ids.ts'
import { shortfall } from '../reading.ts'

/**
 * What the evidence says to the question of a step.
 *
 * - `waiting`: its probe is still out.
 * - `open`: only a person can say, and why.
 * - `known`: decided; `unsure` when a person could not tell either.
 */
export type Reading =
  | { readonly kind: 'waiting'; readonly summary: string }
  | { readonly kind: 'open'; readonly question: QuestionId; readonly why: string }
  | { readonly kind: 'known'; readonly state: 'sound' | 'broken' | 'unsure'; readonly summary: string }

/** One step of the tree. Reading is its own business; waiting, asking and going on are those of `tree.ts`. */
export interface Step {
  readonly id: StepId
  readonly title: string
  readonly probes: readonly ProbeId[]
  /** Whether what is known of the flow leads here at all, and why not. */
  concerns(evidence: Evidence): true | { readonly not: string }
  read(evidence: Evidence): Reading
  /** The step settles the whole question: the tree ends here. */
  ends?(evidence: Evidence): boolean
}

export const known = (state: 'sound' | 'broken' | 'unsure', summary: string): Reading => ({
  kind: 'known',
  state,
  summary,
})

/** What is left when a probe brought nothing that decides: wait for it, take "cannot tell", or ask. */
export const undecided = (
  evidence: Evidence,
  probe: ProbeId,
  question: QuestionId,
  doubt: string,
): Reading => {
  const answer = evidence.answers[question]
  if (answer !== undefined) return known('unsure', `${answer.by.name} could not tell`)
  if (evidence.probes[probe] === undefined) return { kind: 'waiting', summary: 'Being looked at' }
  return { kind: 'open', question, why: shortfall(evidence, probe) ?? doubt }
}
