import { describe, expect, test } from '@jest/globals'
import { analyse, type Circumstances, type Flow } from '../../../src/monitors/zero-flow/analyse.ts'
import { emptyMemory } from '../../../src/monitors/zero-flow/memory.ts'
import type { Reading } from '../../../src/monitors/zero-flow/observe.ts'
import { isWorthAsking, sensesOf } from '../../../src/monitors/zero-flow/senses.ts'
import { SOURCE } from '../support/watching.ts'

const MINUTE = 60_000
const STEP = 5 * MINUTE
const AT = Date.parse('2026-11-23T10:30:00Z')
const SINCE = AT - 17 * MINUTE

const circumstances: Circumstances = {
  atMs: AT,
  stepMs: STEP,
  completeToMs: AT - 2 * MINUTE,
  newestMs: AT - MINUTE,
  source: SOURCE,
}
const flow = (reading: Reading, facts: Partial<Flow> = {}): Flow => ({
  direction: 'inbound',
  reading,
  day: [],
  learned: emptyMemory(STEP).learned,
  ...facts,
})
const zero: Reading = { state: 'zero', alarm: { state: 'zero', at: AT, since: SINCE }, lastMessage: SINCE }
const fine = flow({ state: 'flowing' }, { direction: 'outbound' })
const titleOf = (flows: readonly Flow[], more: Partial<Circumstances> = {}): string | undefined =>
  analyse(flows, { ...circumstances, ...more })[0]?.title
const failing: Flow['day'] = [[SINCE, 0, 12, 1]]

test('without an alarm there is nothing to tell', () => {
  expect(analyse([flow({ state: 'suspicious' }), fine], circumstances)).toEqual([])
})

test('a stop is a P1 of one direction with what else is seen', () => {
  const [trouble] = analyse([flow(zero), fine], { ...circumstances, incidents: [] })
  expect({ ...trouble, flow: undefined }).toEqual({
    what: 'inbound',
    severity: 'P1',
    direction: 'inbound',
    title: 'No inbound mail for 17 minutes',
    since: '2026-11-23T10:13:00.000Z',
    facts: [
      { label: 'Last inbound message', text: '2026-11-23T10:13:00Z', source: SOURCE },
      {
        label: 'Also seen',
        text: 'outbound is flowing · newest row of any kind 2026-11-23T10:29:00Z · Microsoft reports no incident',
      },
    ],
    flow: undefined,
  })
})

describe('the title', () => {
  test.each<[string, Reading, Partial<Flow>, Partial<Circumstances>]>([
    ['No inbound mail for 17 minutes', zero, {}, {}],
    ['No inbound mail delivered for 17 minutes', zero, { day: failing }, {}],
    ['No mail of any kind in the trace for 17 minutes', zero, {}, { newestMs: SINCE }],
    [
      'Some inbound mail comes again after 17 minutes, not yet as much as usual',
      { ...zero, state: 'suspicious' },
      {},
      {},
    ],
    [
      'Hardly any inbound mail for 17 minutes',
      { state: 'suspicious', alarm: { state: 'suspicious', at: AT, since: SINCE } },
      {},
      {},
    ],
    ['No inbound mail for 3 hours', zero, {}, { atMs: SINCE + 200 * MINUTE, newestMs: AT + 1e8 }],
    ['No inbound mail for 4 days', zero, {}, { atMs: SINCE + 100 * 60 * MINUTE, newestMs: AT + 1e9 }],
  ])('is "%s"', (title, reading, facts, more) => {
    expect(titleOf([flow(reading, facts), fine], more)).toBe(title)
  })
})

test('mail that failed or waits in that time is counted, and the chance is told in round figures', () => {
  const evidence = {
    silentMs: 17 * MINUTE,
    silence: 14,
    lately: 0,
    drought: 0,
    notHoliday: 0,
    known: true,
  }
  const [trouble] = analyse([flow({ ...zero, evidence }, { day: failing })], circumstances)
  expect(trouble?.facts.slice(1, -1)).toEqual([
    { label: 'Chance', text: 'less than 1 in 1,000,000 that this is a quiet spell' },
    { label: 'Failed meanwhile', text: '12 messages' },
    { label: 'Waiting for more than 15 minutes', text: '1 message' },
  ])
})

describe('a second witness', () => {
  const states = { inbound: 'zero', outbound: 'zero' } as const

  test('is the other direction only while other rows prove that the trace is not behind', () => {
    expect([
      sensesOf('inbound', { states, newestMs: 200, newestOursMs: 100 }),
      sensesOf('inbound', { states, newestMs: 100, newestOursMs: 100 }),
      sensesOf('inbound', { states: { inbound: 'zero' }, newestMs: 200 }),
    ]).toEqual([{ otherDirection: 'zero' }, {}, {}])
  })

  test('is Microsoft where somebody asked and was answered', () => {
    expect([
      sensesOf('outbound', { states: {}, incidents: ['EX1'] }),
      sensesOf('outbound', { states: {}, incidents: [] }),
      sensesOf('outbound', { states: {} }),
    ]).toEqual([{ incident: true }, { incident: false }, {}])
  })

  test('is asked only when something looks wrong', () => {
    expect([
      isWorthAsking({ inbound: 'flowing', outbound: 'quiet' }),
      isWorthAsking({ inbound: 'flowing', outbound: 'suspicious' }),
      isWorthAsking({ inbound: 'zero' }),
      isWorthAsking({}),
    ]).toEqual([false, true, true, false])
  })
})
