import {
  ago,
  type Case,
  domain,
  failing,
  file,
  found,
  health,
  inboundConnector,
  inboundConnectors,
  issue,
  known,
  limits,
  mx,
  NO_INBOUND,
  ONSET,
  outboundConnector,
  outboundConnectors,
  peer,
  records,
  rule,
  rules,
  SYNC_STALE,
  stopped,
  trace,
} from './builder.ts'

const MX_ELSEWHERE = mx(domain(records('mx.webhost.example')))
const GATEWAY = 'mxa-001.pphosted.com'
const CONNECTOR_OFF = outboundConnectors([
  outboundConnector({
    Enabled: false,
    RouteAllMessagesViaOnPremises: true,
    WhenChangedUTC: ago(2, ONSET),
  }),
])

const reply = (text: string) => `Reason: [{LED=${text}}]`

/** Two faults at once, each with proof. */
export const PAIRS: readonly Case[] = [
  {
    says: 'the MX is wrong, and a rule rejects what goes out',
    file: file({
      'message-trace': trace(
        stopped('inbound'),
        failing('outbound', reply('550 5.7.1 TRANSPORT.RULES.RejectMessage; rejected by policy')),
      ),
      'mx-records': MX_ELSEWHERE,
      'transport-rules': rules(rule({ conditions: { FromScope: ['InOrganization'] } })),
    }),
    kind: 'found',
    causes: ['mx-wrong', 'transport-rule'],
  },
  {
    says: 'the way out is switched off, and the directory is a day old',
    file: file({
      'message-trace': trace(
        failing('inbound', reply('550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found')),
        stopped('outbound'),
      ),
      'outbound-connectors': CONNECTOR_OFF,
      'directory-sync': SYNC_STALE,
    }),
    kind: 'found',
    causes: ['connector-offline', 'directory-sync-stopped'],
  },
  {
    says: 'the MX is wrong, and the certificate of the smart host has expired',
    file: file({
      'message-trace': trace(
        stopped('inbound'),
        failing('outbound', reply('450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]'), {
          status: 'pending',
          event: 'Defer',
        }),
      ),
      'mx-records': MX_ELSEWHERE,
      'outbound-connectors': outboundConnectors(
        [outboundConnector()],
        [
          peer('mail.contoso.com', {
            contact: known({
              certificate: {
                subject: 'CN=mail.contoso.com',
                issuer: 'CN=R3',
                names: ['mail.contoso.com'],
                notAfter: ago(10, ONSET),
              },
            }),
          }),
        ],
      ),
    }),
    kind: 'found',
    causes: ['mx-wrong', 'tls-certificate'],
  },
  {
    says: 'the gateway is down, and the tenant is over its sending limit',
    file: file({
      'message-trace': trace(
        stopped('inbound'),
        failing('outbound', reply('550 5.7.233 your tenant exceeded its daily limit')),
      ),
      'mx-records': mx(domain(records(GATEWAY))),
      'mx-hosts': found({
        hosts: [
          {
            host: GATEWAY,
            serves: ['contoso.com'],
            contact: known({ failure: { phase: 'connect', kind: 'refused', detail: 'ECONNREFUSED' } }),
          },
        ],
      }),
      limits: limits([], [{ ObservedValue: 9_000, Threshold: 5_000, EnforcementEnabled: true }]),
    }),
    kind: 'found',
    causes: ['third-party-gateway', 'sending-limit'],
  },
  {
    says: 'an inbound connector is off, and Microsoft has an incident about sending',
    file: file({
      'message-trace': trace(
        stopped('inbound'),
        failing('outbound', reply('451 4.3.2 Temporary server error. Please try again later ATTR55'), {
          status: 'pending',
          event: 'Defer',
        }),
      ),
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: ago(4, ONSET) }),
      ]),
      'service-health': health(
        issue({
          title: "Users can't send email messages",
          impactDescription: 'Users may be unable to send email.',
        }),
      ),
    }),
    kind: 'found',
    causes: ['microsoft-incident', 'connector-offline'],
  },
  {
    says: 'both ways are switched off',
    file: file({
      'message-trace': trace(stopped('inbound'), stopped('outbound')),
      'inbound-connectors': inboundConnectors([
        inboundConnector({ Enabled: false, WhenChangedUTC: ago(4, ONSET) }),
      ]),
      'outbound-connectors': CONNECTOR_OFF,
    }),
    kind: 'found',
    causes: ['connector-offline'],
  },
  {
    says: 'the MX is wrong, and outbound mail is throttled',
    file: file({
      'message-trace': trace(
        stopped('inbound'),
        failing('outbound', reply('550 5.7.705 Access denied, tenant has exceeded threshold')),
      ),
      'mx-records': MX_ELSEWHERE,
    }),
    kind: 'found',
    causes: ['mx-wrong', 'throttled'],
  },
  {
    says: 'a wrong MX proven beside a connector that has long been off',
    file: file({
      'message-trace': NO_INBOUND,
      'mx-records': MX_ELSEWHERE,
      'inbound-connectors': inboundConnectors([inboundConnector({ Enabled: false })]),
    }),
    kind: 'found',
    causes: ['mx-wrong'],
  },
]
