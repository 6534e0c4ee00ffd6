import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cause } from '../../../src/diagnosis/causes/accepted-domain.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { AcceptedDomain, AcceptedDomainTrouble, Findings } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import {
  AT,
  acceptedDomain,
  failing,
  failure,
  given,
  HEALTHY,
  ONSET,
  silent,
  source,
  trace,
  unsure,
  without,
} from '../given.ts'

const JUST_BEFORE = after(ONSET, -60_000)

const trouble = (kind: AcceptedDomainTrouble['kind']): AcceptedDomainTrouble => ({
  kind,
  text: `contoso.com is ${kind}`,
})

const mailboxes = (...domains: readonly AcceptedDomain[]): Findings['mailboxes'] => ({
  ...HEALTHY.mailboxes,
  domains,
})

const evidenceOf = (
  domains: readonly AcceptedDomain[],
  inbound = silent(),
  over: Partial<Findings> = {},
): Evidence => given({ 'message-trace': trace({ inbound }), mailboxes: mailboxes(...domains), ...over })

const at = (recipient: string) => ({ sample: { sender: 'ada@fabrikam.example', recipient, at: AT } })
const unknown = failing([failure('550 5.1.10 RESOLVER.ADR.RecipientNotFound', 90, at('bob@contoso.com'))])
const loops = failing([
  failure('554 5.4.14 Hop count exceeded - possible mail loop', 90, at('bob@contoso.com')),
])

const proven = (evidence: Evidence): readonly string[] => {
  const { kind, causes, proven } = judge(evidence)
  return kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
}

describe('an accepted domain', () => {
  test.each(['not-accepted', 'receiving-off', 'outbound-only'] as const)(
    'that is %s is found when nothing comes in',
    (kind) => {
      const domain = acceptedDomain({ changedAt: JUST_BEFORE, troubles: [trouble(kind)] })
      expect(proven(evidenceOf([domain]))).toEqual(['accepted-domain'])
    },
  )

  test('that may not send is found when nothing goes out, and explains only that', () => {
    const domain = acceptedDomain({ changedAt: JUST_BEFORE, troubles: [trouble('sending-off')] })
    const evidence = given({
      'message-trace': trace({ outbound: silent() }),
      mailboxes: mailboxes(domain),
    })
    expect(proven(evidence)).toEqual(['accepted-domain'])
    expect(proven(evidenceOf([domain]))).toEqual([])
  })

  test('that became authoritative just when its recipients became unknown is found', () => {
    const evidence = evidenceOf([acceptedDomain({ changedAt: JUST_BEFORE })], unknown)
    const weighed = cause.weigh(evidence)
    expect(proven(evidence)).toEqual(['accepted-domain'])
    expect({ ...weighed, guidance: weighed.guidance.commands[1] }).toEqual({
      title: 'The accepted domain contoso.com is not set up as its mail needs it',
      step: 'mailboxes',
      supports: [
        {
          text: 'contoso.com is Authoritative and was changed 2026-11-23T09:41:00Z; from then on 100 % of the failures are recipients of it that Exchange Online does not know',
          weight: 1,
          source: source('mailboxes'),
        },
      ],
      contradicts: [],
      explains: ['inbound'],
      affected: 'Mail to contoso.com. Outbound mail flows.',
      guidance: {
        where: 'Exchange Online PowerShell',
        run: 'Set-AcceptedDomain contoso.com -DomainType InternalRelay',
      },
    })
  })

  test('that relays is found when most of its mail goes round in circles', () => {
    expect(proven(evidenceOf([acceptedDomain({ type: 'InternalRelay' })], loops))).toEqual([
      'accepted-domain',
    ])
  })
})

describe('an accepted domain is not found for sure', () => {
  const off = acceptedDomain({ changedAt: JUST_BEFORE, troubles: [trouble('receiving-off')] })
  const changed = acceptedDomain({ changedAt: JUST_BEFORE })
  const sick = {
    ...mailboxes(changed),
    sampled: 4,
    troubled: ['a', 'b', 'c'].map((name) => ({
      user: `${name}@contoso.com`,
      kind: 'not-licensed' as const,
      text: 'has no licence',
    })),
  }
  const stale = { state: 'stale' as const, ageMinutes: 1440, errors: [] }

  test.each<readonly [string, Evidence]>([
    ['when it was so long before', evidenceOf([{ ...off, changedAt: after(ONSET, -9 * 86_400_000) }])],
    [
      'when it is one of several and not the default one',
      evidenceOf([acceptedDomain(), { ...off, name: 'contoso.net', isDefault: false }]),
    ],
    ['when it is only about to be removed', evidenceOf([{ ...off, troubles: [trouble('pending-removal')] }])],
    ['while mail comes in', given({ mailboxes: mailboxes(off) })],
    ['when mailboxes lack their licence', evidenceOf([changed], unknown, { mailboxes: sick })],
    ['when the directory is old', evidenceOf([changed], unknown, { 'directory-sync': stale })],
    [
      'when the unknown recipients are of another domain',
      evidenceOf([changed], failing([failure('550 5.1.10 RecipientNotFound', 90, at('bob@contoso.de'))])),
    ],
    ['when it was authoritative all along', evidenceOf([acceptedDomain()], unknown)],
    ['when a loop is of an authoritative domain', evidenceOf([acceptedDomain()], loops)],
    ['without the mailboxes', without(evidenceOf([off]), 'mailboxes')],
    [
      'when the list is not certain',
      { ...evidenceOf([]), probes: { ...evidenceOf([]).probes, mailboxes: unsure(mailboxes(off)) } },
    ],
  ])('%s', (_, evidence) => {
    expect(proven(evidence)).not.toContain('accepted-domain')
  })

  test('whatever its type and whenever it was changed, while no failure speaks of recipients', () => {
    const type = fc.constantFrom('Authoritative', 'InternalRelay', 'ExternalRelay', 'unknown')
    fc.assert(
      fc.property(type, fc.integer({ min: -5000, max: 60 }), (type, minutes) => {
        const domain = acceptedDomain({ type, changedAt: after(AT, minutes * 60_000) })
        const inbound = failing([failure('550 5.7.1 TRANSPORT.RULES.RejectMessage', 90)])
        expect(cause.weigh(evidenceOf([domain], inbound)).supports).toEqual([])
      }),
    )
  })
})
