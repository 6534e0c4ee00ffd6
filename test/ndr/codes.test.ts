import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { phaseIn, repliesIn, replyFor, statusesIn, tellingStatus } from '../../src/ndr/codes.ts'
import { registered } from '../../src/ndr/iana.ts'
import { recordedJson } from '../support/test-data.ts'

const statuses = fc
  .tuple(fc.constantFrom(4, 5), fc.nat(7), fc.nat(999))
  .map(([kind, subject, detail]) => `${kind}.${subject}.${detail}`)

describe('status codes', () => {
  test('are found in an answer, before and after any words', () => {
    fc.assert(
      fc.property(
        statuses,
        fc.constantFrom('550 ', '550-', '<<< 450 ', '(#', "returned '550 "),
        (status, before) => {
          expect(statusesIn(`${before}${status} no (#${status})`)).toEqual([status, status])
        },
      ),
    )
  })

  test('are not found in versions, addresses, dates and sums', () => {
    expect(
      ['8.14.4/8.14.4', '5.1.1.1', '10.5.1.1', 'v4.87.1.2', '25.4.2026', '5.8.1'].flatMap(statusesIn),
    ).toEqual([])
  })

  test('that say more win; of those that say as much the one of the report wins', () => {
    expect([
      tellingStatus('5.0.0', '550 5.7.1 denied'),
      tellingStatus('4.4.7', '550 4.4.7 expired\n421 4.4.2 dropped'),
      tellingStatus('5.1.1', '550 denied'),
      tellingStatus('5.1.1', '550 5.7.1 denied'),
      tellingStatus('5.2.1', '550 5.7.1 denied'),
      tellingStatus('5.4.4', '450 4.7.1 denied'),
      tellingStatus('5.2.0', '550 : unknown'),
      tellingStatus('', 'nothing'),
    ]).toEqual(['5.7.1', '4.4.2', '5.1.1', '5.7.1', '5.2.1', '4.7.1', '5.2.0', ''])
  })

  test('have words in the registry, the subject at least', () => {
    fc.assert(
      fc.property(statuses, (status) => {
        expect(registered(status)).toMatch(/\w{3}/)
      }),
    )
  })

  const registry = recordedJson('ndr/iana-codes.json') as { codes: readonly { code: string }[] } | undefined
  const recorded = registry === undefined ? test.skip : test
  recorded('are all registered that IANA has registered', () => {
    const subjects = new Set([0, 1, 2, 3, 4, 5, 6, 7].map((subject) => registered(`5.${subject}.999`)))
    const unknown = (registry?.codes ?? []).filter(({ code }) =>
      subjects.has(registered(code.replace('X', '5')) ?? ''),
    )
    expect(unknown).toEqual([])
  })
})

describe('reply codes', () => {
  test('are those of SMTP, not any number', () => {
    expect(
      repliesIn('550-5.7.1 x\n550 5.7.1 y, port 587, 192.0.2.550, 1550, 599, SIZE=552000 (421)'),
    ).toEqual(['550', '550', '421'])
  })

  test('belong to a status of the same class', () => {
    expect([replyFor('4.4.1', '550 x 451 y'), replyFor('4.4.1', '550 x'), replyFor('', '550 x')]).toEqual([
      '451',
      '',
      '550',
    ])
  })
})

describe('the command that was refused', () => {
  test.each([
    ['(in reply to RCPT TO command)', 'rcpt'],
    ['(in reply to end of DATA\n    command)', 'data'],
    ['(in reply to MAIL FROM command)', 'mail'],
    ['refused to talk\n to me: 421', 'connect'],
    ['SMTP error from remote mail server after RCPT TO:<kim@contoso.example>:', 'rcpt'],
    ['SMTP error from remote mail server after pipelined MAIL FROM:<lee@fabrikam.example>', 'mail'],
    ['SMTP error from remote mail server after end of data:', 'data'],
    ['SMTP error from remote mail server after initial connection:', 'connect'],
    ['203.0.113.7 does not like recipient.', 'rcpt'],
    ['Connected to 203.0.113.7 but sender was rejected.', 'mail'],
    ['203.0.113.7 failed after I sent the message.', 'data'],
    ['>>> MAIL From:<x>\n<<< 250 ok\n>>> RCPT To:<y>\n<<< 550 no\n>>> DATA\n<<< 503 no', 'rcpt'],
    ['550 no', 'unsaid'],
  ])('of %j is %s', (words, phase) => {
    expect(phaseIn(words)).toBe(phase)
  })
})
