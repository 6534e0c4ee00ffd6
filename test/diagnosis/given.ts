import { PROBE_IDS } from '../../src/diagnosis/reading.ts'
import type { DiagnosisEvent } from '../../src/model/event.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type {
  AcceptedDomain,
  FailureGroup,
  Findings,
  Flow,
  InboundConnector,
  MxDomain,
  OutboundConnector,
  ProbeId,
  ServiceIssue,
  SmtpTarget,
  TransportRule,
} from '../../src/model/findings.ts'
import type { QuestionId } from '../../src/model/ids.ts'
import type { Outcome, Source } from '../../src/model/outcome.ts'
import type { Person } from '../../src/model/person.ts'
import type { Answer, Choice } from '../../src/model/question.ts'
import { EVERYTHING, type Scope } from '../../src/model/scope.ts'
import type { SmtpFailure } from '../../src/model/smtp.ts'
import { after } from '../../src/model/time.ts'

/** "Now" of every diagnosis in these tests, and when the trouble began. */
export const AT = '2026-11-23T10:42:00.000Z'
export const ONSET = '2026-11-23T09:42:00.000Z'
export const OLIVIA: Person = { id: '00000000-0000-0000-0000-0000000000a1', name: 'Olivia Operator' }

export const source = (of: string): Source => ({ asked: `asked ${of}`, of, at: AT, tookMs: 40, by: 'probe' })

export const found = <T>(value: T, of = 'a service'): Outcome<T> => ({
  kind: 'found',
  value,
  source: source(of),
})
export const unsure = <T>(value: T): Outcome<T> => ({
  kind: 'unsure',
  value,
  why: 'The list was cut short.',
  source: source('a service'),
})
export const unreachable: Outcome<never> = {
  kind: 'unreachable',
  why: 'Nothing is set up to ask.',
  source: source('nobody'),
}

export const flow = (over: Partial<Flow> = {}): Flow => ({
  state: 'flowing',
  total: 6000,
  byStatus: { delivered: 5990, failed: 10 },
  perHour: [],
  lastDelivered: after(AT, -120_000),
  lastSeen: after(AT, -120_000),
  recent: { minutes: 60, seen: 298, expected: 310 },
  failures: [],
  ...over,
})

export const silent = (over: Partial<Flow> = {}): Flow =>
  flow({
    state: 'stopped',
    since: ONSET,
    lastSeen: ONSET,
    lastDelivered: ONSET,
    recent: { minutes: 60, seen: 0, expected: 310 },
    ...over,
  })

export const failure = (reply: string, count: number, over: Partial<FailureGroup> = {}): FailureGroup => {
  const code = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0]
  return {
    reply,
    count,
    ...(code === undefined ? {} : { code }),
    sample: { sender: 'ada@fabrikam.example', recipient: 'bob@contoso.com', at: AT },
    ...over,
  }
}

export const failing = (failures: readonly FailureGroup[], over: Partial<Flow> = {}): Flow =>
  flow({
    state: 'failing',
    since: ONSET,
    recent: { minutes: 60, seen: 300, expected: 310 },
    failures,
    ...over,
  })

export const inboundConnector = (over: Partial<InboundConnector> = {}): InboundConnector => ({
  name: 'From on-premises',
  id: 'b1',
  type: 'OnPremises',
  enabled: true,
  changedAt: '2026-02-01T08:00:00.000Z',
  troubles: [],
  senderDomains: ['*'],
  senderAddresses: [],
  certificateName: '*.contoso.com',
  requireTls: true,
  restrictToAddresses: false,
  restrictToCertificate: true,
  ...over,
})

export const outboundConnector = (over: Partial<OutboundConnector> = {}): OutboundConnector => ({
  name: 'To on-premises',
  id: 'b2',
  type: 'OnPremises',
  enabled: true,
  changedAt: '2026-02-01T08:00:00.000Z',
  troubles: [],
  recipientDomains: ['*'],
  smartHosts: ['mail.contoso.com'],
  ruleScoped: false,
  allViaOnPremises: true,
  validated: true,
  validatedAt: '2026-02-01T08:00:00.000Z',
  ...over,
})

export const target = (
  state: SmtpTarget['state'],
  failure?: SmtpFailure['kind'],
  over: Partial<SmtpTarget> = {},
): SmtpTarget => ({
  host: 'contoso-com.mail.protection.outlook.com',
  role: 'tenant-mx',
  serves: 'contoso.com',
  state,
  text: state === 'open' ? '220 and a sound certificate in 180 ms' : `the connection is ${state}`,
  dialogue: {
    host: 'contoso-com.mail.protection.outlook.com',
    port: 25,
    capabilities: [],
    replies: [],
    ...(failure === undefined ? {} : { failure: { phase: 'connect', kind: failure, detail: failure } }),
  },
  ...over,
})

export const smartHost = (state: SmtpTarget['state'], failure?: SmtpFailure['kind']): SmtpTarget =>
  target(state, failure, { host: 'mail.contoso.com', role: 'smart-host', serves: 'To on-premises' })

const EXPECTED = [{ host: 'contoso-com.mail.protection.outlook.com', preference: 0 }]

export const mx = (state: MxDomain['state'], over: Partial<MxDomain> = {}): MxDomain => ({
  domain: 'contoso.com',
  state,
  found: state === 'right' ? EXPECTED : [{ host: 'mx.oldhost.example', preference: 10 }],
  expected: EXPECTED,
  ttl: 3600,
  server: 'ns1.registrar.example',
  text: state === 'right' ? 'MX of contoso.com is as expected' : `MX of contoso.com is ${state}`,
  ...over,
})

