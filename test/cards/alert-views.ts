import * as fc from 'fast-check'
import { CAUSE_IDS } from '../../src/model/ids.ts'
import type {
  DigestView,
  IncidentOffer,
  IncidentView,
  MonitorRow,
  MonitorsView,
  WatchStatus,
} from '../../src/model/incident.ts'
import { MONITOR_IDS, SEVERITIES } from '../../src/model/monitor.ts'
import { DIRECTIONS } from '../../src/model/scope.ts'
import { words } from './arbitraries.ts'
import { flowSeries, STOPPED } from './flows.ts'

const AT = '2026-11-23T10:29:00.000Z'

/** An alarm as it looks in its first minute. */
export const TRIGGERED: IncidentView = {
  id: 'incident-1',
  name: 'INC-0042',
  phase: 'triggered',
  severity: 'P1',
  title: 'No inbound mail for 17 minutes',
  also: [],
  domain: 'contoso.com',
  direction: 'inbound',
  since: '2026-11-23T10:11:58.000Z',
  openedAt: AT,
  facts: [
    { label: 'Expected', text: '88 messages in that time (Monday, 10 to 11)' },
    { label: 'Chance', text: 'less than 1 in 10,000,000 that this is a quiet spell' },
    {
      label: 'Also seen',
      text: 'outbound normal, trace data fresh (2026-11-23T10:28:00Z), Microsoft reports no incident',
      source: {
        asked: 'GET /admin/exchange/tracing/messageTraces',
        of: 'Microsoft Graph',
        at: AT,
        tookMs: 412,
        by: 'probe',
      },
    },
  ],
  unseen: [],
  level: 0,
  escalatesAt: '2026-11-23T10:34:00.000Z',
  nextUpdateBy: '2026-11-23T10:49:00.000Z',
  times: { detectMs: 1_022_000 },
  flow: STOPPED,
  offers: [
    { verb: 'acknowledge' },
    { verb: 'diagnose' },
    { verb: 'snooze' },
    { verb: 'escalate' },
    { verb: 'resolve' },
  ],
}

const { escalatesAt: _, ...TAKEN } = TRIGGERED

export const ACKNOWLEDGED: IncidentView = {
  ...TAKEN,
  phase: 'mitigating',
  owner: 'Olivia Operator',
  also: ['The MX record of contoso.com has changed'],
  unseen: [
    'No data for zero-flow since 2026-11-23T10:42:00Z (this does not prove that anything has changed)',
  ],
  verdict: {
    diagnosis: 'd-1',
    kind: 'found',
    title: 'The MX record of contoso.com points elsewhere',
    cause: 'mx-wrong',
  },
  advice: 'If this is meant, approve it as the new baseline. Otherwise correct it where the zone is kept.',
  offers: [
    { verb: 'diagnose' },
    { verb: 'snooze' },
    { verb: 'escalate' },
    { verb: 'approve', monitor: 'mx-drift', what: 'contoso.com', mark: '0 mx.elsewhere.example' },
    { verb: 'resolve' },
    { verb: 'acknowledge' },
  ],
}

const { nextUpdateBy: __, flow: ___, ...ENDED } = TAKEN

export const RESOLVED: IncidentView = {
  ...ENDED,
  phase: 'resolved',
  title: 'Inbound mail flows again',
  clearSince: '2026-11-23T10:55:00.000Z',
  resolvedAt: '2026-11-23T11:05:00.000Z',
  times: { detectMs: 1_022_000, acknowledgeMs: 95_000, repairMs: 2_582_000 },
  prevention: {
    title: 'The world was sent elsewhere by DNS',
    checklist: ['Lock the domain at the registrar.', 'Let DNS changes be approved by whoever runs mail.'],
    monitors: [
      { id: 'mx-drift', on: false },
      { id: 'ns-drift', on: true },
    ],
  },
  offers: [{ verb: 'reopen' }, { verb: 'switch', monitor: 'mx-drift', on: true }],
}

const ROWS: readonly MonitorRow[] = [
  {
    id: 'zero-flow',
    question: 'Does mail flow?',
    everyMs: 60_000,
    on: true,
    health: 'red',
    says: 'No inbound mail for 17 minutes (INC-0042)',
    advice: 'Diagnose it.',
    lastDone: AT,
  },
  {
    id: 'certificates',
    question: 'Are certificates valid?',
    everyMs: 86_400_000,
    on: true,
    health: 'amber',
    says: 'The certificate of mail.contoso.com expires in 12 days (INC-0041)',
    advice: 'Renew it with the same subject.',
    lastDone: AT,
  },
  {
    id: 'service-health',
    question: 'Is Exchange Online well?',
    everyMs: 300_000,
    on: true,
    health: 'good',
    says: 'Nothing is wrong',
    lastDone: AT,
  },
  {
    id: 'snapshot',
    question: 'What has changed?',
    everyMs: 604_800_000,
    on: false,
    health: 'off',
    says: 'Switched off',
  },
]

export const MONITORS: MonitorsView = {
  tenant: 'contoso',
  at: AT,
  rows: ROWS,
  offers: ROWS.map(({ id, on }) => ({ verb: 'switch', monitor: id, on: !on })),
}

