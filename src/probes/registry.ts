import type { ProbeId } from '../model/findings.ts'
import type { Probe } from '../model/probe.ts'
import { probe as directorySync } from './directory-sync/probe.ts'
import { probe as inboundConnectors } from './inbound-connectors/probe.ts'
import { probe as limits } from './limits/probe.ts'
import { probe as mailboxes } from './mailboxes/probe.ts'
import { probe as messageTrace } from './message-trace/probe.ts'
import { probe as mxHosts } from './mx-hosts/probe.ts'
import { probe as mxRecords } from './mx-records/probe.ts'
import { probe as outboundConnectors } from './outbound-connectors/probe.ts'
import { probe as serviceHealth } from './service-health/probe.ts'
import { probe as smtpReachability } from './smtp-reachability/probe.ts'
import { probe as transportRules } from './transport-rules/probe.ts'

/** Every probe by its id, which is also the name of its folder. */
export const PROBES = {
  'inbound-connectors': inboundConnectors,
  'outbound-connectors': outboundConnectors,
  'smtp-reachability': smtpReachability,
  'mx-records': mxRecords,
  'transport-rules': transportRules,
  'message-trace': messageTrace,
  mailboxes,
  'directory-sync': directorySync,
  'service-health': serviceHealth,
  limits,
  'mx-hosts': mxHosts,
} satisfies { readonly [P in ProbeId]?: Probe<P, unknown> }
