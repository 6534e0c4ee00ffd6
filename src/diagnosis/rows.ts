import type { Evidence } from '../model/evidence.ts'
import type { Findings, ProbeId } from '../model/findings.ts'
import type { QuestionId } from '../model/ids.ts'
import { QUESTION_IDS } from '../model/ids.ts'
import type { Outcome, Source } from '../model/outcome.ts'
import { valueOf } from '../model/outcome.ts'
import { type Instant, inText } from '../model/time.ts'
import type { EvidenceRow } from '../model/view.ts'
import { labelOf, question } from './questions.ts'
import { PROBE_IDS, PROBE_NAMES, sourceOf } from './reading.ts'
import { describe, TROUBLES } from './symptoms.ts'
import { capital, count, externalText, few, span } from './words.ts'

/** A tenant may have thousands. */
const SOME_DOMAINS = 5

type Row = Omit<EvidenceRow, 'source'>

/** What a probe concluded, line by line. */
const LINES: { readonly [P in ProbeId]: (value: Findings[P]) => readonly Row[] } = {
  'message-trace': ({ flows }) =>
    (['inbound', 'outbound'] as const).map((direction) => ({
      what: `Message trace, ${direction}`,
      answer: describe(flows[direction], TROUBLES[flows[direction].state]),
    })),
  'inbound-connectors': ({ connectors, outdatedServers = [] }) => [
    ...connectorRows('Inbound connector', connectors),
    ...outdatedServers.map(({ name, build, treatment }) => ({
      what: `Outdated server ${name}`,
      answer: `${treatment}, build ${build}`,
    })),
  ],
  'outbound-connectors': ({ connectors }) => connectorRows('Outbound connector', connectors),
  'smtp-reachability': ({ targets }) =>
    targets.map((target) => ({ what: `SMTP to ${target.host}`, answer: target.text })),
  'mx-records': ({ domains }) =>
    domains.flatMap((one) => [
      { what: `MX ${one.domain}`, answer: mxText(one.found) },
      ...(one.expected === undefined
        ? []
        : [{ what: `Expected MX ${one.domain}`, answer: mxText(one.expected) }]),
    ]),
  'transport-rules': ({ rules }) => {
    const blocking = rules.filter((rule) => rule.blocking)
    if (blocking.length === 0)
      return [{ what: 'Transport rules', answer: `${count(rules.length, 'rule')}, none stops most mail` }]
    return blocking.map((rule) => ({
      what: `Transport rule ${rule.name}`,
      answer: `${rule.effect ?? rule.mode}: ${rule.because}`,
    }))
  },
  mailboxes: ({ sampled, troubled, subscriptions, domains = [] }) => [
    {
      what: 'Mailboxes',
      answer:
        troubled.length === 0
          ? `${sampled} of ${sampled} sampled are licensed and provisioned`
          : few(troubled.map((one) => `${one.user}: ${one.text}`)),
    },
    ...subscriptions
      .filter((one) => one.status !== 'Enabled')
      .map((one) => ({ what: `Subscription ${one.sku}`, answer: one.status })),
    // The default one first, then those in trouble and those that changed last.
    ...domains.slice(0, SOME_DOMAINS).map(({ name, type, changedAt, troubles }) => ({
      what: `Accepted domain ${name}`,
      answer: few([`${type}${changed(changedAt)}`, ...troubles.map(({ text }) => text)]),
    })),
  ],
  'directory-sync': ({ state, lastSync, ageMinutes, errors }) => [
    {
      what: 'Directory sync',
      answer:
        lastSync === undefined
          ? state
          : `${state}: last ${inText(lastSync)}${ageMinutes === undefined ? '' : `, ${span(ageMinutes)} ago`}${errors.length === 0 ? '' : `, ${count(errors.length, 'error')}`}`,
    },
  ],
  'service-health': ({ issues, status }) =>
    issues.length === 0
      ? [{ what: 'Exchange Online health', answer: `${status}, no open issue` }]
      : issues.map((issue) => ({
          what: `Service health ${issue.id}`,
          answer: `${issue.title} (${issue.classification}, ${issue.status}) since ${inText(issue.startedAt)}`,
        })),
  limits: ({ restricted, external }) => [
    {
      what: 'Restricted senders',
      answer:
        restricted.length === 0 ? 'None' : few(restricted.map(({ address, text }) => `${address}: ${text}`)),
    },
    ...(external === undefined
      ? []
      : [{ what: 'External recipients in 24 hours', answer: externalText(external) }]),
  ],
  'mx-hosts': ({ hosts }) =>
    hosts.map((one) => ({ what: `MX host ${one.host}`, answer: `${one.state}: ${one.text}` })),
}

const changed = (at: Instant | undefined): string => (at === undefined ? '' : `, changed ${inText(at)}`)

const connectorRows = (
  what: string,
  connectors: readonly {
    readonly name: string
    readonly enabled: boolean
    readonly troubles: readonly { readonly text: string }[]
  }[],
): readonly Row[] =>
  connectors.length === 0
    ? [{ what: `${what}s`, answer: 'None' }]
    : connectors.map((one) => ({
        what: `${what} ${one.name}`,
        answer:
          one.troubles.length === 0
            ? `${one.enabled ? 'On' : 'Off'}, no trouble seen`
            : few(one.troubles.map((trouble) => trouble.text)),
      }))

const mxText = (records: readonly { readonly host: string; readonly preference: number }[]): string =>
  records.length === 0 ? 'None' : records.map((mx) => `${mx.preference} ${mx.host}`).join(', ')

const KINDS: Readonly<Record<Outcome<unknown>['kind'], string>> = {
  found: 'Found',
  absent: 'Not there',
  refused: 'Not allowed',
  unreachable: 'Could not ask',
  late: 'No answer in time',
  unsure: 'Not certain',
}

const rowsOf = <P extends ProbeId>(probe: P, outcome: Outcome<Findings[P]>): readonly EvidenceRow[] => {
  const value = valueOf(outcome)
  const lines = value === undefined ? [] : LINES[probe](value)
  const remark =
    'why' in outcome
      ? [{ what: capital(PROBE_NAMES[probe]), answer: `${KINDS[outcome.kind]}: ${outcome.why}` }]
      : []
  return [...remark, ...lines].map((row) => ({ ...row, source: outcome.source }))
}

const answerRow = (evidence: Evidence, id: QuestionId): readonly EvidenceRow[] => {
  const answer = evidence.answers[id]
  if (answer === undefined) return []
  const source: Source = sourceOf(answer)
  return [{ what: question(id, evidence, '').title, answer: labelOf(id, answer.choice), source }]
}

/** Everything that was asked and what came of it: people's answers first, then the probes in the order of the tree. */
export const rows = (evidence: Evidence): readonly EvidenceRow[] => [
  ...QUESTION_IDS.flatMap((id) => answerRow(evidence, id)),
  ...PROBE_IDS.flatMap((probe) => {
    const outcome = evidence.probes[probe]
    return outcome === undefined ? [] : rowsOf(probe, outcome as Outcome<Findings[typeof probe]>)
  }),
]
