import type { TraceBudget, TraceCaller } from './ports.ts'

/** The service takes 100 requests in any 5 minutes. Source: exchangemessagetrace in the Graph documentation. */
export const TRACE_WINDOW_MS = 300_000

/** How many of the 100 each caller may fill the window up to: what monitors leave is there for a diagnosis. */
const SHARE: Readonly<Record<TraceCaller, number>> = { diagnosis: 100, monitor: 50 }

type Answer = Awaited<ReturnType<TraceBudget['take']>>

/**
 * Whether one more call fits, and the calls to remember after it. `calls` are the moments of earlier calls and `now`
 * the present one, milliseconds since the epoch, in any order: the clocks of replicas differ a little.
 */
export const takePlace = (
  calls: readonly number[],
  caller: TraceCaller,
  now: number,
): { readonly answer: Answer; readonly calls: readonly number[] } => {
  const open = calls.filter((at) => at > now - TRACE_WINDOW_MS).toSorted((a, b) => a - b)
  const blocking = open.at(-SHARE[caller])
  return blocking === undefined
    ? { answer: { granted: true }, calls: [...open, now] }
    : { answer: { granted: false, afterMs: blocking + TRACE_WINDOW_MS - now }, calls: open }
}
