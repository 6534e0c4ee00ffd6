import { expect, test } from '@jest/globals'
import { rows } from '../../src/diagnosis/rows.ts'
import type { Findings, ProbeId } from '../../src/model/findings.ts'
import { acceptedDomain, evidence, found, HEALTHY, inboundConnector } from './given.ts'

/** What the evidence table says of one probe. */
const said = <P extends ProbeId>(probe: P, value: Findings[P]): readonly (readonly [string, string])[] =>
  rows(evidence({ probes: { [probe]: found(value, probe) } })).map(({ what, answer }) => [what, answer])

test('limits are shown with their figures and the people who may not send', () => {
  expect(
    said('limits', {
      restricted: [{ address: 'bob@contoso.com', text: 'may not send: spam', temporary: false }],
      external: { observed: 16_350, threshold: 16_350, enforced: true, state: 'exceeded' },
    }),
  ).toEqual([
    ['Restricted senders', 'bob@contoso.com: may not send: spam'],
    ['External recipients in 24 hours', '16,350 of 16,350, enforced'],
  ])
  expect(said('limits', { restricted: [] })).toEqual([['Restricted senders', 'None']])
})

test('hosts behind the MX are shown with what they say', () => {
  const host = {
    host: 'mx.example',
    serves: ['contoso.com'],
    state: 'refuses',
    text: 'greets with 421',
  } as const
  expect(said('mx-hosts', { hosts: [host] })).toEqual([['MX host mx.example', 'refuses: greets with 421']])
})

test('mailboxes are shown with the subscriptions that do not work and how each domain is accepted', () => {
  expect(
    said('mailboxes', {
      ...HEALTHY.mailboxes,
      subscriptions: [{ sku: 'SPE_E3', status: 'Suspended' }],
      domains: [
        acceptedDomain({ troubles: [{ kind: 'receiving-off', text: 'contoso.com takes no mail' }] }),
        { name: 'contoso.net', type: 'InternalRelay', troubles: [] },
      ],
    }),
  ).toEqual([
    ['Mailboxes', '25 of 25 sampled are licensed and provisioned'],
    ['Subscription SPE_E3', 'Suspended'],
    [
      'Accepted domain contoso.com',
      'Authoritative, changed 2026-02-01T08:00:00Z and contoso.com takes no mail',
    ],
    ['Accepted domain contoso.net', 'InternalRelay'],
  ])
})

test('outdated servers are shown with what Exchange Online does to them', () => {
  const outdatedServers = [{ name: 'ex01.contoso.com', build: '15.1.2507.39', treatment: 'blocked' as const }]
  expect(
    said('inbound-connectors', { state: 'sound', connectors: [inboundConnector()], outdatedServers }),
  ).toEqual([
    ['Inbound connector From on-premises', 'On, no trouble seen'],
    ['Outdated server ex01.contoso.com', 'blocked, build 15.1.2507.39'],
  ])
})
