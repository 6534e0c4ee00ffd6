import { weigh } from './emptiness.ts'
import { type Bin, emptyLearned, type Learned } from './memory.ts'
import { expectedIn, type Model, modelOf, slotOf } from './model.ts'
import { HOUR_MS, WEEK_MS } from './settings.ts'

/**
 * The theoretical waiting time: that of a detector which knows the true rate and is allowed the same false alarms.
 *
 * It knows, in hindsight over the whole series (without the stops), how likely an empty bin is at each hour of the week:
 * the rate of bursts b(t) = -ln P(no message), over-dispersion included. A silence is then measured by
 * A = ∫ b(t) dt since the last message, and P(A > h) = e^-h: no unknown day, no unknown tail, nothing to learn. In a week
 * n silences begin, one after each bin with a message, so that the line h with n e^-h = f is crossed by chance f times a
 * week: h = ln(n / f). By the lemma of Neyman and Pearson no detector that must tell silence from flow by those counts
 * alone does better at the same f. The waiting time is until A reaches h, counted like the detector's: from the stop to
 * the end of the bin in which that happens, the silence before the stop included.
 */
export interface Hindsight {
  readonly model: Model
  readonly line: number
}

/** Bins in order of time, without the stops. */
export const hindsightOf = (bins: readonly Bin[], stepMs: number, falseAlarmsPerWeek: number): Hindsight => {
  const learned = sumOf(bins)
  const first = modelOf(learned, stepMs)
  for (const { start, count } of bins) weigh(learned.spread, expectedIn(first, start).mean, count === 0, 1)
  const weeks = (bins.length * stepMs) / WEEK_MS
  const starts = bins.filter(({ count }) => count > 0).length
  return {
    model: modelOf(learned, stepMs),
    line: Math.max(0, Math.log(Math.max(1, starts) / weeks / falseAlarmsPerWeek)),
  }
}

const sumOf = (bins: readonly Bin[]): Learned => {
  const learned = emptyLearned()
  const add = (sums: number[], slot: number, value: number): void => {
    sums[slot] = (sums[slot] as number) + value
  }
  for (const { start, count } of bins) {
    const slot = slotOf(start / HOUR_MS)
    add(learned.seen, slot, 1)
    add(learned.messages, slot, count)
    add(learned.empty, slot, count === 0 ? 1 : 0)
  }
  return learned
}

/** It never waits longer than this. */
const MOST_MS = 4 * WEEK_MS

/**
 * Milliseconds from the stop to the theoretical alarm; undefined when there would be none in four weeks. `silentSince`:
 * start of the bin after the last one with a message, `firstBin`: start of the first bin of the stop.
 */
export const waitingMs = (
  { model, line }: Hindsight,
  stop: { readonly from: number; readonly firstBin: number; readonly silentSince: number },
): number | undefined => {
  const { stepMs } = model
  let silence = 0
  for (let start = stop.silentSince; start < stop.from + MOST_MS; start += stepMs) {
    silence += expectedIn(model, start).bursts
    if (silence >= line && start >= stop.firstBin) return start + stepMs - stop.from
  }
  return undefined
}
