import { describe, expect, test } from '@jest/globals'
import { operatorReason } from '../../src/ndr/operators.ts'

describe("a receiver's own code", () => {
  test.each([
    ['550 5.1.1 RCP-P2 http://postmaster.facebook.com/response_codes?ip=192.0.2.1', 'filtered'],
    ['554 5.7.1 DNS-P3 Your mail server does not have a reverse DNS record', 'requireptr'],
    ['421 mwinf5c79 ME Trop de connexions OFR005_104 [104]', 'toomanyconn'],
    ['550 5.1.1 Adresse invalide. Invalid recipient. OFR_416 [416]', 'userunknown'],
    ['550 5.1.1 Invalid recipient. LPN416', 'userunknown'],
    ['550 5.5.0 Archived recipient. LPN007_420', 'suspend'],
    ['554 charter.net ESMTP server refuses. AUP#In-1310', 'toomanyconn'],
    ['421 192.0.2.1 AUP#I-1120', 'requireptr'],
    ['554 cox too many bad commands. AUP#CXBL', 'blocked'],
    ['554 Connection refused. This IP has a poor reputation. IB103', 'badreputation'],
    ['550 SC-001 (COL004-MC1F5) Unfortunately, messages from 192.0.2.1 were not sent', 'badreputation'],
    ['550 DY-001 Mail rejected by Outlook.com for policy reasons', 'blocked'],
    ['553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1', 'blocked'],
    ["554 delivery error: dd This user doesn't have a yahoo.com account (kim@yahoo.com)", 'userunknown'],
    ['550 <kim@ezweb.ne.jp>: User unknown', 'userunknown'],
  ])('%s', (words, reason) => {
    expect(operatorReason(words)).toBe(reason)
  })

  test('is not seen in words that only look like one', () => {
    expect(
      ['550 5.1.1 User unknown', 'model rp-0011', 'ib1030', 'ofr_99', 'lpn41', 'aup#1'].map(operatorReason),
    ).toEqual(Array.from({ length: 6 }).fill(undefined))
  })
})
