import type { TransportRule } from '../../../src/model/findings.ts'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import { analyse } from '../../../src/probes/transport-rules/analyse.ts'
import { type Raw, ruleOf, type Traced } from '../../../src/probes/transport-rules/schema.ts'
import type { WireRow } from '../../../src/probes/wire.ts'
import { fixtureJson } from '../../support/test-data.ts'
import { NOW } from '../support/world.ts'

const NAMESPACE = 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks.'

/** A recorded row of Get-TransportRule that tags mail from outside. */
export const recorded = (fixtureJson('cmdlets/get-transport-rule.json') as WireRow[])[0] as WireRow

/** The recorded row without conditions, rejecting what it matches. */
export const rejectsAll: WireRow = {
  ...recorded,
  Name: 'Reject',
  Conditions: null,
  FromScope: null,
  PrependSubject: null,
  Actions: [`${NAMESPACE}RejectMessageAction`],
  RejectMessageReasonText: 'Not here',
  RejectMessageEnhancedStatusCode: '5.7.1',
}

/** Class names as the service lists them beside the values. */
export const classes = (...names: readonly string[]): string[] => names.map((name) => NAMESPACE + name)

/** A rejecting row with these conditions and exceptions set, each of one class. */
export const rejects = (values: WireRow): WireRow => {
  const names = Object.keys(values)
  const exceptions = names.filter((name) => name.startsWith('ExceptIf'))
  const conditions = names.filter((name) => !name.startsWith('ExceptIf'))
  const listed = (some: readonly string[]): string[] | null =>
    some.length === 0 ? null : classes(...some.map((name) => `${name}Predicate`))
  return { ...rejectsAll, Conditions: listed(conditions), Exceptions: listed(exceptions), ...values }
}

export const known = <T>(value: T): { known: true; value: T } => ({ known: true, value })
export const unknown = { known: false, why: 'not read' } as const

export const DOMAINS = [
  { name: 'contoso.com', initial: false },
  { name: 'fabrikam.com', initial: false },
  { name: 'contoso.onmicrosoft.com', initial: true },
]

export const rawOf = (rows: readonly WireRow[], facts: Partial<Raw> = {}): Raw => ({
  rules: rows.map(ruleOf),
  domains: known(DOMAINS),
  connectors: unknown,
  sample: unknown,
  ...facts,
})

export const judge = (
  rows: readonly WireRow[],
  facts: Partial<Raw> = {},
  scope: Scope = EVERYTHING,
): readonly TransportRule[] => analyse(rawOf(rows, facts), { scope, at: NOW }).rules

/** The only rule, judged. */
export const judgeOne = (row: WireRow, facts: Partial<Raw> = {}, scope?: Scope): TransportRule =>
  judge([row], facts, scope)[0] as TransportRule

export const traced = (...pairs: readonly (readonly [string, string])[]): Traced[] =>
  pairs.map(([sender, recipient]) => ({ sender, recipient }))
