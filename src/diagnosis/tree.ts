import type { Evidence } from '../model/evidence.ts'
import type { QuestionId } from '../model/ids.ts'
import type { StepState } from '../model/view.ts'
import type { Step } from './steps/step.ts'
import { judge } from './verdict.ts'

/** What the tree does at a step, as far as the evidence goes. */
export type Decision =
  | { readonly does: 'wait'; readonly summary: string }
  | { readonly does: 'ask'; readonly question: QuestionId; readonly why: string }
  | {
      readonly does: 'go'
      readonly state: Exclude<StepState, 'waiting' | 'asking'>
      readonly summary: string
      /** The whole question is settled: on to the end instead of the next step. */
      readonly ends: boolean
    }

/** A step decides, waits or asks. It asks nobody once the evidence proves a cause. */
export const decide = (step: Step, evidence: Evidence): Decision => {
  const reading = step.read(evidence)
  const concern = step.concerns(evidence)
  if (reading.kind === 'known') return go(reading.state, reading.summary, step.ends?.(evidence) ?? false)
  if (concern !== true) return go('passed', concern.not)
  if (reading.kind === 'waiting') return { does: 'wait', summary: reading.summary }
  if (judge(evidence).kind === 'found') return go('unsure', `Not checked: ${reading.why}`)
  return { does: 'ask', question: reading.question, why: reading.why }
}

const go = (state: Exclude<StepState, 'waiting' | 'asking'>, summary: string, ends = false): Decision => ({
  does: 'go',
  state,
  summary,
  ends,
})
