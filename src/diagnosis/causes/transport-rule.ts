import type { Evidence } from '../../model/evidence.ts'
import type { FailureGroup, TransportRule } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { inTrouble, type Symptom, sentence, symptomOf } from '../symptoms.ts'
import { argument, capital, count, few, percent, ways } from '../words.ts'
import {
  advise,
  answered,
  butFlows,
  byCodes,
  byOnset,
  type Cause,
  doubtful,
  flowsAnyway,
  onset,
  otherCodes,
  reason,
  type Weighed,
} from './cause.ts'
import { type Told, tell } from './codes.ts'
import { CODE_COUNT, CODE_SHARE, SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['transport-rule']

/** The least share of a direction that a rule must stop to count for it, alone or with others. */
const STOPS = 0.5
/** From this share on it stops whatever comes. */
const ALL = 0.95

const stops = ({ share, together }: TransportRule, direction: Direction): boolean =>
  Math.max(share[direction], together?.[direction] ?? 0) >= STOPS

/** Whether failed messages can be the work of a rule: they name it, or no rule at all. */
const isOf = (group: FailureGroup, { name, id }: TransportRule): boolean =>
  group.rule === undefined || [name, id].some((one) => one.toLowerCase() === group.rule?.toLowerCase())

/** The messages met a rule that lets mail through, and say nothing else: they failed for another reason. */
const isHarmless = (group: FailureGroup, rules: readonly TransportRule[]): boolean =>
  group.rule !== undefined &&
  group.code === undefined &&
  rules.some((rule) => rule.effect === undefined && isOf(group, rule))

/** The rule is in force and can stop mail, and most failures of a direction in trouble name it. */
const catches = (rule: TransportRule, symptom: Symptom): boolean => {
  if (rule.effect === undefined || (rule.shareAtMost ?? rule.share)[symptom.direction] === 0) return false
  const named = tell(symptom, ['rule'], (group) => group.rule !== undefined && isOf(group, rule))
  return symptom.sure && inTrouble(symptom) && named.count >= CODE_COUNT && named.share >= CODE_SHARE.proves
}

/** All mail of a direction is stopped by the rule, fails since it was changed, and no failure tells another reason. */
const nothingElse = (rule: TransportRule, symptom: Symptom): boolean =>
  rule.share[symptom.direction] >= ALL &&
  rule.sureness !== 'estimated' &&
  symptom.sure &&
  !symptom.byPerson &&
  inTrouble(symptom) &&
  symptom.trouble !== 'silent' &&
  (symptom.flow?.failures ?? []).length === 0 &&
  onset(rule.changedAt, symptom.since) === 'fits'

/** The messages that met it, or that all of them fail and say no more. */
const met = (rule: TransportRule, symptom: Symptom, { count: many, of }: Told): Reason[] => {
  if (symptom.source === undefined || !inTrouble(symptom)) return []
  if (many > 0 && stops(rule, symptom.direction)) {
    const text = `${many} of ${of} failed ${symptom.direction} messages met a rule`
    return [reason(text, MINE.codes, symptom.source)]
  }
  return nothingElse(rule, symptom) ? [reason(sentence(symptom), MINE.codes, symptom.source)] : []
}

/** What one direction says to a rule that should stop it. */
const seenIn = (
  rule: TransportRule,
  symptom: Symptom,
  trust: number,
  source: Reason['source'],
): { supports: Reason[]; contradicts: Reason[]; caught: boolean } => {
  const named = tell(symptom, ['rule'], (group) => isOf(group, rule))
  const caught = symptom.sure && inTrouble(symptom) && named.share >= CODE_SHARE.speaks
  const who = `Rule ${rule.name} (${rule.effect ?? rule.mode})`
  const text = stops(rule, symptom.direction)
    ? `${who} stops ${percent(rule.share[symptom.direction])} of ${symptom.direction} mail: ${rule.because}`
    : `${who} is what ${named.count} of ${named.of} failed ${symptom.direction} messages met: ${rule.because}`
  const weight = caught ? MINE.caught : nothingElse(rule, symptom) ? MINE.nothingElse : MINE.blocking
  const change = byOnset(`Rule ${rule.name}`, rule.changedAt, symptom.since, source)
  const silence =
    symptom.trouble === 'silent' && !symptom.byPerson && symptom.source !== undefined
      ? [
          reason(
            `${sentence(symptom)}; what a rule stops would show in the trace`,
            MINE.silence,
            symptom.source,
          ),
        ]
      : []
  return {
    caught,
    supports: [reason(text, weight * trust, source), ...change.supports, ...met(rule, symptom, named)],
    contradicts: [
      ...change.contradicts,
      ...silence,
      ...(caught
        ? []
        : otherCodes(symptom, ['rule']).map((one) => ({ ...one, weight: MINE.matchesNothing }))),
    ],
  }
}

const byRules = (
  evidence: Evidence,
  directions: readonly Direction[],
): { supports: Reason[]; contradicts: Reason[]; blocking: readonly TransportRule[] } => {
  const found = finding(evidence, 'transport-rules')
  const all = found?.value.rules ?? []
  const guilty = (rule: TransportRule, direction: Direction) =>
    (rule.blocking && stops(rule, direction)) || catches(rule, symptomOf(evidence, direction))
  const blocking = all.filter((rule) => directions.some((direction) => guilty(rule, direction)))
  if (found === undefined) return { supports: [], contradicts: [], blocking }
  if (blocking.length === 0) {
    const ruled = directions.some(
      (direction) =>
        tell(symptomOf(evidence, direction), ['rule'], (group) => !isHarmless(group, all)).share >=
        CODE_SHARE.speaks,
    )
    const none = reason(
      `None of ${count(all.length, 'rule')} stops most mail`,
      ruled ? MINE.noneSeen : SHARED.soundByProbe,
      found.source,
    )
    return { supports: [], contradicts: found.trust === 1 ? [none] : [], blocking }
  }
  const tried = blocking.flatMap((rule) =>
    directions
      .filter((direction) => guilty(rule, direction))
      .map((direction) => seenIn(rule, symptomOf(evidence, direction), found.trust, found.source)),
  )
  // A rule that is caught in one direction is not cleared by what the other direction lacks.
  const caught = tried.filter((one) => one.caught)
  const seen = caught.length > 0 ? caught : tried
  return {
    supports: seen.flatMap((one) => one.supports),
    contradicts: seen.flatMap((one) => one.contradicts),
    blocking,
  }
}

const weigh = (evidence: Evidence): Weighed => {
  const open = doubtful(evidence)
  const rules = byRules(evidence, open)
  const yes = answered(evidence, 'rules', 'blocking', 'A rule stops mail')
  const no = answered(evidence, 'rules', 'none', 'No rule stops mail', SHARED.answeredAgainst)
  const known = finding(evidence, 'transport-rules')?.value.rules ?? []
  const codes =
    rules.blocking.length > 0
      ? []
      : byCodes(
          evidence,
          open,
          ['rule'],
          { most: MINE.codes, some: MINE.codes },
          (group) => !isHarmless(group, known),
        )
  const directions =
    rules.blocking.length === 0
      ? open
      : open.filter((direction) =>
          rules.blocking.some(
            (rule) => stops(rule, direction) || catches(rule, symptomOf(evidence, direction)),
          ),
        )
  const supports = [...yes, ...rules.supports, ...codes]
  const names = rules.blocking.map((rule) => rule.name)
  return {
    title:
      names.length === 0 ? 'A transport rule stops mail' : `The transport rule ${few(names, 2)} stops mail`,
    step: 'transport-rules',
    supports,
    contradicts: [
      ...no,
      ...rules.contradicts,
      ...(supports.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${capital(ways(directions))} mail that the rule matches.${butFlows(evidence)}`,
    guidance: guidance(rules.blocking),
  }
}

const GONE = 'What was rejected or deleted is gone: senders have to send again.'

/** What becomes of the mail that a rule has stopped, by its effect. */
const AFTER: Readonly<Record<string, string>> = {
  quarantine: 'What is in quarantine can be released from there.',
  redirect: 'What was redirected lies with whoever got it, and can be sent on from there.',
  moderate: 'What waits for approval has to be approved, or sent again.',
  route: 'What waits in the queue follows by itself; what has bounced has to be sent again.',
  'require-tls': 'What waits in the queue follows by itself; what has bounced has to be sent again.',
  defer: 'What waits in the queue follows by itself.',
}

const guidance = (rules: readonly TransportRule[]): Guidance => {
  const names = rules.map((rule) => rule.name)
  return advise({
    whose: 'Ours: a mail flow rule in Exchange Online',
    instruction: 'Disable the rule, or add the exception that was forgotten.',
    commands:
      names.length === 0
        ? [
            {
              where: 'Exchange Online PowerShell',
              run: 'Get-TransportRule | Where-Object State -eq Enabled | Format-Table Priority, Name, Mode, WhenChanged',
            },
          ]
        : names.slice(0, 2).map((name) => ({
            where: 'Exchange Online PowerShell',
            run: `Disable-TransportRule -Identity ${argument(name)} -Confirm:$false`,
          })),
    next: `The change applies everywhere within about 30 minutes. ${[...new Set(rules.map(({ effect = '' }) => AFTER[effect] ?? GONE))].join(' ') || GONE}`,
    prevention: 'Run new rules in audit mode first, and keep a weekly snapshot of the rules.',
  })
}

/** A rule of ours rejects, deletes or holds most mail. */
export const cause: Cause = { id: 'transport-rule', needs: ['transport-rules', 'message-trace'], weigh }
