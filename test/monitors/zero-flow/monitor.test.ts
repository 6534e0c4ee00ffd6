import { afterEach, describe, expect, test } from '@jest/globals'
import { graphOver } from '../../../src/connect/graph/graph.ts'
import { traceBudgetInMemory } from '../../../src/connect/trace-budget.ts'
import { type Lab, type LabOptions, startLab } from '../../../src/lab/lab.ts'
import { parkedMx } from '../../../src/lab/scenarios/mx-wrong.ts'
import { rejectAll } from '../../../src/lab/scenarios/transport-rule.ts'
import type { Signal } from '../../../src/model/monitor.ts'
import type { Ports } from '../../../src/model/ports.ts'
import { between } from '../../../src/model/time.ts'
import { zeroFlow } from '../../../src/monitors/zero-flow/monitor.ts'
import { type Rule, SETTINGS } from '../../../src/monitors/zero-flow/settings.ts'
import { WatchMemory } from '../../../src/monitors/zero-flow/watch.ts'
import { portsOf } from '../../lab/support/ports.ts'
import { manualClock, realClock } from '../../support/clock.ts'
import { said, TENANT } from '../support/watching.ts'

/** A Tuesday in the middle of the working day. */
const NOW = '2026-11-24T10:30:00.000Z'
const MINUTE_MS = 60_000

