import {
  ago,
  type Case,
  certificate,
  days,
  domain,
  failed,
  failing,
  file,
  flowing,
  found,
  health,
  inboundConnector,
  inboundConnectors,
  issue,
  known,
  limits,
  MX_HOST,
  mailboxes,
  mx,
  NO_INBOUND,
  NO_OUTBOUND,
  ONSET,
  outboundConnector,
  outboundConnectors,
  PEOPLE,
  peer,
  records,
  rule,
  rules,
  SYNC_STALE,
  sku,
  smtp,
  sync,
  talk,
  target,
  trace,
  user,
} from './builder.ts'

const GATEWAY = ['eu-smtp-inbound-1.mimecast.com', 'eu-smtp-inbound-2.mimecast.com']
const gatewayHosts = (...contacts: readonly object[]) =>
  found({
    hosts: GATEWAY.map((host, index) => ({
      host,
      serves: ['contoso.com'],
      contact: known(contacts[index] ?? {}),
    })),
  })
const REFUSES = { failure: { phase: 'connect', kind: 'refused', detail: 'ECONNREFUSED' } }
const NEW_MX = 'contoso-com.j-v1.mx.microsoft'
const UNDECIDED = ['likely', 'unknown'] as const

/** What looks like a fault and is none, or not this one. */
export const TRAPS: readonly Case[] = [
  {
    says: 'nothing is wrong',
    file: file({}),
    kind: 'flowing',
  },
  {
    says: 'an inbound connector has been off for a year, and inbound mail stopped an hour ago',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([
        inboundConnector(),
        inboundConnector({ Name: 'Old partner', ConnectorType: 'Partner', Enabled: false }),
      ]),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'an inbound connector was switched off today, and mail flows all the same',
    file: file({
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: ago(200) }),
      ]),
    }),
    kind: ['flowing', 'likely'],
  },
  ...(
    [
      ['in audit mode', { Mode: 'Audit' }],
      ['whose time is over', { ExpiryDate: ago(3000) }],
      ['whose time has not come', { ActivationDate: days(2) }],
      ['that is switched off', { State: 'Disabled' }],
      [
        'that its exceptions empty',
        {
          conditions: {},
          exceptions: { FromScope: ['NotInOrganization'], SentToScope: ['NotInOrganization'] },
        },
      ],
      ['for one sender', { conditions: { From: ['bob@fabrikam.com'] } }],
    ] as const
  ).map(
    ([which, rest]): Case => ({
      says: `a rejecting rule ${which}, and no inbound mail`,
      file: file({ 'message-trace': NO_INBOUND, 'transport-rules': rules(rule(rest)) }),
      kind: UNDECIDED,
      never: ['transport-rule'],
    }),
  ),
  {
    says: 'a broad rule, and inbound mail fails with unknown recipients',
    file: file({
      'message-trace': trace(
        failing('inbound', 'Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found}]'),
        flowing('outbound'),
      ),
      'transport-rules': rules(rule({ WhenChanged: ago(90_000) })),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'MX at a gateway on purpose, and mail flows',
    file: file({ 'mx-records': mx(domain(records(...GATEWAY))), 'mx-hosts': gatewayHosts() }),
    kind: 'flowing',
  },
  {
    says: 'MX at a gateway that answers, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(...GATEWAY))),
      'mx-hosts': gatewayHosts(),
    }),
    kind: UNDECIDED,
    never: ['mx-wrong'],
  },
  {
    says: 'one of two hosts of the gateway is down, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(...GATEWAY))),
      'mx-hosts': gatewayHosts(REFUSES),
    }),
    kind: UNDECIDED,
    never: ['mx-wrong'],
  },
  {
    says: 'the new kind of MX host, as Microsoft expects it, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(NEW_MX), { expected: known([{ host: NEW_MX, preference: 0 }]) })),
    }),
    kind: UNDECIDED,
    never: ['mx-wrong'],
  },
  {
    says: "the classic MX host where Microsoft's record names the new one of the same tenant",
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(MX_HOST), { expected: known([{ host: NEW_MX, preference: 0 }]) })),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'MX written in capitals with a final dot, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(`${MX_HOST.toUpperCase()}.`), { domain: 'Contoso.com' })),
    }),
    kind: UNDECIDED,
    never: ['mx-wrong'],
  },
  {
    says: 'MX at an own server which a connector names, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records('mail.contoso.com'))),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a trace that ends three hours ago both ways, and a connector switched off today',
    file: file({
      'message-trace': trace(
        {
          counts: flowing('inbound').counts.map((one) => ({ ...one, minutes: 1260, count: 2520 })),
          samples: [],
        },
        {
          counts: flowing('outbound').counts.map((one) => ({ ...one, minutes: 1260, count: 1512 })),
          samples: [],
        },
      ),
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: ago(182) }),
      ]),
    }),
    kind: UNDECIDED,
    causes: ['connector-offline'],
  },
  {
    says: 'a Microsoft incident that is resolved',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(issue({ isResolved: true, status: 'serviceRestored', endDateTime: ago(30) })),
    }),
    kind: UNDECIDED,
    never: ['microsoft-incident'],
  },
  {
    says: 'a Microsoft incident with a status that says it is over',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(issue({ status: 'falsePositive' })),
    }),
    kind: UNDECIDED,
    never: ['microsoft-incident'],
  },
  {
    says: 'an incident about receiving messages in Teams',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(
        issue({
          service: 'Microsoft Teams',
          feature: 'Chat',
          title: "Users can't send or receive chat messages",
          impactDescription: 'Messages are delayed.',
        }),
      ),
    }),
    kind: UNDECIDED,
    never: ['microsoft-incident'],
  },
  {
    says: 'an Exchange advisory about search',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(
        issue({
          classification: 'advisory',
          feature: 'Web clients',
          title: 'Search results are incomplete in Outlook on the web',
          impactDescription: 'Users see incomplete results.',
        }),
      ),
    }),
    kind: UNDECIDED,
    never: ['microsoft-incident'],
  },
  {
    says: 'a Microsoft incident that began five days ago, and mail stopped an hour ago',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(issue({ startDateTime: ago(7200) })),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a Microsoft incident about sending, and inbound mail stopped',
    file: file({
      'message-trace': NO_INBOUND,
      'service-health': health(
        issue({ title: "Users can't send email messages", impactDescription: 'Sending fails.' }),
      ),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a sync of 40 minutes ago, and unknown recipients',
    file: file({
      'message-trace': trace(
        failing('inbound', 'Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found}]'),
        flowing('outbound'),
      ),
      'directory-sync': sync({ onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: ago(40) }),
    }),
    kind: UNDECIDED,
    never: ['directory-sync-stopped'],
  },
  {
    says: 'a tenant that has never synchronised, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'directory-sync': sync({ onPremisesSyncEnabled: null, onPremisesLastSyncDateTime: null }),
    }),
    kind: UNDECIDED,
    never: ['directory-sync-stopped'],
  },
  {
    says: 'an old directory, and mail flows',
    file: file({ 'directory-sync': SYNC_STALE }),
    kind: ['flowing', 'likely'],
  },
  {
    says: 'an old directory, and outbound mail stopped',
    file: file({ 'message-trace': NO_OUTBOUND, 'directory-sync': SYNC_STALE }),
    kind: UNDECIDED,
  },
  {
    says: 'two of ten people lack a licence, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      mailboxes: mailboxes(PEOPLE.map((name, index) => user(name, index < 2 ? undefined : 'Enabled'))),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'guests, disabled people and synchronised people with their mailbox on-premises have no licence',
    file: file({
      'message-trace': NO_INBOUND,
      mailboxes: mailboxes(
        [
          user('ada', 'Enabled'),
          user('guest', undefined, { userType: 'Guest' }),
          user('gone', undefined, { accountEnabled: false }),
          ...['kai', 'lena', 'mika'].map((name) => user(name, undefined, { onPremisesSyncEnabled: true })),
        ],
        {
          recipients: known(
            ['kai', 'lena', 'mika'].map((name) => ({ address: `${name}@contoso.com`, type: 'MailUser' })),
          ),
        },
      ),
    }),
    kind: UNDECIDED,
    never: ['mailbox-not-provisioned'],
  },
  {
    says: 'a subscription in its grace time',
    file: file({
      'message-trace': NO_INBOUND,
      mailboxes: mailboxes(undefined, { skus: known([sku('Warning')]) }),
    }),
    kind: UNDECIDED,
    never: ['subscription-expired'],
  },
  {
    says: 'a trial that nobody holds has run out',
    file: file({
      'message-trace': NO_INBOUND,
      mailboxes: mailboxes(undefined, {
        skus: known([sku('Enabled'), sku('Suspended', { skuPartNumber: 'TRIAL', consumedUnits: 0 })]),
      }),
    }),
    kind: UNDECIDED,
    never: ['subscription-expired'],
  },
  {
    says: 'a certificate that ends in 20 days, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'smtp-reachability': smtp([
        target(talk(MX_HOST)),
        target(
          talk('mail.contoso.com', {
            tls: certificate({ names: ['mail.contoso.com'], notAfter: days(20) }),
          }),
          { host: 'mail.contoso.com', role: 'smart-host', serves: 'Outbound to on-premises' },
        ),
      ]),
    }),
    kind: UNDECIDED,
    never: ['tls-certificate'],
  },
  {
    says: 'one resolver says NXDOMAIN, and the name servers have the right MX',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(MX_HOST), { mx: { kind: 'nxdomain', server: '192.0.2.53' } })),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'one resolver says NXDOMAIN, nobody else was asked, and the registration is in order',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(
        domain(
          { kind: 'nxdomain', server: '192.0.2.53' },
          {
            zone: undefined,
            registration: known({
              name: 'contoso.com',
              registered: true,
              status: ['active'],
              expires: days(300),
            }),
          },
        ),
      ),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'one resolver says NXDOMAIN, and nobody else was asked',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain({ kind: 'nxdomain', server: '192.0.2.53' }, { zone: undefined })),
    }),
    kind: UNDECIDED,
    causes: ['mx-wrong'],
  },
  {
    says: 'a tenant with no connector at all, and no inbound mail',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([]),
      'outbound-connectors': outboundConnectors([], []),
    }),
    kind: UNDECIDED,
    never: ['connector-offline'],
  },
  {
    says: 'a tenant of eight messages a day, in the night, with a connector switched off yesterday',
    file: file(
      {
        'message-trace': found({
          window: { from: '2026-11-22T03:00:00Z', to: '2026-11-23T03:00:00Z' },
          counts: [
            { at: '2026-11-22T08:00:00Z', minutes: 540, course: 'inbound', status: 'delivered', count: 5 },
            { at: '2026-11-22T08:00:00Z', minutes: 540, course: 'outbound', status: 'delivered', count: 3 },
          ],
          earlier: [
            {
              daysAgo: 1,
              covered: [{ from: '2026-11-21T03:00:00Z', to: '2026-11-22T03:00:00Z' }],
              counts: [
                {
                  at: '2026-11-21T08:00:00Z',
                  minutes: 540,
                  course: 'inbound',
                  status: 'delivered',
                  count: 6,
                },
                {
                  at: '2026-11-21T08:00:00Z',
                  minutes: 540,
                  course: 'outbound',
                  status: 'delivered',
                  count: 2,
                },
              ],
            },
          ],
        }),
        'inbound-connectors': inboundConnectors([
          inboundConnector({ Enabled: false, WhenChangedUTC: '2026-11-22T07:00:00Z' }),
        ]),
      },
      { startedAt: '2026-11-23T03:00:00Z' },
    ),
    kind: ['likely', 'unknown', 'flowing'],
  },
  {
    says: 'nobody answers on port 25 from here, not even others',
    file: file({
      'message-trace': NO_INBOUND,
      'smtp-reachability': smtp(
        [target(failed(MX_HOST, 'connect', 'timed-out'))],
        [failed('mx.other.example', 'connect', 'timed-out')],
      ),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a smart host that does not answer us, and outbound mail stopped',
    file: file({
      'message-trace': NO_OUTBOUND,
      'outbound-connectors': outboundConnectors(
        [outboundConnector()],
        [
          peer('mail.contoso.com', {
            contact: known({ failure: { phase: 'connect', kind: 'timed-out', detail: 'no answer' } }),
          }),
        ],
      ),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a host that turns our address away',
    file: file({
      'message-trace': NO_INBOUND,
      'smtp-reachability': smtp([
        target(
          failed(MX_HOST, 'rcpt', 'rejected', {
            reply: { code: 550, enhanced: '5.7.606', text: '5.7.606 Access denied, banned sending IP' },
          }),
        ),
      ]),
    }),
    kind: UNDECIDED,
    never: ['network-blocked'],
  },
  {
    says: 'an outdated server that is only reported',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([inboundConnector()], {
        outdated: known([
          { ServerFQDN: 'ex01.contoso.com', Build: '15.1.2507.6', BlockingEnabledDate: days(30) },
        ]),
      }),
    }),
    kind: UNDECIDED,
    never: ['hybrid-server-outdated'],
  },
  {
    says: 'over a limit that is not enforced, and outbound mail is refused by the other end',
    file: file({
      'message-trace': trace(
        flowing('inbound'),
        failing('outbound', 'Reason: [{LED=550 5.4.316 Message expired, connection refused}]'),
      ),
      limits: limits([], [{ ObservedValue: 12_000, Threshold: 10_000, EnforcementEnabled: false }]),
    }),
    kind: 'found',
    causes: ['network-blocked'],
  },
  {
    says: 'somebody else is restricted from sending, and outbound mail stopped',
    file: file({
      'message-trace': NO_OUTBOUND,
      limits: limits([{ SenderAddress: 'newsletter@contoso.com', CreatedDatetime: ago(40_000) }]),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a few unknown recipients and some spam, as every day',
    file: file({
      'message-trace': trace(
        {
          counts: [
            ...flowing('inbound').counts,
            { at: ago(1440), minutes: 1440, course: 'inbound', status: 'failed', count: 60 },
            { at: ago(1440), minutes: 1440, course: 'inbound', status: 'filteredAsSpam', count: 500 },
          ],
          samples: failing('inbound', 'Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound}]').samples,
        },
        flowing('outbound'),
      ),
    }),
    kind: 'flowing',
  },
  {
    says: 'a wrong MX of one domain among five, and no inbound mail at all',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(
        domain(records(MX_HOST)),
        ...['a', 'b', 'c'].map((name) =>
          domain(records(`${name}-example.mail.protection.outlook.com`), {
            domain: `${name}.example`,
            isDefault: false,
            expected: known([{ host: `${name}-example.mail.protection.outlook.com`, preference: 0 }]),
          }),
        ),
        domain(records('mx.webhost.example'), { domain: 'old.example', isDefault: false }),
      ),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a wrong MX, and inbound mail flows',
    file: file({ 'mx-records': mx(domain(records('mx.webhost.example'))) }),
    kind: ['flowing', 'likely', 'conflict'],
  },
  {
    says: 'a connector was switched off half an hour after mail stopped',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([inboundConnector({ Enabled: false, WhenChangedUTC: ago(5) })]),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'a rule made after mail stopped',
    file: file({
      'message-trace': NO_INBOUND,
      'transport-rules': rules(rule({ WhenChanged: ago(10) })),
    }),
    kind: UNDECIDED,
  },
  {
    says: 'two rows of failures, all alike, while hundreds arrive',
    file: file({
      'message-trace': trace(
        {
          counts: [
            ...flowing('inbound').counts,
            { at: ago(20), minutes: 10, course: 'inbound', status: 'failed', count: 2 },
          ],
          samples: failing(
            'inbound',
            'Reason: [{LED=550 5.7.1 TRANSPORT.RULES.RejectMessage}]',
          ).samples.slice(0, 2),
        },
        flowing('outbound'),
      ),
      'transport-rules': rules(rule({ conditions: { From: ['bob@fabrikam.com'] } })),
    }),
    kind: 'flowing',
  },
  {
    says: `a connector changed long before the trouble, which began at ${ONSET}`,
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: ago(4 * 1440) }),
      ]),
    }),
    kind: UNDECIDED,
  },
]
