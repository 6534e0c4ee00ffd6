import * as fc from 'fast-check'
import type { FlowPoint, FlowSeries } from '../../src/model/monitor.ts'
import { DIRECTIONS } from '../../src/model/scope.ts'
import { after } from '../../src/model/time.ts'

const QUARTER_MS = 15 * 60_000
const START = '2026-11-22T10:30:00.000Z'

/** A working day with a stop at its end and a hole in the data at night. */
export const STOPPED: FlowSeries = {
  direction: 'inbound',
  bucketMs: QUARTER_MS,
  points: Array.from({ length: 96 }, (_, index): FlowPoint => {
    const at = after(START, index * QUARTER_MS)
    const hour = Number(at.slice(11, 13)) + Number(at.slice(14, 16)) / 60
    const mid = 3 + 55 * Math.exp(-((hour - 11) ** 2) / 16) + 30 * Math.exp(-((hour - 15) ** 2) / 8)
    const expected = { low: Math.max(0, mid - 2.8 * Math.sqrt(mid)), mid, high: mid + 2.8 * Math.sqrt(mid) }
    if (index > 30 && index < 34) return { at, expected }
    const seen = index < 93 ? Math.round(mid * (1 + 0.3 * Math.sin(index * 2.4))) : index === 93 ? 4 : 0
    return { at, seen, expected }
  }),
  onset: '2026-11-23T09:56:00.000Z',
}

const point = fc.record(
  {
    seen: fc.oneof(fc.nat(5), fc.nat(1_000_000)),
    expected: fc
      .tuple(fc.nat(50_000), fc.nat(50_000), fc.nat(50_000))
      .map(([low, more, most]) => ({ low, mid: low + more, high: low + more + most })),
  },
  { requiredKeys: [] },
)

export const flowSeries: fc.Arbitrary<FlowSeries> = fc
  .record({
    direction: fc.constantFrom(...DIRECTIONS),
    minutes: fc.constantFrom(1, 5, 15, 30, 60, 120),
    points: fc.array(point, { maxLength: 150 }),
    onset: fc.option(fc.integer({ min: -600, max: 6000 }), { nil: undefined }),
  })
  .map(({ direction, minutes, points, onset }) => ({
    direction,
    bucketMs: minutes * 60_000,
    points: points.map((one, index) => ({ at: after(START, index * minutes * 60_000), ...one })),
    ...(onset === undefined ? {} : { onset: after(START, onset * 60_000) }),
  }))
