import { describe, expect, test } from '@jest/globals'
import type { FailureGroup, TransportRule } from '../../../src/model/findings.ts'
import { failing, failure, given, lockdown, rule, silent, trace } from '../given.ts'
import { answerLaws, isFound, rankOf, weighing } from './laws.ts'

const ID = 'transport-rule'
const REPLY = '550 5.7.1 TRANSPORT.RULES.RejectMessage; closed'

/** What comes in fails like that, under these rules. */
const incoming = (failures: readonly FailureGroup[], ...rules: readonly TransportRule[]) =>
  given({
    'message-trace': trace({ inbound: failing(failures) }),
    'transport-rules': { rules },
  })

const ONSET_FITS = {
  text: 'Rule Quarterly lockdown was changed 2026-11-23T09:42:00Z; the trouble began 2026-11-23T09:42:00Z',
  weight: 0.3,
  of: 'transport-rules',
}
const STOPS = 'Rule Quarterly lockdown (reject) stops 100 % of inbound mail: it has no conditions'

describe('a transport rule that stops mail', () => {
  answerLaws(ID, { question: 'rules', yes: 'blocking', no: 'none', text: 'A rule stops mail' })

  test('is proven when it stops most mail and the failures name it', () => {
    const from = incoming([failure(REPLY, 300, { rule: lockdown.name })], lockdown, rule({ priority: 1 }))
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          { text: STOPS, weight: 1, of: 'transport-rules' },
          ONSET_FITS,
          { text: '300 of 300 failed inbound messages met a rule', weight: 0.6, of: 'message-trace' },
        ],
        contradicts: [],
      },
    ])
  })

  test('is ranked with the command that disables it, quoted', () => {
    const odd = { ...lockdown, name: "Olivia's rule" }
    const rank = rankOf(ID, incoming([failure(REPLY, 300, { rule: odd.name })], odd))
    expect({ ...rank, supports: [], guidance: rank?.guidance.commands }).toEqual({
      id: ID,
      step: 'transport-rules',
      title: "The transport rule Olivia's rule stops mail",
      confidence: 1,
      supports: [],
      contradicts: [],
      missing: [],
      affected: 'Inbound mail that the rule matches. Outbound mail flows.',
      guidance: [
        {
          where: 'Exchange Online PowerShell',
          run: "Disable-TransportRule -Identity 'Olivia''s rule' -Confirm:$false",
        },
      ],
    })
  })

  test.each([
    ['by its name, whatever the case', lockdown.name.toUpperCase()],
    ['by its id', lockdown.id],
    ['by no name at all', undefined],
  ])('is proven by failures that name it %s', (_, name) => {
    const from = incoming([failure(REPLY, 300, name === undefined ? {} : { rule: name })], lockdown)
    expect(isFound(ID, from)).toBe(true)
  })

  test('is not proven by failures that name another rule', () => {
    const from = incoming([failure(REPLY, 300, { rule: 'Credit card numbers' })], lockdown)
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      false,
      {
        supports: [{ text: STOPS, weight: 0.9, of: 'transport-rules' }, ONSET_FITS],
        contradicts: [],
      },
    ])
  })

  test('is not proven by failures of another kind that met it on their way', () => {
    const reply = '550 5.1.10 RESOLVER.ADR.RecipientNotFound'
    const from = incoming([failure(reply, 300, { rule: lockdown.name })], lockdown)
    expect([isFound(ID, from), weighing(ID, from).contradicts]).toEqual([
      false,
      [
        {
          text: 'Only 0 of 300 failed inbound messages speak of it',
          weight: 0.6,
          of: 'message-trace',
        },
      ],
    ])
  })

  test('is not proven by silence: what a rule stops shows in the trace', () => {
    const from = given({
      'message-trace': trace({ inbound: silent() }),
      'transport-rules': { rules: [lockdown] },
    })
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      false,
      {
        supports: [{ text: STOPS, weight: 0.9, of: 'transport-rules' }, ONSET_FITS],
        contradicts: [
          {
            text: 'Inbound mail: 0 messages since 2026-11-23T09:42:00Z, usual 310 in 60 minutes; what a rule stops would show in the trace',
            weight: 0.4,
            of: 'message-trace',
          },
        ],
      },
    ])
  })

  test('is not proven by a rule for the other direction', () => {
    const outwards = { ...lockdown, share: { inbound: 0, outbound: 1 } }
    const from = incoming([failure(REPLY, 300, { rule: 'Disclaimer' })], outwards)
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      false,
      {
        supports: [
          {
            text: `300 of 300 failed inbound messages (100 %): ${REPLY}`,
            weight: 0.6,
            of: 'message-trace',
          },
        ],
        contradicts: [{ text: 'None of 1 rule stops most mail', weight: 0.4, of: 'transport-rules' }],
      },
    ])
  })

  test('is contradicted by mail that flows', () => {
    const from = given({ 'transport-rules': { rules: [lockdown] } })
    expect([isFound(ID, from), weighing(ID, from).contradicts.map(({ weight }) => weight)]).toEqual([
      false,
      expect.arrayContaining([0.9, 0.9]),
    ])
  })
})
