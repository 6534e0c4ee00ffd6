import { HYBRID_ADDRESS, OUTBOUND_CONNECTOR, SMART_HOST } from '../tenant/exchange.ts'
import { guidOf } from '../tenant/guid.ts'
import type { TraceStatus } from './fate.ts'
import type { Traced } from './trace.ts'

/** One event in the life of a message, as the trace tells it. */
export interface TraceEvent {
  readonly at: number
  readonly event: string
  readonly action: string
  readonly description: string
  readonly data: string
}

const SERVER = 'AS8PR04MB8372.eurprd04.prod.outlook.com'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const xml = (facts: Readonly<Record<string, string>>): string =>
  `<root>${Object.entries(facts)
    .map(([name, text]) => `<MEP Name="${name}" String="${escape(text)}"/>`)
    .join('')}</root>`

const time = (at: number): string => new Date(at).toISOString()

/** The last error as Exchange Online writes it: when, the reply, and which host gave it. */
const lastError = ({ standing }: Traced): string => {
  const where = standing.connector === undefined ? '' : `;{FQDN=${SMART_HOST}};{IP=${HYBRID_ADDRESS}}`
  return `[{LRT=${time(standing.at)}};{LED=${standing.reply ?? ''}}${where}]`
}

const received = ({ mail }: Traced): TraceEvent => ({
  at: mail.at,
  event: 'Receive',
  action: '',
  description: `Message received by: ${SERVER}`,
  data: xml({
    ConnectorId: mail.stream === 'inbound' ? `${SERVER}\\Default ${SERVER}` : 'Client Submission',
    ServerHostName: SERVER,
    MessageSize: String(mail.size),
  }),
})

const byRule = (row: Traced, rule: string): TraceEvent => ({
  at: row.standing.at,
  event: 'Transport rule',
  action: 'RejectMessage',
  description: `Transport rule: '${rule}', ID: (${ruleIdOf(rule)})`,
  data: xml({ RuleName: rule, RuleId: ruleIdOf(rule), Action: 'RejectMessage' }),
})

const ruleIdOf = (rule: string): string => guidOf(`rule:${rule}`)

const failed = (row: Traced): TraceEvent => ({
  at: row.standing.at,
  event: 'Fail',
  action: '',
  description: `Reason: [{LED=${row.standing.reply ?? ''}}]`,
  data: xml({ ...viaConnector(row), LastError: `[{LED=${row.standing.reply ?? ''}}]` }),
})

const deferred = (row: Traced): TraceEvent => ({
  at: row.standing.at,
  event: 'Defer',
  action: '',
  description: `Reason: ${lastError(row)}. OutboundProxyTargetHostName: ${SMART_HOST}`,
  data: xml({ ...viaConnector(row), LastError: lastError(row) }),
})

const viaConnector = ({ standing }: Traced): Record<string, string> =>
  standing.connector === undefined
    ? {}
    : { ConnectorId: standing.connector, OutboundConnector: standing.connector }

const sent = (row: Traced): TraceEvent => ({
  at: row.standing.at,
  event: 'Send',
  action: '',
  description: `Message transferred to ${SMART_HOST} by the outbound connector '${OUTBOUND_CONNECTOR}'.`,
  data: xml({
    ConnectorId: OUTBOUND_CONNECTOR,
    OutboundConnector: OUTBOUND_CONNECTOR,
    ServerHostName: SMART_HOST,
  }),
})

const kept = (row: Traced, event: string, description: string): TraceEvent => ({
  at: row.standing.at,
  event,
  action: '',
  description,
  data: xml({ ServerHostName: SERVER }),
})

const refused = (row: Traced): readonly TraceEvent[] =>
  row.standing.rule === undefined ? [failed(row)] : [byRule(row, row.standing.rule), failed(row)]

const delivered = (row: Traced): TraceEvent =>
  row.mail.stream === 'outbound'
    ? sent(row)
    : kept(row, 'Deliver', 'The message was successfully delivered to the recipient.')

const LAST_EVENTS: Readonly<Record<TraceStatus, (row: Traced) => readonly TraceEvent[]>> = {
  gettingStatus: () => [],
  pending: (row) => [deferred(row)],
  failed: refused,
  quarantined: (row) => [kept(row, 'Quarantine', 'The message was quarantined: high confidence phish.')],
  filteredAsSpam: (row) => [kept(row, 'Spam', 'The message was sent to the Junk Email folder.')],
  delivered: (row) => [delivered(row)],
}

/** What `getDetailsByRecipient` tells of a message, oldest first. */
export const eventsOf = (row: Traced): readonly TraceEvent[] => [
  received(row),
  ...LAST_EVENTS[row.standing.status](row),
]
