import type { Evidence } from '../../model/evidence.ts'
import type { MailboxesFinding, Subscription } from '../../model/findings.ts'
import type { Reason } from '../../model/verdict.ts'
import { type Finding, finding } from '../reading.ts'
import { sentence, symptomOf } from '../symptoms.ts'
import { capital, count, few, ways } from '../words.ts'
import {
  advise,
  answered,
  butFlows,
  byCodes,
  type Cause,
  doubtful,
  flowsAnyway,
  reason,
  type Weighed,
} from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['subscription-expired']

/** `Warning` is a grace time of 30 days in which all works. */
const works = ({ status }: Subscription): boolean => /^(enabled|warning)$/i.test(status)

const named = (subscriptions: readonly Subscription[]): string =>
  few(subscriptions.map(({ sku, status }) => `${sku} (${status})`))

/** From this share of the people on, the plans speak for the subscriptions behind them. */
const MOST = 0.5

interface Seen {
  readonly supports: readonly Reason[]
  readonly contradicts: readonly Reason[]
  /** Only a part of the people is concerned. */
  readonly partly: boolean
  readonly dead: readonly Subscription[]
}

const NOTHING: Seen = { supports: [], contradicts: [], partly: false, dead: [] }

const bySubscriptions = ({ value, trust, source }: Finding<MailboxesFinding>): Seen => {
  const { subscriptions } = value
  const dead = subscriptions.filter((one) => !works(one))
  if (subscriptions.length === 0) return NOTHING
  // What nobody holds is a leftover, such as a trial.
  const held = dead.filter((one) => one.consumed === undefined || one.consumed > 0)
  if (dead.length === subscriptions.length && held.length > 0) {
    const text = `No subscription with mailboxes works: ${named(dead)}`
    return {
      ...NOTHING,
      supports: [reason(text, MINE.all * trust, source)],
      contradicts: plansWork(value, source),
      dead,
    }
  }
  if (held.length > 0) {
    const text = `Of ${count(subscriptions.length, 'subscription')} with mailboxes, ${named(held)} does not work`
    return { ...NOTHING, supports: [reason(text, MINE.some * trust, source)], partly: true, dead: held }
  }
  const living = subscriptions.filter(works)
  if (living.length === 0) return NOTHING
  const text = `The subscriptions with mailboxes work: ${named(living)}`
  return { ...NOTHING, contradicts: trust === 1 ? [reason(text, SHARED.soundByProbe, source)] : [] }
}

/** Some have plans that work. Directory and billing disagree: one of them is not current. */
const plansWork = (
  { sampled, troubled }: MailboxesFinding,
  source: Finding<MailboxesFinding>['source'],
): readonly Reason[] => {
  const users = new Set(troubled.map((one) => one.user)).size
  if (users >= sampled || troubled.some((one) => one.kind === 'plan-suspended')) return []
  const text = `The mailbox plans of ${sampled} sampled people are not suspended`
  return [reason(text, MINE.plansWork, source)]
}

const byPlans = ({ value, trust, source }: Finding<MailboxesFinding>): readonly Reason[] => {
  const { sampled, troubled } = value
  const users = new Set(troubled.filter((one) => one.kind === 'plan-suspended').map((one) => one.user)).size
  if (users === 0) return []
  const text = `The mailbox plan of ${users} of ${sampled} sampled people is suspended with its subscription`
  return [reason(text, (users / sampled >= MOST ? MINE.plans : MINE.some) * trust, source)]
}

/**
 * What Exchange Online answers to whoever writes to such a tenant: `451 4.4.4 Mail received as unauthenticated, incoming
 * to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5`.
 */
const bySmtp = (evidence: Evidence): readonly Reason[] => {
  const found = finding(evidence, 'smtp-reachability')
  return (found?.value.targets ?? []).flatMap((target) => {
    const reply = target.dialogue.failure?.reply
    if (target.role !== 'tenant-mx' || !/^[45]\.4\.4$/.test(reply?.enhanced ?? '')) return []
    return [
      reason(`${target.host} answers ${reply?.code} ${reply?.text}`, MINE.said * found!.trust, found!.source),
    ]
  })
}

const weigh = (evidence: Evidence): Weighed => {
  const found = finding(evidence, 'mailboxes')
  const seen = found === undefined ? NOTHING : bySubscriptions(found)
  const directions = doubtful(evidence)
  const codes = byCodes(evidence, directions, ['subscription'], { most: MINE.codes, some: MINE.someCodes })
  const supports = [
    ...seen.supports,
    ...(found === undefined ? [] : byPlans(found)),
    ...bySmtp(evidence),
    ...codes,
  ]
  const inbound = symptomOf(evidence, 'inbound')
  const silence =
    seen.partly && inbound.trouble === 'silent' && inbound.source !== undefined
      ? [
          reason(
            `${sentence(inbound)}; a part of the people does not explain that`,
            MINE.silence,
            inbound.source,
          ),
        ]
      : []
  return {
    title:
      seen.dead.length === 0
        ? 'The subscription with the mailboxes has run out'
        : `The subscription ${few(
            seen.dead.map((one) => one.sku),
            2,
          )} has run out`,
    step: 'mailboxes',
    supports,
    contradicts: [
      ...answered(
        evidence,
        'mailboxes',
        'sound',
        'Mailboxes are licensed and provisioned',
        SHARED.answeredAgainst,
      ),
      ...seen.contradicts,
      ...silence,
      ...(supports.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${capital(ways(directions))} mail of everybody whose mailbox hangs on it.${butFlows(evidence)}`,
    guidance: GUIDANCE,
  }
}

const GUIDANCE = advise({
  whose: 'Ours: billing of Microsoft 365',
  instruction:
    'Renew the subscription, or buy another one with Exchange Online and assign it. Do not delete anything: mailboxes are kept for 90 days.',
  commands: [
    {
      where: 'Microsoft Graph PowerShell',
      run: 'Get-MgSubscribedSku | Format-Table SkuPartNumber, CapabilityStatus, ConsumedUnits',
    },
    {
      where: 'Microsoft Graph PowerShell',
      run: 'Get-MgDirectorySubscription | Format-Table SkuPartNumber, Status, NextLifecycleDateTime',
    },
    { where: 'Microsoft 365 admin center', run: 'https://admin.cloud.microsoft/#/subscriptions' },
  ],
  next: 'Mail comes in again within hours. What goes out may be refused with 5.7.705 for up to a day. Senders retry for a day or two; what bounced has to be sent again.',
  prevention: 'Renew automatically, and watch the state of the subscriptions: `Warning` leaves 30 days.',
})

/** Nobody pays for the mailboxes any more. */
export const cause: Cause = { id: 'subscription-expired', needs: ['mailboxes'], weigh }
