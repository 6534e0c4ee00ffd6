import type { TransportRule } from '../../model/findings.ts'
import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import { type Judge, judgesOf, matching } from './conditions.ts'
import { anyMail, type Mail, tracedMail } from './mail.ts'
import { except, mean, type Portion } from './portion.ts'
import type { Raw, Rule } from './schema.ts'

export type Sureness = NonNullable<TransportRule['sureness']>

/** How much of one direction's mail, and how that is known. */
export interface Share extends Portion {
  readonly sureness: Sureness
  /** Messages that it was measured on. */
  readonly messages?: number
}

/** The mail that all rules of a tenant are held against. */
export interface World {
  readonly any: readonly Mail[]
  readonly traced: readonly Mail[]
}

/** A bound on the work for tenants with very many domains; the first ones stand for all. */
const MAX_DOMAINS = 100

/** Mail of our domains, or of the one that the diagnosis is about. */
export const worldOf = (raw: Pick<Raw, 'domains' | 'sample'>, domain: string | undefined): World => {
  const known = raw.domains.known ? raw.domains.value : []
  const named = known.filter(({ initial }) => !initial)
  const busy = domain === undefined ? (named.length > 0 ? named : known).map(({ name }) => name) : [domain]
  const ours = [...new Set([...known.map(({ name }) => name), ...busy])]
  const traced = raw.sample.known ? tracedMail(raw.sample.value, ours) : []
  return {
    any: anyMail(busy.length > 0 ? busy.slice(0, MAX_DOMAINS) : undefined, ours),
    traced: domain === undefined ? traced : traced.filter((mail) => mail.domain === domain),
  }
}

/** Mail that a rule matches by its own conditions. */
export const matchOf = (rule: Rule): Judge =>
  matching(judgesOf(rule.conditions, rule.unreadConditions), judgesOf(rule.exceptions, rule.unreadExceptions))

/** Mail that comes to a rule: what an earlier rule has matched and ended processing for does not. */
export const reaching = (match: Judge, ended: readonly Judge[]): Judge => matching([match], ended)

/** Fewer messages than this measure nothing. */
const ENOUGH = 20

/** From the rule alone where that is certain; otherwise on recent mail; otherwise as far as the rule tells. */
export const sharesOf = (judge: Judge, world: World): Record<Direction, Share> => ({
  inbound: shareOf(judge, world, 'inbound'),
  outbound: shareOf(judge, world, 'outbound'),
})

const shareOf = (judge: Judge, world: World, direction: Direction): Share => {
  const going = (mail: readonly Mail[]): readonly Mail[] => mail.filter((one) => one.direction === direction)
  const portions = going(world.any).map(judge)
  const told = mean(portions)
  if (isExact(told) && (told.least === 0 || told.least === 1)) return { ...told, sureness: 'certain' }
  const traced = going(world.traced)
  if (traced.length < ENOUGH) return { ...told, sureness: isVague(told) ? 'unknown' : 'estimated' }
  const measured = mean(traced.map(judge))
  const sureness = isExact(measured) ? 'measured' : isVague(measured) ? 'unknown' : 'estimated'
  return { ...measured, sureness, messages: traced.length }
}

const isExact = ({ least, most }: Portion): boolean => most - least < 0.001
const isVague = ({ least, most }: Portion): boolean => most - least > 0.5

const ORDER: readonly Sureness[] = ['certain', 'measured', 'estimated', 'unknown']

/** The least sure of the directions. */
export const leastSure = (shares: Record<Direction, Share>): Sureness =>
  ORDER[Math.max(...DIRECTIONS.map((direction) => ORDER.indexOf(shares[direction].sureness)))] ?? 'unknown'

/** The share that is left when only some of the matched mail is stopped. */
export const limited =
  (judge: Judge, stops: Readonly<Record<Direction, Portion>>): Judge =>
  (mail) => {
    const rest = { least: 1 - stops[mail.direction].most, most: 1 - stops[mail.direction].least }
    return except(judge(mail), rest)
  }
