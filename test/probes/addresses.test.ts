import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { inRanges, isPublic } from '../../src/probes/addresses.ts'

describe('ranges as Exchange writes them', () => {
  test.each([
    ['192.168.0.77', '192.168.0.1/25', true],
    ['192.168.0.200', '192.168.0.1/25', false],
    ['10.0.1.0', '10.0.0.255-10.0.1.1', true],
    ['10.0.1.2', '10.0.0.255 - 10.0.1.1', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['2001:db8::7', '2001:db8::/32', true],
    ['2001:db8::7', '0.0.0.0/0', false],
    ['::ffff:10.0.0.1', '10.0.0.0/8', true],
    ['10.0.0.1', 'nonsense', false],
    ['nonsense', '0.0.0.0/0', false],
    ['10.0.0.1', '10.0.0.1-nonsense', false],
    ['10.0.0.1', '::1-::9', false],
  ])('%s in %s: %s', (address, range, expected) => {
    expect(inRanges(address, ['203.0.113.9', range])).toBe(expected)
  })

  test('an address lies between the ends of a range exactly when it does as a number', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
    const number = (octets: readonly number[]): number => octets.reduce((so, octet) => so * 256 + octet, 0)
    fc.assert(
      fc.property(octets, octets, octets, (low, high, address) => {
        const expected = number(low) <= number(address) && number(address) <= number(high)
        expect(inRanges(address.join('.'), [`${low.join('.')}-${high.join('.')}`])).toBe(expected)
      }),
    )
  })

  test('any text is taken without a throw', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (address, range) => typeof inRanges(address, [range]) === 'boolean',
      ),
    )
  })
})

test.each([
  ['203.0.113.25', true],
  ['2001:4860::1', true],
  ['10.1.2.3', false],
  ['172.20.0.1', false],
  ['127.0.0.1', false],
  ['fd00::1', false],
  ['x', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected)
})
