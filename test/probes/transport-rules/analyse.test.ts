import { describe, expect, test } from '@jest/globals'
import type { TransportRule } from '../../../src/model/findings.ts'
import {
  classes,
  DOMAINS,
  judge,
  judgeOne,
  known,
  recorded,
  rejects,
  rejectsAll,
  traced,
  unknown,
} from './rules.ts'

const shareOf = ({ share, shareAtMost, sureness, blocking }: TransportRule) => ({
  inbound: [share.inbound, shareAtMost?.inbound],
  outbound: [share.outbound, shareAtMost?.outbound],
  sureness,
  blocking,
})
const all = [1, 1]
const none = [0, 0]

test('a recorded rule that only tags mail lets everything through', () => {
  expect(judgeOne(recorded)).toEqual({
    name: 'Tag external mail',
    id: '6f1f3f0a-9c0e-4e57-8a57-0d8c1f3a2b10',
    priority: 0,
    enabled: true,
    mode: 'Enforce',
    share: { inbound: 0, outbound: 0 },
    shareAtMost: { inbound: 0, outbound: 0 },
    sureness: 'certain',
    because: 'Lets mail through (PrependSubject)',
    changedAt: '2026-10-04T08:11:22.048Z',
    changedBy: 'Alex Wilber',
    blocking: false,
  })
})

test('a rule without conditions that rejects stops everything', () => {
  expect(judgeOne(rejectsAll)).toEqual({
    name: 'Reject',
    id: '6f1f3f0a-9c0e-4e57-8a57-0d8c1f3a2b10',
    priority: 0,
    enabled: true,
    mode: 'Enforce',
    effect: 'reject',
    share: { inbound: 1, outbound: 1 },
    shareAtMost: { inbound: 1, outbound: 1 },
    sureness: 'certain',
    because: 'Rejects all inbound and outbound mail with 5.7.1: it has no conditions',
    changedAt: '2026-10-04T08:11:22.048Z',
    changedBy: 'Alex Wilber',
    blocking: true,
  })
})

describe('conditions that cover everyone', () => {
  test.each([
    ['FromScope', { FromScope: 'NotInOrganization' }, all, none],
    ['SentToScope', { SentToScope: 'NotInOrganization' }, none, all],
    ['both scopes', { FromScope: 'InOrganization', SentToScope: 'NotInOrganization' }, none, all],
    ['every accepted domain', { RecipientDomainIs: ['fabrikam.com', 'Contoso.com'] }, all, none],
    ['a parent of every accepted domain', { RecipientDomainIs: ['com'] }, all, [0, 1]],
    ['any sender address', { FromAddressMatchesPatterns: ['.*'] }, all, all],
    ['the beginning of any subject', { SubjectMatchesPatterns: ['^'] }, all, all],
    ['what every address has', { RecipientAddressMatchesPatterns: [String.raw`@[^@]+\.`] }, all, all],
    ['the end of any subject', { SubjectOrBodyMatchesPatterns: ['$'] }, all, all],
    ['any size', { MessageSizeOver: '0 B (0 bytes)' }, all, all],
    ['any spam confidence', { SCLOver: -1 }, all, all],
    ['any address on the internet', { SenderIpRanges: ['0.0.0.0/0'] }, all, all],
    ['two halves of the internet', { SenderIpRanges: ['0.0.0.0/1', '128.0.0.0-255.255.255.255'] }, all, all],
    [
      'a header that every message has',
      { HeaderMatchesMessageHeader: 'Received', HeaderMatchesPatterns: ['.*'] },
      all,
      all,
    ],
    [
      'the subject as a header',
      { HeaderMatchesMessageHeader: 'Subject', HeaderMatchesPatterns: ['.'] },
      all,
      all,
    ],
  ])('%s', (_, values, inbound, outbound) => {
    const sureness = [...inbound, ...outbound].every((part, i, parts) => part === parts[i - (i % 2)])
      ? 'certain'
      : 'unknown'
    expect(shareOf(judgeOne(rejects(values)))).toEqual({ inbound, outbound, sureness, blocking: true })
  })
})

