import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { phraseIn } from '../../src/ndr/phrases.ts'
import { FAMILIES } from './families.ts'
import { SAYINGS } from './sayings.ts'

const families = Object.entries(FAMILIES).flatMap(([reason, all]) =>
  all.map((words) => [words, reason] as const),
)

describe('the words of servers', () => {
  test.each([...SAYINGS, ...families])('%s', (words, reason) => {
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
        fc.constantFrom(...SAYINGS, ...families),
        fc.boolean(),
        fc.constantFrom(' ', '\n    ', '\r\n\t'),
        ([words, reason], loud, gap) => {
          expect(phraseIn((loud ? words.toUpperCase() : words).replaceAll(' ', gap))).toBe(reason)
        },
      ),
    )
  })

  test('mean the same with contractions and in full, with any apostrophe and with accents or without', () => {
    for (const [words, reason] of [
      ["550 the mailbox doesn't exist", 'userunknown'],
      ['550 the mailbox doesn’t exist', 'userunknown'],
      ['550 the mailbox does not exist', 'userunknown'],
      ['552 Boîte aux lettres pleine', 'mailboxfull'],
      ['552 Boite aux lettres pleine', 'mailboxfull'],
    ] as const)
      expect([words, phraseIn(words)]).toEqual([words, reason])
  })
})

/** Who or what is meant, and what is wrong with it. */
const SENTENCES = {
  userunknown: [
    [
      'the user',
      'recipient',
      'this mailbox',
      'account kim',
      'the e-mail address',
      '<kim@contoso.example>: address',
    ],
    [
      'is unknown',
      'does not exist',
      "doesn't exist here",
      'was not found',
      'could not be found',
      'is invalid',
      'not listed',
    ],
  ],
  suspend: [
    [
      'the user',
      "the recipient's mailbox",
      'this account',
      'account kim',
      'mailbox of <kim@contoso.example>',
    ],
    [
      'is disabled',
      'has been suspended',
      'was deactivated',
      'is locked',
      'is no longer active',
      'has expired',
    ],
  ],
  mailboxfull: [
    ['the mailbox', "user's mailbox", 'the account', 'inbox of <kim@contoso.example>'],
    ['is full', 'is over quota', 'has exceeded its quota', 'has no free space', 'is over its size limit'],
  ],
  rejected: [
    ['sender', 'the sender address', 'sender domain', 'MAIL FROM address', 'envelope sender'],
    ['rejected', 'is not allowed', 'is blacklisted', 'refused', 'has been denied', 'is unknown', 'is banned'],
  ],
  blocked: [
    [
      'your IP address',
      'client host [192.0.2.25]',
      'the sending server',
      'your mail server',
      'IP 192.0.2.25',
    ],
    ['is blocked', 'has been rejected', 'is not allowed', 'is on our blocklist', 'was refused', 'is banned'],
  ],
} as const

describe('a sentence that nobody has seen', () => {
  test.each(Object.entries(SENTENCES))('of who and what is wrong means %s', (reason, [who, what]) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...who),
        fc.constantFrom(...what),
        fc.constantFrom('550 ', '550 5.0.0 ', '450 Sorry, ', '550 Error: ', '554-'),
        fc.constantFrom('', '.', ' (#5.0.0)', ', see https://help.example/why'),
        (subject, predicate, before, after) => {
          expect(phraseIn(`${before}${subject} ${predicate}${after}`)).toBe(reason)
        },
      ),
    )
  })
})