export const DIGEST: DigestView = {
  at: AT,
  since: '2026-11-22T10:29:00.000Z',
  health: 'red',
  rows: ROWS,
  incidents: [
    {
      name: 'INC-0042',
      severity: 'P1',
      text: 'No inbound mail; triggered for 17 minutes, nobody owns it',
      hushed: false,
    },
    { name: 'INC-0040', severity: 'P4', text: 'A sync error; resolved after 2 hours', hushed: true },
  ],
}

export const STATUS: WatchStatus = {
  at: AT,
  incidents: DIGEST.incidents.slice(0, 1),
  monitors: ROWS,
}

export const CALM: WatchStatus = {
  at: AT,
  incidents: [],
  monitors: ROWS.map(({ id, question, everyMs, lastDone = AT }) => ({
    id,
    question,
    everyMs,
    lastDone,
    on: true,
    health: 'good',
    says: 'Nothing is wrong',
  })),
}

const instant = fc
  .date({ min: new Date('2026-11-01T00:00:00Z'), max: new Date('2026-11-30T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const long = fc.nat(10_000_000)
const monitor = fc.constantFrom(...MONITOR_IDS)
const idText = fc.stringMatching(/^[a-z0-9./-]{1,60}$/)

const offer: fc.Arbitrary<IncidentOffer> = fc.oneof(
  fc.constantFrom<IncidentOffer>(
    { verb: 'acknowledge' },
    { verb: 'diagnose' },
    { verb: 'snooze' },
    { verb: 'escalate' },
    { verb: 'resolve' },
    { verb: 'reopen' },
  ),
  fc.record({
    verb: fc.constant('approve' as const),
    monitor,
    what: idText,
    mark: words.map((text) => text.slice(0, 4000)),
  }),
  fc.record({ verb: fc.constant('switch' as const), monitor, on: fc.boolean() }),
)

const optional = { requiredKeys: [] as never[] }

const base = fc.record({
  id: fc.uuid(),
  name: fc.constant('INC-0042'),
  phase: fc.constantFrom('triggered', 'acknowledged', 'mitigating', 'monitoring', 'resolved'),
  severity: fc.constantFrom(...SEVERITIES),
  title: words,
  also: fc.array(words, { maxLength: 8 }),
  since: instant,
  openedAt: instant,
  facts: fc.array(fc.record({ label: words, text: words }), { maxLength: 12 }),
  unseen: fc.array(words, { maxLength: 8 }),
  level: fc.nat(2),
  times: fc.record({ detectMs: long, acknowledgeMs: long, repairMs: long }, { requiredKeys: ['detectMs'] }),
  offers: fc.array(offer, { maxLength: 12 }),
})

const more = fc.record(
  {
    domain: words,
    direction: fc.constantFrom(...DIRECTIONS),
    owner: words,
    escalatesAt: instant,
    snoozedUntil: instant,
    nextUpdateBy: instant,
    clearSince: instant,
    resolvesAt: instant,
    resolvedAt: instant,
    resolvedBy: words,
    flapping: fc.integer({ min: 3, max: 40 }),
    verdict: fc.record(
      {
        diagnosis: fc.uuid(),
        kind: fc.constantFrom('found', 'likely', 'conflict', 'unknown', 'flowing'),
        title: words,
        cause: fc.constantFrom(...CAUSE_IDS),
      },
      { requiredKeys: ['diagnosis', 'kind'] },
    ),
    advice: words,
    flow: flowSeries,
    prevention: fc.record({
      title: words,
      checklist: fc.array(words, { maxLength: 6 }),
      monitors: fc.array(fc.record({ id: monitor, on: fc.boolean() }), { maxLength: 4 }),
    }),
  },
  optional,
)

/** Any incident at all, sensible or not. */
export const incidents: fc.Arbitrary<IncidentView> = fc
  .tuple(base, more)
  .map(([one, other]) => ({ ...one, ...other }))

export const incidentButtons = fc.record({
  incident: fc.uuid(),
  token: fc.base64String({ minLength: 4, maxLength: 64 }),
})

const row: fc.Arbitrary<MonitorRow> = fc.record(
  {
    id: monitor,
    question: words,
    everyMs: long,
    on: fc.boolean(),
    health: fc.constantFrom('good', 'amber', 'red', 'off'),
    says: words,
    advice: words,
    lastDone: instant,
  },
  { requiredKeys: ['id', 'question', 'everyMs', 'on', 'health', 'says'] },
)

export const rows = fc.array(row, { maxLength: 10 })

const incidentRows = fc.array(
  fc.record({ name: words, severity: fc.constantFrom(...SEVERITIES), text: words, hushed: fc.boolean() }),
  { maxLength: 14 },
)

export const digests: fc.Arbitrary<DigestView> = fc.record({
  at: instant,
  since: instant,
  health: fc.constantFrom('good', 'amber', 'red'),
  rows,
  incidents: incidentRows,
})

export const watchStatuses: fc.Arbitrary<WatchStatus> = fc.record({
  at: instant,
  incidents: incidentRows,
  monitors: rows,
})