describe('conditions that cover some', () => {
  test.each([
    ['one of two domains', { RecipientDomainIs: ['contoso.com'] }, [0.5, 0.5], none, 'estimated'],
    [
      'three people',
      { SentTo: ['a@contoso.com', 'b@contoso.com', 'c@contoso.com'] },
      [0, 0.1],
      [0, 0.1],
      'estimated',
    ],
    ['a word in the subject', { SubjectContainsWords: ['confidential'] }, [0, 0.1], [0, 0.1], 'estimated'],
    ['executable attachments', { AttachmentExtensionMatchesWords: ['exe'] }, [0, 0.5], [0, 0.5], 'estimated'],
    ['messages over 25 MB', { MessageSizeOver: '25 MB (26,214,400 bytes)' }, [0, 0.5], [0, 0.5], 'estimated'],
    ['normal importance', { WithImportance: 'Normal' }, [0.9, 1], [0.9, 1], 'estimated'],
    ['a group', { FromMemberOf: ['sales@contoso.com'] }, [0, 1], [0, 1], 'unknown'],
    ["a stranger's domain", { SenderDomainIs: ['wingtip.example'] }, [0, 1], none, 'unknown'],
    [
      'a pattern that only .NET reads',
      { SubjectMatchesPatterns: ['(?<=a)b(?!c)'] },
      [0, 1],
      [0, 1],
      'unknown',
    ],
    [
      'more people than can be told from everybody',
      { From: Array.from({ length: 40 }, (_, i) => `u${i}@contoso.com`) },
      [0, 1],
      [0, 1],
      'unknown',
    ],
  ])('%s', (_, values, inbound, outbound, sureness) => {
    const blocking = (inbound[0] ?? 0) > 0.5
    expect(shareOf(judgeOne(rejects(values)))).toEqual({ inbound, outbound, sureness, blocking })
  })

  test('a condition that nobody here knows is said to be unknown', () => {
    const rule = judgeOne({ ...rejectsAll, Conditions: classes('MoonPhasePredicate') })
    expect(shareOf(rule)).toEqual({ inbound: [0, 1], outbound: [0, 1], sureness: 'unknown', blocking: false })
    expect(rule.because).toBe(
      'Rejects an unknown part of inbound and outbound mail with 5.7.1: it asks for MoonPhase (which cannot be judged here) (how much that is cannot be told from the rule alone)',
    )
  })

  test('without the accepted domains a list of domains is not judged', () => {
    const rule = judgeOne(rejects({ RecipientDomainIs: ['contoso.com'] }), { domains: unknown })
    expect(shareOf(rule)).toEqual({ inbound: [0, 1], outbound: [0, 1], sureness: 'unknown', blocking: false })
  })

  test('asked about one domain, only its mail counts', () => {
    const rule = judgeOne(
      rejects({ RecipientDomainIs: ['contoso.com'] }),
      {},
      { directions: ['inbound'], domain: 'contoso.com' },
    )
    expect(shareOf(rule)).toEqual({ inbound: all, outbound: none, sureness: 'certain', blocking: true })
  })
})

describe('exceptions', () => {
  test.each([
    ['the sender inside', { ExceptIfFromScope: 'InOrganization' }, all, none, 'certain', true],
    ['everything', { ExceptIfSubjectMatchesPatterns: ['.*'] }, none, none, 'certain', false],
    [
      'the same as the condition',
      { FromScope: 'NotInOrganization', ExceptIfFromScope: 'NotInOrganization' },
      none,
      none,
      'certain',
      false,
    ],
    ['one person', { ExceptIfFrom: ['ceo@contoso.com'] }, [0.9, 1], [0.9, 1], 'estimated', true],
    [
      'a group, of whose size nothing is known',
      { ExceptIfSentToMemberOf: ['it@contoso.com'] },
      [0, 1],
      [0, 1],
      'unknown',
      false,
    ],
    [
      'one of two domains',
      { ExceptIfRecipientDomainIs: ['contoso.com'] },
      [0.5, 0.5],
      all,
      'estimated',
      true,
    ],
    [
      'two that together may be most',
      { ExceptIfFrom: ['ceo@contoso.com'], ExceptIfMessageTypeMatches: 'Signed' },
      [0.4, 1],
      [0.4, 1],
      'unknown',
      false,
    ],
  ])('%s', (_, values, inbound, outbound, sureness, blocking) => {
    expect(shareOf(judgeOne(rejects(values)))).toEqual({ inbound, outbound, sureness, blocking })
  })
})

