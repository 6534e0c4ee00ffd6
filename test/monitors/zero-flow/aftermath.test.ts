import { expect, test } from '@jest/globals'
import { emptyMemory } from '../../../src/monitors/zero-flow/memory.ts'
import { observe } from '../../../src/monitors/zero-flow/observe.ts'
import { SETTINGS } from '../../../src/monitors/zero-flow/settings.ts'

const STEP = 300_000
const DAY = 288 * STEP
/** A Tuesday. */
const STOP = Date.parse('2026-11-24T10:40:00Z')
const BACK = Date.parse('2026-11-24T13:40:00Z')

/** A working week: nights and weekends are quiet. The scatter is that of chance, from a fixed seed. */
const flowOf = (peak: number) => {
  let seed = 11
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  return (start: number): number => {
    const at = new Date(start)
    const hour = at.getUTCHours() + at.getUTCMinutes() / 60
    const weekday = at.getUTCDay() % 6 === 0 ? 0.15 : 1
    const mean =
      peak *
      weekday *
      (0.03 + 0.9 * Math.exp(-((hour - 11) ** 2) / 10) + 0.7 * Math.exp(-((hour - 15) ** 2) / 6))
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
    return Math.max(0, Math.round(mean + normal * Math.sqrt(mean)))
  }
}

test.each([
  [10, 2],
  [150, 2],
  [150, 4],
])(
  'an outage at %i messages per 5 minutes, after %i weeks, is one alarm and leaves none behind',
  (peak, weeks) => {
    const flow = flowOf(peak)
    let memory = emptyMemory(STEP)
    const changes: string[] = []
    for (let start = STOP - weeks * 7 * DAY; start < BACK + DAY / 4; start += STEP) {
      const count = start >= STOP && start < BACK ? 0 : flow(start)
      const at = start + STEP
      const observed = observe(
        memory,
        { at, source: 'answers', bins: [{ start, count }], completeTo: at },
        SETTINGS,
      )
      memory = observed.memory
      if (observed.reading.change !== undefined && start >= STOP) changes.push(observed.reading.change)
    }
    expect(changes).toEqual(['raised', 'cleared'])
  },
)
