import type { Monitor } from '../../model/monitor.ts'
import { certain, valueOf } from '../../model/outcome.ts'
import { approvedDrift, Drift, drifted, forgotten, NO_DRIFT } from '../drift.ts'
import { enter } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { analyse, isUnseen, sightingsIn } from './analyse.ts'

const HOUR_MS = 3_600_000
const SUBJECT = { monitor: 'mx-drift', subject: 'the MX records', graceMs: 3 * HOUR_MS } as const

export const monitor: Monitor<Drift> = {
  id: 'mx-drift',
  about: {
    question: 'Are the MX records of our domains still those that were approved?',
    reads: ['what the probe mx-records found'],
    permissions: [],
    usualMs: 10,
    deadlineMs: 5000,
    links: ['https://learn.microsoft.com/graph/api/domain-list-serviceconfigurationrecords'],
  },
  everyMs: HOUR_MS,
  probes: ['mx-records'],
  memory: Drift,
  fresh: NO_DRIFT,
  watch: async (_ports, memory, { tenant, at, probes }) => {
    const outcome = probes['mx-records']
    const finding = valueOf(outcome)
    const whole = certain(outcome)
    const gone = (what: string): boolean =>
      whole !== undefined &&
      whole.notRead === undefined &&
      !whole.domains.some(({ domain }) => domain === what)
    const now = drifted(forgotten(memory, gone), finding === undefined ? [] : sightingsIn(finding), at)
    const look = lookOf(outcome, (finding, source) => ({
      troubles: analyse(finding, now.drifted, source),
      unseen: (what) =>
        finding.domains.every(({ domain }) => domain !== what)
          ? !gone(what)
          : finding.domains.some((one) => one.domain === what && isUnseen(one)),
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    return { memory: { ...now.memory, ledger }, signals }
  },
  approve: (memory, approval, { tenant }) => approvedDrift(memory, approval, { ...SUBJECT, tenant }),
}
