import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { CAUSE_IDS, STEP_IDS } from '../../src/model/ids.ts'
import { decode, type Report } from '../../src/ndr/decode.ts'
import { PARTIES } from '../../src/ndr/finding.ts'
import { REASONS } from '../../src/ndr/reason.ts'
import { fixtureBytes, fixtureJson, recordedBytes } from '../support/test-data.ts'
import { measured, share } from './accuracy.ts'

type Short = Pick<Report, 'recipient' | 'status' | 'reply' | 'reason' | 'step' | 'cause' | 'party'>

const short = ({ recipient, status, reply, reason, step, cause, party }: Report): Short => ({
  recipient,
  status,
  reply,
  reason,
  step,
  cause,
  party,
})

const EXPECTED = fixtureJson('ndr/expected.json') as Readonly<Record<string, readonly Short[]>>

describe('a bounce', () => {
  test.each(Object.keys(EXPECTED))('of the form %s is decoded', async (name) => {
    expect((await decode(fixtureBytes(`ndr/${name}`))).map(short)).toEqual(EXPECTED[name])
  })

  test('tells what the registry says of its code and what the server said', async () => {
    const [report] = await decode(fixtureBytes('ndr/postfix-two-recipients.eml'))
    expect(report).toEqual({
      recipient: 'kim@contoso.example',
      status: '5.2.2',
      reply: '552',
      reason: 'mailboxfull',
      step: 'mailboxes',
      cause: null,
      party: 'recipient',
      advice: 'The recipient makes room, or an administrator raises the quota or switches an archive on.',
      meaning: 'The mailbox of the recipient is full',
      registered: 'Mailbox full',
      said: '552 5.2.2 <kim@contoso.example>: Recipient address rejected: Mailbox is over quota',
    })
  })

  test('is read the same with CRLF, with LF and as a string', async () => {
    for (const name of Object.keys(EXPECTED)) {
      const text = new TextDecoder().decode(fixtureBytes(`ndr/${name}`))
      expect(await decode(text.replaceAll('\n', '\r\n'))).toEqual(await decode(text))
    }
  })

  test('is not decoded from an ordinary message or from ordinary words', async () => {
    const mail = 'From: lee@fabrikam.example\nSubject: Lunch\n\nThe user asked for 550 chairs, none found.\n'
    expect(
      await Promise.all(
        [
          mail,
          'Subject: Proposal rejected\n\nThe user limit was exceeded.\n',
          'Subject: Figures of today\nX-Auto-Response-Suppress: OOF\n\nSee below.\n',
          'Subject: Remise de 20 %\n\nOffre sans limite.\n',
          'Subject: Read: Figures\nContent-Type: multipart/report; report-type=disposition-notification; boundary=a\n\n--a\nContent-Type: text/plain\n\nYour message was read.\n--a\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; kim@contoso.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--a--\n',
          'good morning',
          '',
          '\n\n',
          'see you at 5.30',
        ].map((one) => decode(one)),
      ),
    ).toEqual([[], [], [], [], [], [], [], [], []])
  })
})

/** Words, replies and codes as servers and nobody else would join them. */
const pieces = fc.constantFrom(
  '550 5.1.1 <kim@contoso.example>... User unknown',
  '421-4.7.0 too many',
  'Final-Recipient: rfc822; kim@contoso.example',
  'Action: failed',
  'Status: 5.7.1 (x)',
  'Diagnostic-Code: smtp; 550',
  'From MAILER-DAEMON  Mon Nov 23 10:00:00 2026',
  'From: MAILER-DAEMON@x.example',
  'Content-Type: multipart/report; boundary="a"',
  'Content-Type: message/delivery-status',
  'Content-Type: message/rfc822',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  '--a',
  '--a--',
  '',
  '>>> RCPT To:<kim@contoso.example>',
  '<<< 550 no',
  '{"bouncedRecipients":[{"emailAddress":5},null,{"status":"x"}]}',
  '[{LED=450 4.4.316 x};{MSG=}]',
  '<html>&#99999;&#1114112;',
  '=?utf-8?B?****?=',
  '-----BEGIN',
)
const jumbles = fc.oneof(
  fc
    .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: 'binary' })), { maxLength: 40 })
    .map((lines) => lines.join('\n')),
  fc.string({ unit: 'binary', maxLength: 2000 }),
)

