import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import type { Effect } from './effect.ts'
import type { Portion } from './portion.ts'
import type { Rule, Values } from './schema.ts'
import type { Share } from './share.ts'

/** A rule in one sentence: whether it is in effect, what it does, to how much, and why that much. */
export const explain = (
  rule: Rule,
  effect: Effect | undefined,
  shares: Record<Direction, Share>,
  remarks: { readonly idle: string | undefined; readonly spreading: string | undefined },
): string => {
  const doing = effect === undefined ? harmless(rule) : `${effect.does} ${amount(shares)}${effect.how}`
  const why = effect === undefined ? '' : `: ${matched(rule)}${basis(shares)}`
  const said = remarks.idle === undefined ? doing : `${remarks.idle}; when in effect, it ${lowerFirst(doing)}`
  return [said + why, remarks.spreading].filter((part) => part !== undefined).join('; ')
}

const harmless = (rule: Rule): string => {
  const actions = Object.keys(rule.actions)
  return actions.length === 0 ? 'Lets mail through' : `Lets mail through (${actions.join(', ')})`
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const amount = (shares: Record<Direction, Share>): string => {
  const [inbound, outbound] = [quantity(shares.inbound), quantity(shares.outbound)]
  if (inbound === outbound) return `${inbound} inbound and outbound mail`
  return DIRECTIONS.filter((direction) => shares[direction].most > 0)
    .map((direction) => `${quantity(shares[direction])} ${direction} mail`)
    .join(' and ')
}

const percent = (part: number): string => `${Math.round(part * 100)} %`

const quantity = ({ least, most }: Portion): string => {
  if (least > 0.999) return 'all'
  if (most < 0.001) return 'no'
  if (most - least < 0.01) return `about ${percent(least)} of`
  if (most > 0.999) return least < 0.001 ? 'an unknown part of' : `at least ${percent(least)} of`
  return least < 0.001 ? `at most ${percent(most)} of` : `${percent(least)} to ${percent(most)} of`
}

const matched = (rule: Rule): string => {
  const conditions = listed(rule.conditions, rule.unreadConditions, '')
  const exceptions = listed(rule.exceptions, rule.unreadExceptions, 'ExceptIf')
  const what = conditions === '' ? 'it has no conditions' : `it asks for ${conditions}`
  return exceptions === '' ? what : `${what}, with the exception ${exceptions}`
}

const MAX_VALUES = 3
const MAX_TEXT = 60

const listed = (values: Values, unread: readonly string[], prefix: string): string =>
  [
    ...Object.entries(values).map(([name, set]) => `${prefix}${name}${settings(set)}`),
    ...unread.map((name) => `${name} (which cannot be judged here)`),
  ].join(' and ')

const settings = (values: readonly string[]): string => {
  const shown = values.filter((value) => value !== 'True' && value !== '(set)')
  if (shown.length === 0) return ''
  const more = shown.length > MAX_VALUES ? ` and ${shown.length - MAX_VALUES} more` : ''
  return ` ${shown.slice(0, MAX_VALUES).map(shortened).join(', ')}${more}`
}

const shortened = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text)

const basis = (shares: Record<Direction, Share>): string => {
  const messages = DIRECTIONS.map((direction) => shares[direction].messages ?? 0).reduce((a, b) => a + b)
  if (messages > 0) return ` (measured on ${messages} recent messages)`
  const kinds = new Set(DIRECTIONS.map((direction) => shares[direction].sureness))
  if (kinds.has('unknown')) return ' (how much that is cannot be told from the rule alone)'
  return kinds.has('estimated') ? ' (estimated)' : ''
}
