import type { TransportRule, TransportRulesFinding } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import type { Instant } from '../../model/time.ts'
import { present } from '../wire.ts'
import type { Judge } from './conditions.ts'
import { type Effect, effectOf } from './effect.ts'
import { idleBecause, spreading } from './effective.ts'
import { explain } from './explain.ts'
import { either, NONE } from './portion.ts'
import type { Raw, Rule } from './schema.ts'
import { leastSure, limited, matchOf, reaching, type Share, sharesOf, type World, worldOf } from './share.ts'

/** Each rule, in the order in which Exchange applies them, with the share of mail that it stops now. */
export const analyse = (raw: Raw, { scope, at }: ProbeInput): TransportRulesFinding => {
  const world = worldOf(raw, scope.domain)
  const rules = inOrder(raw.rules)
  const looked = rules.map((rule, index) => lookAt(rule, enders(rules.slice(0, index), at), raw, at))
  const alone = looked.map((one) => ruleOf(one, world, at))
  const acting = looked.filter(({ acts }) => acts).map(({ stops }) => stops)
  const all = sharesOf((mail) => acting.map((stops) => stops(mail)).reduce(either, NONE), world)
  const shared = DIRECTIONS.filter(
    (direction) => all[direction].least > MOST && alone.every(({ share }) => share[direction] <= MOST),
  )
  return { rules: alone.map((rule) => together(rule, shared, all)) }
}

const inOrder = (rules: readonly Rule[]): readonly Rule[] =>
  rules.toSorted((one, other) => one.Priority - other.Priority)

/** What the rules before it take out of processing. */
const enders = (before: readonly Rule[], at: Instant): readonly Judge[] =>
  before.filter((rule) => rule.StopRuleProcessing && idleBecause(rule, at) === undefined).map(matchOf)

/** More than half of a direction. */
const MOST = 0.5
/** A rule that stops less than this is no part of what several do together. */
const A_PART = 0.05

interface Look {
  readonly rule: Rule
  readonly effect: Effect | undefined
  readonly idle: string | undefined
  /** It is in effect, and what it does can stop mail. */
  readonly acts: boolean
  readonly stops: Judge
}

const lookAt = (rule: Rule, ended: readonly Judge[], raw: Raw, at: Instant): Look => {
  const effect = effectOf(rule, raw.connectors)
  const idle = idleBecause(rule, at)
  const touched = reaching(matchOf(rule), ended)
  return {
    rule,
    effect,
    idle,
    acts: idle === undefined && effect !== undefined,
    stops: effect === undefined ? touched : limited(touched, effect.stops),
  }
}

const ruleOf = ({ rule, effect, idle, acts, stops }: Look, world: World, at: Instant): TransportRule => {
  const stopped = sharesOf(stops, world)
  const share = (of: (share: Share) => number): Record<Direction, number> => ({
    inbound: acts ? rounded(of(stopped.inbound)) : 0,
    outbound: acts ? rounded(of(stopped.outbound)) : 0,
  })
  return present<TransportRule>({
    name: rule.Name,
    id: rule.Guid,
    priority: rule.Priority,
    enabled: rule.State === 'Enabled',
    mode: rule.Mode,
    effect: effect?.name,
    connector: effect?.connector,
    share: share(({ least }) => least),
    shareAtMost: share(({ most }) => most),
    sureness: acts ? leastSure(stopped) : 'certain',
    because: explain(rule, effect, stopped, { idle, spreading: spreading(rule, at) }),
    changedAt: rule.WhenChanged,
    changedBy: rule.LastModifiedBy,
    blocking: acts && DIRECTIONS.some((direction) => stopped[direction].least > MOST),
  })
}

/** One rule for each domain stops everything although no rule stops most mail. */
const together = (
  rule: TransportRule,
  shared: readonly Direction[],
  all: Readonly<Record<Direction, Share>>,
): TransportRule => {
  const mine = shared.filter((direction) => rule.share[direction] >= A_PART)
  if (mine.length === 0) return rule
  const parts = mine.map((direction) => [direction, rounded(all[direction].least)] as const)
  const said = parts.map(([direction, part]) => `${Math.round(part * 100)} % of ${direction} mail`)
  return {
    ...rule,
    because: `${rule.because}; with other rules together it stops at least ${said.join(' and ')}`,
    together: Object.fromEntries(parts),
    blocking: true,
  }
}

const rounded = (part: number): number => Math.round(part * 10_000) / 10_000