export const rule = (over: Partial<TransportRule> = {}): TransportRule => ({
  name: 'Disclaimer',
  id: 'r1',
  priority: 0,
  enabled: true,
  mode: 'Enforce',
  share: { inbound: 0, outbound: 0 },
  because: 'it stops no mail',
  changedAt: '2026-02-01T08:00:00.000Z',
  blocking: false,
  ...over,
})

export const lockdown = rule({
  name: 'Quarterly lockdown',
  effect: 'reject',
  share: { inbound: 1, outbound: 1 },
  because: 'it has no conditions',
  changedAt: ONSET,
  blocking: true,
})

export const acceptedDomain = (over: Partial<AcceptedDomain> = {}): AcceptedDomain => ({
  name: 'contoso.com',
  type: 'Authoritative',
  isDefault: true,
  changedAt: '2026-02-01T08:00:00.000Z',
  troubles: [],
  ...over,
})

export const incident = (over: Partial<ServiceIssue> = {}): ServiceIssue => ({
  id: 'EX1224375',
  title: 'Some messages are delayed',
  classification: 'incident',
  status: 'serviceDegradation',
  startedAt: after(ONSET, -600_000),
  mailFlow: true,
  ...over,
})

/** What the probes conclude of a tenant in which all is well. */
export const HEALTHY: Findings = {
  'message-trace': {
    window: { from: after(AT, -86_400_000), to: AT },
    coverage: { kind: 'all' },
    dataAsOf: after(AT, -120_000),
    flows: { inbound: flow(), outbound: flow({ recent: { minutes: 60, seen: 121, expected: 118 } }) },
  },
  'inbound-connectors': { state: 'sound', connectors: [inboundConnector()], outdatedServers: [] },
  'outbound-connectors': { state: 'sound', connectors: [outboundConnector()] },
  'smtp-reachability': { targets: [target('open'), smartHost('open')] },
  'mx-records': { domains: [mx('right')] },
  'transport-rules': { rules: [rule()] },
  mailboxes: {
    sampled: 25,
    troubled: [],
    sampleTroubled: false,
    subscriptions: [{ sku: 'SPE_E3', status: 'Enabled', consumed: 25 }],
    domains: [acceptedDomain()],
  },
  'directory-sync': { state: 'current', lastSync: after(AT, -900_000), ageMinutes: 15, errors: [] },
  'service-health': { status: 'serviceOperational', issues: [] },
  limits: {
    restricted: [],
    external: { observed: 1480, threshold: 16_350, enforced: true, verdict: 'Allowed', state: 'within' },
  },
  'mx-hosts': { hosts: [] },
}

/** The findings of a healthy tenant with some of them replaced. */
export const findings = (over: Partial<Findings>): Findings => ({ ...HEALTHY, ...over })

export const trace = (
  flows: Partial<Findings['message-trace']['flows']>,
  over: Partial<Findings['message-trace']> = {},
): Findings['message-trace'] => ({
  ...HEALTHY['message-trace'],
  flows: { ...HEALTHY['message-trace'].flows, ...flows },
  ...over,
})

type Probes = Evidence['probes']

/** Every finding as a certain outcome. */
export const certainly = (given: Partial<Findings>): Probes =>
  Object.fromEntries(Object.entries(given).map(([probe, value]) => [probe, found(value, probe)])) as Probes

/** Every probe without an answer. */
export const NOTHING: Probes = Object.fromEntries(PROBE_IDS.map((probe) => [probe, unreachable]))

export const answer = (question: QuestionId, choice: Choice, at = AT): Answer => ({
  question,
  choice,
  by: OLIVIA,
  at,
})

export const answersOf = (given: { readonly [Q in QuestionId]?: Choice }): Evidence['answers'] =>
  Object.fromEntries(
    Object.entries(given).map(([question, choice]) => [question, answer(question as QuestionId, choice)]),
  )

export const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  scope: EVERYTHING,
  at: AT,
  probes: {},
  answers: {},
  rejected: [],
  ...over,
})

/** The evidence when all probes have answered with these findings. */
export const given = (over: Partial<Findings>, rest: Partial<Evidence> = {}): Evidence =>
  evidence({ probes: certainly(findings(over)), ...rest })

/** The same evidence with one probe that nobody answered. */
export const without = (from: Evidence, ...probes: readonly ProbeId[]): Evidence => ({
  ...from,
  probes: { ...from.probes, ...Object.fromEntries(probes.map((probe) => [probe, unreachable])) },
})

export const started = (scope: Scope = EVERYTHING): Extract<DiagnosisEvent, { type: 'started' }> => ({
  type: 'started',
  scope,
  by: OLIVIA,
  at: AT,
})

/** The events that bring all this evidence, in the order of the probes. */
export const eventsOf = (from: Evidence): readonly DiagnosisEvent[] => [
  ...Object.entries(from.probes).map(
    ([probe, outcome]) => ({ type: 'evidence', probe, outcome, at: AT }) as DiagnosisEvent,
  ),
  ...Object.values(from.answers).map(
    (one): DiagnosisEvent => ({ type: 'answered', answer: one, at: one.at }),
  ),
  ...from.rejected.map((cause): DiagnosisEvent => ({ type: 'rejected', cause, by: OLIVIA, at: AT })),
]
