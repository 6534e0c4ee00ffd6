import type { MonitorRun, Severity } from '../../model/monitor.ts'
import { after, between, type Instant, inText } from '../../model/time.ts'
import { factOf, type Trouble } from '../ledger.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** How late a tick may be: once more its own interval, but neither so little that a restart rings nor half a day. */
const allowanceMs = (everyMs: number): number => Math.min(6 * HOUR_MS, Math.max(10 * MINUTE_MS, everyMs))

/** One that failed once tries again; twice in a row is no accident. */
const FAILURES = 2

/** Without the zero-flow monitor nobody would say that mail has stopped. */
const severityOf = ({ monitor }: MonitorRun): Severity => (monitor === 'zero-flow' ? 'P2' : 'P3')

export const analyse = (runs: readonly MonitorRun[], at: Instant): readonly Trouble[] =>
  runs
    .filter(({ monitor }) => monitor !== 'watchdog')
    .flatMap((run) => [...late(run, at), ...(run.failures >= FAILURES ? [failing(run)] : [])])

const late = (run: MonitorRun, at: Instant): readonly Trouble[] => {
  const last = run.lastDone ?? run.onSince
  if (between(last, at) <= run.everyMs + allowanceMs(run.everyMs)) return []
  return [
    {
      what: `late/${run.monitor}`,
      severity: severityOf(run),
      since: after(last, run.everyMs),
      title: `The monitor ${run.monitor} has stopped looking`,
      facts: [
        factOf('Last looked', run.lastDone === undefined ? 'never' : inText(run.lastDone)),
        factOf('Should look', `every ${spoken(run.everyMs)}`),
      ],
      advice: 'Look at the log of the bot: its job queue does not run this monitor.',
    },
  ]
}

const failing = (run: MonitorRun): Trouble => ({
  what: `failing/${run.monitor}`,
  severity: severityOf(run),
  title: `The monitor ${run.monitor} fails each time`,
  facts: [
    factOf('In a row', String(run.failures)),
    ...(run.why === undefined ? [] : [factOf('Why', run.why)]),
  ],
  advice: 'Look at the log of the bot for the reason.',
})

const spoken = (ms: number): string => {
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} minutes`
  return ms < 48 * HOUR_MS ? `${Math.round(ms / HOUR_MS)} hours` : `${Math.round(ms / (24 * HOUR_MS))} days`
}
