import type { Evidence } from '../model/evidence.ts'
import type { FailureGroup, Flow, FlowState, TraceFinding } from '../model/findings.ts'
import type { Source } from '../model/outcome.ts'
import { valueOf } from '../model/outcome.ts'
import type { Answer, ChoiceOf } from '../model/question.ts'
import { DIRECTIONS, type Direction } from '../model/scope.ts'
import { between, type Instant, inText } from '../model/time.ts'
import { type Finding, finding, sourceOf, told } from './reading.ts'
import { capital, count, since } from './words.ts'

/**
 * What mail of one direction does: - `silent`: there is none. - `failing`: it comes and fails. - `stuck`: it comes and
 * waits. - `fine`: it flows. - `unknown`: nobody can say.
 */
export type Trouble = 'silent' | 'failing' | 'stuck' | 'fine' | 'unknown'

export interface Symptom {
  readonly direction: Direction
  readonly trouble: Trouble
  /** Somebody vouches for it: fresh data, or a person. Silence in data that may be stale is not sure. */
  readonly sure: boolean
  /** A person saw it without telling the directions apart. */
  readonly byPerson: boolean
  /** A person and the trace say different things of it. */
  readonly torn?: true
  /** One line with the numbers. */
  readonly text: string
  readonly source?: Source
  readonly flow?: Flow
  readonly since?: Instant
}

export const TROUBLES: Readonly<Record<FlowState, Trouble>> = {
  flowing: 'fine',
  stopped: 'silent',
  none: 'silent',
  failing: 'failing',
  stuck: 'stuck',
  unsure: 'unknown',
}

const TOLD: Readonly<Record<ChoiceOf<'trace'>, Trouble>> = {
  none: 'silent',
  failed: 'failing',
  flowing: 'fine',
  'cannot-tell': 'unknown',
}

const TOLD_TEXT: Readonly<Record<Trouble, string>> = {
  silent: 'no message in the trace',
  failing: 'messages in the trace fail or wait',
  stuck: 'messages in the trace fail or wait',
  fine: 'messages are delivered',
  unknown: 'not known',
}

/** The trace lags by minutes and has been stale for hours; silence is vouched for by rows younger than this. */
const FRESH_MS = 30 * 60_000

/** What is known of one direction, by the trace or by a person who looked at it. */
export const symptomOf = (evidence: Evidence, direction: Direction): Symptom => {
  const answer = told(evidence, 'trace')
  const trace = finding(evidence, 'message-trace')
  if (answer !== undefined && trace !== undefined && contradicted(evidence, answer, trace))
    return {
      direction,
      trouble: 'unknown',
      sure: false,
      byPerson: false,
      torn: true,
      text: `${answer.by.name} says that ${TOLD_TEXT[TOLD[answer.choice as ChoiceOf<'trace'>]]}; the trace says: ${describe(trace.value.flows[direction], TROUBLES[trace.value.flows[direction].state])}`,
      source: trace.source,
    }
  if (answer !== undefined) {
    const trouble = TOLD[answer.choice as ChoiceOf<'trace'>]
    const flow = valueOf(evidence.probes['message-trace'])?.flows[direction]
    return {
      direction,
      trouble,
      sure: true,
      byPerson: true,
      text: `${TOLD_TEXT[trouble]}, says ${answer.by.name}`,
      source: sourceOf(answer),
      ...(flow === undefined || trouble !== 'failing' ? {} : { flow }),
      ...(evidence.scope.since === undefined ? {} : { since: evidence.scope.since }),
    }
  }
  if (trace === undefined)
    return { direction, trouble: 'unknown', sure: false, byPerson: false, text: 'not known' }
  const flow = trace.value.flows[direction]
  const trouble = TROUBLES[flow.state]
  const onset = flow.since ?? evidence.scope.since
  return {
    direction,
    trouble,
    sure:
      trace.trust === 1 &&
      between(trace.value.window.to, evidence.at) <= FRESH_MS &&
      (trouble !== 'silent' || fresh(evidence, trace.value)),
    byPerson: false,
    text: describe(flow, trouble),
    source: trace.source,
    flow,
    ...(onset === undefined ? {} : { since: onset }),
  }
}

export const symptoms = (evidence: Evidence): readonly Symptom[] =>
  DIRECTIONS.filter((direction) => evidence.scope.directions.includes(direction)).map((direction) =>
    symptomOf(evidence, direction),
  )

export const inTrouble = (symptom: Symptom): boolean =>
  symptom.trouble === 'silent' || symptom.trouble === 'failing' || symptom.trouble === 'stuck'

/** Whether mail of this direction certainly flows. */
export const flows = (symptom: Symptom): boolean => symptom.trouble === 'fine' && symptom.sure

/** What a person saw and what the trace certainly shows cannot both be. People do not tell the directions apart. */
const contradicted = (
  evidence: Evidence,
  { choice }: Answer,
  { value, trust }: Finding<TraceFinding>,
): boolean => {
  if (trust < 1) return false
  const troubles = evidence.scope.directions.map((direction) => TROUBLES[value.flows[direction].state])
  if (choice !== 'flowing') return troubles.every((trouble) => trouble === 'fine')
  return troubles.some(
    (trouble) =>
      trouble === 'failing' || trouble === 'stuck' || (trouble === 'silent' && fresh(evidence, value)),
  )
}

const fresh = (evidence: Evidence, trace: TraceFinding): boolean =>
  trace.dataAsOf !== undefined && between(trace.dataAsOf, evidence.at) <= FRESH_MS

export const describe = (flow: Flow, trouble: Trouble): string => {
  const { minutes, seen, expected } = flow.recent
  const usual = `usual ${Math.round(expected)}`
  if (flow.state === 'none') return 'no message in the whole window'
  if (trouble === 'silent')
    return `0 messages${since(flow.since ?? flow.lastSeen)}, ${usual} in ${minutes} minutes`
  const recent = `${count(seen, 'message')} in the last ${minutes} minutes (${usual})`
  const last = flow.lastDelivered === undefined ? '' : `, last delivered ${inText(flow.lastDelivered)}`
  if (trouble === 'fine') return `${recent}${last}`
  if (trouble === 'unknown') return flow.because?.replace(/\.$/, '') ?? `${recent}${last}: too little to tell`
  const worst = worstOf(flow.failures)
  const codes = worst === undefined ? '' : `, ${reasonIn(worst)}`
  return `${recent}, most ${trouble === 'stuck' ? 'still wait' : 'fail'}${since(flow.since)}${codes}`
}

const reasonIn = ({ code, rule, reply }: FailureGroup): string => {
  if (code !== undefined) return `most with ${code}`
  return rule === undefined ? `most with ${reply}` : `most by the rule ${rule}`
}

const worstOf = (groups: readonly FailureGroup[]): FailureGroup | undefined =>
  groups.toSorted((one, other) => other.count - one.count)[0]

/** A direction and what is known of it as one sentence without its full stop. */
export const sentence = (symptom: Symptom): string => `${capital(symptom.direction)} mail: ${symptom.text}`