const open: Lab[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

interface Watching {
  readonly lab: Lab
  /** Nobody looks for so many hours. */
  pause(hours: number): void
  /** Ticks once a minute; the signals of each tick. */
  ticks(count: number): Promise<readonly (readonly Signal[])[]>
  /** Ticks until a signal is such, at most so many minutes; that signal. */
  until(test: (signal: Signal) => boolean, minutes?: number): Promise<Signal>
  /** Trace calls per tick so far. */
  readonly calls: readonly number[]
  memory(): WatchMemory
}

/** The monitor before the made-up tenant: real sockets, the trace budget of monitors, its memory as JSON between ticks. */
const watch = async (
  rule: Rule,
  { pastMs = 0, ...options }: Partial<LabOptions> & { readonly pastMs?: number } = {},
): Promise<Watching> => {
  const clock = manualClock(NOW)
  const lab = await startLab({ scenario: 'flowing', clock, ...options })
  open.push(lab)
  const calls: number[] = []
  const ports = counting(lab, portsOf(lab, clock), clock, () => {
    calls[calls.length - 1] = (calls.at(-1) ?? 0) + 1
  })
  const monitor = zeroFlow({ ...SETTINGS, rule }, pastMs)
  let memory = monitor.fresh
  const tick = async (): Promise<readonly Signal[]> => {
    calls.push(0)
    const input = { tenant: TENANT, at: clock.now(), probes: {}, runs: [] }
    const watched = await monitor.watch(ports, memory, input, new AbortController().signal)
    memory = WatchMemory.parse(JSON.parse(JSON.stringify(watched.memory)))
    clock.pass(MINUTE_MS)
    return watched.signals
  }
  const ticks = async (count: number): Promise<(readonly Signal[])[]> => {
    const all: (readonly Signal[])[] = []
    for (let index = 0; index < count; index++) all.push(await tick())
    return all
  }
  const until: Watching['until'] = async (test, minutes = 60) => {
    for (let minute = 0; minute < minutes; minute++) {
      const found = (await tick()).find(test)
      if (found !== undefined) return found
    }
    throw new Error(`Nothing of the kind within ${minutes} minutes; it is ${clock.now()}.`)
  }
  return {
    lab,
    calls,
    ticks,
    until,
    memory: () => memory,
    pause: (hours) => clock.pass(hours * 60 * MINUTE_MS),
  }
}

/** Graph with the budget of monitors, every trace call counted. */
const counting = (lab: Lab, ports: Ports, clock: Ports['clock'], count: () => void): Ports => {
  const { graphUrl = '', token = '' } = lab.settings
  const graph = graphOver({
    baseUrl: graphUrl,
    token: () => Promise.resolve(token),
    clock: realClock,
    trace: { budget: traceBudgetInMemory(clock), tenant: TENANT, caller: 'monitor' },
  })
  return {
    ...ports,
    graph: {
      ...graph,
      list: (path, options) => {
        if (path.includes('/messageTraces')) count()
        return graph.list(path, options)
      },
    },
  }
}

const isFiring = (what: string) => (signal: Signal) => signal.what === what && signal.state === 'firing'
const isClear = (what: string) => (signal: Signal) => signal.what === what && signal.state === 'clear'

test('while mail flows it says nothing, and spends few calls', async () => {
  const { ticks, calls, memory } = await watch('learned')
  expect((await ticks(30)).flat()).toEqual([])
  expect([memory().inbound.state, memory().outbound.state]).toEqual(['flowing', 'flowing'])
  expect(Math.max(...calls)).toBeLessThanOrEqual(6)
  expect(calls.slice(20).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(20)
})

describe('when inbound mail stops', () => {
  test.each(['15min', 'learned'] as const)(
    'it is a P1 by the rule %s, which stands until mail is back',
    async (rule) => {
      const { lab, ticks, until } = await watch(rule, { volume: 2 })
      await ticks(5)
      await lab.break({ ...parkedMx, from: 0 })
      const signal = await until(isFiring('inbound'), 40)
      const after = await ticks(8)
      expect(after.flat().filter(({ state }) => state !== 'firing')).toEqual([])
      expect(said(after.flat())).toEqual(Array.from({ length: 8 }, () => 'inbound firing P1'))
      expect(new Set(after.flat().map(({ since }) => since))).toEqual(new Set([signal.since]))
      await lab.heal()
      const cleared = await until(isClear('inbound'), 60)
      expect([cleared.severity, cleared.direction]).toEqual(['P1', 'inbound'])
    },
  )

  test('the alarm says since when, what was to be expected, what else is seen, and shows the day', async () => {
    const { lab, ticks, until } = await watch('15min', { volume: 2 })
    await ticks(5)
    await lab.break({ ...parkedMx, from: 0 })
    const signal = await until(isFiring('inbound'), 40)
    expect(signal.title).toMatch(/^No inbound mail for (1[5-9]|2\d) minutes$/)
    expect(Math.abs(between('2026-11-24T10:35:00.000Z', signal.since))).toBeLessThan(2 * MINUTE_MS)
    expect(signal.facts.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Last inbound message', 'Also seen']),
    )
    expect(signal.facts.find(({ label }) => label === 'Also seen')?.text).toMatch(
      /^outbound is flowing · newest row of any kind 2026-11-24T1\d:\d\d:\d\dZ/,
    )
    expect(signal.facts[0]?.source).toMatchObject({ of: 'Microsoft Graph', by: 'probe' })
    const { flow } = signal
    expect([flow?.direction, flow?.onset, flow?.points.length]).toEqual(['inbound', signal.since, 96])
    expect(flow?.points.at(-1)?.seen).toBeLessThan(flow?.points.at(-4)?.seen ?? 0)
  })
})

test('mail that comes and is rejected is no mail delivered', async () => {
  const { lab, ticks, until } = await watch('15min', { volume: 2 })
  await ticks(5)
  await lab.break({ ...rejectAll, from: 0 })
  const signal = await until(isFiring('outbound'), 40)
  expect(signal.title).toMatch(/^No outbound mail delivered for \d+ minutes$/)
  expect(signal.facts.find(({ label }) => label === 'Failed meanwhile')?.text).toMatch(/^\d+ messages?$/)
})

describe('what cannot be known', () => {
  test('a trace that stands still is told as such, not as an outage of one direction', async () => {
    const { lab, ticks, until } = await watch('15min', { volume: 2 })
    await ticks(5)
    await lab.break({
      from: 0,
      mail: [{ streams: ['inbound', 'outbound', 'internal'], share: 1, fate: { kind: 'lost' } }],
    })
    const signal = await until(isFiring('inbound'), 40)
    expect(signal.title).toMatch(/^No mail of any kind in the trace for \d+ minutes$/)
    expect(signal.facts.find(({ label }) => label === 'Also seen')?.text).toContain(
      'the trace itself may be behind',
    )
  })

  test('a trace that is always far behind is no data, and no alarm', async () => {
    const { ticks } = await watch('15min', { volume: 2, traceLagMs: 45 * MINUTE_MS })
    const all = await ticks(20)
    expect(all.flat().filter(({ state }) => state === 'firing')).toEqual([])
    expect(said(all.at(-1) ?? [])).toEqual(['reading no-data P3'])
    expect(all.at(-1)?.[0]?.facts[0]?.text).toMatch(/^The message trace is \d\d minutes behind\.$/)
  })

  test.each([
    ['nobody answers', { status: 503, body: {} }, 'no-data'],
    [
      'we may not ask',
      { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'no' } } },
      'broken',
    ],
    ['the answer has an unknown shape', { status: 200, body: { value: [{ id: 'x' }] } }, 'broken'],
  ] as const)('while %s it says so, keeps its alarm, and goes on afterwards', async (_, answer, state) => {
    const { lab, ticks, until } = await watch('15min', { volume: 2 })
    await ticks(5)
    await lab.break({ ...parkedMx, from: 0 })
    await until(isFiring('inbound'), 40)
    const mend = lab.disturb({ backend: 'graph', matching: '/messageTraces', answer })
    const blind = await ticks(2)
    mend()
    const seeing = await ticks(1)
    expect(blind.map(said)).toEqual(
      Array.from({ length: 2 }, () => [`reading ${state} P4`, `inbound ${state} P1`]),
    )
    expect(said(seeing[0] ?? [])).toEqual(['inbound firing P1', 'reading clear P4'])
  })
})

test('after a pause of the bot of some hours nothing is left out of the day', async () => {
  const { ticks, pause, memory } = await watch('learned')
  await ticks(3)
  pause(5)
  await ticks(3)
  const starts = memory().inbound.day.map(([start]) => start)
  const holes = starts.filter((start, index) => index > 0 && start - (starts[index - 1] ?? 0) !== 300_000)
  expect(holes).toEqual([])
  expect(starts.length).toBeGreaterThan((8 * 60) / 5 - 1)
})

test('the past is learned beside the watch, and then known', async () => {
  const { ticks, memory } = await watch('learned', { volume: 0.2, pastMs: 8 * 24 * 60 * MINUTE_MS })
  const signals = await ticks(14)
  const { past, inbound } = memory()
  expect([signals.flat(), past, Math.min(...inbound.detector.learned.seen) > 10]).toEqual([
    [],
    undefined,
    true,
  ])
})
