import type { ProbeId } from '../model/findings.ts'
import type { Probe } from '../model/probe.ts'
import { probe as directorySync } from './directory-sync/probe.ts'
import { probe as mailboxes } from './mailboxes/probe.ts'
import { probe as serviceHealth } from './service-health/probe.ts'

/** Every probe by its id, which is also the name of its folder. */
export const PROBES = {
  mailboxes,
  'directory-sync': directorySync,
  'service-health': serviceHealth,
} satisfies { readonly [P in ProbeId]?: Probe<P, unknown> }