describe('any input at all', () => {
  const isWhole = (report: Report): boolean =>
    /^(?:[245]\.\d\.\d{1,3})?$/.test(report.status) &&
    /^(?:[245]\d\d)?$/.test(report.reply) &&
    REASONS.includes(report.reason) &&
    PARTIES.includes(report.party) &&
    (report.step === null || STEP_IDS.includes(report.step)) &&
    (report.cause === null || [...CAUSE_IDS, 'journaling', 'routing-loop'].includes(report.cause)) &&
    report.advice !== '' &&
    report.meaning !== ''

  test('gives whole reports and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(jumbles, fc.uint8Array({ maxLength: 3000 })), async (source) => {
        expect((await decode(source)).filter((report) => !isWhole(report))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  test('gives whole reports from a bounce that was cut, doubled or scrambled', async () => {
    const names = fc.constantFrom(...Object.keys(EXPECTED))
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.nat(4000),
        fc.nat(4000),
        fc.uint8Array({ maxLength: 20 }),
        async (name, from, to, noise) => {
          const bytes = fixtureBytes(`ndr/${name}`)
          const cut = Buffer.concat([bytes.subarray(0, from), noise, bytes.subarray(to)])
          expect((await decode(cut)).filter((report) => !isWhole(report))).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each([
    ['megabytes of nothing', Buffer.alloc(12_000_000, 'a')],
    ['megabytes of answers', Buffer.from('550 5.1.1 user unknown kim@contoso.example\n'.repeat(200_000))],
    ['many recipients', Buffer.from('Final-Recipient: rfc822; a@b.example\nAction: failed\n'.repeat(50_000))],
    ['parts within parts', Buffer.from(nested(2000))],
    ['one endless line', Buffer.from(`550 ${'@.:;<>()[]-'.repeat(300_000)}`)],
    ['white space', Buffer.from(`Diagnostic-Code: smtp; ${' \n'.repeat(2_000_000)}`)],
    [
      'words that almost fit',
      Buffer.from(`From: postmaster@x.example\n\n${'the mailbox user host account is '.repeat(60_000)}`),
    ],
  ])('takes no more than seconds, though it is %s', async (_, bytes) => {
    const started = performance.now()
    const reports = await decode(bytes)
    expect({ bounded: reports.length <= 200, soon: performance.now() - started < 5000 }).toEqual({
      bounded: true,
      soon: true,
    })
  })
})

/** A multipart in a multipart, so many times. */
function nested(depth: number): string {
  return Array.from(
    { length: depth },
    (_, at) =>
      `${at === 0 ? 'From: MAILER-DAEMON@x.example\n' : `--b${at - 1}\n`}Content-Type: multipart/mixed; boundary=b${at}\n\n`,
  ).join('')
}

const rows = recordedBytes('ndr/labels.jsonl') === undefined ? undefined : await measured()
const recorded = rows === undefined ? test.skip : test

describe('the recorded bounces', () => {
  recorded('have the right status and group, 98 % of them both, and the right reason, 90 % of them', () => {
    const all = rows ?? []
    const figures = {
      status: share(all, ({ sameStatus }) => sameStatus),
      group: share(all, ({ sameGroup }) => sameGroup),
      both: share(all, ({ sameStatus, sameGroup }) => sameStatus && sameGroup),
      reason: share(all, ({ sameReason }) => sameReason),
    }
    expect(figures.status).toBeGreaterThanOrEqual(0.98)
    expect(figures.group).toBeGreaterThanOrEqual(0.98)
    expect(figures.both).toBeGreaterThanOrEqual(0.98)
    expect(figures.reason).toBeGreaterThanOrEqual(0.9)
  })
})