describe('effects', () => {
  const withAction = (facts: object) =>
    judgeOne({
      ...rejectsAll,
      Actions: null,
      RejectMessageReasonText: null,
      RejectMessageEnhancedStatusCode: null,
      ...facts,
    })
  test.each([
    ['delete', { DeleteMessage: true }, 'Deletes all inbound and outbound mail: it has no conditions'],
    [
      'delete',
      { DeleteMessage: true, RejectMessageReasonText: 'no' },
      'Deletes all inbound and outbound mail: it has no conditions',
    ],
    [
      'reject',
      { Actions: classes('RejectMessageAction') },
      'Rejects all inbound and outbound mail: it has no conditions',
    ],
    [
      'reject',
      { SenderNotificationType: 'RejectUnlessExplicitOverride' },
      'Rejects all inbound and outbound mail: it has no conditions',
    ],
    ['quarantine', { Quarantine: true }, 'Quarantines all inbound and outbound mail: it has no conditions'],
    [
      'redirect',
      { RedirectMessageTo: ['audit@contoso.com'] },
      'Redirects all inbound and outbound mail to audit@contoso.com: it has no conditions',
    ],
    [
      'moderate',
      { ModerateMessageByUser: ['boss@contoso.com'] },
      'Holds all inbound and outbound mail until approval by boss@contoso.com: it has no conditions',
    ],
    [
      'moderate',
      { ModerateMessageByManager: true },
      'Holds all inbound and outbound mail until the manager approves: it has no conditions',
    ],
  ])('%s', (effect, facts, because) => {
    expect(withAction(facts)).toMatchObject({ effect, because, blocking: true })
  })

  test('demanding TLS stops the few who cannot', () => {
    const rule = withAction({ RouteMessageOutboundRequireTls: true })
    expect({ effect: rule.effect, ...shareOf(rule) }).toEqual({
      effect: 'require-tls',
      inbound: none,
      outbound: [0, 0.1],
      sureness: 'estimated',
      blocking: false,
    })
  })

  test('a rule that cannot run and is told to defer may hold mail', () => {
    const rule = withAction({ IsValid: false, RuleErrorAction: 'Defer' })
    expect({ effect: rule.effect, ...shareOf(rule) }).toEqual({
      effect: 'defer',
      inbound: [0, 1],
      outbound: [0, 1],
      sureness: 'unknown',
      blocking: false,
    })
  })

  const route = { RouteMessageOutboundConnector: 'To gateway' }
  const connector = { name: 'To gateway', guid: '1', on: true }
  test('routing to a connector that is on stops nothing', () => {
    const rule = judgeOne(
      {
        ...rejectsAll,
        RejectMessageReasonText: null,
        RejectMessageEnhancedStatusCode: null,
        Actions: null,
        ...route,
      },
      { connectors: known([connector]) },
    )
    expect({ effect: rule.effect, ...shareOf(rule) }).toEqual({
      effect: undefined,
      inbound: none,
      outbound: none,
      sureness: 'certain',
      blocking: false,
    })
  })

  test.each([
    ['is switched off', known([{ ...connector, on: false }]), all, true],
    ['does not exist', known([]), all, true],
    ['could not be read', unknown, [0, 1], false],
  ])('routing to a connector that %s', (state, connectors, share, blocking) => {
    const rule = judgeOne(
      {
        ...rejectsAll,
        RejectMessageReasonText: null,
        RejectMessageEnhancedStatusCode: null,
        Actions: null,
        ...route,
      },
      { connectors },
    )
    expect(rule).toMatchObject({ effect: 'route', connector: 'To gateway', blocking })
    expect(shareOf(rule).inbound).toEqual(share)
    expect(rule.because).toContain(`to the connector "To gateway", which ${state}`)
  })
})

