import type { Instant } from '../model/time.ts'

/** One object of a cmdlet's output as it came over the wire; nothing in it is certain. */
export type WireRow = Readonly<Record<string, unknown>>

/**
 * Readers for values of Exchange cmdlets. The same property comes as JSON over REST and, through a relay, as
 * PowerShell's ConvertTo-Json writes it: a list of one may be a bare value, a host an object, a date `/Date(0)/`.
 */

/** A text that says something, also out of an object such as `{ "Domain": "mail.contoso.com" }`. */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim()
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const row = value as WireRow
  return textOf(row['IsIPAddress'] === true ? row['Address'] : row['Domain']) ?? textOf(row['Name'])
}

export const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map(textOf).filter((text) => text !== undefined)

/** True only for what clearly says so; absent is false. */
export const flagOf = (value: unknown): boolean => value === true || /^true$/i.test(textOf(value) ?? '')

export const numberOf = (value: unknown): number | undefined => {
  const number = Number(textOf(value) ?? Number.NaN)
  return Number.isFinite(number) ? number : undefined
}

/** ISO 8601 (UTC where no zone is given) or `/Date(ms)/`. A date in a country's own order is not guessed at. */
export const instantOf = (value: unknown): Instant | undefined => {
  const text = textOf(value)
  if (text === undefined) return undefined
  const epoch = /^\/Date\((-?\d+)/.exec(text)?.[1]
  const iso = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)?$/.exec(text)
  if (epoch === undefined && iso === null) return undefined
  const ms = epoch === undefined ? Date.parse(iso?.[1] === undefined ? `${text}Z` : text) : Number(epoch)
  return Number.isNaN(new Date(ms).getTime()) ? undefined : new Date(ms).toISOString()
}

/** The object without the properties that have nothing to say, as exact optional properties want it. */
export const present = <T extends object>(
  value: {
    readonly [K in keyof T]: T[K] | undefined
  },
): T => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T
