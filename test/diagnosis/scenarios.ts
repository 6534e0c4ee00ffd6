import type { Evidence } from '../../src/model/evidence.ts'
import type { Findings, ProbeId } from '../../src/model/findings.ts'
import type { CauseId } from '../../src/model/ids.ts'
import { after } from '../../src/model/time.ts'
import {
  AT,
  failing,
  failure,
  given,
  inboundConnector,
  incident,
  lockdown,
  mx,
  ONSET,
  outboundConnector,
  rule,
  silent,
  smartHost,
  target,
  trace,
} from './given.ts'

/** A tenant that is broken in one way or two, as the probes see it. */
export interface Case {
  readonly title: string
  readonly causes: readonly CauseId[]
  readonly findings: Partial<Findings>
  /** The probes that prove each cause: without all of them it must not be found. */
  readonly proof: readonly (readonly ProbeId[])[]
}

const silentInbound = trace({ inbound: silent() })

const blockedOut = failing(
  [failure('450 4.4.316 Connection refused [Message=Socket error code 10061]', 120)],
  { state: 'stuck' },
)

export const CASES: readonly Case[] = [
  {
    title: 'the inbound connector was switched off when inbound mail stopped',
    causes: ['connector-offline'],
    findings: {
      'message-trace': silentInbound,
      'inbound-connectors': {
        state: 'broken',
        connectors: [
          inboundConnector({
            enabled: false,
            changedAt: after(ONSET, -60_000),
            troubles: [{ kind: 'disabled', text: 'Switched off' }],
          }),
        ],
      },
    },
    proof: [['inbound-connectors']],
  },
  {
    title: 'the outbound connector points to a smart host that no longer resolves',
    causes: ['connector-offline'],
    findings: {
      'message-trace': trace({
        outbound: failing([failure('450 4.4.312 DNS query failed', 90)], { state: 'stuck' }),
      }),
      'outbound-connectors': {
        state: 'broken',
        connectors: [
          outboundConnector({
            troubles: [{ kind: 'smart-host-unresolvable', text: 'mail.contoso.com does not resolve' }],
          }),
        ],
      },
    },
    proof: [['outbound-connectors']],
  },
  {
    title: 'the firewall refuses Exchange Online',
    causes: ['network-blocked'],
    findings: {
      'message-trace': trace({ outbound: blockedOut }),
      'smtp-reachability': { targets: [target('open'), smartHost('blocked', 'refused')] },
    },
    proof: [['message-trace']],
  },
  {
    title: 'the tenant MX host refuses connections and nothing comes in',
    causes: ['network-blocked'],
    findings: {
      'message-trace': silentInbound,
      'smtp-reachability': { targets: [target('blocked', 'refused'), smartHost('open')] },
    },
    proof: [['smtp-reachability']],
  },
  {
    title: 'the MX record points to an old host',
    causes: ['mx-wrong'],
    findings: { 'message-trace': silentInbound, 'mx-records': { domains: [mx('wrong')] } },
    proof: [['mx-records']],
  },
  {
    title: 'the domain is gone from DNS',
    causes: ['mx-wrong'],
    findings: {
      'message-trace': trace({ inbound: silent({ state: 'none' }) }),
      'mx-records': { domains: [mx('no-such-domain', { found: [] })] },
    },
    proof: [['mx-records']],
  },
  {
    title: 'a rule without conditions rejects everything',
    causes: ['transport-rule'],
    findings: {
      'message-trace': trace({
        inbound: failing([
          failure('550 5.7.1 TRANSPORT.RULES.RejectMessage; closed', 300, { rule: lockdown.name }),
        ]),
        outbound: failing([
          failure('550 5.7.1 TRANSPORT.RULES.RejectMessage; closed', 118, { rule: lockdown.name }),
        ]),
      }),
      'transport-rules': { rules: [lockdown, rule({ priority: 1 })] },
    },
    proof: [['transport-rules']],
  },
  {
    title: 'most mailboxes lost their licence',
    causes: ['mailbox-not-provisioned'],
    findings: {
      'message-trace': trace({
        inbound: failing([failure('550 5.1.10 RESOLVER.ADR.RecipientNotFound', 250)]),
      }),
      mailboxes: {
        sampled: 25,
        troubled: Array.from({ length: 20 }, (_, index) => ({
          user: `user${index}@contoso.com`,
          kind: 'not-licensed' as const,
          text: 'has lost the licence',
        })),
        sampleTroubled: false,
        subscriptions: [{ sku: 'SPE_E3', status: 'Enabled' }],
      },
    },
    proof: [['mailboxes']],
  },
  {
    title: 'the directory is three days old and new people cannot receive',
    causes: ['directory-sync-stopped'],
    findings: {
      'message-trace': trace({
        inbound: failing([failure('550 5.4.1 Recipient address rejected: Access denied', 200)]),
      }),
      'directory-sync': {
        state: 'stale',
        lastSync: after(AT, -3 * 86_400_000),
        ageMinutes: 3 * 1440,
        errors: [],
      },
    },
    proof: [['directory-sync']],
  },
  {
    title: 'the tenant sends over its limit',
    causes: ['throttled'],
    findings: {
      'message-trace': trace({
        outbound: failing([
          failure('550 5.7.705 Access denied, tenant has exceeded threshold', 100),
          failure('550 5.1.10 RESOLVER.ADR.RecipientNotFound', 6),
        ]),
      }),
    },
    proof: [['message-trace']],
  },
  {
    title: 'the certificate of the smart host has expired',
    causes: ['tls-certificate'],
    findings: {
      'message-trace': trace({
        outbound: failing(
          [failure('450 4.7.320 Certificate validation failed [Message=CertificateExpired]', 90)],
          {
            state: 'stuck',
          },
        ),
      }),
      'smtp-reachability': { targets: [target('open'), smartHost('tls')] },
    },
    proof: [['message-trace', 'smtp-reachability']],
  },
  {
    title: 'the certificate of the hybrid server was renewed with another subject',
    causes: ['tls-certificate'],
    findings: {
      'message-trace': silentInbound,
      'inbound-connectors': {
        state: 'broken',
        connectors: [
          inboundConnector({
            troubles: [{ kind: 'certificate-mismatch', text: 'The server presents mail.contoso.com' }],
          }),
        ],
      },
    },
    proof: [['inbound-connectors']],
  },
  {
    title: 'Microsoft has an incident in mail flow',
    causes: ['microsoft-incident'],
    findings: {
      'message-trace': trace({
        inbound: failing([failure('451 4.3.2 Temporary server error', 200)], { state: 'stuck' }),
      }),
      'service-health': { status: 'serviceDegradation', issues: [incident()] },
    },
    proof: [['service-health']],
  },
  {
    title: 'a rule rejects what goes out and the MX keeps out what comes in',
    causes: ['mx-wrong', 'transport-rule'],
    findings: {
      'message-trace': trace({
        inbound: silent(),
        outbound: failing([
          failure('550 5.7.1 TRANSPORT.RULES.RejectMessage; closed', 118, { rule: lockdown.name }),
        ]),
      }),
      'mx-records': { domains: [mx('wrong')] },
      'transport-rules': { rules: [lockdown] },
    },
    proof: [['mx-records'], ['transport-rules']],
  },
  {
    title: 'the inbound connector is off and the directory is old',
    causes: ['connector-offline', 'directory-sync-stopped'],
    findings: {
      'message-trace': silentInbound,
      'inbound-connectors': {
        state: 'broken',
        connectors: [
          inboundConnector({
            enabled: false,
            changedAt: after(ONSET, -60_000),
            troubles: [{ kind: 'disabled', text: 'Switched off' }],
          }),
        ],
      },
      'directory-sync': { state: 'stale', lastSync: after(AT, -86_400_000), ageMinutes: 1440, errors: [] },
    },
    proof: [['inbound-connectors'], ['directory-sync']],
  },
  {
    title: 'Microsoft has an incident while the MX is wrong',
    causes: ['microsoft-incident', 'mx-wrong'],
    findings: {
      'message-trace': silentInbound,
      'mx-records': { domains: [mx('wrong')] },
      'service-health': { status: 'serviceDegradation', issues: [incident()] },
    },
    proof: [['service-health'], ['mx-records']],
  },
]

export const evidenceOfCase = ({ findings }: Case): Evidence => given(findings)
