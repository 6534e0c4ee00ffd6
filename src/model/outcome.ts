import type { Person } from './person.ts'
import type { Instant } from './time.ts'

/** A right that a call needs, and how an administrator grants it. */
export interface Permission {
  /** The exact name, e.g. `ExchangeMessageTrace.Read.All`. */
  readonly name: string
  /** Who grants it, e.g. `Microsoft Graph` or `Exchange Online`. */
  readonly of: string
  /** The command or page that grants it, ready to paste. */
  readonly grant?: string
}

/** Where a claim comes from: the exact query, who answered, when, and how old the data is. */
export interface Source {
  /** The exact query, e.g. `GET /admin/exchange/tracing/messageTraces?$filter=...` or `MX contoso.com`. */
  readonly asked: string
  /** Who or what was asked, e.g. `Microsoft Graph`, `ns1.registrar.example`, a person's name. */
  readonly of: string
  readonly at: Instant
  readonly tookMs: number
  /** The newest moment that the data speaks of, where the service tells or the data shows it. */
  readonly dataAsOf?: Instant
  readonly by: 'probe' | Person
}

/**
 * What came of asking the world. Zero, no data and a broken probe are different kinds here and stay different
 * in every card, alarm and report.
 *
 * - `found`: an answer. An empty list is an answer.
 * - `absent`: the thing that was asked about does not exist.
 * - `refused`: we may not ask; `need` says which right is missing.
 * - `unreachable`: nobody answered, or nothing is set up to ask.
 * - `late`: no answer before the deadline.
 * - `unsure`: an answer that cannot be trusted as it stands (cut short, stale, self-contradicting).
 */
export type Outcome<T> = Found<T> | Absent | Refused | Unreachable | Late | Unsure<T>

export type Found<T> = { readonly kind: 'found'; readonly value: T; readonly source: Source }
export type Absent = { readonly kind: 'absent'; readonly why: string; readonly source: Source }
export type Refused = {
  readonly kind: 'refused'
  readonly need: Permission
  readonly why: string
  readonly source: Source
}
export type Unreachable = { readonly kind: 'unreachable'; readonly why: string; readonly source: Source }
export type Late = { readonly kind: 'late'; readonly why: string; readonly source: Source }
export type Unsure<T> = {
  readonly kind: 'unsure'
  readonly value?: T
  readonly why: string
  readonly source: Source
}

/** The value that an outcome carries, certain or not; undefined where it carries none. */
export const valueOf = <T>(outcome: Outcome<T> | undefined): T | undefined =>
  outcome !== undefined && 'value' in outcome ? outcome.value : undefined

/** The value only where the outcome is certain. */
export const certain = <T>(outcome: Outcome<T> | undefined): T | undefined =>
  outcome?.kind === 'found' ? outcome.value : undefined

/** The same outcome with its value, where there is one, turned into another. */
export const mapOutcome = <A, B>(outcome: Outcome<A>, turn: (value: A) => B): Outcome<B> => {
  if (outcome.kind === 'found') return { ...outcome, value: turn(outcome.value) }
  if (outcome.kind !== 'unsure') return outcome
  const { value, ...rest } = outcome
  return value === undefined ? rest : { ...rest, value: turn(value) }
}
