import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { TraceFinding } from '../../../src/model/findings.ts'
import { after, millis } from '../../../src/model/time.ts'
import { analyse } from '../../../src/probes/message-trace/analyse.ts'
import type { Raw, TraceRow } from '../../../src/probes/message-trace/schema.ts'
import { partsOf, sliceOf } from '../../../src/probes/message-trace/slices.ts'
import { statusOf } from '../../../src/probes/message-trace/status.ts'
import { courseOf, tallyOf } from '../../../src/probes/message-trace/tally.ts'
import { countIn } from '../../../src/probes/message-trace/usual.ts'
import { DAY_MS, DOMAIN, HOUR_MS, rawOf, storyOf, type Tenant } from './mail.ts'

/** A Tuesday at noon. */
const NOON = '2026-11-24T11:00:00.000Z'
const WINDOW = { from: after(NOON, -DAY_MS), to: NOON }

const ADDRESSES = [`a@${DOMAIN}`, `b@mail.${DOMAIN}`, 'c@fabrikam.example', '<>', 'd@notcontoso.com']
const STATUSES = [
  'delivered',
  'failed',
  'pending',
  'quarantined',
  'filteredAsSpam',
  'expanded',
  'gettingStatus',
  'recalled',
  'brandNew',
]

/** Rows anywhere in the window, the newest first, as the service tells them. */
const rows = fc
  .array(
    fc.record({
      id: fc.uuid(),
      senderAddress: fc.constantFrom(...ADDRESSES),
      recipientAddress: fc.constantFrom(...ADDRESSES.slice(0, 3)),
      receivedDateTime: fc
        .integer({ min: 1, max: DAY_MS / 1000 })
        .map((seconds) => after(WINDOW.from, seconds * 1000)),
      status: fc.constantFrom(...STATUSES),
    }),
    { maxLength: 300 },
  )
  .map((some) => some.toSorted((a, b) => (a.receivedDateTime < b.receivedDateTime ? 1 : -1)))

const rawWith = (some: readonly TraceRow[], covered: Raw['covered'] = [WINDOW]): Raw => {
  const { counts, last } = tallyOf(some, courseOf([DOMAIN]))
  return { window: WINDOW, domains: [DOMAIN], covered, counts, last, samples: [], earlier: [], notRead: [] }
}

const states = ({ flows }: TraceFinding): readonly string[] => [flows.inbound.state, flows.outbound.state]

describe('volumes', () => {
  const course = courseOf([DOMAIN])
  const newest = (some: readonly TraceRow[]): string | undefined =>
    some
      .map((row) => row.receivedDateTime)
      .toSorted()
      .at(-1)

  test('are the rows of each direction and status, with the newest of them', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const finding = analyse(rawWith(some))
        for (const direction of ['inbound', 'outbound'] as const) {
          const mine = some.filter((row) => course(row) === direction)
          const { total, byStatus, perHour, lastSeen, lastDelivered } = finding.flows[direction]
          const counted = Object.fromEntries(
            [...Map.groupBy(mine, ({ status }) => status)].map(([status, of]) => [status, of.length]),
          )
          expect({ total, byStatus, lastSeen, lastDelivered }).toEqual({
            total: mine.length,
            byStatus: counted,
            lastSeen: newest(mine),
            lastDelivered: newest(mine.filter(({ status }) => status === 'delivered')),
          })
          expect(perHour.reduce((sum, { count }) => sum + count, 0)).toBe(mine.length)
        }
        expect(finding.internal).toBe(some.filter((row) => course(row) === 'internal').length)
        expect(finding.coverage).toEqual({ kind: 'all' })
        expect(finding.dataAsOf).toBe(newest(some))
      }),
    )
  })

  test('of a part of the window and of the rest of it add up to those of the whole', () => {
    fc.assert(
      fc.property(
        rows,
        fc.uniqueArray(fc.integer({ min: 1, max: DAY_MS - 1 }), { maxLength: 5 }),
        (some, cuts) => {
          const raw = rawWith(some)
          const edges = [
            WINDOW.from,
            ...cuts.toSorted((a, b) => a - b).map((ms) => after(WINDOW.from, ms)),
            WINDOW.to,
          ]
          const parts = edges.slice(1).map((to, index) => countIn(raw, { from: edges[index] as string, to }))
          expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(countIn(raw, WINDOW), 6)
          expect(Math.abs(countIn(raw, WINDOW) - some.length)).toBeLessThan(0.001)
        },
      ),
    )
  })

  test('know a status in any casing, and keep one that nobody knows', () => {
    const casing = fc.constantFrom(...STATUSES).chain((name) =>
      fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }).map((upper) => ({
        name,
        written: Array.from(name)
          .map((letter, index) => (upper[index] ? letter.toUpperCase() : letter.toLowerCase()))
          .join(''),
      })),
    )
    fc.assert(
      fc.property(casing, ({ name, written }) => {
        expect(statusOf(written)).toBe(name === 'brandNew' ? written : name)
      }),
    )
  })
})

