import * as fc from 'fast-check'
import type { WireRow } from '../../../src/probes/wire.ts'
import { classes, DOMAINS, recorded } from './rules.ts'

const OURS = DOMAINS.filter(({ initial }) => !initial).map(({ name }) => name)
const STRANGERS = ['wingtip.example', 'fourthcoffee.com', 'litware.de']
const people = ['bob', 'sales', 'info', '7', 'o.hara'].flatMap((name) =>
  [...OURS, ...STRANGERS].map((domain) => `${name}@${domain}`),
)
const some = <T>(...values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1 })
const words = some('invoice', 'confidential', 'contoso', '@', 'com', 'RE', 'ü')
const patterns = some(
  '.*',
  '^',
  '$',
  '',
  '@',
  String.raw`\.com$`,
  '^bob',
  '[a-z]',
  '(a+)+$',
  '(?=x)',
  'contoso|fabrikam',
  '(',
)
const scopes = fc.constantFrom('InOrganization', 'NotInOrganization', 'ExternalPartner')

/** Values of the kinds that a rule can set, by the name of their condition. */
const CONDITIONS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  FromScope: scopes,
  SentToScope: scopes,
  From: some(...people),
  SentTo: some(...people, 'All Staff'),
  SenderDomainIs: some(...OURS, ...STRANGERS),
  RecipientDomainIs: some(...OURS, ...STRANGERS, 'com'),
  FromAddressContainsWords: words,
  RecipientAddressContainsWords: words,
  SubjectContainsWords: words,
  SubjectOrBodyContainsWords: words,
  FromAddressMatchesPatterns: patterns,
  RecipientAddressMatchesPatterns: patterns,
  SubjectMatchesPatterns: patterns,
  MessageSizeOver: fc.constantFrom(
    '0 B (0 bytes)',
    '20 KB (20,480 bytes)',
    '25 MB (26,214,400 bytes)',
    'large',
  ),
  SenderIpRanges: some('0.0.0.0/0', '198.51.100.0/24', '10.0.0.1', 'x', '::/0'),
  SCLOver: fc.integer({ min: -1, max: 9 }),
  WithImportance: fc.constantFrom('Low', 'Normal', 'High'),
  FromMemberOf: fc.constant(['group@contoso.com']),
  AttachmentSizeOver: fc.constant('1 MB (1,048,576 bytes)'),
  HasNoClassification: fc.constant(true),
  MessageTypeMatches: fc.constant('Calendaring'),
  SenderADAttributeMatchesPatterns: fc.constant(['Country:.*']),
}

export interface Setting {
  readonly name: string
  readonly value: unknown
}

export const setting: fc.Arbitrary<Setting> = fc
  .constantFrom(...Object.keys(CONDITIONS))
  .chain((name) => (CONDITIONS[name] as fc.Arbitrary<unknown>).map((value) => ({ name, value })))

const settings = fc.uniqueArray(setting, { selector: ({ name }) => name, maxLength: 4 })

const ACTIONS = [
  { RejectMessageReasonText: 'no' },
  { DeleteMessage: true },
  { Quarantine: true },
  { RedirectMessageTo: ['audit@contoso.com'] },
  { ModerateMessageByManager: true },
  { RouteMessageOutboundRequireTls: true },
  { RouteMessageOutboundConnector: 'To gateway' },
  { PrependSubject: '[External] ' },
]

/** A rule by what is set on it. */
export interface Plan {
  readonly conditions: readonly Setting[]
  readonly exceptions: readonly Setting[]
  readonly facts: WireRow
}

export const plan: fc.Arbitrary<Plan> = fc.record({
  conditions: settings,
  exceptions: settings,
  facts: fc
    .record({
      action: fc.constantFrom(...ACTIONS),
      State: fc.constantFrom('Enabled', 'Enabled', 'Enabled', 'Disabled'),
      Mode: fc.constantFrom('Enforce', 'Enforce', 'Enforce', 'Audit'),
      ActivationDate: fc.constantFrom(null, null, '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'),
      ExpiryDate: fc.constantFrom(null, null, '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'),
      StopRuleProcessing: fc.boolean(),
      Priority: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ action, ...facts }) => ({ ...facts, ...action })),
})

const predicates = (settings: readonly Setting[]): string[] | null =>
  settings.length === 0 ? null : classes(...settings.map(({ name }) => `${name}Predicate`))

/** The row in which the service would tell such a rule. */
export const rowOf = ({ conditions, exceptions, facts }: Plan): WireRow => ({
  ...recorded,
  FromScope: null,
  PrependSubject: null,
  Actions: null,
  ...facts,
  Conditions: predicates(conditions),
  Exceptions: predicates(exceptions),
  ...Object.fromEntries(conditions.map(({ name, value }) => [name, value])),
  ...Object.fromEntries(exceptions.map(({ name, value }) => [`ExceptIf${name}`, value])),
})

/** Mail across the border and within, as the trace tells it. */
export const sample = fc.array(
  fc.record({
    sender: fc.constantFrom(...people),
    recipient: fc.constantFrom(...people),
    subject: fc.constantFrom('Invoice 7', 'Re: lunch', 'ü'),
    bytes: fc.integer({ min: 2_500, max: 40_000_000 }),
    ip: fc.constantFrom('198.51.100.7', '203.0.113.9', '2001:db8::1'),
  }),
  { minLength: 40, maxLength: 80 },
)
