import { z } from 'zod'
import type { Monitor } from '../../model/monitor.ts'
import { EMPTY, enter, Ledger } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { analyse } from './analyse.ts'

const Memory = z.object({ ledger: Ledger })
type Memory = z.infer<typeof Memory>

const MINUTE_MS = 60_000
const SUBJECT = {
  monitor: 'service-health',
  subject: 'the service health of Exchange Online',
  graceMs: 60 * MINUTE_MS,
} as const

export const monitor: Monitor<Memory> = {
  id: 'service-health',
  about: {
    question: 'Has Microsoft reported a new issue of Exchange Online?',
    reads: ['what the probe service-health found'],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: ['https://learn.microsoft.com/graph/api/resources/service-communications-api-overview'],
  },
  everyMs: 15 * MINUTE_MS,
  probes: ['service-health'],
  memory: Memory,
  fresh: { ledger: EMPTY },
  watch: async (_ports, memory, { tenant, at, probes }) => {
    const look = lookOf(probes['service-health'], (finding, source) => ({
      troubles: analyse(finding, source),
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    return { memory: { ledger }, signals }
  },
}