describe('a page', () => {
  test('that was cut short covers only the time of which every row is in it', () => {
    fc.assert(
      fc.property(rows, fc.nat(300), (some, size) => {
        const page = some.slice(0, size)
        const slice = sliceOf(page, page.length === some.length, WINDOW)
        const { covered } = slice
        if (covered === undefined) expect(slice.rows).toEqual([])
        else
          expect(slice.rows).toEqual(
            some.filter(({ receivedDateTime: at }) => at > covered.from && at <= covered.to),
          )
      }),
    )
  })

  test('may come in the other order without anything else changing', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const ids = (slice: { rows: readonly TraceRow[] }) => slice.rows.map(({ id }) => id).toSorted()
        expect(ids(sliceOf(some.toReversed(), true, WINDOW))).toEqual(ids(sliceOf(some, true, WINDOW)))
      }),
    )
  })

  test('and its neighbours share no moment and leave none out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
        const parts = partsOf(WINDOW, count)
        expect(parts).toHaveLength(count)
        expect([parts.at(-1)?.from, parts[0]?.to]).toEqual([WINDOW.from, WINDOW.to])
        for (const [index, part] of parts.entries())
          if (index > 0) expect(part.to).toBe(parts[index - 1]?.from)
      }),
    )
  })
})

/** Mail is chance: once in some thousand moments a small tenant looks broken. The same moments are looked at each time. */
const SEED = 20_261_124

describe('the state of a direction', () => {
  /** Any hour of five weeks, nights, weekends and all. */
  const moment = fc
    .integer({ min: 0, max: 35 * 24 - 1 })
    .map((hour) => after('2026-10-05T00:07:00.000Z', hour * HOUR_MS))
  const tenant: fc.Arbitrary<Tenant> = fc.record({
    seed: fc.nat(1_000_000),
    inbound: fc.constantFrom(8, 60, 400, 2500),
    outbound: fc.constantFrom(5, 40, 250, 1500),
    internal: fc.constantFrom(0, 100, 1000),
  })

  test('is never called broken while all mail flows, at any hour of a week', () => {
    fc.assert(
      fc.property(tenant, moment, (some, at) => {
        for (const state of states(analyse(rawOf(storyOf(some, at)))))
          expect(['flowing', 'unsure']).toContain(state)
      }),
      { numRuns: 60, seed: SEED },
    )
  })

  test('is never called broken in the half that flows while the other one is lost', () => {
    fc.assert(
      fc.property(tenant, moment, fc.integer({ min: 5, max: 1440 }), (some, at, minutes) => {
        const since = after(at, -minutes * 60_000)
        const story = storyOf(some, at, (row) => row.id.startsWith('inbound') && row.receivedDateTime > since)
        expect(['flowing', 'unsure']).toContain(analyse(rawOf(story)).flows.outbound.state)
      }),
      { numRuns: 40, seed: SEED },
    )
  })

  test('is stopped, and since when, once mail of a busy tenant is lost for an hour of work', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 60, max: 150 }), (seed, minutes) => {
        const since = after(NOON, -minutes * 60_000)
        const some = { seed, inbound: 2500, outbound: 1500, internal: 1000 }
        const story = storyOf(
          some,
          NOON,
          (row) => row.id.startsWith('inbound') && row.receivedDateTime > since,
        )
        const { inbound } = analyse(rawOf(story)).flows
        expect(inbound.state).toBe('stopped')
        expect(millis(since) - millis(inbound.since ?? '')).toBeGreaterThanOrEqual(0)
        expect(millis(since) - millis(inbound.since ?? '')).toBeLessThan(15 * 60_000)
      }),
      { numRuns: 60, seed: SEED },
    )
  })

  test('never claims that mail flows when none was delivered for half a day of work', () => {
    fc.assert(
      fc.property(tenant, fc.constantFrom('failed', 'pending', 'lost'), (some, fate) => {
        const since = after(NOON, -6 * HOUR_MS)
        const hit = (row: TraceRow) => row.receivedDateTime > since
        const story = storyOf(some, NOON, (row) => fate === 'lost' && hit(row))
        const turned = story.rows.map((row) => (hit(row) ? { ...row, status: fate } : row))
        expect(states(analyse(rawOf({ ...story, rows: turned })))).not.toContain('flowing')
      }),
      { numRuns: 60, seed: SEED },
    )
  })

  test('is failing when most of the newest messages fail, and says since when', () => {
    const story = storyOf({ seed: 7, inbound: 2500, outbound: 1500, internal: 0 }, NOON)
    const since = after(NOON, -2 * HOUR_MS)
    const turned = story.rows.map((row) =>
      row.receivedDateTime > since ? { ...row, status: 'Failed' } : row,
    )
    const { inbound } = analyse(rawOf({ ...story, rows: turned })).flows
    expect(inbound.state).toBe('failing')
    expect(inbound.since).toBe('2026-11-24T09:00:00.000Z')
    expect(inbound.because).toMatch(
      /^(\d+) of the newest \1 messages failed, since about 2026-11-24T09:00:00Z\.$/,
    )
  })

  test('is unsure where only the newest minutes could be read', () => {
    const from = after(NOON, -20 * 60_000)
    const story = storyOf({ seed: 3, inbound: 2500, outbound: 1500, internal: 0 }, NOON)
    const read = story.rows.filter((row) => row.receivedDateTime > from && !row.id.startsWith('inbound'))
    const { flows, coverage, gaps } = analyse(rawWith(read, [{ from, to: NOON }]))
    expect(flows.inbound.state).toBe('unsure')
    expect(flows.inbound.because).toBe('Only 1.4 % of the window could be read, and no message was among it.')
    expect(coverage).toEqual({ kind: 'sampled', slices: 1, share: 0.014 })
    expect(gaps).toEqual([{ from: WINDOW.from, to: from }])
  })
})
