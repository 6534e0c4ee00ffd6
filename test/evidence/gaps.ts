import {
  ago,
  answers,
  bare,
  type Case,
  domain,
  file,
  flowing,
  found,
  HEALTHY_TRACE,
  health,
  inboundConnector,
  inboundConnectors,
  issue,
  LATE,
  MX_HOST,
  mx,
  NO_INBOUND,
  none,
  ONSET,
  outboundConnector,
  outboundConnectors,
  records,
  refused,
  rule,
  rules,
  stopped,
  trace,
  UNREACHABLE,
  unsure,
} from './builder.ts'

const WRONG = mx(domain(records('mx.webhost.example')))
const OFF = inboundConnectors([inboundConnector({ Enabled: false, WhenChangedUTC: ago(4, ONSET) })])
const UNDECIDED = ['likely', 'unknown'] as const
const NOT_FOUND = ['likely', 'unknown', 'conflict'] as const

/** Evidence that is missing, refused, late, unsure, a person's, or only about a part. */
export const GAPS: readonly Case[] = [
  { says: 'an empty file', file: bare(), kind: 'unknown' },
  {
    says: 'everything is refused',
    file: bare({
      probes: Object.fromEntries(
        ['message-trace', 'inbound-connectors', 'transport-rules', 'mailboxes', 'service-health'].map(
          (probe) => [probe, refused('Something.Read.All')],
        ),
      ),
    }),
    kind: 'unknown',
  },
  {
    says: 'only a trace, and mail flows',
    file: bare({ probes: { 'message-trace': HEALTHY_TRACE } }),
    kind: 'flowing',
  },
  {
    says: 'only a trace, and inbound mail stopped',
    file: bare({ probes: { 'message-trace': NO_INBOUND } }),
    kind: 'unknown',
  },
  {
    says: 'only a wrong MX, and nobody looked at the trace',
    file: bare({ probes: { 'mx-records': WRONG } }),
    kind: 'likely',
    causes: ['mx-wrong'],
  },
  {
    says: 'a trace that may not be read, and everything else sound',
    file: file({ 'message-trace': refused('ExchangeMessageTrace.Read.All') }),
    kind: 'unknown',
  },
  {
    says: 'a trace that may not be read, and a connector switched off today',
    file: file({ 'message-trace': refused('ExchangeMessageTrace.Read.All'), 'inbound-connectors': OFF }),
    kind: 'likely',
    causes: ['connector-offline'],
  },
  {
    says: 'a trace that may not be read, a person saw none arrive, and the MX is wrong',
    file: file(
      { 'message-trace': refused('ExchangeMessageTrace.Read.All'), 'mx-records': WRONG },
      { scope: { directions: ['inbound'] }, answers: answers({ trace: 'none' }) },
    ),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'an empty trace with no history, and everything else sound',
    file: file({ 'message-trace': trace(none(), none(), { earlier: [] }) }),
    kind: 'unknown',
  },
  {
    says: 'a trace that is unsure, and a wrong MX',
    file: file({ 'message-trace': unsure(NO_INBOUND.value), 'mx-records': WRONG }),
    kind: ['likely', 'unknown', 'found'],
  },
  {
    says: 'MX not answered in time, and no inbound mail',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': LATE }),
    kind: UNDECIDED,
  },
  {
    says: 'a wrong MX that is not certain',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': unsure(WRONG.value) }),
    kind: 'likely',
    causes: ['mx-wrong'],
  },
  {
    says: 'a list of connectors that was cut short, with one switched off',
    file: file({ 'message-trace': NO_INBOUND, 'inbound-connectors': unsure(OFF.value) }),
    kind: 'likely',
    causes: ['connector-offline'],
  },
  {
    says: "a wrong-looking MX where Microsoft's own record could not be read",
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records('mx.webhost.example'), { expected: undefined })),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a broad rule, trace unreachable',
    file: file({ 'message-trace': UNREACHABLE, 'transport-rules': rules(rule()) }),
    kind: 'likely',
    causes: ['transport-rule'],
  },
  {
    says: 'an open incident, trace unreachable',
    file: file({ 'message-trace': UNREACHABLE, 'service-health': health(issue()) }),
    kind: 'likely',
    causes: ['microsoft-incident'],
  },
  {
    says: 'nothing but answers: no messages, and the inbound connector is broken',
    file: bare({ answers: answers({ trace: 'none', inbound: 'broken' }) }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'nothing but answers: no messages, connectors sound, port 25 open, MX wrong',
    file: bare({
      answers: answers({
        trace: 'none',
        inbound: 'sound',
        outbound: 'sound',
        smtp: 'connected',
        mx: 'wrong',
      }),
    }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'nothing but answers: a person saw mail delivered',
    file: bare({ answers: answers({ trace: 'flowing' }) }),
    kind: 'flowing',
  },
  {
    says: 'nothing but answers: nobody could tell anything',
    file: bare({
      answers: answers(
        Object.fromEntries(
          ['trace', 'inbound', 'outbound', 'smtp', 'mx', 'rules', 'mailboxes', 'sync'].map((question) => [
            question,
            'cannot-tell',
          ]),
        ),
      ),
    }),
    kind: 'unknown',
  },
  {
    says: 'a person says that the MX is right, and all name servers say that it is not',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': WRONG }, { answers: answers({ mx: 'right' }) }),
    kind: 'conflict',
    causes: ['mx-wrong'],
  },
  {
    says: 'a person says that the MX is wrong, and all name servers say that it is right',
    file: file({ 'message-trace': NO_INBOUND }, { answers: answers({ mx: 'wrong' }) }),
    kind: 'conflict',
    causes: ['mx-wrong'],
  },
  {
    says: 'a person says that a connector is broken, and the list says that all are sound',
    file: file({ 'message-trace': NO_INBOUND }, { answers: answers({ inbound: 'broken' }) }),
    kind: 'conflict',
    causes: ['connector-offline'],
  },
  {
    says: 'a person says that a rule blocks, and no rule does',
    file: file({ 'message-trace': NO_INBOUND }, { answers: answers({ rules: 'blocking' }) }),
    kind: 'conflict',
    causes: ['transport-rule'],
  },
  {
    says: 'a person says that the directory is stuck, and it was synchronised 20 minutes ago',
    file: file({ 'message-trace': NO_INBOUND }, { answers: answers({ sync: 'stuck' }) }),
    kind: 'conflict',
    causes: ['directory-sync-stopped'],
  },
  {
    says: 'a person says that port 25 fails, and it connects from here',
    file: file({ 'message-trace': NO_INBOUND }, { answers: answers({ smtp: 'failed' }) }),
    // A person who stands at the mail server sees another way than we do.
    kind: 'found',
    causes: ['network-blocked'],
  },
  {
    says: 'a person says that mail is delivered, and the trace has none since an hour',
    file: file({ 'message-trace': NO_INBOUND }, { answers: answers({ trace: 'flowing' }) }),
    kind: NOT_FOUND,
  },
  {
    says: 'a person saw no messages, and the trace is full of them both ways',
    file: file({ 'inbound-connectors': OFF }, { answers: answers({ trace: 'none' }) }),
    kind: NOT_FOUND,
  },
  {
    says: 'a person and the probe agree that the MX is wrong',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': WRONG }, { answers: answers({ mx: 'wrong' }) }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'a person says that it is not the MX',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': WRONG }, { rejected: [{ cause: 'mx-wrong' }] }),
    kind: UNDECIDED,
    never: ['mx-wrong'],
  },
  {
    says: 'asked about outbound mail only, with a broken way in',
    file: file(
      { 'message-trace': trace(stopped('inbound'), stopped('outbound')), 'inbound-connectors': OFF },
      { scope: { directions: ['outbound'] } },
    ),
    kind: UNDECIDED,
    never: ['connector-offline'],
  },
  {
    says: 'asked about inbound mail only, which flows, while the way out is off',
    file: file(
      {
        'message-trace': trace(flowing('inbound'), stopped('outbound')),
        'outbound-connectors': outboundConnectors([
          outboundConnector({ Enabled: false, WhenChangedUTC: ago(2, ONSET) }),
        ]),
      },
      { scope: { directions: ['inbound'] } },
    ),
    kind: 'flowing',
  },
  {
    says: 'asked about one domain, whose MX is wrong while the other one is right',
    file: file(
      {
        'message-trace': NO_INBOUND,
        'mx-records': mx(
          domain(records(MX_HOST)),
          domain(records('mx.webhost.example'), { domain: 'fabrikam.com', isDefault: false }),
        ),
      },
      { scope: { directions: ['inbound'], domain: 'Fabrikam.com' } },
    ),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'asked about one domain, whose MX is right while the other one is wrong',
    file: file(
      {
        'message-trace': NO_INBOUND,
        'mx-records': mx(
          domain(records('mx.webhost.example')),
          domain(records(MX_HOST), { domain: 'fabrikam.com', isDefault: false }),
        ),
      },
      { scope: { directions: ['inbound'], domain: 'fabrikam.com' } },
    ),
    kind: UNDECIDED,
    never: ['mx-wrong'],
  },
  {
    says: 'no mail for three days, since a connector was switched off',
    file: file(
      {
        'message-trace': trace(none(), flowing('outbound')),
        'inbound-connectors': inboundConnectors([
          inboundConnector({ Enabled: false, WhenChangedUTC: ago(3 * 1440 + 5) }),
        ]),
      },
      { scope: { directions: ['inbound'], since: ago(3 * 1440) } },
    ),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'no mail since noon yesterday, and a connector that was off a month before',
    file: file(
      {
        'message-trace': NO_INBOUND,
        'inbound-connectors': inboundConnectors([
          inboundConnector({ Enabled: false, WhenChangedUTC: ago(30 * 1440) }),
        ]),
      },
      { scope: { directions: ['inbound'], since: ago(1000) } },
    ),
    kind: UNDECIDED,
  },
  {
    says: 'times in another zone mean the same moments',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: '2026-11-23T10:38:00+01:00' }),
      ]),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'rows as they are pasted from Graph and Exchange, with much that is not needed',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': found({
        connectors: [
          {
            ...inboundConnector({ Enabled: false, WhenChangedUTC: ago(4, ONSET) }),
            '@odata.type': '#Exchange.InboundConnector',
            Comment: null,
            CloudServicesMailEnabled: true,
          },
        ],
      }),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
]
