import { describe, expect, test } from '@jest/globals'
import { nulForbidden } from '../../../src/lab/exchange/wire.ts'
import { forbidden } from '../../../src/lab/graph/errors.ts'
import { withRows } from '../../../src/lab/tenant/alter.ts'
import { transportRule } from '../../../src/lab/tenant/exchange.ts'
import type { Row } from '../../../src/lab/tenant/tenant.ts'
import { probe } from '../../../src/probes/transport-rules/probe.ts'
import { tenants } from '../support/lab.ts'
import { classes } from './rules.ts'

const tenant = tenants()

const rejecting = (name: string, priority: number, facts: Row): Row =>
  transportRule(name, priority, {
    Actions: classes('RejectMessageAction'),
    RejectMessageReasonText: 'Not here',
    RejectMessageEnhancedStatusCode: '5.7.1',
    ...facts,
  })

/** The rules of a tenant with these before its own. */
const added = (...rules: readonly Row[]) => withRows('Get-TransportRule', (rows) => [...rules, ...rows])

test('the rules of a healthy tenant let everything through', async () => {
  const { finding } = await (await tenant()).look(probe)

  expect(finding?.rules.map(({ name, blocking, because }) => [name, blocking, because])).toEqual([
    ['Tag external mail', false, 'Lets mail through (PrependSubject)'],
    ['Company disclaimer', false, 'Lets mail through (ApplyHtmlDisclaimer)'],
  ])
})

test('a rule without conditions is found with its share, its change and its words', async () => {
  const { finding } = await (await tenant('transport-rule')).look(probe)

  expect(finding?.rules[0]).toEqual({
    name: 'Quarterly lockdown',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    priority: 0,
    enabled: true,
    mode: 'Enforce',
    effect: 'reject',
    share: { inbound: 1, outbound: 1 },
    shareAtMost: { inbound: 1, outbound: 1 },
    sureness: 'certain',
    because: 'Rejects all inbound and outbound mail with 5.7.1: it has no conditions',
    changedAt: '2026-11-24T08:55:00.000Z',
    changedBy: 'Exchange Admin',
    blocking: true,
  })
})

describe('a rule that does not tell by itself', () => {
  const onlyContoso = rejecting('Freeze', 0, {
    Conditions: classes('RecipientDomainIsPredicate'),
    RecipientDomainIs: ['contoso.com'],
  })

  test('is measured on the newest thousand messages of the trace', async () => {
    const standing = await tenant()
    await standing.alter(added(onlyContoso))

    const rule = (await standing.look(probe)).finding?.rules[0]

    // Both domains take mail; what the trace shows goes to this one alone.
    expect(rule).toMatchObject({ share: { inbound: 1, outbound: 0 }, sureness: 'measured', blocking: true })
    expect(rule?.because).toMatch(
      /^Rejects all inbound mail with 5\.7\.1: .* \(measured on \d{3} recent messages\)$/,
    )
  })

  test('is estimated where the trace may not be read, and says so', async () => {
    const standing = await tenant()
    await standing.alter(added(onlyContoso))
    standing.lab.disturb({ backend: 'graph', matching: '/tracing/', answer: forbidden })

    const rule = (await standing.look(probe)).finding?.rules[0]

    expect(rule).toMatchObject({
      share: { inbound: 0.5, outbound: 0 },
      shareAtMost: { inbound: 0.5, outbound: 0 },
      sureness: 'estimated',
      blocking: false,
      because:
        'Rejects about 50 % of inbound mail with 5.7.1: it asks for RecipientDomainIs contoso.com (estimated)',
    })
  })
})

describe('the list of rules', () => {
  const many = Array.from({ length: 1500 }, (_, index) =>
    rejecting(`Rule ${index}`, index, { State: index === 1400 ? 'Enabled' : 'Disabled' }),
  )

  test('is read over all its pages', async () => {
    const standing = await tenant()
    await standing.alter(added(...many))

    const { outcome, finding } = await standing.look(probe)

    expect(outcome.kind).toBe('found')
    expect(finding?.rules).toHaveLength(1502)
    expect(finding?.rules.filter(({ blocking }) => blocking).map(({ name }) => name)).toEqual(['Rule 1400'])
  })

  test('that ends with a broken page is not taken for all of it', async () => {
    const standing = await tenant()
    await standing.alter(added(...many))
    standing.lab.disturb({ backend: 'exchange', matching: '$skiptoken', answer: 'reset' })

    const { outcome, finding } = await standing.look(probe)

    expect(outcome).toMatchObject({
      kind: 'unsure',
      why: expect.stringMatching(/^the service left rows out: /),
    })
    expect(finding?.rules).toHaveLength(1000)
  })

  test('that may not be read is refused, with the role that is missing', async () => {
    const standing = await tenant()
    standing.lab.disturb({ backend: 'exchange', matching: 'Get-TransportRule', answer: nulForbidden })

    expect((await standing.look(probe)).outcome).toMatchObject({
      kind: 'refused',
      need: { name: 'Security Reader', of: 'Microsoft Entra ID' },
    })
  })
})
