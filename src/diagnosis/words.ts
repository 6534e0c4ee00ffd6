import type { ExternalRecipientLimit } from '../model/findings.ts'
import { DIRECTIONS, type Direction } from '../model/scope.ts'
import { type Instant, inText } from '../model/time.ts'

const NUMBER = new Intl.NumberFormat('en-US')

/** `1 message`, `1,204 messages`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${NUMBER.format(number)} ${number === 1 ? one : many}`

/** The first of a list and how many more there are. */
export const few = (items: readonly string[], most = 3): string => {
  const shown = items.slice(0, most)
  const rest = items.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** `45 minutes`, `26 hours`, `3 days`. */
export const span = (minutes: number): string => {
  if (minutes < 90) return count(Math.max(0, Math.round(minutes)), 'minute')
  if (minutes < 48 * 60) return count(Math.round(minutes / 60), 'hour')
  return count(Math.round(minutes / 1440), 'day')
}

/** `9,950 of 10,000, enforced`. */
export const externalText = ({ observed, threshold, enforced }: ExternalRecipientLimit): string =>
  `${NUMBER.format(observed)} of ${NUMBER.format(threshold)}, ${enforced ? 'enforced' : 'only counted'}`

export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** ` since <moment>`, or nothing where the moment is not known. */
export const since = (at: Instant | undefined): string => (at === undefined ? '' : ` since ${inText(at)}`)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `inbound`, `outbound`, `inbound and outbound`. */
export const ways = (directions: readonly Direction[]): string =>
  DIRECTIONS.filter((direction) => directions.includes(direction)).join(' and ')

/** A value as a PowerShell argument: bare where that is safe, else quoted so that nothing in it is run. */
export const argument = (value: string): string =>
  /^[\w][\w.@-]*$/.test(value)
    ? value
    : `'${value.replaceAll(/['\u2018-\u201B]/g, (quote) => quote + quote)}'`
