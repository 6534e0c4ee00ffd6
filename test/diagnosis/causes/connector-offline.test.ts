import { describe, expect, test } from '@jest/globals'
import type { ConnectorTrouble } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import {
  answersOf,
  evidence,
  failing,
  failure,
  given,
  inboundConnector,
  NOTHING,
  ONSET,
  outboundConnector,
  silent,
  trace,
} from '../given.ts'
import { isFound, rankOf, weighing } from './laws.ts'

const ID = 'connector-offline'
const OFF: ConnectorTrouble = { kind: 'disabled', text: 'Switched off' }

/** Nothing comes in, and the inbound connector has these troubles. */
const inbound = (troubles: readonly ConnectorTrouble[], changedAt = after(ONSET, -60_000)) =>
  given({
    'message-trace': trace({ inbound: silent() }),
    'inbound-connectors': {
      state: 'broken',
      connectors: [inboundConnector({ enabled: false, changedAt, troubles })],
    },
  })

/** What goes out fails with this, and the outbound connector has these troubles. */
const outbound = (reply: string, troubles: readonly ConnectorTrouble[]) =>
  given({
    'message-trace': trace({ outbound: failing([failure(reply, 90)], { state: 'stuck' }) }),
    'outbound-connectors': { state: 'broken', connectors: [outboundConnector({ troubles })] },
  })

