import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { analyse } from '../../../src/probes/message-trace/analyse.ts'
import { byBins } from '../../../src/probes/message-trace/bins.ts'
import { type Count, Raw } from '../../../src/probes/message-trace/schema.ts'

const WINDOW = { from: '2026-11-22T10:42:00.000Z', to: '2026-11-23T10:42:00.000Z' }
const FIVE = 300_000

const raw = (counts: readonly object[], rest: object = {}) => Raw.parse({ window: WINDOW, counts, ...rest })
const at = (minutes: number): string => new Date(Date.parse(WINDOW.from) + minutes * 60_000).toISOString()
const sum = (counts: readonly Count[]): number => counts.reduce((total, { count }) => total + count, 0)

const inbound = (minute: number, count: number, rest: object = {}) => ({
  at: at(minute),
  course: 'inbound',
  status: 'Delivered',
  count,
  ...rest,
})

describe('a count over a longer time', () => {
  test('is spread over it in whole messages, none lost and none doubled', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 1, max: 400 }),
        fc.nat(5000),
        (minute, minutes, count) => {
          const { counts } = byBins(raw([inbound(minute, count, { minutes })]))
          expect(sum(counts)).toBe(count)
          expect(counts.every((one) => Number.isInteger(one.count) && one.count >= 0)).toBe(true)
          expect(counts.map((one) => Date.parse(one.at))).toEqual(
            counts.map((_, bin) => Date.parse(at(minute)) + bin * FIVE),
          )
          expect(counts).toHaveLength(Math.max(1, Math.ceil(minutes / 5)))
        },
      ),
    )
  })

  test('does not reach beyond the window', () => {
    const { counts } = byBins(raw([inbound(1420, 60, { minutes: 60 })]))
    expect(counts.map((one) => [one.at, one.count])).toEqual([
      [at(1420), 15],
      [at(1425), 15],
      [at(1430), 15],
      [at(1435), 15],
    ])
  })
})

describe('counts that do not say for how long they count', () => {
  const hours = Array.from({ length: 24 }, (_, hour) => inbound(hour * 60, 60))

  test('on the hour all day long, they count an hour each', () => {
    const flow = analyse(raw(hours)).flows.inbound
    expect({ state: flow.state, recent: flow.recent, total: flow.total }).toEqual({
      state: 'flowing',
      recent: { minutes: 60, seen: 60, expected: 60 },
      total: 1440,
    })
  })

  test('where one of them is off the hour, they count five minutes', () => {
    expect(byBins(raw([...hours, inbound(7, 1)])).counts).toHaveLength(25)
  })

  test('a few that happen to lie on one grid count five minutes', () => {
    expect(byBins(raw([inbound(0, 2), inbound(60, 2), inbound(180, 2)])).counts).toHaveLength(3)
  })
})

describe('what is left out', () => {
  test('is filled in from the rest: all of the window was read, and the newest rows are those of the counts', () => {
    const { covered, last, earlier } = raw([inbound(0, 10), inbound(1400, 10, { minutes: 20 })], {
      earlier: [
        { daysAgo: 1, counts: [] },
        { daysAgo: 7, counts: [] },
      ],
    })
    expect({ covered, last, earlier }).toEqual({
      covered: [WINDOW],
      last: [{ at: at(1420), course: 'inbound', status: 'delivered' }],
      earlier: [7, 1].map((daysAgo) => ({
        daysAgo,
        counts: [],
        covered: [{ from: at(-1440 * daysAgo), to: at(1440 - 1440 * daysAgo) }],
      })),
    })
  })

  test('is left as it is where it is known', () => {
    const last = [{ at: at(1), course: 'inbound', status: 'delivered' }]
    expect(raw([inbound(0, 10)], { last }).last).toEqual(last)
  })
})

describe('a silence of many hours without history', () => {
  const day = (course: string, minutes: number) => ({
    ...inbound(0, minutes, { minutes }),
    course,
  })

  test('is a stop while the other mail goes on', () => {
    expect(analyse(raw([day('inbound', 1000), day('outbound', 1440)])).flows.inbound.state).toBe('stopped')
  })

  test('is not sure when the other mail has ended too', () => {
    expect(analyse(raw([day('inbound', 1000), day('outbound', 1010)])).flows.inbound.state).toBe('unsure')
  })
})
