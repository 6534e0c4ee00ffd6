import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { reasonOf } from '../../../src/probes/message-trace/decode.ts'
import { failuresOf } from '../../../src/probes/message-trace/failures.ts'
import type { Sample, TraceEvent } from '../../../src/probes/message-trace/schema.ts'

const reason = (status: string, ...events: readonly TraceEvent[]) => reasonOf({ status, events: [...events] })
const xml = (facts: Readonly<Record<string, string>>): string =>
  `<root>${Object.entries(facts)
    .map(([name, value]) => `<MEP Name="${name}" String="${value}"/>`)
    .join('')}</root>`

describe('the reason of an undelivered message', () => {
  test('is the last error that its events name', () => {
    expect(
      reason('pending', {
        event: 'Defer',
        description:
          'Reason: [{LED=450 4.4.316 Connection refused [Message=Socket error code 10061]};{MSG=};{FQDN=mail.contoso.com};{IP=203.0.113.25};{LRT=11/24/2026 10:00:00 AM}]. OutboundProxyTargetIP: 203.0.113.25',
        data: xml({
          CustomData:
            'S:TenantOutboundConnectorCustomData=Name=Outbound to on-premises;ConnectorType=OnPremises',
        }),
      }),
    ).toEqual({
      reply: '450 4.4.316 Connection refused [Message=Socket error code 10061]',
      code: '4.4.316',
      connector: 'Outbound to on-premises',
    })
  })

  test('names the rule that stopped it, also by its id alone', () => {
    const fail = {
      event: 'Fail',
      description: 'Reason: [{LED=550 5.7.1 TRANSPORT.RULES.RejectMessage; no};{MSG=}]',
    }
    const id = '6f1f3f0a-9c0e-4e57-8a57-0d8c1f3a2b10'
    expect([
      reason(
        'failed',
        { event: 'Transport rule', description: `Transport rule: 'Stop', ID: ('${id}')` },
        fail,
      ).rule,
      reason('failed', { event: 'Transport rule', description: `Transport rule: '', ID: ('${id}')` }, fail)
        .rule,
      reason('failed', { event: 'Transport rule', data: xml({ RuleId: id }) }, fail).rule,
      reason('failed', fail).rule,
    ]).toEqual(['Stop', id, id, undefined])
  })

  test('has its markup removed, and no connector of the service itself', () => {
    expect(
      reason('failed', {
        event: 'FAIL',
        data: xml({
          RecipientStatus: '550 5.4.1 Recipient &lt;a@contoso.com&gt;: Access denied &amp;quot;',
          ConnectorId: 'AS8PR04MB8372\\Default',
        }),
      }),
    ).toEqual({ reply: '550 5.4.1 Recipient <a@contoso.com>: Access denied &quot;', code: '5.4.1' })
  })

  test('is said to be missing where the trace has none', () => {
    expect(reason('quarantined', { event: 'Receive', description: 'Message received by: X' })).toEqual({
      reply: 'quarantined, no reason in the trace',
    })
  })

  test('is short and in one piece whatever the events are', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc
        .constantFrom(
          '[{LED=',
          '}',
          ']',
          ';{MSG=',
          '550 5.7.1',
          "rule: '",
          '<MEP Name="RuleId" String="',
          '"/>',
        )
        .chain((part) => fc.string({ maxLength: 30 }).map((more) => part + more)),
    )
    const event = fc.record({
      event: fc.oneof(fc.constantFrom('Fail', 'FAIL', 'Drop', 'Defer', 'Transport rule'), fc.string()),
      description: fc.array(text, { maxLength: 6 }).map((parts) => parts.join('')),
      data: fc.array(text, { maxLength: 6 }).map((parts) => parts.join('')),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), (events) => {
        const { reply, code } = reason('failed', ...events)
        expect(reply).not.toBe('')
        expect(reply.length).toBeLessThanOrEqual(300)
        if (code !== undefined) expect(reply).toContain(code)
      }),
    )
  })
})

describe('groups', () => {
  const AT = '2026-11-24T10:00:00.000Z'
  const sample = (status: string, reply: string): Sample => ({
    at: AT,
    course: 'inbound',
    status,
    sender: 'a@fabrikam.com',
    recipient: 'b@contoso.com',
    events: [{ event: 'Fail', description: `Reason: [{LED=${reply}}]` }],
  })

  test('hold together what has the same code, the most frequent first, each sample standing for its part', () => {
    const samples = [
      sample('failed', '550 5.1.10 x1@contoso.com not found'),
      sample('failed', '550 5.7.64 TenantAttribution'),
      sample('failed', '550 5.7.64 TenantAttribution; Relay Access Denied'),
      sample('pending', '451 4.7.500 Server busy'),
    ]

    const groups = failuresOf(samples, { failed: 300, pending: 7, delivered: 5000 })

    expect(groups.map(({ code, count }) => [code, count])).toEqual([
      ['5.7.64', 200],
      ['5.1.10', 100],
      ['4.7.500', 7],
    ])
    expect(groups.slice(0, 2).map(({ points }) => points)).toEqual(['inbound-connectors', 'mailboxes'])
  })

  test('together stand for all messages of the statuses that were looked into', () => {
    const status = fc.constantFrom('failed', 'pending', 'quarantined')
    const reply = fc.constantFrom(
      '550 5.1.10 a',
      '550 5.7.1 b',
      '450 4.4.316 c',
      'no code 17',
      'no code 18',
      '',
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(status, reply), { maxLength: 24 }),
        fc.record({ failed: fc.nat(9999), pending: fc.nat(9999), quarantined: fc.nat(9999) }),
        (picked, counts) => {
          const samples = picked.map(([status, reply]) => sample(status, reply))
          // There are never fewer messages of a status than were looked into.
          const byStatus = Object.fromEntries(
            Object.entries(counts).map(([name, count]) => [
              name,
              count + samples.filter(({ status }) => status === name).length,
            ]),
          )
          const groups = failuresOf(samples, byStatus)
          const looked = new Set(samples.map(({ status }) => status))
          const all = [...looked].reduce((sum, name) => sum + (byStatus[name] ?? 0), 0)
          const told = groups.reduce((sum, { count }) => sum + count, 0)
          // Every group is rounded for itself.
          expect(Math.abs(told - all)).toBeLessThanOrEqual(groups.length)
          expect(groups.map(({ count }) => count)).toEqual(
            groups.map(({ count }) => count).toSorted((a, b) => b - a),
          )
        },
      ),
    )
  })
})
