import type { Monitor } from '../../model/monitor.ts'
import { type ConnectorMemory, connectorWatch } from '../connectors.ts'
import { analyse } from './analyse.ts'

const DAY_MS = 86_400_000
const SUBJECT = { monitor: 'inbound-connectors', subject: 'the inbound connectors', graceMs: DAY_MS } as const

export const monitor: Monitor<ConnectorMemory> = {
  id: 'inbound-connectors',
  about: {
    question: 'Is every way in still there and switched on, and does it still know its senders?',
    reads: ['what the probe inbound-connectors found'],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: ['https://learn.microsoft.com/powershell/module/exchangepowershell/get-inboundconnector'],
  },
  everyMs: DAY_MS,
  probes: ['inbound-connectors'],
  ...connectorWatch(SUBJECT, analyse),
}
