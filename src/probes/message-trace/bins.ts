import { after, type Instant } from '../../model/time.ts'
import type { Count, Last } from './schema.ts'
import { BIN_MS } from './tally.ts'

const BIN_MINUTES = BIN_MS / 60_000

/** A count over a longer time as counts of five minutes, spread evenly, in whole messages. */
export const binsOf = ({ minutes, ...count }: Count & { readonly minutes: number }): Count[] => {
  const bins = Math.max(1, Math.ceil(minutes / BIN_MINUTES))
  const upTo = (bin: number): number => Math.round((count.count * bin) / bins)
  return Array.from({ length: bins }, (_, bin) => ({
    ...count,
    at: after(count.at, bin * BIN_MS),
    count: upTo(bin + 1) - upTo(bin),
  }))
}

/** The newest rows that counts alone tell of: each at the end of its last five minutes. */
export const lastIn = (counts: readonly Count[], known: readonly Last[], end: Instant): Last[] =>
  [
    ...Map.groupBy(
      counts.filter(({ count }) => count > 0),
      kindOf,
    ),
  ].flatMap(([kind, rows]) => {
    const [{ course, status }] = rows as [Count]
    const newest =
      rows
        .map(({ at }) => after(at, BIN_MS))
        .toSorted()
        .at(-1) ?? end
    return known.some((one) => kindOf(one) === kind)
      ? []
      : [{ at: newest < end ? newest : end, course, status }]
  })

const kindOf = ({ course, status }: Pick<Last, 'course' | 'status'>): string => `${course} ${status}`
