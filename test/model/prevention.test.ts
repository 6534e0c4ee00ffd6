import { expect, test } from '@jest/globals'
import { CAUSE_IDS } from '../../src/model/ids.ts'
import { MONITOR_IDS } from '../../src/model/monitor.ts'
import { PREVENTION } from '../../src/model/prevention.ts'
import { MONITORS } from '../../src/monitors/registry.ts'

test.each(CAUSE_IDS)('%s has monitors that catch it and a checklist of instructions', (cause) => {
  const { title, monitors, checklist } = PREVENTION[cause]
  expect(title).toMatch(/^[A-Z][^.]{10,60}$/)
  expect(monitors.length).toBeGreaterThan(0)
  expect(new Set(monitors).size).toBe(monitors.length)
  expect(monitors.filter((id) => !MONITOR_IDS.includes(id))).toEqual([])
  expect(checklist.length).toBeGreaterThanOrEqual(3)
  expect(checklist.filter((line) => !/^[A-Z].{20,190}\.$/.test(line))).toEqual([])
})

test('every monitor but the watchdog, which watches no mail, prevents something', () => {
  const used = new Set(Object.values(PREVENTION).flatMap(({ monitors }) => monitors))
  expect(MONITOR_IDS.filter((id) => !used.has(id))).toEqual(['watchdog'])
})

test('a monitor that is offered is there', () => {
  const offered = new Set(Object.values(PREVENTION).flatMap(({ monitors }) => monitors))
  expect([...offered].filter((id) => !(id in MONITORS))).toEqual([])
})
