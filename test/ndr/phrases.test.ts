import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { phraseIn } from '../../src/ndr/phrases.ts'

const SAYINGS = [
  [
    '550 5.1.1 <kim@contoso.example>: Recipient address rejected: User unknown in virtual mailbox table',
    'userunknown',
  ],
  ['550 Sorry, no mailbox here by that name', 'userunknown'],
  ['550 Utilisateur inconnu', 'userunknown'],
  ['552 5.2.2 Over quota', 'mailboxfull'],
  ['452 4.3.1 Insufficient system storage', 'systemfull'],
  ['552 5.3.4 Message size exceeds fixed limit', 'mesgtoobig'],
  ['550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient', 'exceedlimit'],
  ['554 5.7.1 Relay access denied', 'norelaying'],
  ['550 5.7.1 Client host rejected: blocked using zen.spamhaus.org', 'blocked'],
  ['450 4.7.1 Client host rejected: cannot find your reverse hostname', 'requireptr'],
  ['550 5.7.1 Our system has detected that this message is likely unsolicited mail', 'spamdetected'],
  ['554 5.7.1 The message contains a virus: Eicar-Test-Signature', 'virusdetected'],
  [
    '550 5.7.26 This message does not pass authentication checks (SPF and DKIM both do not pass)',
    'authfailure',
  ],
  ['421 4.7.0 Too many connections from your host', 'toomanyconn'],
  ['450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents more', 'speeding'],
  ['450 4.2.0 Greylisted, please try again in 300 seconds', 'onhold'],
  ['530 5.7.0 Must issue a STARTTLS command first', 'failedstarttls'],
  ['450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]', 'failedstarttls'],
  ['connect to mail.contoso.example[203.0.113.7]:25: No route to host', 'networkerror'],
  ['554 5.4.14 Hop count exceeded - possible mail loop ATTR34', 'networkerror'],
  ['conversation with mail.contoso.example[203.0.113.7] timed out while sending RCPT TO', 'expired'],
  [
    'Host or domain name not found. Name service error for name=nosuch.example type=A: Host not found',
    'hostunknown',
  ],
  ['556 5.1.10 Domain contoso.example does not accept mail (nullMX)', 'notaccept'],
  [
    '553 5.1.8 <lee@nosuch.example>... Domain of sender address lee@nosuch.example does not exist',
    'rejected',
  ],
  ['550 5.2.1 The email account that you tried to reach is disabled', 'suspend'],
  ['550 5.1.6 Recipient no longer on server', 'hasmoved'],
  ['503 5.5.1 Bad sequence of commands', 'syntaxerror'],
  [
    '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy',
    'policyviolation',
  ],
  ['550 5.7.1 This message is not RFC 5322 compliant', 'notcompliantrfc'],
  ['554 5.6.0 Improper use of 8-bit data in message header', 'contenterror'],
  ['535 5.7.8 Authentication credentials invalid', 'securityerror'],
  ['451 4.3.0 Temporary local problem, please try later', 'systemerror'],
  ['command died with status 75: "/usr/bin/vacation"', 'mailererror'],
] as const

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
