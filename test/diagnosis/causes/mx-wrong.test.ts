import { describe, expect, test } from '@jest/globals'
import type { MxDomain } from '../../../src/model/findings.ts'
import { failing, failure, given, mx, silent, trace } from '../given.ts'
import { answerLaws, isFound, rankOf, weighing } from './laws.ts'

const ID = 'mx-wrong'

const nothingIn = (...domains: readonly MxDomain[]) =>
  given({ 'message-trace': trace({ inbound: silent() }), 'mx-records': { domains } })

describe('a wrong MX record', () => {
  answerLaws(ID, {
    question: 'mx',
    yes: 'wrong',
    no: 'right',
    text: 'The MX record is not what Microsoft expects',
  })

  test.each([
    ['wrong', 'The MX record of contoso.com points elsewhere'],
    ['missing', 'contoso.com has no MX record'],
    ['no-such-domain', 'The domain contoso.com does not exist in DNS'],
  ] as const)('is proven by an MX that is %s, while nothing comes in', (state, title) => {
    const from = nothingIn(mx(state))
    expect([isFound(ID, from), rankOf(ID, from)?.title, weighing(ID, from)]).toEqual([
      true,
      title,
      {
        supports: [{ text: `MX of contoso.com is ${state}`, weight: 1, of: 'mx-records' }],
        contradicts: [],
      },
    ])
  })

  test("is ranked with Microsoft's own value for the record, and with how long caches keep the old one", () => {
    expect(rankOf(ID, nothingIn(mx('wrong')))?.guidance).toEqual({
      whose: 'Ours: DNS at the registrar or DNS host, not Microsoft',
      instruction: 'At the DNS host, set the MX of contoso.com to: 0 contoso-com.mail.protection.outlook.com',
      commands: [
        {
          where: 'Microsoft Graph PowerShell',
          run: 'Get-MgDomainServiceConfigurationRecord -DomainId contoso.com',
        },
        { where: 'DNS host', run: 'contoso.com. MX 0 contoso-com.mail.protection.outlook.com' },
      ],
      then: 'The old record lives up to 60 minutes in caches; mail returns by then. Senders retry, so little is lost.',
      prevention: 'Watch MX and NS against an approved baseline, and lock the domain at the registrar.',
    })
  })

  test('is not found for one domain of several that may never have carried mail', () => {
    const from = nothingIn(
      mx('right', { isDefault: true }),
      mx('right', { domain: 'fabrikam.example' }),
      mx('wrong', { domain: 'parked.example' }),
    )
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      false,
      {
        supports: [{ text: 'MX of contoso.com is wrong', weight: 0.45, of: 'mx-records' }],
        contradicts: [{ text: 'The MX of 2 other domains is right', weight: 0.3, of: 'mx-records' }],
      },
    ])
  })

  test('is found for the default domain, however many others are right', () => {
    const others = ['a', 'b', 'c'].map((name) => mx('right', { domain: `${name}.example` }))
    expect(isFound(ID, nothingIn(mx('wrong', { isDefault: true }), ...others))).toBe(true)
  })

  test('is about the domain in question, and about no other', () => {
    const domains = [mx('right'), mx('wrong', { domain: 'fabrikam.example' })]
    const from = nothingIn(...domains)
    const about = (domain: string) => ({ ...from, scope: { ...from.scope, domain } })
    expect([isFound(ID, about('contoso.com')), isFound(ID, about('fabrikam.example'))]).toEqual([false, true])
  })

  test('is not found for a known gateway, where mail may be meant to go', () => {
    const from = nothingIn(mx('gateway', { gateway: 'Example Gateway' }))
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      false,
      {
        supports: [{ text: 'MX of contoso.com is gateway', weight: 0.3, of: 'mx-records' }],
        contradicts: [
          {
            text: 'A known mail gateway: mail may be meant to go there',
            weight: 0.4,
            of: 'mx-records',
          },
        ],
      },
    ])
  })

  test('is contradicted by mail that arrives and fails', () => {
    const from = given({
      'message-trace': trace({ inbound: failing([failure('451 4.3.2 Temporary server error', 200)]) }),
      'mx-records': { domains: [mx('wrong')] },
    })
    expect([isFound(ID, from), weighing(ID, from).contradicts]).toEqual([
      false,
      [
        {
          text: 'Inbound mail: 300 messages in the last 60 minutes (usual 310), most fail since 2026-11-23T09:42:00Z, most with 4.3.2',
          weight: 0.5,
          of: 'message-trace',
        },
      ],
    ])
  })

  test('does not explain that nothing goes out', () => {
    const from = given({
      'message-trace': trace({ outbound: silent() }),
      'mx-records': { domains: [mx('wrong')] },
    })
    expect(isFound(ID, from)).toBe(false)
  })

  test('is ruled out by an MX that is right', () => {
    expect(weighing(ID, nothingIn(mx('right')))).toEqual({
      supports: [],
      contradicts: [
        { text: 'The MX of contoso.com is what Microsoft expects', weight: 0.9, of: 'mx-records' },
      ],
    })
  })
})
