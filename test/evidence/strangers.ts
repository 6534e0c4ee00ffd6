import {
  accepted,
  ago,
  answers,
  bare,
  type Case,
  days,
  domain,
  failed,
  failing,
  file,
  flowing,
  found,
  HEALTHY_TRACE,
  health,
  inboundConnector,
  inboundConnectors,
  issue,
  known,
  LATE,
  limits,
  MX_HOST,
  mailboxes,
  mx,
  NO_INBOUND,
  NO_OUTBOUND,
  NOW,
  ONSET,
  outboundConnector,
  outboundConnectors,
  PEOPLE,
  peer,
  records,
  rule,
  rules,
  sku,
  smtp,
  stopped,
  sync,
  talk,
  target,
  trace,
  unsure,
  user,
} from './builder.ts'

const WRONG = mx(domain(records('mx.webhost.example')))
const second = (found: object) =>
  domain(found, {
    domain: 'fabrikam.com',
    isDefault: false,
    expected: known([{ host: 'fabrikam-com.mail.protection.outlook.com', preference: 0 }]),
  })
const MINE = '11111111-2222-3333-4444-555555555555'
/** As the trace tells it of a rule that stopped a message. */
const MET = [
  `Transport rule: 'Block everything from outside', ID: ('${MINE}')`,
  { event: 'Transport rule' },
] as const
const failedBy = (reply: string) => trace(failing('inbound', `Reason: [{LED=${reply}}]`), flowing('outbound'))
const DBEB = '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)'
/** Failures of which the trace tells no more than that. */
const NO_DETAILS = trace({ ...failing('inbound', ''), samples: [] }, flowing('outbound'))
const HUB = 'mail.contoso.com'
const turnsAway = (enhanced: string, code: number, phase: string, text: string) =>
  smtp([
    target(talk(MX_HOST)),
    target(failed(HUB, phase, 'rejected', { reply: { code, enhanced, text } }), {
      host: HUB,
      role: 'smart-host',
      serves: 'Outbound to on-premises',
    }),
  ])
const NOT_ACTIVE = turnsAway('4.3.2', 421, 'greeting', 'Service not active')
const NOBODY = PEOPLE.slice(0, 5).map((name) => user(name))
const RESTRICTED = {
  ConnectorType: 'Partner',
  SenderDomains: ['fabrikam.com'],
  Enabled: false,
  WhenChangedUTC: ONSET,
}
const UNRESOLVED = { kind: 'nxdomain' }

