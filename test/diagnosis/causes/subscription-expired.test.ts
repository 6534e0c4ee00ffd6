import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cause } from '../../../src/diagnosis/causes/subscription-expired.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { MailboxesFinding, SmtpTarget } from '../../../src/model/findings.ts'
import {
  answersOf,
  failing,
  failure,
  given,
  HEALTHY,
  silent,
  smartHost,
  source,
  target,
  trace,
  unsure,
  without,
} from '../given.ts'

const nothingAtAll = trace({ inbound: silent(), outbound: silent() })

const suspended = (users: number, of: number): Pick<MailboxesFinding, 'sampled' | 'troubled'> => ({
  sampled: of,
  troubled: Array.from({ length: users }, (_, index) => ({
    user: `user${index}@contoso.com`,
    kind: 'plan-suspended' as const,
    text: 'the mailbox plan is suspended with its subscription',
  })),
})

const mailboxes = (over: Partial<MailboxesFinding>): MailboxesFinding => ({ ...HEALTHY.mailboxes, ...over })

const unpaid = mailboxes({
  subscriptions: [{ sku: 'SPE_E3', status: 'Suspended', consumed: 25 }],
  ...suspended(25, 25),
})

const proven = (evidence: Evidence): readonly string[] => {
  const { kind, causes, proven } = judge(evidence)
  return kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
}

describe('a subscription that has run out', () => {
  test('is found when nobody can send or receive, and mailboxes are not blamed', () => {
    const evidence = given({ 'message-trace': nothingAtAll, mailboxes: unpaid })
    expect(proven(evidence)).toEqual(['subscription-expired'])
    expect(judge(evidence).causes).toHaveLength(1)
  })

  test('says what speaks for it, with its source', () => {
    const weighed = cause.weigh(given({ 'message-trace': nothingAtAll, mailboxes: unpaid }))
    expect({ ...weighed, guidance: weighed.guidance.whose }).toEqual({
      title: 'The subscription SPE_E3 has run out',
      step: 'mailboxes',
      supports: [
        {
          text: 'No subscription with mailboxes works: SPE_E3 (Suspended)',
          weight: 1,
          source: source('mailboxes'),
        },
        {
          text: 'The mailbox plan of 25 of 25 sampled people is suspended with its subscription',
          weight: 1,
          source: source('mailboxes'),
        },
      ],
      contradicts: [],
      explains: ['inbound', 'outbound'],
      affected: 'Inbound and outbound mail of everybody whose mailbox hangs on it.',
      guidance: 'Ours: billing of Microsoft 365',
    })
  })

  test('is found by what Exchange Online answers to senders, where Graph tells nothing', () => {
    const reply = {
      code: 451,
      enhanced: '4.4.4',
      text: 'Mail received as unauthenticated, incoming to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5',
    }
    const refusing: SmtpTarget = target('rejecting', 'rejected', {
      dialogue: {
        ...target('open').dialogue,
        failure: { phase: 'rcpt', kind: 'rejected', detail: '451', reply },
      },
    })
    const evidence = without(
      given({
        'message-trace': nothingAtAll,
        'smtp-reachability': { targets: [refusing, smartHost('open')] },
      }),
      'mailboxes',
    )
    expect(proven(evidence)).toEqual(['subscription-expired'])
  })

  test('is found by the codes of most failures', () => {
    const failures = [
      failure(
        '550 5.4.4 recipient domain in a hosted tenant which has no mail-enabled subscriptions. ATTR5',
        80,
      ),
    ]
    const evidence = given({ 'message-trace': trace({ outbound: failing(failures) }), mailboxes: unpaid })
    expect(proven(evidence)).toEqual(['subscription-expired'])
  })
})

describe('a subscription is not blamed for sure', () => {
  const doubtful: readonly (readonly [string, Evidence, 'likely' | 'conflict' | 'unknown'])[] = [
    [
      'when it is in its 30 days of grace',
      given({
        'message-trace': nothingAtAll,
        mailboxes: mailboxes({ subscriptions: [{ sku: 'SPE_E3', status: 'Warning', consumed: 25 }] }),
      }),
      'unknown',
    ],
    [
      'when it is a leftover that nobody holds',
      given({
        'message-trace': nothingAtAll,
        mailboxes: mailboxes({
          subscriptions: [
            { sku: 'SPE_E3', status: 'Enabled', consumed: 25 },
            { sku: 'TRIAL', status: 'Suspended', consumed: 0 },
          ],
        }),
      }),
      'unknown',
    ],
    [
      'when all that is left is a trial that nobody holds',
      given({
        'message-trace': nothingAtAll,
        mailboxes: mailboxes({ subscriptions: [{ sku: 'TRIAL', status: 'Deleted', consumed: 0 }] }),
      }),
      'unknown',
    ],
    [
      'when the plans of the people work all the same',
      given({
        'message-trace': nothingAtAll,
        mailboxes: mailboxes({ subscriptions: [{ sku: 'SPE_E3', status: 'Suspended', consumed: 25 }] }),
      }),
      'likely',
    ],
    [
      'when the list of subscriptions is not certain',
      {
        ...given({ 'message-trace': nothingAtAll }),
        probes: { ...given({ 'message-trace': nothingAtAll }).probes, mailboxes: unsure(unpaid) },
      },
      'likely',
    ],
    ['while mail flows', given({ mailboxes: unpaid }), 'conflict'],
    [
      'when a person says that the mailboxes are sound',
      given(
        { 'message-trace': nothingAtAll, mailboxes: unpaid },
        { answers: answersOf({ mailboxes: 'sound' }) },
      ),
      'conflict',
    ],
  ]

  test.each(doubtful)('%s', (_, evidence, kind) => {
    expect({ proven: proven(evidence), kind: judge(evidence).kind }).toEqual({ proven: [], kind })
  })

  test('whatever the states are, as long as one subscription works or mail flows', () => {
    const status = fc.constantFrom('Enabled', 'Warning', 'Suspended', 'LockedOut', 'Deleted', 'Frozen')
    const some = fc.array(fc.record({ sku: fc.constant('SKU'), status, consumed: fc.nat(50) }))
    fc.assert(
      fc.property(some, fc.boolean(), (others, flowing) => {
        const subscriptions = flowing
          ? others
          : [...others, { sku: 'SPE_E3', status: 'Enabled', consumed: 1 }]
        const flows = flowing ? {} : { 'message-trace': nothingAtAll }
        expect(proven(given({ ...flows, mailboxes: mailboxes({ subscriptions }) }))).toEqual([])
      }),
    )
  })
})
