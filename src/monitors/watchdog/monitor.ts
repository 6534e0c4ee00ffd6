import { z } from 'zod'
import type { Monitor } from '../../model/monitor.ts'
import { EMPTY, enter, Ledger } from '../ledger.ts'
import { analyse } from './analyse.ts'

const Memory = z.object({ ledger: Ledger })
type Memory = z.infer<typeof Memory>

const MINUTE_MS = 60_000
const SUBJECT = { monitor: 'watchdog', subject: 'the monitors themselves', graceMs: 0 } as const

/**
 * A silent monitor looks like a quiet night. Nothing can watch itself: whether the watchdog runs is for the health
 * address of the bot to say.
 */
export const monitor: Monitor<Memory> = {
  id: 'watchdog',
  about: {
    question: 'Do all monitors that are switched on still look, and do they see?',
    reads: ['when each monitor last looked, and how that ended'],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: ['https://sre.google/sre-book/monitoring-distributed-systems/'],
  },
  everyMs: 5 * MINUTE_MS,
  probes: [],
  memory: Memory,
  fresh: { ledger: EMPTY },
  watch: async (_ports, memory, { tenant, at, runs }) => {
    const look = { kind: 'seen', troubles: analyse(runs, at) } as const
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    return { memory: { ledger }, signals }
  },
}
