import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { failing, failure, given, silent, trace, unsure } from '../given.ts'
import { isFound, rankOf, weighing } from './laws.ts'

const ID = 'throttled'
const OVER = '550 5.7.705 Access denied, tenant has exceeded threshold'
const OTHER = '550 5.1.10 RESOLVER.ADR.RecipientNotFound'

const outgoing = (over: number, others: number) =>
  given({
    'message-trace': trace({ outbound: failing([failure(OVER, over), failure(OTHER, others)]) }),
  })

describe('sending that is throttled', () => {
  test('is proven by the codes of most failures', () => {
    const from = outgoing(100, 6)
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          { text: `100 of 106 failed outbound messages (94 %): ${OVER}`, weight: 1, of: 'message-trace' },
        ],
        contradicts: [],
      },
    ])
  })

  test('is proven by three failures in five or more, and never by fewer than three messages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (over, others) => {
        const proven = over >= 3 && over / (over + others) >= 0.6
        expect(isFound(ID, outgoing(over, others))).toBe(proven)
      }),
    )
  })

  test('is not proven by a trace that was cut short', () => {
    const from = outgoing(100, 6)
    const value = trace({ outbound: failing([failure(OVER, 100)]) })
    const cut = { ...from, probes: { ...from.probes, 'message-trace': unsure(value) } }
    expect([isFound(ID, cut), rankOf(ID, cut)?.missing]).toEqual([false, ['message-trace']])
  })

  test.each([
    ['450 4.7.500 Server busy', true],
    ['550 5.1.8 Access denied, bad outbound sender', false],
    ['550 5.7.508 Access denied, sending IPv6 address has exceeded its limit', true],
    ['550 5.7.1 Access denied', false],
    ['550 5.7.606 Access denied, banned sending IP', true],
    [OTHER, false],
  ])('knows whether "%s" speaks of it', (reply, speaks) => {
    const from = given({ 'message-trace': trace({ outbound: failing([failure(reply, 50)]) }) })
    expect([isFound(ID, from), weighing(ID, from).contradicts.length]).toEqual(
      speaks ? [true, 0] : [false, 1],
    )
  })

  test('is ruled out by a trace in which nothing speaks of it', () => {
    expect(weighing(ID, given({ 'message-trace': trace({ inbound: silent() }) }))).toEqual({
      supports: [],
      contradicts: [{ text: 'No failed message speaks of throttling', weight: 0.9, of: 'message-trace' }],
    })
  })
})
