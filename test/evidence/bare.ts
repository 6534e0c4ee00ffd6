import { type Case, type Probed } from './builder.ts'
import { CAUSES } from './causes.ts'

interface Written {
  readonly probes: Probed & { readonly 'message-trace': { readonly value: object } }
}

/** The probes that a cause of these files rests on. */
const SPEAKS: Readonly<Record<string, readonly (keyof Probed)[]>> = {
  'connector-offline': ['inbound-connectors', 'outbound-connectors'],
  'network-blocked': ['smtp-reachability'],
  'mx-wrong': ['mx-records'],
  'transport-rule': ['transport-rules'],
  'mailbox-not-provisioned': ['mailboxes'],
  'directory-sync-stopped': ['directory-sync'],
  throttled: [],
  'tls-certificate': ['outbound-connectors'],
  'microsoft-incident': ['service-health'],
  'subscription-expired': ['mailboxes', 'smtp-reachability'],
  'domain-expired': ['mx-records'],
  // Another host that answers shows that it is not our own way out.
  'third-party-gateway': ['mx-records', 'mx-hosts', 'smtp-reachability'],
  'hybrid-server-outdated': ['inbound-connectors', 'mx-records'],
  'accepted-domain': ['mailboxes'],
  'sending-limit': ['limits'],
}

/** The same with the trace of one day and what the cause rests on, and nothing else: others have less to look at. */
const bared = (one: Case): Case => {
  const { probes, ...rest } = one.file as Written
  const trace = probes['message-trace']
  const kept = (SPEAKS[one.causes?.[0] ?? ''] ?? []).map((probe) => [probe, probes[probe]] as const)
  return {
    ...one,
    file: {
      ...rest,
      probes: {
        ...Object.fromEntries(kept),
        'message-trace': { ...trace, value: { ...trace.value, earlier: [] } },
      },
    },
  }
}

export const BARE: readonly Case[] = CAUSES.map(bared)
