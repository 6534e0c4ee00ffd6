import type { Evidence } from '../../model/evidence.ts'
import type { MailboxTrouble } from '../../model/findings.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { sentence, symptomOf } from '../symptoms.ts'
import { argument, few } from '../words.ts'
import { domainChanges } from './accepted-domain.ts'
import {
  advise,
  answered,
  butFlows,
  byCodes,
  type Cause,
  flowsAnyway,
  otherCodes,
  reason,
  type Weighed,
} from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['mailbox-not-provisioned']

/** From this share of the sample on, mailboxes in general are in trouble. */
const MOST = 0.5
/** A few are never most: a small sample hits them by chance. */
const A_FEW = 3

const byProbe = (
  evidence: Evidence,
): {
  supports: Reason[]
  contradicts: Reason[]
  troubled: readonly MailboxTrouble[]
  most: boolean
  sample: boolean
} => {
  const found = finding(evidence, 'mailboxes')
  if (found === undefined) return { supports: [], contradicts: [], troubled: [], most: false, sample: false }
  const { sampled } = found.value
  // A suspended plan belongs to its subscription: one fact proves one fault.
  const troubled = found.value.troubled.filter((one) => one.kind !== 'plan-suspended')
  const sampleTroubled = found.value.sampleTroubled && troubled[0] === found.value.troubled[0]
  const users = new Set(troubled.map((one) => one.user)).size
  const most = users >= A_FEW && users / sampled >= MOST
  if (users === 0) {
    const sound = reason(
      `${sampled} of ${sampled} sampled mailboxes are licensed and provisioned`,
      SHARED.soundByProbe,
      found.source,
    )
    return {
      supports: [],
      contradicts: sampled > 0 && found.value.troubled.length === 0 && found.trust === 1 ? [sound] : [],
      troubled,
      most,
      sample: false,
    }
  }
  const weight = sampleTroubled ? MINE.sample : most ? MINE.most : MINE.some
  const text = `${users} of ${sampled} sampled mailboxes: ${few(
    troubled.map((one) => `${one.user}: ${one.text}`),
    2,
  )}`
  return {
    supports: [reason(text, weight * found.trust, found.source)],
    contradicts: [],
    troubled,
    most,
    sample: sampleTroubled,
  }
}

const weigh = (evidence: Evidence): Weighed => {
  const probe = byProbe(evidence)
  const inbound = symptomOf(evidence, 'inbound')
  const yes = answered(evidence, 'mailboxes', 'broken', 'Mailboxes lack a licence or are not provisioned')
  const no = answered(
    evidence,
    'mailboxes',
    'sound',
    'Mailboxes are licensed and provisioned',
    SHARED.answeredAgainst,
  )
  const holds = probe.troubled.length > 0 || yes.length > 0
  const codes = byCodes(evidence, ['inbound'], ['recipient'], { most: MINE.codes, some: MINE.codes })
  const silence =
    probe.troubled.length > 0 && !probe.sample && inbound.trouble === 'silent' && inbound.source !== undefined
      ? [
          reason(
            `${sentence(inbound)}; mail to a missing mailbox would show as failed`,
            MINE.silence,
            inbound.source,
          ),
        ]
      : []
  const users = [...new Set(probe.troubled.map((one) => one.user))]
  return {
    title: titleOf(users, probe.most),
    step: 'mailboxes',
    supports: [...yes, ...probe.supports, ...codes],
    contradicts: [
      ...no,
      ...probe.contradicts,
      ...silence,
      ...(probe.troubled.length > 0 && !probe.sample ? otherCodes(inbound, ['recipient']) : []),
      ...(probe.sample ? [] : byDomainChange(evidence)),
      ...(holds && !probe.sample ? flowsAnyway(evidence, ['inbound']) : []),
    ],
    explains: ['inbound'],
    explainsSample: probe.sample,
    affected: `Mail to ${users.length === 0 ? 'the mailboxes without a licence' : few(users)}.${butFlows(evidence)}`,
    guidance: guidance(users),
  }
}

/** That a licence is missing has no date; the change of a domain at the very moment has. */
const byDomainChange = (evidence: Evidence): Reason[] =>
  domainChanges(evidence).map(({ reason: { text, source } }) => reason(text, MINE.domainChanged, source))

const titleOf = (users: readonly string[], most: boolean): string => {
  if (users.length === 0 || most) return 'Mailboxes are not licensed or not provisioned'
  return `${users.length === 1 ? 'The mailbox' : 'The mailboxes'} of ${few(users, 2)} cannot receive`
}

const guidance = (users: readonly string[]): Guidance => {
  const user = users[0]
  return advise({
    whose: 'Ours: licences and provisioning in the tenant',
    instruction:
      'Assign a licence with Exchange Online to the user, with the usage location set, and wait for the mailbox.',
    commands: [
      {
        where: 'Microsoft Graph PowerShell',
        run: 'Get-MgSubscribedSku | Format-Table SkuPartNumber, CapabilityStatus, ConsumedUnits',
      },
      user === undefined
        ? {
            where: 'Microsoft Graph PowerShell',
            run: 'Get-MgUser -All -Property UserPrincipalName,AssignedLicenses | Where-Object { $_.AssignedLicenses.Count -eq 0 } | Select-Object UserPrincipalName',
          }
        : { where: 'Microsoft Graph PowerShell', run: `Get-MgUserLicenseDetail -UserId ${argument(user)}` },
      ...(user === undefined
        ? []
        : [
            {
              where: 'Exchange Online PowerShell',
              run: `Get-Recipient ${argument(user)} | Format-List RecipientTypeDetails, EmailAddresses`,
            },
          ]),
    ],
    next: 'A mailbox appears within 30 minutes to 24 hours after the licence. Mail that bounced before has to be sent again.',
    prevention: 'Assign licences by group, with a warning when few are left.',
  })
}

/** Recipients have no mailbox that could receive. */
export const cause: Cause = { id: 'mailbox-not-provisioned', needs: ['mailboxes'], weigh }
