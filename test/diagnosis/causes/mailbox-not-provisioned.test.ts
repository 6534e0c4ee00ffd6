import { describe, expect, test } from '@jest/globals'
import type { Flow } from '../../../src/model/findings.ts'
import { failing, failure, given, HEALTHY, silent, trace } from '../given.ts'
import { answerLaws, isFound, rankOf, weighing } from './laws.ts'

const ID = 'mailbox-not-provisioned'
const NOT_FOUND = '550 5.1.10 RESOLVER.ADR.RecipientNotFound'

const troubled = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    user: `user${index}@contoso.com`,
    kind: 'not-licensed' as const,
    text: 'has lost the licence',
  }))

const tenant = (inbound: Flow, count: number, sampled = 25, sampleTroubled = false) =>
  given({
    'message-trace': trace({ inbound }),
    mailboxes: { ...HEALTHY.mailboxes, sampled, troubled: troubled(count), sampleTroubled },
  })
const bouncing = (reply: string) => failing([failure(reply, 250)])

describe('mailboxes that are not provisioned', () => {
  answerLaws(ID, {
    question: 'mailboxes',
    yes: 'broken',
    no: 'sound',
    text: 'Mailboxes lack a licence or are not provisioned',
  })

  test('are proven when most of the sample lack a licence and mail to them fails', () => {
    const from = tenant(bouncing(NOT_FOUND), 20)
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          {
            text: '20 of 25 sampled mailboxes: user0@contoso.com: has lost the licence, user1@contoso.com: has lost the licence and 18 more',
            weight: 1,
            of: 'mailboxes',
          },
          {
            text: `250 of 250 failed inbound messages (100 %): ${NOT_FOUND}`,
            weight: 0.5,
            of: 'message-trace',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test('are not proven by a few of many, nor by most of a very few', () => {
    expect([
      isFound(ID, tenant(bouncing(NOT_FOUND), 3)),
      isFound(ID, tenant(bouncing(NOT_FOUND), 1, 2)),
      isFound(ID, tenant(bouncing(NOT_FOUND), 3, 4)),
    ]).toEqual([false, false, true])
  })

  test('are not proven when the failures speak of something else', () => {
    const from = tenant(bouncing('550 5.7.1 TRANSPORT.RULES.RejectMessage; closed'), 20)
    expect([isFound(ID, from), weighing(ID, from).contradicts]).toEqual([
      false,
      [{ text: 'Only 0 of 250 failed inbound messages speak of it', weight: 0.5, of: 'message-trace' }],
    ])
  })

  test('do not explain that nothing comes in', () => {
    const from = tenant(silent(), 20)
    expect([isFound(ID, from), weighing(ID, from).contradicts]).toEqual([
      false,
      [
        {
          text: 'Inbound mail: 0 messages since 2026-11-23T09:42:00Z, usual 310 in 60 minutes; mail to a missing mailbox would show as failed',
          weight: 0.45,
          of: 'message-trace',
        },
      ],
    ])
  })

  test('explain the trouble of the one that was asked about, whatever flows besides', () => {
    const from = tenant(HEALTHY['message-trace'].flows.inbound, 1, 1, true)
    const asked = { ...from, scope: { ...from.scope, address: 'user0@contoso.com' } }
    expect([isFound(ID, asked), rankOf(ID, asked)?.title, rankOf(ID, asked)?.affected]).toEqual([
      true,
      'The mailbox of user0@contoso.com cannot receive',
      'Mail to user0@contoso.com. Inbound mail flows. Outbound mail flows.',
    ])
  })

  test('are ruled out by a sample without fault, and by none at all only if somebody was looked at', () => {
    expect([weighing(ID, tenant(silent(), 0)), weighing(ID, tenant(silent(), 0, 0))]).toEqual([
      {
        supports: [],
        contradicts: [
          {
            text: '25 of 25 sampled mailboxes are licensed and provisioned',
            weight: 0.9,
            of: 'mailboxes',
          },
        ],
      },
      { supports: [], contradicts: [] },
    ])
  })
})