describe('a connector that is offline', () => {
  test('is proven by its switch, and by the time of the change', () => {
    const off = inbound([OFF])
    expect([isFound(ID, off), weighing(ID, off)]).toEqual([
      true,
      {
        supports: [
          { text: 'From on-premises: Switched off', weight: 1, of: 'inbound-connectors' },
          {
            text: 'Connector From on-premises was changed 2026-11-23T09:41:00Z; the trouble began 2026-11-23T09:42:00Z',
            weight: 0.3,
            of: 'inbound-connectors',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test('is ranked with whom it concerns, what to run, and the connector by its name', () => {
    const { supports: _, ...rank } = rankOf(ID, inbound([OFF])) ?? { supports: [] }
    expect(rank).toEqual({
      id: ID,
      step: 'inbound-connectors',
      title: 'The inbound connector From on-premises does not carry mail',
      confidence: 1,
      contradicts: [],
      missing: [],
      affected: 'Inbound mail that goes through connectors. Outbound mail flows.',
      guidance: {
        whose: 'Ours: the connector in Exchange Online, or the server that it points to',
        instruction:
          'Switch the connector on again, then check its restrictions and its smart host. On the hybrid server, restart the transport service when it is not running.',
        commands: [
          {
            where: 'Exchange Online PowerShell',
            run: "Set-InboundConnector -Identity 'From on-premises' -Enabled $true",
          },
          { where: 'Hybrid server, Exchange Management Shell', run: 'Restart-Service MSExchangeTransport' },
        ],
        then: 'A change of a connector takes 30 to 60 minutes to reach all of Exchange Online. Exchange queues mail for 24 hours before it bounces, so little is lost.',
        prevention: 'Check the connectors daily, and note who may change them.',
      },
    })
  })

  test.each(['disabled', 'blocked', 'address-mismatch'] as const)('is found for %s', (kind) => {
    expect(isFound(ID, inbound([{ kind, text: `it is ${kind}` }]))).toBe(true)
  })

  test.each([
    'certificate-mismatch',
    'certificate-expired',
    'certificate-untrusted',
    'starttls-missing',
  ] as const)('leaves %s to the certificate', (kind) => {
    expect(weighing(ID, inbound([{ kind, text: `it is ${kind}` }])).supports).toEqual([])
  })

  test.each(['not-validated', 'smart-host-unreachable'] as const)(
    'is not found for %s alone, which may be harmless or seen from the wrong place',
    (kind) => {
      const from = outbound('450 4.4.312 DNS query failed', [{ kind, text: `it is ${kind}` }])
      expect([isFound(ID, from), rankOf(ID, from)?.id]).toEqual([false, ID])
    },
  )

  test('is not found for a trouble that is only suspected', () => {
    expect(isFound(ID, inbound([{ ...OFF, suspected: true }]))).toBe(false)
  })

  test('is contradicted when it was changed for the last time long before mail stopped', () => {
    const long = inbound([OFF], after(ONSET, -30 * 86_400_000))
    expect([isFound(ID, long), weighing(ID, long).contradicts]).toEqual([
      false,
      [
        {
          text: 'Connector From on-premises was changed 2026-10-24T09:42:00Z; the trouble began 2026-11-23T09:42:00Z',
          weight: 0.55,
          of: 'inbound-connectors',
        },
      ],
    ])
  })

  test('is not found when most failures name a decision of Exchange Online', () => {
    const reply = '550 5.7.1 TRANSPORT.RULES.RejectMessage; closed'
    const from = outbound(reply, [OFF])
    expect([isFound(ID, from), weighing(ID, from).contradicts.map(({ text }) => text)]).toEqual([
      false,
      [
        'Connector To on-premises was changed 2026-02-01T08:00:00Z; the trouble began 2026-11-23T09:42:00Z',
        `90 of 90 failed outbound messages speak of something else: ${reply}`,
      ],
    ])
  })

  test('is told by the codes of what failed, with the connector that the trace names', () => {
    const group = { ...failure('450 4.4.312 DNS query failed', 90), connector: 'To on-premises' }
    const stuck = given({
      'message-trace': trace({ outbound: failing([group], { state: 'stuck' }) }),
      'outbound-connectors': { state: 'sound', connectors: [outboundConnector({})] },
    })
    expect(weighing(ID, stuck).supports.map(({ text }) => text)).toEqual([
      '90 of 90 failed outbound messages (100 %) at connector To on-premises: 450 4.4.312 DNS query failed',
    ])
  })

  test('is found for a smart host without an address when the failures name the next hop', () => {
    const gone: ConnectorTrouble = {
      kind: 'smart-host-unresolvable',
      text: 'mail.contoso.com does not resolve',
    }
    const from = outbound('450 4.4.312 DNS query failed', [gone])
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          {
            text: 'To on-premises: mail.contoso.com does not resolve',
            weight: 1,
            of: 'outbound-connectors',
          },
          {
            text: '90 of 90 failed outbound messages (100 %): 450 4.4.312 DNS query failed',
            weight: 0.5,
            of: 'message-trace',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test('is ruled out by sound connectors on both sides', () => {
    const silence = given({ 'message-trace': trace({ inbound: silent(), outbound: silent() }) })
    expect(weighing(ID, silence)).toEqual({
      supports: [],
      contradicts: [
        { text: 'No inbound connector is broken', weight: 0.9, of: 'inbound-connectors' },
        { text: 'No outbound connector is broken', weight: 0.9, of: 'outbound-connectors' },
      ],
    })
  })

  test.each(['inbound', 'outbound'] as const)('is what a person says of the %s connectors', (direction) => {
    const told = (choice: 'broken' | 'sound') =>
      evidence({ probes: NOTHING, answers: answersOf({ trace: 'none', [direction]: choice }) })
    expect([weighing(ID, told('broken')), weighing(ID, told('sound'))]).toEqual([
      {
        supports: [
          {
            text: `The ${direction} connectors are broken, says Olivia Operator`,
            weight: 1,
            of: 'Olivia Operator',
          },
        ],
        contradicts: [],
      },
      {
        supports: [],
        contradicts: [
          {
            text: `The ${direction} connectors are sound, says Olivia Operator`,
            weight: 0.9,
            of: 'Olivia Operator',
          },
        ],
      },
    ])
    expect([isFound(ID, told('broken')), isFound(ID, told('sound'))]).toEqual([true, false])
  })
})