/** What somebody who knows Exchange, and of us no more than the schema, wrote and was once told wrongly. */
export const STRANGERS: readonly Case[] = [
  {
    says: 'a rule that stops all inbound mail since it fails, and no failure tells why',
    file: file({ 'message-trace': NO_DETAILS, 'transport-rules': rules(rule()) }),
    kind: 'found',
    causes: ['transport-rule'],
  },
  {
    says: 'the same, and the rule was made three months before',
    file: file({ 'message-trace': NO_DETAILS, 'transport-rules': rules(rule({ WhenChanged: days(-90) })) }),
    kind: ['likely', 'unknown'],
  },
  {
    says: 'the same, and the rule was only tested',
    file: file({ 'message-trace': NO_DETAILS, 'transport-rules': rules(rule({ Mode: 'Audit' })) }),
    kind: 'unknown',
    never: ['transport-rule'],
  },
  {
    says: 'a rule in other capitals than the service writes',
    file: file({
      'message-trace': trace(failing('inbound', ...MET), flowing('outbound')),
      'transport-rules': rules(rule({ Guid: MINE, State: 'enabled', Mode: 'ENFORCE' })),
    }),
    kind: 'found',
    causes: ['transport-rule'],
  },
  {
    says: 'all failures name a rule whose reach cannot be told from outside',
    file: file({
      'message-trace': trace(failing('inbound', ...MET), flowing('outbound')),
      'transport-rules': rules(rule({ Guid: MINE, conditions: { FromAddressContainsWords: ['a'] } })),
    }),
    kind: 'found',
    causes: ['transport-rule'],
  },
  {
    says: 'all failures met a disclaimer, which stops nothing',
    file: file({
      'message-trace': trace(
        failing('inbound', `Transport rule: 'Disclaimer', ID: ('${MINE}')`, { event: 'Transport rule' }),
        flowing('outbound'),
      ),
      'transport-rules': rules(),
    }),
    kind: 'unknown',
    never: ['transport-rule'],
  },
  {
    says: 'a wrong MX, and mail flows: caches, or a host that hands it on',
    file: file({ 'mx-records': WRONG }),
    kind: 'flowing',
  },
  {
    says: 'the MX of one of two domains is wrong: mail that flows may all be that of the other',
    file: file({ 'mx-records': mx(domain(records(MX_HOST)), second(records('mx.webhost.example'))) }),
    kind: 'likely',
    causes: ['mx-wrong'],
  },
  {
    says: 'one of two domains is parked and has no MX, and mail flows',
    file: file({ 'mx-records': mx(domain(records(MX_HOST)), second({ kind: 'nodata' })) }),
    kind: 'flowing',
  },
  {
    says: 'one of three name servers still has the old MX, and mail flows',
    file: file({
      'mx-records': mx(
        domain(records(MX_HOST), {
          zone: known({
            name: 'contoso.com',
            servers: [MX_HOST, MX_HOST, 'mx.webhost.example'].map((host, index) => ({
              host: `ns${index}.dns-host.example`,
              mx: { ...records(host), authoritative: true },
            })),
          }),
        }),
      ),
    }),
    kind: 'flowing',
  },
  {
    says: 'asked about outbound mail, which flows, while the MX is wrong and nothing comes in',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': WRONG }, { scope: { directions: ['outbound'] } }),
    kind: 'flowing',
  },
  {
    says: 'nothing but DNS, and the domain has no MX at all',
    file: bare({ probes: { 'mx-records': mx(domain({ kind: 'nodata' })) } }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'nothing but DNS, and the only MX host is misspelt and has no address',
    file: bare({
      probes: {
        'mx-records': mx(
          domain(records('mial.contoso.com'), {
            hosts: [{ host: 'mial.contoso.com', a: UNRESOLVED, aaaa: UNRESOLVED }],
          }),
        ),
      },
    }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'nothing but DNS, and the domain is gone and in redemption',
    file: bare({
      probes: {
        'mx-records': mx(
          domain(UNRESOLVED, {
            zone: undefined,
            registration: known({ name: 'contoso.com', status: ['redemption period'], expires: days(-40) }),
          }),
        ),
      },
    }),
    kind: 'found',
    causes: ['domain-expired'],
    never: ['mx-wrong'],
  },
  {
    says: 'a hold as the registries write it, clientHold',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(
        domain(UNRESOLVED, {
          zone: undefined,
          registration: known({ name: 'contoso.com', status: ['clientHold'] }),
        }),
      ),
    }),
    kind: 'found',
    causes: ['domain-expired'],
  },
  {
    says: 'no MX at all, and a person saw mail delivered',
    file: bare({
      probes: { 'mx-records': mx(domain({ kind: 'nodata' })) },
      answers: answers({ trace: 'flowing' }),
    }),
    kind: 'flowing',
  },
  {
    says: 'all inbound mail is refused with 5.7.64, and nobody looked at the connectors',
    file: bare({
      probes: { 'message-trace': failedBy('550 5.7.64 TenantAttribution; Relay Access Denied') },
    }),
    kind: 'likely',
    causes: ['connector-offline'],
  },
  {
    says: 'all inbound mail is refused with 5.7.64, and the connectors look sound',
    file: file({ 'message-trace': failedBy('550 5.7.64 TenantAttribution; Relay Access Denied') }),
    kind: 'likely',
    causes: ['connector-offline'],
  },
  {
    says: 'the connector of one partner was switched off when all inbound mail stopped',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([
        inboundConnector(),
        inboundConnector({ Name: 'Fabrikam', ...RESTRICTED }),
      ]),
    }),
    kind: ['likely', 'unknown'],
  },
  {
    says: 'the connector to one partner was switched off when all outbound mail stopped',
    file: file({
      'message-trace': NO_OUTBOUND,
      'outbound-connectors': outboundConnectors([
        outboundConnector({
          Name: 'Fabrikam',
          ConnectorType: 'Partner',
          RecipientDomains: ['fabrikam.com'],
          Enabled: false,
          WhenChangedUTC: ONSET,
        }),
      ]),
    }),
    kind: ['likely', 'unknown'],
  },
  {
    says: 'the on-premises server answers 421 4.3.2, and so do the failures',
    file: file({
      'message-trace': trace(
        flowing('inbound'),
        failing('outbound', 'Reason: [{LED=421 4.3.2 Service not active}]', {
          status: 'pending',
          event: 'Defer',
        }),
      ),
      'smtp-reachability': NOT_ACTIVE,
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'the on-premises server is short of resources (452 4.3.1), and so say the failures',
    file: file({
      'message-trace': trace(
        flowing('inbound'),
        failing('outbound', 'Reason: [{LED=452 4.3.1 Insufficient system resources}]', {
          status: 'pending',
          event: 'Defer',
        }),
      ),
      'smtp-reachability': turnsAway('4.3.1', 452, 'mail', 'Insufficient system resources'),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'the on-premises server answers 421 4.3.2, and no outbound mail is seen',
    file: file({ 'message-trace': NO_OUTBOUND, 'smtp-reachability': NOT_ACTIVE }),
    kind: 'likely',
    causes: ['connector-offline'],
  },
  {
    says: 'the on-premises server answers 421 4.3.2, and mail flows',
    file: file({ 'smtp-reachability': NOT_ACTIVE }),
    kind: 'flowing',
  },
  {
    says: 'recipients are unknown, and nobody could look at the mailboxes',
    file: file({ 'message-trace': failedBy('550 5.1.10 RESOLVER.ADR.RecipientNotFound'), mailboxes: LATE }),
    kind: 'likely',
    causes: ['mailbox-not-provisioned'],
  },
  {
    says: 'a domain became authoritative just when its unlicensed people became unknown',
    file: file({
      'message-trace': failedBy(DBEB),
      mailboxes: mailboxes(NOBODY, {
        accepted: known({
          domains: [accepted('contoso.com', { Default: true, WhenChangedUTC: ago(3, ONSET) })],
        }),
      }),
    }),
    kind: ['likely', 'found'],
    causes: ['accepted-domain'],
  },
  {
    says: 'the only subscription is deleted, and nobody has a licence any more',
    file: file({
      'message-trace': trace(stopped('inbound'), stopped('outbound')),
      mailboxes: mailboxes(NOBODY, { skus: known([sku('Deleted')]) }),
    }),
    kind: 'found',
    causes: ['subscription-expired'],
  },
  {
    says: 'an incident in other capitals than the service writes',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(issue({ classification: 'Incident', status: 'ServiceDegradation' })),
    }),
    kind: 'found',
    causes: ['microsoft-incident'],
  },
  {
    says: 'an incident that is over, in other capitals',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(issue({ status: 'ServiceRestored' })),
    }),
    kind: 'unknown',
    never: ['microsoft-incident'],
  },
  {
    says: 'an advisory of three weeks and a mailbox without a licence, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(issue({ classification: 'advisory', startDateTime: days(-21) })),
      mailboxes: mailboxes([...PEOPLE.map((name) => user(name, 'Enabled')), user('info')]),
    }),
    kind: 'unknown',
    never: ['microsoft-incident', 'mailbox-not-provisioned'],
  },
  {
    says: 'a directory that was given up years ago, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'directory-sync': sync({ onPremisesSyncEnabled: false, onPremisesLastSyncDateTime: days(-1200) }),
    }),
    kind: 'unknown',
    never: ['directory-sync-stopped'],
  },
  {
    says: 'a trace of yesterday, which says nothing of today',
    file: file({
      'message-trace': found({
        ...(HEALTHY_TRACE as unknown as { value: object }).value,
        window: { from: ago(1740), to: ago(300) },
        earlier: [],
      }),
    }),
    kind: 'unknown',
  },
  {
    says: 'zeros that are written out are silence',
    file: bare({
      probes: {
        'message-trace': found({
          window: { from: ago(1440), to: NOW },
          counts: [
            { at: ago(1440), minutes: 1380, course: 'inbound', status: 'Delivered', count: 2760 },
            { at: ONSET, minutes: 60, course: 'inbound', status: 'Delivered', count: 0 },
            { at: ago(1440), minutes: 1440, course: 'outbound', status: 'Delivered', count: 1700 },
          ],
        }),
        'mx-records': WRONG,
      },
    }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'over the limit of external recipients, and failures that tell nothing',
    file: file({
      'message-trace': trace(flowing('inbound'), { ...failing('outbound', ''), samples: [] }),
      limits: limits([], [{ ObservedValue: 23_000, Threshold: 22_059, EnforcementEnabled: true }]),
    }),
    kind: 'likely',
    causes: ['sending-limit'],
  },
  {
    says: 'an expired certificate where the connector demands no TLS, and no outbound mail',
    file: file({
      'message-trace': NO_OUTBOUND,
      'outbound-connectors': outboundConnectors(
        [outboundConnector({ TlsSettings: undefined })],
        [
          peer(HUB, {
            contact: known({
              certificate: { names: [HUB], notAfter: days(-1), trouble: 'CERT_HAS_EXPIRED' },
            }),
          }),
        ],
      ),
    }),
    kind: ['likely', 'unknown'],
    never: ['tls-certificate'],
  },
  {
    says: 'a list of rules that was cut short, with one that stops everything',
    file: file({
      'message-trace': NO_DETAILS,
      'transport-rules': unsure((rules(rule()) as unknown as { value: object }).value),
    }),
    kind: 'likely',
    causes: ['transport-rule'],
  },
]
