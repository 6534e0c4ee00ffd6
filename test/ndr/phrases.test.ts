import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { phraseIn } from '../../src/ndr/phrases.ts'
import { SAYINGS } from './sayings.ts'

describe('the words of servers', () => {
  test.each(SAYINGS)('%s', (words, reason) => {
    expect(phraseIn(words)).toBe(reason)
  })

  test('mean the same whatever the addresses and hosts in them are called', () => {
    const name = fc.constantFrom(
      'spam',
      'virus',
      'quota',
      'user.unknown',
      'policy',
      'relay',
      'timeout',
      'blocked',
    )
    fc.assert(
      fc.property(name, name, fc.ipV4(), (local, domain, ip) => {
        const words = `550 5.1.1 <${local}@${domain}.example>: mx.${domain}.example [${ip}] has no such user`
        expect(phraseIn(words)).toBe('userunknown')
      }),
    )
  })

  test('mean the same in any case, folded anywhere between words', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAYINGS),
        fc.boolean(),
        fc.constantFrom(' ', '\n    ', '\r\n\t'),
        ([words, reason], loud, gap) => {
          expect(phraseIn((loud ? words.toUpperCase() : words).replaceAll(' ', gap))).toBe(reason)
        },
      ),
    )
  })
})
