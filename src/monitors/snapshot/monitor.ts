import { z } from 'zod'
import type { Monitor } from '../../model/monitor.ts'
import { valueOf } from '../../model/outcome.ts'
import { READ_EXCHANGE } from '../../model/permissions.ts'
import { between } from '../../model/time.ts'
import { EMPTY, enter, Ledger } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { changesBetween, fileOf, firstNotice, noticeOf } from './analyse.ts'
import { collect } from './collect.ts'
import { Snapshot } from './schema.ts'

const Taken = z.object({ at: z.string(), snapshot: Snapshot })
const Memory = z.object({
  taken: Taken.exactOptional(),
  /** The one before: what a change of last week is undone by. */
  earlier: Taken.exactOptional(),
  ledger: Ledger,
})
type Memory = z.infer<typeof Memory>

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A tick is never on the second. */
const WEEK_MS = 7 * DAY_MS - HOUR_MS
const SUBJECT = { monitor: 'snapshot', subject: 'connectors and rules', graceMs: DAY_MS } as const

/** Looks every day, so that a day on which Exchange does not answer costs a day and not a week. */
export const monitor: Monitor<Memory> = {
  id: 'snapshot',
  about: {
    question: 'What has changed in connectors and rules since last week?',
    reads: ['Get-InboundConnector', 'Get-OutboundConnector', 'Get-TransportRule'],
    permissions: [READ_EXCHANGE],
    usualMs: 5000,
    deadlineMs: 120_000,
    links: ['https://learn.microsoft.com/powershell/module/exchangepowershell/get-transportrule'],
  },
  everyMs: DAY_MS,
  probes: [],
  memory: Memory,
  fresh: { ledger: EMPTY },
  watch: async (ports, memory, { tenant, at }, signal) => {
    const { taken } = memory
    if (taken !== undefined && between(taken.at, at) < WEEK_MS) return { memory, signals: [] }
    const outcome = await collect(ports, signal)
    const look = lookOf(outcome, () => ({ troubles: [] }))
    const { ledger, signals } = enter(memory.ledger, look, { ...SUBJECT, tenant, at })
    const snapshot = valueOf(outcome)
    if (snapshot === undefined) return { memory: { ...memory, ledger }, signals }
    if (taken === undefined)
      return { memory: { taken: { at, snapshot }, ledger }, signals, notices: [firstNotice(snapshot)] }
    const notice = noticeOf(changesBetween(taken.snapshot, snapshot), taken.at)
    return { memory: { taken: { at, snapshot }, earlier: taken, ledger }, signals, notices: [notice] }
  },
  export: ({ taken, earlier }, tenant) =>
    [taken, earlier].flatMap((one) => (one === undefined ? [] : [fileOf(one.snapshot, one.at, tenant)])),
}
