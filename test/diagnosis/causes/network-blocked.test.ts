import { describe, expect, test } from '@jest/globals'
import type { Findings } from '../../../src/model/findings.ts'
import { failing, failure, given, silent, smartHost, target, trace } from '../given.ts'
import { answerLaws, isFound, rankOf, weighing } from './laws.ts'

const ID = 'network-blocked'
const REFUSED = '450 4.4.316 Connection refused [Message=Socket error code 10061]'

const incoming = (targets: Findings['smtp-reachability']['targets']) =>
  given({ 'message-trace': trace({ inbound: silent() }), 'smtp-reachability': { targets } })

const outgoing = (reply: string, count: number, targets: Findings['smtp-reachability']['targets']) =>
  given({
    'message-trace': trace({
      outbound: failing([failure(reply, count), failure('450 4.9.9 Odd', 100 - count)], { state: 'stuck' }),
    }),
    'smtp-reachability': { targets },
  })

describe('a network that blocks port 25', () => {
  answerLaws(ID, {
    question: 'smtp',
    yes: 'failed',
    no: 'connected',
    text: 'Port 25 does not connect',
  })

  test('is proven by a refusal, while nothing comes in', () => {
    const from = incoming([target('blocked', 'refused'), smartHost('open')])
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          {
            text: 'contoso-com.mail.protection.outlook.com: the connection is blocked',
            weight: 1,
            of: 'smtp-reachability',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test('is ranked with the host, and the way to try it', () => {
    const rank = rankOf(ID, incoming([target('blocked', 'refused'), smartHost('open')]))
    expect({ ...rank, supports: [], guidance: rank?.guidance.commands[0] }).toEqual({
      id: ID,
      step: 'network-dns',
      title: 'Port 25 to contoso-com.mail.protection.outlook.com is blocked',
      confidence: 1,
      supports: [],
      contradicts: [],
      missing: [],
      affected: 'Inbound mail over this way. Outbound mail flows.',
      guidance: {
        where: 'Hybrid server',
        run: 'Test-NetConnection contoso-com.mail.protection.outlook.com -Port 25',
      },
    })
  })

  test('is proven by silence of one host only while another one answers', () => {
    const alone = incoming([target('blocked', 'timed-out'), smartHost('open')])
    const everywhere = incoming([target('blocked', 'timed-out'), smartHost('blocked', 'timed-out')])
    expect([isFound(ID, alone), isFound(ID, everywhere), rankOf(ID, everywhere)?.id]).toEqual([
      true,
      false,
      ID,
    ])
  })

  test('is not proven by a smart host that does not let us in: it may let in Microsoft only', () => {
    const from = outgoing('450 4.9.9 Odd', 100, [target('open'), smartHost('blocked', 'refused')])
    expect([isFound(ID, from), weighing(ID, from).supports.map(({ weight }) => weight)]).toEqual([
      false,
      [0.5],
    ])
  })

  test('is proven by what Exchange Online itself met, whatever answers from here', () => {
    const from = outgoing(REFUSED, 90, [target('open'), smartHost('open')])
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          {
            text: `90 of 100 failed outbound messages (90 %): ${REFUSED}`,
            weight: 1,
            of: 'message-trace',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test.each([
    ['only some of the failures', 40],
    ['two messages of a hundred', 2],
  ])('is not proven by %s', (_, count) => {
    expect(isFound(ID, outgoing(REFUSED, count, [target('open'), smartHost('open')]))).toBe(false)
  })

  test('is contradicted by a port that answers', () => {
    expect(weighing(ID, incoming([target('open'), smartHost('open')]))).toEqual({
      supports: [],
      contradicts: [
        {
          text: 'contoso-com.mail.protection.outlook.com answers on port 25 from here',
          weight: 0.6,
          of: 'smtp-reachability',
        },
      ],
    })
  })

  test('has nothing to do with a host that answers "no"', () => {
    expect(weighing(ID, incoming([target('rejecting'), target('unsure')]))).toEqual({
      supports: [],
      contradicts: [],
    })
  })
})
