import type { Monitor } from '../../model/monitor.ts'
import { valueOf } from '../../model/outcome.ts'
import { approveRemoval, ConnectorMemory, knownWith, NO_CONNECTORS } from '../connectors.ts'
import { enter } from '../ledger.ts'
import { lookOf } from '../look.ts'
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
  memory: ConnectorMemory,
  fresh: NO_CONNECTORS,
  watch: async (_ports, memory, { tenant, at, probes }) => {
    const outcome = probes['outbound-connectors']
    const look = lookOf(outcome, (finding, source, whole) => ({
      troubles: analyse(finding, whole ? memory.known : {}, source),
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    const known = knownWith(memory.known, valueOf(outcome)?.connectors ?? [])
    return { memory: { known, ledger }, signals }
  },
  approve: (memory, approval, { tenant }) => approveRemoval(memory, approval, { ...SUBJECT, tenant }),
}
