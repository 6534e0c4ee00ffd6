import { z } from 'zod'
import { asideOf } from '../aside.ts'
import { flagOf, instantOf, numberOf, present, textOf, textsOf, type WireRow } from '../wire.ts'
import { ACTION_NAMES, CONDITION_NAMES, PAIRED } from './vocabulary.ts'

/** Property names of New-TransportRule with the values that are set. */
const Values = z.record(z.string(), z.array(z.string()))
export type Values = z.infer<typeof Values>

/** A row of Get-TransportRule: what is set of its conditions, exceptions and actions, in its own words. */
const Rule = z.object({
  Name: z.string(),
  Guid: z.string(),
  /** 0 comes first. */
  Priority: z.number(),
  State: z.string(),
  Mode: z.string(),
  ActivationDate: z.string().optional(),
  ExpiryDate: z.string().optional(),
  WhenChanged: z.string().optional(),
  LastModifiedBy: z.string().optional(),
  StopRuleProcessing: z.boolean(),
  RuleErrorAction: z.string().optional(),
  /** The service can run it as it stands. */
  valid: z.boolean(),
  conditions: Values,
  exceptions: Values,
  actions: Values,
  /** Conditions and exceptions that the row counts but whose values nobody here knows how to read. */
  unreadConditions: z.array(z.string()),
  unreadExceptions: z.array(z.string()),
})
export type Rule = z.infer<typeof Rule>

const Connector = z.object({ name: z.string(), guid: z.string(), on: z.boolean() })
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
  rules: z.array(Rule),
  /** Our own domains; an initial `.onmicrosoft.com` domain carries no mail of its own, as a rule. */
  domains: asideOf(z.array(z.object({ name: z.string(), initial: z.boolean() }))),
  /** Outbound connectors, read only when a rule routes mail to one. */
  connectors: asideOf(z.array(Connector)),
  /** Recent mail, read only when the rules alone do not tell. */
  sample: asideOf(z.array(Traced)),
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
