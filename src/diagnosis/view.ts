import type { Evidence } from '../model/evidence.ts'
import { QUESTION_IDS } from '../model/ids.ts'
import type { Question } from '../model/question.ts'
import { millis } from '../model/time.ts'
import type { Verdict } from '../model/verdict.ts'
import type { DiagnosisView, Offer, Phase, StepView } from '../model/view.ts'
import { besideLines } from './beside.ts'
import { flowIn } from './flow.ts'
import type { Snapshot } from './machine.ts'
import { labelOf, question } from './questions.ts'
import { rows } from './rows.ts'
import { STEPS } from './steps/registry.ts'
import type { Step } from './steps/step.ts'
import { type Decision, decide } from './tree.ts'
import { judge } from './verdict.ts'

/** Where the walk over the tree stands: each step's decision, and the place where it stopped. */
interface Walk {
  readonly decisions: readonly { readonly step: Step; readonly decision: Decision }[]
  /** Index of the step that waits or asks; undefined when the tree has ended. */
  readonly stand?: number
}

const walk = (evidence: Evidence): Walk => {
  const decisions = STEPS.map((step) => ({ step, decision: decide(step, evidence) }))
  const stand = decisions.findIndex(({ decision }) => decision.does !== 'go' || decision.ends)
  const there = decisions[stand]?.decision
  return there === undefined || there.does === 'go' ? { decisions } : { decisions, stand }
}

const phaseOf = ({ value }: Snapshot): Phase => {
  if (value === 'stopped') return 'stopped'
  if (typeof value === 'string') return 'checking'
  const [within] = Object.values(value)
  if (within === 'asking') return 'asking'
  return within === 'verdict' ? 'verdict' : 'checking'
}

const stepView = (evidence: Evidence, walked: Walk, index: number, over: boolean): StepView => {
  const { step, decision } = walked.decisions[index] as Walk['decisions'][number]
  const answer = answersOf(evidence, step)[0]
  const common = {
    id: step.id,
    number: index + 1,
    title: step.title,
    ...(answer === undefined ? {} : { answer }),
  }
  if (decision.does === 'go') return { ...common, state: decision.state, summary: decision.summary }
  if (over) return { ...common, state: 'passed', summary: 'Not needed' }
  if (decision.does === 'wait') return { ...common, state: 'waiting', summary: decision.summary }
  if (index === walked.stand) return { ...common, state: 'asking', summary: decision.why }
  // The bot cannot see it, and the tree has not come to asking a person yet.
  return { ...common, state: 'waiting', summary: `Comes after step ${(walked.stand ?? 0) + 1}` }
}

const answersOf = (evidence: Evidence, step: Step) =>
  QUESTION_IDS.map((id) => evidence.answers[id])
    .filter((answer) => answer !== undefined)
    .filter((answer) => question(answer.question, evidence, '').step === step.id)
    .toSorted((one, other) => millis(other.at) - millis(one.at))

const asked = (evidence: Evidence, { decisions, stand }: Walk): Question | undefined => {
  const decision = stand === undefined ? undefined : decisions[stand]?.decision
  return decision?.does === 'ask' ? question(decision.question, evidence, decision.why) : undefined
}

const takeBacks = (evidence: Evidence): readonly Offer[] =>
  QUESTION_IDS.flatMap((id) => {
    const answer = evidence.answers[id]
    return answer === undefined ? [] : [{ id, answer }]
  })
    .toSorted((one, other) => millis(other.answer.at) - millis(one.answer.at))
    .map(({ id, answer }) => ({
      verb: 'take-back',
      question: id,
      label: `Take back "${labelOf(id, answer.choice)}"`,
    }))

const answerOffers = (asks: Question | undefined): readonly Offer[] =>
  asks === undefined
    ? []
    : asks.choices.map(({ id, label }) => ({
        verb: 'answer',
        question: asks.id,
        choice: id,
        label,
      }))

/** What a person may do now, the likeliest first. */
const offersOf = (
  evidence: Evidence,
  phase: Phase,
  asks: Question | undefined,
  verdict: Verdict,
): readonly Offer[] => {
  const restart: Offer = { verb: 'restart' }
  if (phase === 'stopped') return [restart]
  const reject: readonly Offer[] = verdict.causes.slice(0, 1).map(({ id }) => ({ verb: 'reject', cause: id }))
  if (phase === 'verdict') return [...reject, ...takeBacks(evidence), restart]
  const stop: Offer = { verb: 'stop' }
  const doubt = verdict.kind === 'found' ? reject : []
  return [...answerOffers(asks), ...doubt, ...takeBacks(evidence), stop]
}

/** A diagnosis as people see it. */
export const viewOf = (
  snapshot: Snapshot,
  { id, startedBy }: { readonly id: string; readonly startedBy: string },
): DiagnosisView => {
  const { evidence, changedAt } = snapshot.context
  const phase = phaseOf(snapshot)
  const walked = walk(evidence)
  const over = phase === 'verdict' || phase === 'stopped'
  const asks = phase === 'asking' ? asked(evidence, walked) : undefined
  const verdict = judge(evidence)
  const worthSaying = phase === 'verdict' || verdict.causes.length > 0
  const flow = phase === 'verdict' ? flowIn(evidence) : undefined
  return {
    id,
    scope: evidence.scope,
    startedAt: evidence.at,
    startedBy,
    ...(over ? { finishedAt: changedAt } : {}),
    phase,
    steps: STEPS.map((_, index) => stepView(evidence, walked, index, over)),
    beside: besideLines(evidence),
    ...(asks === undefined ? {} : { question: asks }),
    ...(worthSaying ? { verdict } : {}),
    ...(flow === undefined ? {} : { flow }),
    evidence: rows(evidence),
    offers: offersOf(evidence, phase, asks, verdict),
  }
}
