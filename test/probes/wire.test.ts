import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { flagOf, instantOf, numberOf, textOf, textsOf } from '../../src/probes/wire.ts'

test.each([
  ['  contoso  ', 'contoso'],
  ['', undefined],
  [7, '7'],
  [null, undefined],
  [{ Domain: 'mail.contoso.com', Address: '0.0.0.0', IsIPAddress: false }, 'mail.contoso.com'],
  [{ Domain: '', Address: '203.0.113.9', IsIPAddress: true }, '203.0.113.9'],
  [{ Name: 'Bob' }, 'Bob'],
  [['x'], undefined],
  [true, undefined],
])('the text of %j is %j', (value, expected) => {
  expect(textOf(value)).toBe(expected)
})

test.each([
  [
    ['a', '', null, 'b'],
    ['a', 'b'],
  ],
  ['a', ['a']],
  [null, []],
  [{ Domain: 'a' }, ['a']],
])('the texts of %j are %j', (value, expected) => {
  expect(textsOf(value)).toEqual(expected)
})

test.each([
  [true, true],
  ['True', true],
  ['false', false],
  [1, false],
  [undefined, false],
])('the flag %j is %s', (value, expected) => {
  expect(flagOf(value)).toBe(expected)
})

test.each([
  ['2026-07-23T22:01:22.0480000Z', '2026-07-23T22:01:22.048Z'],
  ['2026-07-23T22:01:22', '2026-07-23T22:01:22.000Z'],
  ['2026-07-23T22:01:22+02:00', '2026-07-23T20:01:22.000Z'],
  ['/Date(1772500523000)/', '2026-03-03T01:15:23.000Z'],
  ['/Date(99999999999999999)/', undefined],
  ['28/03/2024 00:15:08', undefined],
  ['2026-13-41T99:00:00Z', undefined],
  [null, undefined],
])('the instant of %j is %j', (value, expected) => {
  expect(instantOf(value)).toBe(expected)
})

test('numbers are read from text, and nothing else is a number', () => {
  expect(['0', 3, '-1', 'x', null, [], ''].map(numberOf)).toEqual([
    0,
    3,
    -1,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('any value is read without a throw, and an instant is always ISO 8601 in UTC', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const read = [textOf(value), textsOf(value), flagOf(value), numberOf(value)]
      expect(read).toHaveLength(4)
      const instant = instantOf(value)
      if (instant !== undefined) expect(new Date(instant).toISOString()).toBe(instant)
    }),
  )
})
