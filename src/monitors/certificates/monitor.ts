import type { Monitor } from '../../model/monitor.ts'
import { certain, valueOf } from '../../model/outcome.ts'
import { approvedDrift, Drift, drifted, forgotten, NO_DRIFT } from '../drift.ts'
import { enter } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { analyse, isGone, isUnseen, sightingsIn } from './analyse.ts'

const DAY_MS = 86_400_000
const SUBJECT = { monitor: 'certificates', subject: 'the certificates', graceMs: DAY_MS } as const

export const monitor: Monitor<Drift> = {
  id: 'certificates',
  about: {
    question: 'Do the certificates of our mail hosts last, and are they still the ones that connectors name?',
    reads: [
      'what the probe smtp-reachability found: the chains of smart hosts and of MX hosts that are ours',
    ],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: [
      'https://learn.microsoft.com/exchange/mail-flow-best-practices/how-exchange-online-uses-tls-to-secure-email-connections',
    ],
  },
  everyMs: DAY_MS,
  probes: ['smtp-reachability'],
  memory: Drift,
  fresh: NO_DRIFT,
  watch: async (_ports, memory, { tenant, at, probes }) => {
    const outcome = probes['smtp-reachability']
    const finding = valueOf(outcome)
    const whole = certain(outcome)
    const kept = forgotten(memory, (what) => whole !== undefined && isGone(whole, what))
    const now = drifted(kept, finding === undefined ? [] : sightingsIn(finding), at)
    const look = lookOf(outcome, (finding, source) => ({
      troubles: analyse(finding, now.drifted, { source, at }),
      unseen: (what) => isUnseen(finding, what),
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    return { memory: { ...now.memory, ledger }, signals }
  },
  approve: (memory, approval, { tenant }) => approvedDrift(memory, approval, { ...SUBJECT, tenant }),
}
