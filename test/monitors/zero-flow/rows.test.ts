import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { countsOf, directionOf, fateOf, type TraceRow } from '../../../src/monitors/zero-flow/rows.ts'

const DOMAINS = new Set(['contoso.com', 'mail.contoso.com'])
const AT = Date.parse('2026-11-23T10:30:00Z')
const STEP = 300_000

const row = (facts: Partial<TraceRow> = {}): TraceRow => ({
  senderAddress: 'eve@fabrikam.com',
  recipientAddress: 'ada@contoso.com',
  receivedDateTime: '2026-11-23T10:12:00Z',
  status: 'delivered',
  ...facts,
})

describe('the direction of a message', () => {
  test.each([
    ['eve@fabrikam.com', 'ada@contoso.com', 'inbound'],
    ['eve@fabrikam.com', 'Ada@CONTOSO.com', 'inbound'],
    ['ada@contoso.com', 'eve@fabrikam.com', 'outbound'],
    ['ada@mail.contoso.com', '"odd@name"@fabrikam.com', 'outbound'],
    ['ada@contoso.com', 'bob@contoso.com', undefined],
    ['eve@fabrikam.com', 'mallory@evil.example', undefined],
    ['', 'ada@contoso.com', 'inbound'],
    [null, 'ada@contoso.com', 'inbound'],
    ['ada@notcontoso.com', 'eve@fabrikam.com', undefined],
  ])('from %j to %j is %j', (senderAddress, recipientAddress, expected) => {
    expect(directionOf(row({ senderAddress, recipientAddress }), DOMAINS)).toBe(expected)
  })
})

describe('the fate of a message', () => {
  test.each([
    ['delivered', 'passed'],
    ['filteredAsSpam', 'passed'],
    ['somethingNew', 'passed'],
    [null, 'passed'],
    ['Failed', 'failed'],
    ['Pending', 'stuck'],
    ['gettingStatus', 'stuck'],
  ])('with status %j, 18 minutes old, is %s', (status, expected) => {
    expect(fateOf(row({ status }), AT)).toBe(expected)
  })

  test('is to pass as long as it has not waited for a quarter of an hour', () => {
    expect(fateOf(row({ status: 'pending', receivedDateTime: '2026-11-23T10:15:00Z' }), AT)).toBe('passed')
  })
})

test('every row of a span is in one bin of its direction, and bins without a row are zero', () => {
  const fromMs = AT - 12 * STEP
  const address = fc.constantFrom(
    'ada@contoso.com',
    'bob@mail.contoso.com',
    'eve@fabrikam.com',
    'mallory@evil.example',
  )
  const rows = fc.array(
    fc.record({
      senderAddress: address,
      recipientAddress: address,
      receivedDateTime: fc
        .integer({ min: fromMs - STEP, max: AT + STEP })
        .map((ms) => new Date(ms).toISOString()),
      status: fc.constantFrom('delivered', 'failed', 'pending'),
    }),
  )
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 12 * STEP }), (rows, lengthMs) => {
      const toMs = fromMs + lengthMs
      const counts = countsOf(rows, { fromMs, toMs, stepMs: STEP, atMs: AT }, DOMAINS)
      const starts = Array.from({ length: Math.ceil(lengthMs / STEP) }, (_, index) => fromMs + index * STEP)
      for (const direction of ['inbound', 'outbound'] as const) {
        expect(counts[direction].map(({ start }) => start)).toEqual(starts)
        for (const { start, passed, failed, stuck } of counts[direction]) {
          const within = rows.filter((one) => {
            const time = Date.parse(one.receivedDateTime)
            return directionOf(one, DOMAINS) === direction && time >= start && time < start + STEP
          })
          const fates = within.map((one) => fateOf(one, AT))
          expect({ passed, failed, stuck }).toEqual({
            passed: fates.filter((fate) => fate === 'passed').length,
            failed: fates.filter((fate) => fate === 'failed').length,
            stuck: fates.filter((fate) => fate === 'stuck').length,
          })
        }
      }
    }),
  )
})
