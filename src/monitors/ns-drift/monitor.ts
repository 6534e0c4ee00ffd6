import type { Monitor } from '../../model/monitor.ts'
import { certain, valueOf } from '../../model/outcome.ts'
import { approvedDrift, Drift, drifted, forgotten, NO_DRIFT } from '../drift.ts'
import { enter } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { analyse, isUnseen, sightingsIn } from './analyse.ts'
import { collect } from './collect.ts'

const HOUR_MS = 3_600_000
const SUBJECT = { monitor: 'ns-drift', subject: 'the name servers', graceMs: 3 * HOUR_MS } as const

export const monitor: Monitor<Drift> = {
  id: 'ns-drift',
  about: {
    question: 'Are our domains still delegated to the name servers that were approved?',
    reads: ['NS of every domain that the probe mx-records knows'],
    permissions: [],
    usualMs: 1000,
    deadlineMs: 60_000,
    links: ['https://learn.microsoft.com/microsoft-365/admin/get-help-with-domains/dns-basics'],
  },
  everyMs: HOUR_MS,
  probes: ['mx-records'],
  memory: Drift,
  fresh: NO_DRIFT,
  watch: async (ports, memory, { tenant, at, probes }, signal) => {
    const known = probes['mx-records']
    const domains = valueOf(known)?.domains.map(({ domain }) => domain)
    // The zones that are known can be asked for even when the tenant's domains cannot.
    const asked = domains ?? Object.keys(memory.approved)
    if (asked.length === 0 && known?.kind !== 'found') {
      const nothing = lookOf(known, () => ({ troubles: [] }))
      const { ledger, signals } = enter(memory.ledger, nothing, { ...SUBJECT, tenant, at })
      return { memory: { ...memory, ledger }, signals }
    }
    const outcome = await collect(ports, asked, signal)
    const found = valueOf(outcome) ?? []
    const whole = outcome.kind === 'found' && certain(known)?.notRead === undefined && domains !== undefined
    const isGone = (what: string): boolean => whole && !found.some(({ zone }) => zone === what)
    const now = drifted(forgotten(memory, isGone), sightingsIn(found), at)
    const look = lookOf(outcome, (found, source) => ({
      troubles: analyse(now.drifted, source),
      unseen: (what) => isUnseen(found, what) || !(isGone(what) || found.some(({ zone }) => zone === what)),
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    return { memory: { ...now.memory, ledger }, signals }
  },
  approve: (memory, approval, { tenant }) => approvedDrift(memory, approval, { ...SUBJECT, tenant }),
}
