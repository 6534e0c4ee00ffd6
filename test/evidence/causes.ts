import {
  accepted,
  ago,
  type Case,
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
  none,
  ONSET,
  outboundConnector,
  outboundConnectors,
  PEOPLE,
  peer,
  records,
  rule,
  rules,
  SYNC_STAGING,
  SYNC_STALE,
  sku,
  smtp,
  stopped,
  target,
  trace,
  user,
} from './builder.ts'

const UNKNOWN_RECIPIENT =
  '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'
const GATEWAY = 'eu-smtp-inbound-1.mimecast.com'
const OWN_SERVER = 'mail.contoso.com'

const inbound = (reply: string, rest: object = {}) =>
  trace(failing('inbound', `Reason: [{LED=${reply}}]`, rest), flowing('outbound'))
const outbound = (reply: string, rest: object = {}) =>
  trace(flowing('inbound'), failing('outbound', `Reason: [{LED=${reply}}]`, rest))

/** One fault, with proof. */
export const CAUSES: readonly Case[] = [
  {
    says: 'an inbound connector switched off just before inbound mail stopped',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: ago(4, ONSET) }),
      ]),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'an inbound connector that Microsoft has blocked',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors([inboundConnector({ Guid: 'A-1' })], {
        blocked: known([{ ids: ['a-1'], reason: 'Suspicious activity' }]),
      }),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'a Partner connector that lets in only a gateway which MX no longer names',
    file: file({
      'message-trace': NO_INBOUND,
      'inbound-connectors': inboundConnectors(
        [
          inboundConnector({
            Name: 'Only the gateway',
            ConnectorType: 'Partner',
            SenderDomains: ['*'],
            SenderIPAddresses: ['198.51.100.0/24'],
            RestrictDomainsToIPAddresses: true,
            TlsSenderCertificateName: null,
          }),
        ],
        { mx: known([{ domain: 'contoso.com', hosts: [MX_HOST] }]) },
      ),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'an outbound connector with centralised transport switched off, and outbound mail waits',
    file: file({
      'message-trace': trace(
        flowing('inbound'),
        failing('outbound', 'Message deferred', { status: 'pending', event: 'Defer' }),
      ),
      'outbound-connectors': outboundConnectors([
        outboundConnector({
          Enabled: false,
          RouteAllMessagesViaOnPremises: true,
          WhenChangedUTC: ago(2, ONSET),
        }),
      ]),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'the only smart host is gone from DNS, and outbound mail waits with 4.4.312',
    file: file({
      'message-trace': outbound('450 4.4.312 DNS query failed', { status: 'pending', event: 'Defer' }),
      'outbound-connectors': outboundConnectors(
        [outboundConnector()],
        [peer(OWN_SERVER, { addresses: known([]), contact: { known: false, why: 'no address' } })],
      ),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'the host of the tenant refuses port 25 while others answer',
    file: file({
      'message-trace': NO_INBOUND,
      'smtp-reachability': smtp([target(failed(MX_HOST, 'connect', 'refused'))]),
    }),
    kind: 'found',
    causes: ['network-blocked'],
  },
  {
    says: 'outbound mail waits because the other end refuses connections (4.4.316)',
    file: file({
      'message-trace': outbound('450 4.4.316 Connection refused [Message=Socket error code 10061]', {
        status: 'Pending',
        event: 'DEFER',
      }),
    }),
    kind: 'found',
    causes: ['network-blocked'],
  },
  {
    says: 'the MX points at somebody else, by both name servers',
    file: file({ 'message-trace': NO_INBOUND, 'mx-records': mx(domain(records('mx.webhost.example'))) }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'the MX is gone',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain({ kind: 'nodata', server: '1.1.1.1' })),
    }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
  {
    says: 'a rule rejects everything from outside, and its words are in the trace',
    file: file({
      'message-trace': inbound(
        '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy',
      ),
      'transport-rules': rules(rule()),
    }),
    kind: 'found',
    causes: ['transport-rule'],
  },
  {
    says: 'a rule without conditions deletes everything, both ways',
    file: file({
      'message-trace': trace(
        failing('inbound', "Transport rule: 'Purge', ID: ('b3f1a2c4-0000-4000-8000-000000000001')", {
          event: 'Transport rule',
        }),
        failing('outbound', "Transport rule: 'Purge', ID: ('b3f1a2c4-0000-4000-8000-000000000001')", {
          event: 'Transport rule',
        }),
      ),
      'transport-rules': rules(rule({ Name: 'Purge', conditions: {}, actions: { DeleteMessage: ['True'] } })),
    }),
    kind: 'found',
    causes: ['transport-rule'],
  },
  {
    says: 'the person in question has lost the licence',
    file: file(
      {
        'message-trace': inbound(UNKNOWN_RECIPIENT, { to: 'kim@contoso.com' }),
        mailboxes: mailboxes(undefined, {
          sample: { address: 'kim@contoso.com', user: user('kim', 'Deleted') },
        }),
      },
      { scope: { directions: ['inbound'], address: 'Kim@contoso.com' } },
    ),
    kind: 'found',
    causes: ['mailbox-not-provisioned'],
  },
  {
    says: 'most mailboxes have no licence, and their mail bounces',
    file: file({
      'message-trace': inbound(UNKNOWN_RECIPIENT),
      mailboxes: mailboxes(PEOPLE.map((name, index) => user(name, index < 8 ? 'Deleted' : 'Enabled'))),
    }),
    kind: 'found',
    causes: ['mailbox-not-provisioned'],
  },
  {
    says: 'the directory is a day old, and recipients are not found',
    file: file({
      'message-trace': inbound(UNKNOWN_RECIPIENT, { to: 'new.colleague@contoso.com' }),
      'directory-sync': SYNC_STALE,
    }),
    kind: 'found',
    causes: ['directory-sync-stopped'],
  },
  {
    says: 'the same, and the sync server is in staging mode',
    file: file({
      'message-trace': inbound(UNKNOWN_RECIPIENT, { to: 'new.colleague@contoso.com' }),
      'directory-sync': SYNC_STAGING,
    }),
    kind: 'found',
    causes: ['directory-sync-stopped'],
  },
  {
    says: 'Exchange Online bans the tenant from sending for its spam (5.7.705)',
    file: file({
      'message-trace': outbound('550 5.7.705 Access denied, tenant has exceeded threshold'),
    }),
    kind: 'found',
    causes: ['throttled'],
  },
  {
    says: 'what we send is put off as suspicious (4.7.500)',
    file: file({
      'message-trace': outbound('451 4.7.500 Access denied, please try again later', {
        status: 'pending',
        event: 'Defer',
      }),
    }),
    kind: 'found',
    causes: ['throttled'],
  },
  {
    says: 'the certificate of the smart host has expired, and outbound mail waits with 4.7.320',
    file: file({
      'message-trace': outbound('450 4.7.320 Certificate validation failed [Message=CertificateExpired]', {
        status: 'pending',
        event: 'Defer',
      }),
      'outbound-connectors': outboundConnectors(
        [outboundConnector()],
        [
          peer(OWN_SERVER, {
            contact: known({
              certificate: {
                subject: `CN=${OWN_SERVER}`,
                issuer: 'CN=R3',
                names: [OWN_SERVER],
                notAfter: ONSET,
                trouble: 'CERT_HAS_EXPIRED',
              },
            }),
          }),
        ],
      ),
    }),
    kind: 'found',
    causes: ['tls-certificate'],
  },
  {
    says: 'Microsoft has an open incident about receiving mail since then',
    file: file({ 'message-trace': NO_INBOUND, 'service-health': health(issue()) }),
    kind: 'found',
    causes: ['microsoft-incident'],
  },
  {
    says: 'no subscription with mailboxes works any more',
    file: file({
      'message-trace': trace(stopped('inbound'), stopped('outbound')),
      mailboxes: mailboxes(
        PEOPLE.map((name) => user(name, 'Suspended')),
        { skus: known([sku('Suspended')]) },
      ),
    }),
    kind: 'found',
    causes: ['subscription-expired'],
  },
  {
    says: 'the domain is gone from DNS and in its redemption period',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(
        domain(
          { kind: 'nxdomain', server: '1.1.1.1' },
          {
            zone: undefined,
            registration: known({
              name: 'contoso.com',
              registered: true,
              status: ['redemption period'],
              expires: ago(40_000),
            }),
          },
        ),
      ),
    }),
    kind: 'found',
    causes: ['domain-expired'],
  },
  {
    says: 'all hosts of the gateway before us refuse connections',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(GATEWAY, 'eu-smtp-inbound-2.mimecast.com'))),
      'mx-hosts': found({
        hosts: [GATEWAY, 'eu-smtp-inbound-2.mimecast.com'].map((host) => ({
          host,
          serves: ['contoso.com'],
          contact: known({ failure: { phase: 'connect', kind: 'refused', detail: 'ECONNREFUSED' } }),
        })),
      }),
    }),
    kind: 'found',
    causes: ['third-party-gateway'],
  },
  {
    says: 'Exchange Online blocks the outdated server that the MX names',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': mx(domain(records(OWN_SERVER))),
      'mx-hosts': found({
        hosts: [{ host: OWN_SERVER, serves: ['contoso.com'], contact: known({ greeting: '220 mail' }) }],
      }),
      'inbound-connectors': inboundConnectors([inboundConnector()], {
        outdated: known([
          {
            ServerFQDN: OWN_SERVER,
            Build: '15.1.2507.6',
            ThrottleEnabledDate: ago(30_000),
            BlockingEnabledDate: ago(20, ONSET),
          },
        ]),
      }),
    }),
    kind: 'found',
    causes: ['hybrid-server-outdated'],
  },
  {
    says: 'mail from the hybrid server bounces with 5.7.230',
    file: file({
      'message-trace': inbound(
        '550 5.7.230 Connecting Exchange server version is out-of-date; connection to Exchange Online blocked',
      ),
    }),
    kind: 'found',
    causes: ['hybrid-server-outdated'],
  },
  {
    says: 'the accepted domain may not receive any more',
    file: file({
      'message-trace': NO_INBOUND,
      mailboxes: mailboxes(undefined, {
        accepted: known({
          domains: [
            accepted('contoso.com', {
              Default: true,
              SendingToDomainDisabled: true,
              WhenChangedUTC: ago(3, ONSET),
            }),
          ],
        }),
      }),
    }),
    kind: 'found',
    causes: ['accepted-domain'],
  },
  {
    says: 'the domain became Authoritative, and its recipients on-premises are unknown since',
    file: file({
      'message-trace': inbound('550 5.4.1 Recipient address rejected: Access denied', {
        to: 'plant@contoso.com',
      }),
      mailboxes: mailboxes(undefined, {
        accepted: known({
          domains: [accepted('contoso.com', { Default: true, WhenChangedUTC: ago(5, ONSET) })],
        }),
      }),
    }),
    kind: 'found',
    causes: ['accepted-domain'],
  },
  {
    says: 'a relay domain sends its mail round in circles',
    file: file({
      'message-trace': inbound('554 5.4.14 Hop count exceeded - possible mail loop ATTR34', {
        to: 'plant@contoso.com',
      }),
      mailboxes: mailboxes(undefined, {
        accepted: known({
          domains: [accepted('contoso.com', { Default: true, DomainType: 'InternalRelay' })],
        }),
      }),
    }),
    kind: 'found',
    causes: ['accepted-domain'],
  },
  {
    says: 'the tenant is over its limit of external recipients (5.7.233)',
    file: file({
      'message-trace': outbound(
        "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients",
      ),
      limits: limits(
        [],
        [{ ObservedValue: 12_400, Threshold: 10_000, Verdict: 'Blocked', EnforcementEnabled: true }],
      ),
    }),
    kind: 'found',
    causes: ['sending-limit'],
  },
  {
    says: 'the person in question is restricted from sending',
    file: file(
      {
        limits: limits([
          {
            SenderAddress: 'Ada@contoso.com',
            Reason: 'OutboundSpamLast24Hours=120',
            CreatedDatetime: ago(90),
          },
        ]),
      },
      { scope: { directions: ['outbound'], address: 'ada@contoso.com' } },
    ),
    kind: 'found',
    causes: ['sending-limit'],
  },
  {
    says: 'senders hear that the tenant has no mail-enabled subscription (4.4.4)',
    file: file({
      'message-trace': trace(none(), none()),
      'smtp-reachability': smtp([
        target(
          failed(MX_HOST, 'rcpt', 'rejected', {
            reply: { code: 451, enhanced: '4.4.4', text: '4.4.4 Mail received as unauthenticated ATTR5' },
          }),
        ),
      ]),
      mailboxes: mailboxes(
        PEOPLE.map((name) => user(name, 'Suspended')),
        { skus: known([sku('Suspended')]) },
      ),
    }),
    kind: 'found',
    causes: ['subscription-expired'],
  },
  {
    says: 'an outbound connector in test mode since just before outbound mail stopped',
    file: file({
      'message-trace': NO_OUTBOUND,
      'outbound-connectors': outboundConnectors([
        outboundConnector({
          TestMode: true,
          RouteAllMessagesViaOnPremises: true,
          WhenChangedUTC: ago(3, ONSET),
        }),
      ]),
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
]
