import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { derivedStatus, isDerived } from '../../src/ndr/derived.ts'
import { REASONS } from '../../src/ndr/reason.ts'

const NOTICES = ['delivered', 'feedback', 'vacation']
const failures = REASONS.filter((reason) => !NOTICES.includes(reason))

describe('the code for a reason that came without one', () => {
  test('is missing for what is no failure, and one of its own for each reason', () => {
    const code = (reason: (typeof REASONS)[number]): string =>
      derivedStatus(reason, { reply: '', action: '', words: [] })
    expect(REASONS.filter((reason) => code(reason) === '')).toEqual(NOTICES)
    expect(new Set(failures.map(code)).size).toBe(failures.length)
    expect(failures.filter((reason) => !isDerived(code(reason)))).toEqual([])
  })

  test('has the class of the reply, except that a wrong address never passes', () => {
    const lasting = new Set(['userunknown', 'hostunknown', 'hasmoved'])
    fc.assert(
      fc.property(
        fc.constantFrom(...failures),
        fc.constantFrom('421', '452', '550', '554'),
        (reason, reply) => {
          const expected = lasting.has(reason) ? '5' : reply.slice(0, 1)
          expect(derivedStatus(reason, { reply, action: '', words: ['temporary'] }).slice(0, 1)).toBe(
            expected,
          )
        },
      ),
    )
  })

  test.each([
    ['Delivery has been delayed', 'delayed', '4.0.944'],
    ['Temporary failure in MX lookup', '', '4.0.944'],
    ['a permanent error\n  mail loop: retry timeout exceeded', '', '4.0.944'],
    ['No valid route to remote MX', '', '5.0.944'],
    ['This is a permanent error, not a temporary one', '', '5.0.944'],
  ])('without a reply follows the words "%s"', (words, action, expected) => {
    expect(derivedStatus('networkerror', { reply: '', action, words: [words] })).toBe(expected)
  })
})
