import { describe, expect, test } from '@jest/globals'
import { decode } from '../../src/ndr/decode.ts'
import { exchangeFinding } from '../../src/ndr/exchange.ts'
import { recordedJson } from '../support/test-data.ts'

interface Row {
  readonly codes: readonly { readonly code?: string; readonly from_?: string }[]
  readonly description: string
}

const known = async (words: string) => {
  const [report] = await decode(words)
  return { meaning: report?.meaning, party: report?.party, step: report?.step, cause: report?.cause }
}

describe('a code of Exchange', () => {
  test.each([
    [
      '550 5.7.705 Access denied, tenant has exceeded threshold',
      'Microsoft blocks what this tenant sends',
      'sending-side',
      'message-trace',
      'throttled',
    ],
    [
      '550 5.1.8 Access denied, bad outbound sender AS(42004)',
      'The sending account is blocked because it sent spam',
      'sending-side',
      'message-trace',
      'throttled',
    ],
    [
      "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
      'The tenant has reached its limit of outside recipients for the day',
      'sending-side',
      'message-trace',
      'sending-limit',
    ],
    [
      '450 4.7.230 Connecting Exchange server version is out-of-date',
      'The sending Exchange server is out of date',
      'sending-side',
      'inbound-connectors',
      'hybrid-server-outdated',
    ],
    [
      '451 4.4.4 Mail received as unauthenticated, incoming to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5',
      'The receiving tenant has no mail subscription any more',
      'receiving-side',
      'mailboxes',
      'subscription-expired',
    ],
    [
      '450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]',
      'Exchange Online cannot connect to the next server: TLS is refused or its certificate is not trusted',
      'receiving-side',
      'outbound-connectors',
      'tls-certificate',
    ],
    [
      '554 5.4.14 Hop count exceeded - possible mail loop ATTR34',
      'A routing loop',
      'receiving-side',
      'outbound-connectors',
      'routing-loop',
    ],
    [
      '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain',
      'The server does not take mail for the domain of the recipient',
      'receiving-side',
      'mailboxes',
      'accepted-domain',
    ],
    [
      '550 5.4.1 Recipient address rejected: Access denied',
      'Exchange Online does not know the recipient',
      'receiving-side',
      'mailboxes',
      'mailbox-not-provisioned',
    ],
    [
      '451 4.3.2 Temporary server error. Please try again later ATTR55',
      'Exchange Online has a passing trouble of its own',
      'microsoft',
      null,
      'microsoft-incident',
    ],
  ])('%s', async (words, meaning, party, step, cause) => {
    expect(await known(words)).toEqual({ meaning, party, step, cause })
  })

  test('is not read into the same code of another server', () => {
    expect([
      exchangeFinding('5.1.10', 'domain does not accept mail (nullMX)', false),
      exchangeFinding('5.2.1', 'user is over there', false),
      exchangeFinding('4.3.2', 'service not available, closing channel', false),
    ]).toEqual([undefined, undefined, undefined])
  })

  const documented = recordedJson('ndr/ms-codes.json') as { readonly rows: readonly Row[] } | undefined
  const recorded = documented === undefined ? test.skip : test
  recorded('has a meaning and advice if Microsoft documents it', async () => {
    const unexplained: string[] = []
    for (const { codes, description } of documented?.rows ?? [])
      for (const { code = '', from_ = code } of codes) {
        const [report] = await decode(`550 ${from_} ${description.replaceAll('`', '')}`)
        if (report === undefined || /^(?:onhold|undefined)$/.test(report.reason)) unexplained.push(from_)
      }
    expect(unexplained).toEqual([])
  })
})
