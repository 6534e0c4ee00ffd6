import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { MONITOR_IDS, type MonitorRun } from '../../../src/model/monitor.ts'
import { after } from '../../../src/model/time.ts'
import { analyse } from '../../../src/monitors/watchdog/analyse.ts'
import { monitor } from '../../../src/monitors/watchdog/monitor.ts'
import { DAY_MS, HOUR_MS, NOW, said, TENANT, watching } from '../support/watching.ts'

const MINUTE_MS = 60_000

const run = (facts: Partial<MonitorRun> = {}): MonitorRun => ({
  monitor: 'mx-drift',
  everyMs: HOUR_MS,
  onSince: '2026-11-01T00:00:00.000Z',
  lastDone: NOW,
  failures: 0,
  ...facts,
})

test('a monitor that has stopped looking is told, since when it should have looked', async () => {
  const { tick } = watching(monitor)
  const { signals } = await tick({ atMs: 2 * HOUR_MS + 1, runs: [run()] })
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'watchdog',
      what: 'late/mx-drift',
      state: 'firing',
      severity: 'P3',
      title: 'The monitor mx-drift has stopped looking',
      since: after(NOW, HOUR_MS),
      at: after(NOW, 2 * HOUR_MS + 1),
      facts: [
        { label: 'Last looked', text: '2026-11-23T10:42:07Z' },
        { label: 'Should look', text: 'every 60 minutes' },
      ],
      advice: 'Look at the log of the bot: its job queue does not run this monitor.',
    },
  ])
})

test('it clears when the monitor looks again, and when it is switched off', async () => {
  const { tick } = watching(monitor)
  const late = [run(), run({ monitor: 'certificates', everyMs: DAY_MS, lastDone: after(NOW, -2 * DAY_MS) })]
  await tick({ atMs: 3 * HOUR_MS, runs: late })
  const { signals } = await tick({ atMs: 4 * HOUR_MS, runs: [run({ lastDone: after(NOW, 4 * HOUR_MS) })] })
  expect(said(signals)).toEqual(['late/mx-drift clear P3', 'late/certificates clear P3'])
})

test.each([
  [MINUTE_MS, 11 * MINUTE_MS],
  [HOUR_MS, 2 * HOUR_MS],
  [DAY_MS, 30 * HOUR_MS],
])('one that looks every %i ms may be as late as %i ms after its last look', (everyMs, limitMs) => {
  const at = (ms: number) => analyse([run({ everyMs })], after(NOW, ms)).length
  expect([at(limitMs), at(limitMs + 1)]).toEqual([0, 1])
})

test('one that never looked counts from when it was switched on', () => {
  const never: MonitorRun = { monitor: 'mx-drift', everyMs: HOUR_MS, onSince: NOW, failures: 0 }
  expect([analyse([never], NOW), analyse([never], after(NOW, DAY_MS))[0]?.facts[0]?.text]).toEqual([
    [],
    'never',
  ])
})

test('one failure is none, two in a row are told, and zero-flow is told louder', () => {
  const why = 'Mailflow failed under incident 7f3a91c2'
  const troubles = analyse(
    [
      run({ failures: 1, why }),
      run({ monitor: 'certificates', failures: 2, why }),
      run({ monitor: 'zero-flow', everyMs: MINUTE_MS, failures: 3, why }),
    ],
    NOW,
  )
  expect(
    troubles.map(({ what, severity, facts }) => [what, severity, facts.map(({ text }) => text)]),
  ).toEqual([
    ['failing/certificates', 'P3', ['2', why]],
    ['failing/zero-flow', 'P2', ['3', why]],
  ])
})

test('monitors that look in time are never told, and the watchdog never tells of itself', () => {
  const healthy = fc.record({
    monitor: fc.constantFrom(...MONITOR_IDS),
    everyMs: fc.integer({ min: MINUTE_MS, max: 7 * DAY_MS }),
    onSince: fc.constant('2026-01-01T00:00:00.000Z'),
    failures: fc.constantFrom(0, 1),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(healthy), (runs) => {
      const given = runs.map(({ share, ...one }) => ({ ...one, lastDone: after(NOW, -share * one.everyMs) }))
      const stuck: MonitorRun = {
        ...run(),
        monitor: 'watchdog',
        lastDone: after(NOW, -365 * DAY_MS),
        failures: 9,
      }
      expect(analyse([...given, stuck], NOW)).toEqual([])
    }),
  )
})