describe('rules that are not in effect', () => {
  test.each([
    ['Switched off', { State: 'Disabled' }],
    ['Only tested (mode Audit)', { Mode: 'Audit' }],
    ['Only tested (mode AuditAndNotify)', { Mode: 'AuditAndNotify' }],
    ['In effect only from 2026-11-24T00:00:00Z', { ActivationDate: '2026-11-24T00:00:00Z' }],
    ['Expired at 2026-11-23T10:42:07Z', { ExpiryDate: '2026-11-23T10:42:07Z' }],
    ['In effect from a date that cannot be read (24/11/2026)', { ActivationDate: '24/11/2026' }],
    ['Of state unknown', { State: undefined }],
  ])('%s', (why, facts) => {
    const rule = judgeOne({ ...rejectsAll, ...facts })
    expect(shareOf(rule)).toEqual({ inbound: none, outbound: none, sureness: 'certain', blocking: false })
    expect(rule.because).toBe(
      `${why}; when in effect, it rejects all inbound and outbound mail with 5.7.1: it has no conditions`,
    )
  })

  test('a rule inside its window is in effect', () => {
    const window = { ActivationDate: '2026-11-23T00:00:00Z', ExpiryDate: '2026-11-24T00:00:00Z' }
    expect(judgeOne({ ...rejectsAll, ...window }).blocking).toBe(true)
  })

  test('a change a moment ago is said to be on its way', () => {
    const rule = judgeOne({ ...rejectsAll, WhenChanged: '2026-11-23T10:30:00Z' })
    expect(rule.because).toBe(
      'Rejects all inbound and outbound mail with 5.7.1: it has no conditions; changed at 2026-11-23T10:30:00Z, which takes up to 30 minutes to reach every server',
    )
  })
})

describe('order', () => {
  const ender = rejects({ FromScope: 'NotInOrganization' })
  const ending = {
    ...ender,
    Name: 'Ender',
    Priority: 0,
    StopRuleProcessing: true,
    RejectMessageReasonText: null,
    RejectMessageEnhancedStatusCode: null,
    Actions: null,
  }
  const second = { ...rejectsAll, Priority: 1 }

  test('what an earlier rule ends never reaches a later one', () => {
    const rules = judge([second, ending])
    expect(rules.map(({ name }) => name)).toEqual(['Ender', 'Reject'])
    expect(shareOf(rules[1] as TransportRule)).toEqual({
      inbound: none,
      outbound: all,
      sureness: 'certain',
      blocking: true,
    })
  })

  test('an earlier rule that is off, or comes later, ends nothing', () => {
    const off = judge([second, { ...ending, State: 'Disabled' }])
    const later = judge([second, { ...ending, Priority: 2 }])
    expect(shareOf(off[1] as TransportRule).inbound).toEqual(all)
    expect(shareOf(later[0] as TransportRule).inbound).toEqual(all)
  })
})

