import type { Monitor } from '../../model/monitor.ts'
import { type ConnectorMemory, connectorWatch } from '../connectors.ts'
import { analyse } from './analyse.ts'

const DAY_MS = 86_400_000
const SUBJECT = {
  monitor: 'outbound-connectors',
  subject: 'the outbound connectors',
  graceMs: DAY_MS,
} as const

export const monitor: Monitor<ConnectorMemory> = {
  id: 'outbound-connectors',
  about: {
    question: 'Is every way out still there and switched on, and does it still reach its smart hosts?',
    reads: ['what the probe outbound-connectors found'],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: ['https://learn.microsoft.com/powershell/module/exchangepowershell/get-outboundconnector'],
  },
  everyMs: DAY_MS,
  probes: ['outbound-connectors'],
  ...connectorWatch(SUBJECT, analyse),
}
