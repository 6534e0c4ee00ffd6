import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { patternMatcher, wordMatcher } from '../../../src/probes/transport-rules/patterns.ts'
import { bytesOf } from '../../../src/probes/transport-rules/size.ts'

describe('words', () => {
  test.each([
    ['contoso', 'bob@Contoso.com', true],
    ['contoso', 'acontoso contosob', false],
    ['two words', 'say Two Words!', true],
    ['*', 'anything', false],
    ['.*', 'anything', false],
    ['@contoso.com', 'bob@contoso.com', true],
    ['@contoso.com', 'bob@contoso.community', false],
    ['Müller', 'für müller.', true],
    ['Müll', 'für müller.', false],
    ['c++', 'learn C++ now', true],
  ])('%s in %s: %s', (word, text, expected) => {
    expect(wordMatcher(['other', word])(text)).toBe(expected)
  })

  test('no words match nothing', () => {
    expect(wordMatcher([])('x')).toBe(false)
  })

  test('any word is found where it stands alone', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (word) => wordMatcher([word])(` ${word} `)))
  })
})

describe('patterns', () => {
  test('match anywhere and in any case', () => {
    expect(patternMatcher(['^bob@', 'x'])?.('BOB@contoso.com')).toBe(true)
    expect(patternMatcher(['^contoso'])?.('bob@contoso.com')).toBe(false)
  })

  test('that cannot be read are not guessed at', () => {
    expect([['('], ['(?=x)'], [String.raw`(a)\1`], ['ok', '[']].map(patternMatcher)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('that would hang a backtracking engine come back', () => {
    const hostile = patternMatcher(['^(a+)+$', '(x|x)*y', '(.*a){20}b'])
    expect(hostile?.(`${'a'.repeat(5_000)}!`)).toBe(false)
  })

  test('are either read or refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, text) => {
        const matches = patternMatcher([pattern])
        expect(['undefined', 'boolean']).toContain(typeof matches?.(text))
      }),
    )
  })
})

test.each([
  ['10 MB (10,485,760 bytes)', 10_485_760],
  ['0 B (0 bytes)', 0],
  ['10240', 10_240],
  ['25MB', 26_214_400],
  ['1.5 KB', 1_536],
  ['large', undefined],
])('the size %s is %s bytes', (text, bytes) => {
  expect(bytesOf(text)).toBe(bytes)
})