describe('several rules', () => {
  const forDomain = (domain: string, priority: number, facts: object = {}) => ({
    ...rejects({ RecipientDomainIs: [domain] }),
    Name: `No mail to ${domain}`,
    Priority: priority,
    ...facts,
  })

  test('that stop everything only together are told as that', () => {
    const rules = judge([
      forDomain('contoso.com', 0),
      forDomain('fabrikam.com', 1),
      { ...recorded, Priority: 2 },
    ])
    const because = (domain: string): string =>
      `Rejects about 50 % of inbound mail with 5.7.1: it asks for RecipientDomainIs ${domain} (estimated); with other rules together it stops at least 100 % of inbound mail`
    expect(
      rules.map(({ share, together, blocking, because }) => ({
        share: share.inbound,
        together,
        blocking,
        because,
      })),
    ).toEqual([
      { share: 0.5, together: { inbound: 1 }, blocking: true, because: because('contoso.com') },
      { share: 0.5, together: { inbound: 1 }, blocking: true, because: because('fabrikam.com') },
      { share: 0, together: undefined, blocking: false, because: 'Lets mail through (PrependSubject)' },
    ])
  })

  test('do not when one of them is off, or when they stop the same mail', () => {
    const off = judge([forDomain('contoso.com', 0), forDomain('fabrikam.com', 1, { State: 'Disabled' })])
    const same = judge([forDomain('contoso.com', 0), forDomain('contoso.com', 1)])
    expect([...off, ...same].map(({ blocking }) => blocking)).toEqual([false, false, false, false])
  })

  test('are not blamed for what one of them does alone', () => {
    const rules = judge([forDomain('contoso.com', 0), { ...rejectsAll, Priority: 1 }])
    expect(rules.map(({ blocking, together }) => ({ blocking, together }))).toEqual([
      { blocking: false, together: undefined },
      { blocking: true, together: undefined },
    ])
  })
})

describe('recent mail', () => {
  const inbound = Array.from({ length: 30 }, (_, i) =>
    traced([`p${i}@wingtip.example`, i < 24 ? 'sales@contoso.com' : 'info@fabrikam.com']),
  ).flat()

  test('measures what the rule alone does not tell', () => {
    const rule = judgeOne(rejects({ RecipientDomainIs: ['contoso.com'] }), { sample: known(inbound) })
    expect(shareOf(rule)).toEqual({
      inbound: [0.8, 0.8],
      outbound: none,
      sureness: 'measured',
      blocking: true,
    })
    expect(rule.because).toBe(
      'Rejects about 80 % of inbound mail with 5.7.1: it asks for RecipientDomainIs contoso.com (measured on 30 recent messages)',
    )
  })

  test('does not overrule what is certain', () => {
    const rule = judgeOne(rejects({ FromScope: 'NotInOrganization' }), { sample: known(inbound) })
    expect(rule.sureness).toBe('certain')
  })

  test('of a few messages, of internal ones or of unknown domains measures nothing', () => {
    const row = rejects({ RecipientDomainIs: ['contoso.com'] })
    const internal = Array.from({ length: 50 }, () => traced(['a@contoso.com', 'b@fabrikam.com'])).flat()
    expect(judgeOne(row, { sample: known(inbound.slice(0, 19)) }).sureness).toBe('estimated')
    expect(judgeOne(row, { sample: known(internal) }).sureness).toBe('estimated')
    expect(judgeOne(row, { sample: known(inbound), domains: known([]) }).sureness).toBe('unknown')
  })

  test('weighs people, sizes and addresses', () => {
    const sample = inbound.map((row, i) => ({
      ...row,
      bytes: i < 3 ? 30_000_000 : 9_000,
      ip: `198.51.100.${i}`,
    }))
    const facts = { sample: known(sample), domains: known(DOMAINS) }
    const inboundShare = (values: object) =>
      judgeOne(rejects({ FromScope: 'NotInOrganization', ...values }), facts).share.inbound
    expect(inboundShare({ SentTo: ['SALES@contoso.com'] })).toBe(0.8)
    expect(inboundShare({ MessageSizeOver: '25 MB (26,214,400 bytes)' })).toBe(0.1)
    expect(inboundShare({ MessageSizeOver: '28.61 MB (30,000,000 bytes)' })).toBe(0.1)
    expect(inboundShare({ SenderIpRanges: ['198.51.100.0/28'] })).toBe(0.5333)
    expect(inboundShare({ FromAddressMatchesPatterns: [String.raw`^p\d@`] })).toBe(0.3333)
    expect(inboundShare({ RecipientAddressContainsWords: ['info'] })).toBe(0.2)
  })
})
