import type { MailboxesFinding, MailboxTrouble, NotRead, Subscription } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { present } from '../wire.ts'
import { domainsIn, domainsNotRead } from './domains.ts'
import { grantsMailbox, mailboxPlans, type PlanState, planState } from './plans.ts'
import type { Raw, Recipient, Sku, User } from './schema.ts'

export const analyse = (raw: Raw, input: ProbeInput): MailboxesFinding => {
  const skus = raw.skus.known ? raw.skus.value : []
  const know: Knowledge = {
    plans: mailboxPlans(skus),
    recipients: raw.recipients.known ? raw.recipients.value : [],
  }
  const sample = sampleTrouble(raw, know)
  const others = othersOf(raw).map((user) => troubleOf(user, know))
  const troubled = [sample, ...others].filter((trouble) => trouble !== undefined)
  return present<MailboxesFinding>({
    sampled: othersOf(raw).length + (raw.sample?.user ? 1 : 0),
    troubled,
    sampleTroubled: sample !== undefined,
    subscriptions: skus.filter((sku) => grantsMailbox(sku, know.plans)).map(subscriptionOf),
    domains: domainsIn(raw, input),
    notRead: [...notReadIn(raw, know), ...domainsNotRead(raw)],
  })
}

const subscriptionOf = (sku: Sku): Subscription =>
  present<Subscription>({
    sku: sku.skuPartNumber,
    status: sku.capabilityStatus,
    consumed: sku.consumedUnits,
  })

interface Knowledge {
  readonly plans: ReadonlySet<string>
  readonly recipients: readonly Recipient[]
}

/** Who should have a mailbox, by the directory alone: an enabled member with an address of its own. */
export const shouldReceive = (user: User): boolean =>
  user.accountEnabled !== false && user.userType?.toLowerCase() !== 'guest' && Boolean(user.mail)

const othersOf = (raw: Raw): readonly User[] =>
  raw.spread.filter((user) => keyOf(user) !== keyOf(raw.sample?.user) && shouldReceive(user))

const keyOf = (user: User | null | undefined): string | undefined => user?.id || user?.userPrincipalName

const sampleTrouble = ({ sample }: Raw, know: Knowledge): MailboxTrouble | undefined => {
  if (sample === undefined) return undefined
  if (sample.user) return troubleOf(sample.user, know)
  const recipient = recipientOf(sample.address, know)
  if (recipient === undefined || recipient.type !== undefined) return undefined
  const text = `Neither the directory nor Exchange Online knows ${sample.address}.`
  return { user: sample.address, kind: 'no-mailbox', text }
}

/** What keeps a user from receiving mail. */
const troubleOf = (user: User, know: Knowledge): MailboxTrouble | undefined => {
  const name = user.mail ?? user.userPrincipalName
  const trouble = (kind: MailboxTrouble['kind'], text: string): MailboxTrouble => ({
    user: name,
    kind,
    text,
  })
  const failed = provisioningError(user)
  if (failed !== undefined) return trouble('provisioning-error', failed)
  const recipient = recipientOf(name, know)
  if (livesElsewhere(user, recipient)) return undefined
  const plan = planState(user, know.plans)
  if (plan === 'on')
    return recipient === undefined || isMailbox(recipient)
      ? undefined
      : trouble('no-mailbox', `the mailbox plan is on, but Exchange Online has ${described(recipient)}`)
  if (plan === 'none' && !needsLicence(user, recipient)) return undefined
  const { kind, text } = PLAN_TROUBLES[plan]
  return trouble(kind, `${text}${licenceError(user)}`)
}

const PLAN_TROUBLES: Readonly<Record<Exclude<PlanState, 'on'>, Omit<MailboxTrouble, 'user'>>> = {
  suspended: { kind: 'plan-suspended', text: 'the mailbox plan is suspended with its subscription' },
  off: { kind: 'plan-off', text: 'licensed, but the Exchange plan in the licence is switched off' },
  lost: { kind: 'not-licensed', text: 'had a licence with a mailbox and has lost it' },
  none: { kind: 'not-licensed', text: 'has no licence with a mailbox' },
}

const provisioningError = (user: User): string | undefined => {
  const service = user.serviceProvisioningErrors.find(
    (error) => error.isResolved !== true && /^exchange/i.test(error.serviceInstance ?? ''),
  )
  if (service !== undefined)
    return `Exchange could not provision the mailbox (${plain(service.errorDetail ?? 'no detail')})`
  const conflict = user.onPremisesProvisioningErrors[0]
  if (conflict !== undefined)
    return `${conflict.propertyCausingError ?? 'a property'} "${conflict.value ?? ''}" is taken by another object`
  const failed = user.provisionedPlans.find(
    (plan) => plan.service.toLowerCase() === 'exchange' && /error/i.test(plan.provisioningStatus),
  )
  return failed && `the Exchange plan is in provisioning state ${failed.provisioningStatus}`
}

/**
 * Whether a user who never had a mailbox plan should have one. Exchange knows; without its word only users of the
 * cloud are sure to, for a synchronised one may have the mailbox on-premises.
 */
const needsLicence = (user: User, recipient: Recipient | undefined): boolean => {
  if (recipient !== undefined) return recipient.type === undefined || recipient.type === 'UserMailbox'
  return licenceError(user) !== '' || user.onPremisesSyncEnabled !== true
}

/** A synchronised user whose mailbox is on-premises: Exchange Online knows it as a mail user and expects no more. */
const livesElsewhere = (user: User, recipient: Recipient | undefined): boolean =>
  user.onPremisesSyncEnabled === true &&
  /^(mailuser|mailcontact|guestmailuser)$/i.test(recipient?.type ?? '') &&
  !/provisionmailbox|migrated/i.test(recipient?.remote ?? '')

const isMailbox = (recipient: Recipient): boolean => /mailbox$/i.test(recipient.type ?? '')

const described = (recipient: Recipient): string =>
  recipient.type === undefined ? 'no such recipient' : `a ${recipient.type} there`

const licenceError = (user: User): string => {
  const error = user.licenseAssignmentStates.find((state) => state.error && state.error !== 'None')?.error
  return error ? `; assigning the licence failed with ${error}` : ''
}

const recipientOf = (address: string, know: Knowledge): Recipient | undefined =>
  know.recipients.find((recipient) => recipient.address === address.toLowerCase())

const plain = (xml: string): string =>
  xml
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300)

const notReadIn = (raw: Raw, know: Knowledge): readonly NotRead[] => [
  ...(raw.skus.known ? [] : [{ what: 'subscriptions', why: raw.skus.why }]),
  ...(raw.recipients.known ? [] : [{ what: 'recipients in Exchange Online', why: raw.recipients.why }]),
  ...(raw.sample?.user === null && recipientOf(raw.sample.address, know) === undefined
    ? [{ what: raw.sample.address, why: 'no user has this address; it may be a group or a contact' }]
    : []),
]
