import { describe, expect, test } from '@jest/globals'
import { type Failure, reasonOf } from '../../src/ndr/why.ts'

const failure = (given: Partial<Failure>): Failure => ({
  recipient: 'kim@contoso.example',
  action: 'failed',
  status: '',
  reply: '',
  phase: 'rcpt',
  diagnosticType: 'smtp',
  category: '',
  words: [],
  around: [],
  ...given,
})

describe('the reason of an answer whose words nobody knows', () => {
  test.each([
    ['4.2.1', 'suspend'],
    ['5.1.1', 'userunknown'],
    ['5.1.8', 'rejected'],
    ['5.2.2', 'mailboxfull'],
    ['5.4.6', 'networkerror'],
    ['5.7.13', 'suspend'],
    ['5.7.25', 'requireptr'],
    ['5.7.27', 'rejected'],
    ['5.7.606', 'blocked'],
  ])('with the code %s is %s', (status, reason) => {
    expect(reasonOf(failure({ status, words: [`550 ${status} lorem ipsum dolor`] }))).toBe(reason)
  })

  test.each([
    ['503', 'syntaxerror'],
    ['521', 'notaccept'],
    ['523', 'failedstarttls'],
    ['525', 'suspend'],
    ['530', 'securityerror'],
    ['535', 'securityerror'],
    ['552', 'mailboxfull'],
    ['556', 'notaccept'],
    ['550', 'onhold'],
  ])('with the reply %s alone is %s', (reply, reason) => {
    expect(reasonOf(failure({ reply, words: [`${reply} lorem ipsum dolor`] }))).toBe(reason)
  })

  test('is not taken from what the report says besides', () => {
    const around = ['The following address(es) failed because the remote server is misconfigured:']
    const reasons = ['550 lorem ipsum dolor', '554 5.0.0 Service unavailable', '550 5.0.0'].map((answer) =>
      reasonOf(failure({ reply: answer.slice(0, 3), words: [answer], around })),
    )
    expect(reasons).toEqual(['onhold', 'systemerror', 'systemerror'])
  })
})

describe('words and codes that disagree', () => {
  test.each([
    ['a faulty database with a code of the network', '451 4.4.3 database error', '4.4.3', 'systemerror'],
    [
      'a loop that is noticed by its header lines',
      '554 5.4.6 too many Received headers',
      '5.4.6',
      'networkerror',
    ],
    [
      "a sender's code on words about a host",
      '550 5.1.8 not allowed for your IP address',
      '5.1.8',
      'rejected',
    ],
    ['a message named spam with a code of the mailbox', '552 5.2.0 Suspected spam', '5.2.0', 'spamdetected'],
  ])('like %s', (_, words, status, reason) => {
    expect(reasonOf(failure({ status, reply: words.slice(0, 3), phase: 'data', words: [words] }))).toBe(
      reason,
    )
  })
})
