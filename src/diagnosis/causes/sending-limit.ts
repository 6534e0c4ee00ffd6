import type { Evidence } from '../../model/evidence.ts'
import type { LimitsFinding, RestrictedSender } from '../../model/findings.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { type Finding, finding } from '../reading.ts'
import { flows, type Symptom, symptomOf } from '../symptoms.ts'
import { argument, count, externalText, few, since } from '../words.ts'
import {
  advise,
  butFlows,
  byCodes,
  type Cause,
  flowsAnyway,
  onset,
  otherCodes,
  reason,
  type Weighed,
} from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['sending-limit']

/** The person in question, where the diagnosis is about one and Exchange Online does not let them send. */
const sampleIn = (
  evidence: Evidence,
  found: Finding<LimitsFinding> | undefined,
): RestrictedSender | undefined =>
  evidence.scope.directions.includes('outbound')
    ? found?.value.restricted.find((one) => one.address === evidence.scope.address?.toLowerCase())
    : undefined

const byLimits = (
  { value, trust, source }: Finding<LimitsFinding>,
  sample: RestrictedSender | undefined,
  outbound: Symptom,
): readonly Reason[] => {
  const { external, restricted } = value
  const others = restricted.map((one) => {
    const then = onset(one.since, outbound.since) === 'fits'
    const weight = one === sample ? MINE.sample : then ? MINE.restrictedThen : MINE.restricted
    return reason(`${one.address} ${one.text}${since(one.since)}`, weight * trust, source)
  })
  if (external?.state !== 'exceeded') return others
  const weight = external.enforced ? MINE.exceeded : MINE.notEnforced
  const text = `External recipients of the tenant in 24 hours: ${externalText(external)}`
  return [reason(text, weight * trust, source), ...others]
}

const against = (
  found: Finding<LimitsFinding> | undefined,
  outbound: Symptom,
  holds: boolean,
): readonly Reason[] => {
  if (!holds) {
    if (found === undefined || found.trust < 1 || (found.value.notRead ?? []).length > 0) return []
    return [
      reason('Nobody is restricted, and the tenant is below its limit', SHARED.soundByProbe, found.source),
    ]
  }
  const other = otherCodes(outbound, ['limit']).map((one) => ({ ...one, weight: MINE.otherCodes }))
  if (other.length > 0 || outbound.trouble !== 'silent' || outbound.source === undefined) return other
  const text = 'No outbound message is seen at all; what a limit refuses would show as failed'
  return [reason(text, MINE.noCodes, outbound.source)]
}

const weigh = (evidence: Evidence): Weighed => {
  const found = finding(evidence, 'limits')
  const outbound = symptomOf(evidence, 'outbound')
  const sample = sampleIn(evidence, found)
  const limits = found === undefined ? [] : byLimits(found, sample, outbound)
  const asked = evidence.scope.directions.includes('outbound') && !flows(outbound)
  const codes = asked
    ? byCodes(evidence, ['outbound'], ['limit'], { most: MINE.codes, some: MINE.someCodes })
    : []
  const supports = [...codes, ...limits]
  const exceeded = found?.value.external?.state === 'exceeded'
  return {
    title: titleOf(sample, exceeded, found?.value.restricted ?? []),
    step: 'beside',
    supports,
    contradicts:
      sample === undefined
        ? [
            ...(codes.length > 0 ? [] : against(found, outbound, limits.length > 0)),
            ...(supports.length > 0 ? flowsAnyway(evidence, ['outbound']) : []),
          ]
        : [],
    explains: ['outbound'],
    explainsSample: sample !== undefined,
    affected:
      sample === undefined
        ? `Outbound mail over the limit; inbound mail is not touched.${butFlows(evidence)}`
        : `What ${sample.address} sends; others are not touched.`,
    guidance: guidance(sample ?? (exceeded ? undefined : found?.value.restricted[0])),
  }
}

const titleOf = (
  sample: RestrictedSender | undefined,
  exceeded: boolean,
  restricted: readonly RestrictedSender[],
): string => {
  if (sample !== undefined) return `${sample.address} may not send`
  if (exceeded) return 'The tenant has used up its limit of external recipients'
  return restricted.length === 0
    ? 'A sending limit is used up'
    : `${count(restricted.length, 'sender')} of ours may not send: ${few(
        restricted.map((one) => one.address),
        2,
      )}`
}

const guidance = (who: RestrictedSender | undefined): Guidance =>
  advise({
    whose: 'Ours first: who sends so much, and is it really them? Then Exchange Online lets them send again.',
    instruction:
      who === undefined
        ? 'Find who sends to so many outside, stop what can wait, and move bulk mail to a service that is made for it. The limit frees up by itself over 24 hours.'
        : `Check first whether the account of ${who.address} is taken over: reset its password, end its sessions, look at its inbox rules. Then lift the restriction.`,
    commands: [
      {
        where: 'Exchange Online PowerShell',
        run: 'Get-LimitsEnforcementStatus | Format-List ObservedValue, Threshold, Verdict, EnforcementEnabled',
      },
      {
        where: 'Exchange Online PowerShell',
        run: 'Get-BlockedSenderAddress | Format-List SenderAddress, Reason, CreatedDatetime',
      },
      who === undefined
        ? {
            where: 'Exchange Online PowerShell',
            run: 'Get-MessageTraceV2 -StartDate (Get-Date).ToUniversalTime().AddHours(-24) -EndDate (Get-Date).ToUniversalTime() -ResultSize 5000 | Group-Object SenderAddress | Sort-Object Count -Descending | Select-Object -First 10 Count,Name',
          }
        : {
            where: 'Exchange Online PowerShell',
            run: `Remove-BlockedSenderAddress -SenderAddress ${argument(who.address)}`,
          },
    ],
    next: 'A lifted sender sends again within an hour, at times 24; an account can be lifted only a few times. What was refused has to be sent again.',
    prevention:
      'Alert on the outbound spam policy and at 80 % of the limit, and demand multi-factor authentication of everybody.',
  })

/** A limit of Exchange Online for what the tenant or a person may send is used up. */
export const cause: Cause = { id: 'sending-limit', needs: ['limits', 'message-trace'], weigh }
