import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import { Raw, ruleOf } from '../../../src/probes/transport-rules/schema.ts'
import type { WireRow } from '../../../src/probes/wire.ts'
import { recordedJson } from '../../support/test-data.ts'
import { classes, judge, recorded } from './rules.ts'

test('a recorded row is read to what is set on it', () => {
  expect(ruleOf(recorded)).toEqual({
    Name: 'Tag external mail',
    Guid: '6f1f3f0a-9c0e-4e57-8a57-0d8c1f3a2b10',
    Priority: 0,
    State: 'Enabled',
    Mode: 'Enforce',
    WhenChanged: '2026-10-04T08:11:22.048Z',
    LastModifiedBy: 'Alex Wilber',
    StopRuleProcessing: false,
    RuleErrorAction: 'Ignore',
    valid: true,
    conditions: { FromScope: ['NotInOrganization'] },
    exceptions: {},
    actions: { PrependSubject: ['(set)'] },
    unreadConditions: [],
    unreadExceptions: [],
  })
})

test('the rules of a recorded tenant are read and judged', () => {
  const rows = recordedJson('cmdlets/scubagear/transport_rule.json') as WireRow[] | undefined
  for (const rule of judge(rows ?? [])) expect(rule).toMatchObject({ blocking: false, sureness: 'certain' })
})

describe('conditions', () => {
  const unread = (facts: WireRow) => {
    const { conditions, unreadConditions } = ruleOf({ Name: 'x', ...facts })
    return { conditions, unreadConditions }
  }

  test('a pair of properties counts as one condition', () => {
    expect(
      unread({
        Conditions: classes('HeaderMatchesPredicate'),
        HeaderMatchesMessageHeader: 'X-Spam',
        HeaderMatchesPatterns: ['yes'],
      }),
    ).toEqual({
      conditions: { HeaderMatchesMessageHeader: ['X-Spam'], HeaderMatchesPatterns: ['yes'] },
      unreadConditions: [],
    })
  })

  test('a condition of a later version is found by its exception twin', () => {
    expect(
      unread({ Conditions: classes('MoonPhasePredicate'), MoonPhase: 'full', ExceptIfMoonPhase: null }),
    ).toEqual({ conditions: { MoonPhase: ['full'] }, unreadConditions: [] })
  })

  test('a condition that only the class list tells of stays unread', () => {
    expect(
      unread({
        Conditions: classes('FromScopePredicate', 'MoonPhasePredicate'),
        FromScope: 'InOrganization',
      }),
    ).toEqual({
      conditions: { FromScope: ['InOrganization'] },
      unreadConditions: ['MoonPhase'],
    })
  })

  test('PowerShell writes a list of one as a bare value, and objects for what has a name', () => {
    expect(unread({ From: 'a@contoso.com', SentTo: [{ Name: 'b@contoso.com' }], SCLOver: 5 })).toEqual({
      conditions: { From: ['a@contoso.com'], SentTo: ['b@contoso.com'], SCLOver: ['5'] },
      unreadConditions: [],
    })
  })

  test('values that nobody can read still count as set', () => {
    expect(unread({ MessageContainsDataClassifications: [{ id: 7 }] }).conditions).toEqual({
      MessageContainsDataClassifications: ['(set)'],
    })
  })
})

test('any row at all is read and judged without a throw', () => {
  const value = fc.oneof(
    fc.anything({ maxDepth: 1, maxKeys: 3 }),
    fc.string(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant('/Date(1777880642000)/'),
  )
  const row = fc.dictionary(fc.constantFrom(...Object.keys(recorded)), value, { maxKeys: 30 })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 3 }), (rows) => {
      for (const rule of judge(rows)) expect(rule.because).not.toBe('')
    }),
  )
})

test('the shape of an evidence file can be written down as JSON schema', () => {
  expect(z.toJSONSchema(Raw, { io: 'input' })).toMatchObject({
    type: 'object',
    required: ['rules'],
  })
})
