import type { TransportRule, TransportRulesFinding } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import type { Instant } from '../../model/time.ts'
import { present } from '../wire.ts'
import type { Judge } from './conditions.ts'
import { effectOf } from './effect.ts'
import { idleBecause, spreading } from './effective.ts'
import { explain } from './explain.ts'
import type { Raw, Rule } from './schema.ts'
import { leastSure, limited, matchOf, reaching, type Share, sharesOf, type World, worldOf } from './share.ts'

/** Each rule, in the order in which Exchange applies them, with the share of mail that it stops now. */
export const analyse = (raw: Raw, { scope, at }: ProbeInput): TransportRulesFinding => {
  const world = worldOf(raw, scope.domain)
  const rules = inOrder(raw.rules)
  return {
    rules: rules.map((rule, index) => ruleOf(rule, enders(rules.slice(0, index), at), raw, world, at)),
  }
}

const inOrder = (rules: readonly Rule[]): readonly Rule[] =>
  rules.toSorted((one, other) => one.Priority - other.Priority)

/** What the rules before it take out of processing. */
const enders = (before: readonly Rule[], at: Instant): readonly Judge[] =>
  before.filter((rule) => rule.StopRuleProcessing && idleBecause(rule, at) === undefined).map(matchOf)

/** More than half of a direction. */
const MOST = 0.5

const ruleOf = (rule: Rule, ended: readonly Judge[], raw: Raw, world: World, at: Instant): TransportRule => {
  const effect = effectOf(rule, raw.connectors)
  const idle = idleBecause(rule, at)
  const touched = reaching(matchOf(rule), ended)
  const stopped = sharesOf(effect === undefined ? touched : limited(touched, effect.stops), world)
  const acts = idle === undefined && effect !== undefined
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

const rounded = (part: number): number => Math.round(part * 10_000) / 10_000
