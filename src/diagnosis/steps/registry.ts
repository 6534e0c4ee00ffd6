import { step as directorySync } from './directory-sync.ts'
import { step as inboundConnectors } from './inbound-connectors.ts'
import { step as mailboxes } from './mailboxes.ts'
import { step as messageTrace } from './message-trace.ts'
import { step as networkDns } from './network-dns.ts'
import { step as outboundConnectors } from './outbound-connectors.ts'
import type { Step } from './step.ts'
import { step as transportRules } from './transport-rules.ts'

/** The steps of the tree in their order. */
export const STEPS: readonly Step[] = [
  messageTrace,
  inboundConnectors,
  outboundConnectors,
  networkDns,
  transportRules,
  mailboxes,
  directorySync,
]
