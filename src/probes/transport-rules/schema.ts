import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Host, Moment, named, off, say, spelt } from '../raw.ts'
import { flagOf, instantOf, numberOf, present, textOf, textsOf, type WireRow } from '../wire.ts'
import { ACTION_NAMES, CONDITION_NAMES, PAIRED } from './vocabulary.ts'

/** Property names of New-TransportRule with the values that are set. */
const Values = z.record(
  z.string(),
  z.union([
    z.array(z.string()),
    z.string().transform((one) => [one]),
    z.literal(true).transform(() => ['True']),
  ]),
)
export type Values = z.infer<typeof Values>

/** A row of Get-TransportRule: what is set of its conditions, exceptions and actions, in its own words. */
const Rule = named(
  'transport-rule',
  z.object({
    Name: z.string(),
    Guid: z.string().default(''),
    /** 0 comes first. */
    Priority: say(z.number().default(0), '0 comes first.'),
    State: say(spelt('Enabled', 'Disabled'), 'Enabled or Disabled.'),
    Mode: say(spelt('Enforce', 'Audit', 'AuditAndNotify'), 'Enforce, Audit or AuditAndNotify.'),
    ActivationDate: say(z.string().optional(), 'Before this moment it does nothing.'),
    ExpiryDate: say(z.string().optional(), 'From this moment on it does nothing.'),
    WhenChanged: say(Moment.optional(), 'When it was changed last; UTC where no zone is given.'),
    LastModifiedBy: z.string().optional(),
    StopRuleProcessing: off('Rules after it do not see what it matches.'),
    RuleErrorAction: say(
      z.string().optional(),
      'Ignore or Defer: what becomes of mail when the rule cannot be run.',
    ),
    /** The service can run it as it stands. */
    valid: say(z.boolean().default(true), 'The service can run it as it stands.'),
    conditions: say(
      Values,
      'Parameters of New-TransportRule that are set, with their values, e.g. { "FromScope": ["NotInOrganization"], "SubjectContainsWords": ["invoice"] }. {} matches all mail. All must hold; of several values one.',
    ),
    exceptions: say(
      Values.default({}),
      'The same names without ExceptIf, e.g. { "SenderDomainIs": ["contoso.com"] } for ExceptIfSenderDomainIs.',
    ),
    actions: say(
      Values,
      'Names with their values, e.g. { "DeleteMessage": ["True"] }, { "RejectMessageReasonText": ["No"], "RejectMessageEnhancedStatusCode": ["5.7.1"] }, { "RedirectMessageTo": ["a@contoso.com"] }, { "Quarantine": ["True"] }, { "ModerateMessageByUser": ["a@contoso.com"] }, { "RouteMessageOutboundConnector": ["Name"] }. Others let mail through.',
    ),
    /** Conditions and exceptions that the row counts but whose values nobody here knows how to read. */
    unreadConditions: z.array(z.string()).default([]),
    unreadExceptions: z.array(z.string()).default([]),
  }),
)
export type Rule = z.infer<typeof Rule>

const Connector = z.object({ name: z.string(), guid: z.string().default(''), on: z.boolean() })
export type Connector = z.infer<typeof Connector>

/** A row of the message trace, as far as conditions can be judged on it. */
const Traced = z.object({
  sender: z.string(),
  recipient: z.string(),
  subject: z.string().optional(),
  bytes: z.number().optional(),
  ip: z.string().optional(),
})
export type Traced = z.infer<typeof Traced>

export const Raw = z.object({
  rules: say(z.array(Rule), 'Get-TransportRule; [] where there is none.'),
  /** Our own domains; an initial `.onmicrosoft.com` domain carries no mail of its own, as a rule. */
  domains: perhaps(
    z.array(z.object({ name: Host, initial: off('The .onmicrosoft.com one.') })),
    'Our own domains.',
  ),
  /** Outbound connectors, read only when a rule routes mail to one. */
  connectors: perhaps(z.array(Connector), 'Outbound connectors, where a rule routes mail to one.'),
  /** Recent mail, read only when the rules alone do not tell. */
  sample: perhaps(z.array(Traced), 'Recent mail across our border, 20 messages or more, to measure on.'),
})
export type Raw = z.infer<typeof Raw>

export const ruleOf = (wire: WireRow): Rule => {
  const conditions = valuesOf(wire, conditionNames(wire), '')
  const exceptions = valuesOf(wire, conditionNames(wire), 'ExceptIf')
  return present<Rule>({
    Name: textOf(wire['Name']) ?? textOf(wire['Identity']) ?? 'without a name',
    Guid: textOf(wire['Guid']) ?? textOf(wire['Identity']) ?? '',
    Priority: numberOf(wire['Priority']) ?? 0,
    State: textOf(wire['State']) ?? 'unknown',
    Mode: textOf(wire['Mode']) ?? 'unknown',
    ActivationDate: instantOf(wire['ActivationDate']) ?? textOf(wire['ActivationDate']),
    ExpiryDate: instantOf(wire['ExpiryDate']) ?? textOf(wire['ExpiryDate']),
    WhenChanged: instantOf(wire['WhenChangedUTC']) ?? instantOf(wire['WhenChanged']),
    LastModifiedBy: textOf(wire['LastModifiedBy']),
    StopRuleProcessing: flagOf(wire['StopRuleProcessing']),
    RuleErrorAction: textOf(wire['RuleErrorAction']),
    valid: wire['IsValid'] !== false && wire['IsRuleConfigurationSupported'] !== false,
    conditions,
    exceptions,
    actions: actionsOf(wire),
    unreadConditions: unread(wire['Conditions'], conditions),
    unreadExceptions: unread(wire['Exceptions'], exceptions),
  })
}

/** The conditions we know, and those of later versions: every condition has its twin `ExceptIf...`. */
const conditionNames = (wire: WireRow): readonly string[] => [
  ...CONDITION_NAMES,
  ...Object.keys(wire).filter((key) => `ExceptIf${key}` in wire && !CONDITION_NAMES.includes(key)),
]

const valuesOf = (wire: WireRow, names: readonly string[], prefix: string): Values =>
  Object.fromEntries(
    names.filter((name) => isSet(wire[prefix + name])).map((name) => [name, settings(wire[prefix + name])]),
  )

const isSet = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0)

const settings = (value: unknown): string[] => {
  if (value === true) return ['True']
  const texts = textsOf(value)
  return texts.length === 0 ? ['(set)'] : [...texts]
}

/** `Microsoft.Exchange.MessagingPolicies.Rules.Tasks.FromScopePredicate` as `FromScope`. */
const shortName = (className: string): string =>
  (className.split('.').at(-1) ?? className).replace(/(Predicate|Action)$/, '')

const unread = (classes: unknown, read: Values): string[] => {
  const counted = textsOf(classes).map(shortName)
  const found = Object.keys(read).filter((name) => !PAIRED.has(name)).length
  if (counted.length <= found) return []
  const strange = counted.filter((name) => !Object.keys(read).some((known) => known.startsWith(name)))
  return strange.slice(0, counted.length - found)
}

/** What is set, and what the row only names by its class. */
const actionsOf = (wire: WireRow): Values => {
  const set = valuesOf(wire, ACTION_NAMES, '')
  const named = textsOf(wire['Actions'])
    .map(shortName)
    .filter((name) => !Object.keys(set).some((known) => known.startsWith(name)))
  return { ...set, ...Object.fromEntries(named.map((name) => [name, ['(set)']])) }
}
