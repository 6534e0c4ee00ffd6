import { describe, expect, test } from '@jest/globals'
import type { Flow, ServiceIssue } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import { AT, failing, failure, flow, given, incident, mx, ONSET, silent, trace } from '../given.ts'
import { isFound, rankOf, weighing } from './laws.ts'

const ID = 'microsoft-incident'
const HOUR = 3_600_000
const BUSY = '451 4.3.2 Temporary server error'

const tenant = (issue: ServiceIssue, inbound: Flow = failing([failure(BUSY, 200)], { state: 'stuck' })) =>
  given({
    'message-trace': trace({ inbound }),
    'service-health': { status: 'serviceDegradation', issues: [issue] },
  })

describe('an incident at Microsoft', () => {
  test('is found when one of mail flow is open and began about when the trouble did', () => {
    const from = tenant(incident())
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          {
            text: 'EX1224375 (incident, serviceDegradation) since 2026-11-23T09:32:00Z: Some messages are delayed',
            weight: 1,
            of: 'service-health',
          },
          {
            text: `200 of 200 failed inbound messages (100 %): ${BUSY}`,
            weight: 0.3,
            of: 'message-trace',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test("is ranked first, with Microsoft's own words", () => {
    const from = given({
      'message-trace': trace({ inbound: silent() }),
      'mx-records': { domains: [mx('wrong')] },
      'service-health': {
        status: 'serviceDegradation',
        issues: [incident({ latest: 'A fix is being rolled out.', impact: 'Users may see delays.' })],
      },
    })
    const rank = rankOf(ID, from)
    expect({ ...rank, supports: [] }).toEqual({
      id: ID,
      step: 'beside',
      title: 'Microsoft has an incident: EX1224375 Some messages are delayed',
      confidence: 1,
      supports: [],
      contradicts: [],
      missing: [],
      affected: 'Users may see delays. Outbound mail flows.',
      guidance: {
        whose: "Microsoft's: Exchange Online",
        instruction:
          'Change nothing of ours. Tell people what Microsoft says, follow the incident, and open a support case that names it.',
        commands: [
          {
            where: 'Microsoft 365 admin center',
            run: 'https://admin.cloud.microsoft/#/servicehealth/:/alerts/EX1224375',
          },
        ],
        then: 'A fix is being rolled out.',
        prevention: 'Watch service health, so that the next one is known before people call.',
      },
    })
  })

  test.each([
    ['is of another feature', { mailFlow: false }],
    ['is only an advisory', { classification: 'advisory' }],
    ['began long before the trouble', { startedAt: after(ONSET, -7 * HOUR) }],
    ['began long after the trouble', { startedAt: after(ONSET, 3 * HOUR) }],
    ['speaks of sending while nothing comes in', { title: "Users can't send messages" }],
  ] as const)('is not found when it %s', (_, over) => {
    expect(isFound(ID, tenant(incident(over), silent()))).toBe(false)
  })

  test.each([
    ['sending', "Users can't send messages", false],
    ['receiving', 'Users cannot receive external messages', true],
    ['both', 'Users cannot send or receive messages', true],
    ['neither', 'Messages are delayed', true],
  ])('is taken for a matter of %s by its title', (_, title, found) => {
    expect(isFound(ID, tenant(incident({ title }), silent()))).toBe(found)
  })

  test('that began today does not explain a window without a single message', () => {
    const { since: _, ...never } = silent({ state: 'none' })
    const young = tenant(incident({ startedAt: after(AT, -HOUR) }), never)
    const old = tenant(incident({ startedAt: after(AT, -25 * HOUR) }), never)
    expect([isFound(ID, young), isFound(ID, old)]).toEqual([false, true])
  })

  test('is not found when what fails names a decision of our own tenant', () => {
    const reply = '550 5.7.1 TRANSPORT.RULES.RejectMessage; closed'
    const from = tenant(incident(), failing([failure(reply, 300)]))
    expect([isFound(ID, from), weighing(ID, from).contradicts]).toEqual([
      false,
      [
        {
          text: `300 of 300 failed inbound messages speak of something else: ${reply}`,
          weight: 0.5,
          of: 'message-trace',
        },
      ],
    ])
  })

  test('is contradicted by mail that flows', () => {
    const from = tenant(incident(), flow())
    expect([isFound(ID, from), weighing(ID, from).contradicts.map(({ weight }) => weight)]).toEqual([
      false,
      [0.9, 0.9],
    ])
  })

  test('is ruled out when nothing about mail flow is open', () => {
    expect(weighing(ID, tenant(incident({ mailFlow: false }))).contradicts).toEqual([
      {
        text: 'No open Exchange Online incident speaks of mail flow',
        weight: 0.9,
        of: 'service-health',
      },
    ])
  })
})
