import type { Evidence } from '../model/evidence.ts'
import type { Findings, ProbeId } from '../model/findings.ts'
import type { QuestionId } from '../model/ids.ts'
import type { Outcome, Source } from '../model/outcome.ts'
import type { Answer } from '../model/question.ts'

/** Every probe, in the order in which people read them, as they call what it looks at. */
export const PROBE_NAMES: Readonly<Record<ProbeId, string>> = {
  'message-trace': 'message trace',
  'inbound-connectors': 'inbound connectors',
  'outbound-connectors': 'outbound connectors',
  'smtp-reachability': 'SMTP reachability',
  'mx-records': 'MX records',
  'transport-rules': 'transport rules',
  mailboxes: 'mailboxes',
  'directory-sync': 'directory sync',
  'service-health': 'Microsoft service health',
  limits: 'sending limits',
  'mx-hosts': 'hosts behind the MX',
}
export const PROBE_IDS = Object.keys(PROBE_NAMES) as readonly ProbeId[]

/** The question whose answer stands in for a probe. */
export const QUESTION_OF: { readonly [P in ProbeId]?: QuestionId } = {
  'message-trace': 'trace',
  'inbound-connectors': 'inbound',
  'outbound-connectors': 'outbound',
  'smtp-reachability': 'smtp',
  'mx-records': 'mx',
  'transport-rules': 'rules',
  mailboxes: 'mailboxes',
  'directory-sync': 'sync',
}

/** A person's answer that says something; `cannot-tell` is none. */
export const told = (evidence: Evidence, question: QuestionId): Answer | undefined => {
  const answer = evidence.answers[question]
  return answer === undefined || answer.choice === 'cannot-tell' ? undefined : answer
}

/** A person's answer as the source of a claim. */
export const sourceOf = (answer: Answer): Source => ({
  asked: `Question "${answer.question}": ${answer.choice}`,
  of: answer.by.name,
  at: answer.at,
  tookMs: 0,
  by: answer.by,
})

/** What a probe concluded, and how far it can be trusted: 1 for an answer, less for one that is cut short or stale. */
export interface Finding<T> {
  readonly value: T
  readonly trust: number
  readonly source: Source
}

const UNSURE = 0.6

/**
 * The finding of a probe; undefined while it is out or when it brought none. A person's answer stands in for what is not
 * certain; beside a certain finding it is evidence too, and where the two differ that is a contradiction.
 */
export const finding = <P extends ProbeId>(
  evidence: Evidence,
  probe: P,
): Finding<Findings[P]> | undefined => {
  const question = QUESTION_OF[probe]
  const found = findingOf(evidence.probes[probe])
  if (question !== undefined && told(evidence, question) !== undefined && found?.trust !== 1) return undefined
  return found
}

const findingOf = <T>(outcome: Outcome<T> | undefined): Finding<T> | undefined => {
  if (outcome === undefined || !('value' in outcome) || outcome.value === undefined) return undefined
  return { value: outcome.value, trust: outcome.kind === 'found' ? 1 : UNSURE, source: outcome.source }
}

export const settled = (evidence: Evidence, probe: ProbeId): boolean => evidence.probes[probe] !== undefined

export const allSettled = (evidence: Evidence): boolean =>
  PROBE_IDS.every((probe) => settled(evidence, probe))

/** Why a probe brought nothing certain, as a sentence without its full stop; undefined when it did, or is still out. */
export const shortfall = (evidence: Evidence, probe: ProbeId): string | undefined => {
  const outcome = evidence.probes[probe]
  if (outcome === undefined || outcome.kind === 'found') return undefined
  const why = outcome.why.replace(/\.$/, '')
  if (outcome.kind === 'refused') return `not allowed: ${outcome.need.name} is missing (${why})`
  if (outcome.kind === 'late') return `no answer in time: ${why}`
  return why
}
