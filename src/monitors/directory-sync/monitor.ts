import { z } from 'zod'
import type { Monitor } from '../../model/monitor.ts'
import { valueOf } from '../../model/outcome.ts'
import { EMPTY, enter, Ledger } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { analyse, isOn } from './analyse.ts'

const Memory = z.object({ wasOn: z.boolean(), ledger: Ledger })
type Memory = z.infer<typeof Memory>

const MINUTE_MS = 60_000
const SUBJECT = {
  monitor: 'directory-sync',
  subject: 'the directory synchronisation',
  graceMs: 120 * MINUTE_MS,
} as const

export const monitor: Monitor<Memory> = {
  id: 'directory-sync',
  about: {
    question: 'Is the directory in the cloud as fresh as it should be?',
    reads: ['what the probe directory-sync found'],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: [
      'https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-scheduler',
    ],
  },
  everyMs: 30 * MINUTE_MS,
  probes: ['directory-sync'],
  memory: Memory,
  fresh: { wasOn: false, ledger: EMPTY },
  watch: async (_ports, memory, { tenant, at, probes }) => {
    const outcome = probes['directory-sync']
    const finding = valueOf(outcome)
    const look = lookOf(outcome, (finding, source) => ({
      troubles: analyse(finding, memory.wasOn, source),
      // Errors are read beside the age, and may be missing.
      unseen: (what) => what === 'errors' && finding.notRead !== undefined && finding.notRead.length > 0,
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    return { memory: { wasOn: memory.wasOn || (finding !== undefined && isOn(finding)), ledger }, signals }
  },
}
