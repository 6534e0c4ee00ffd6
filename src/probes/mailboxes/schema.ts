import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Host, Moment, named, off, say, spelt } from '../raw.ts'
import { flagOf, instantOf, present, textOf, type WireRow } from '../wire.ts'

const list = <T extends z.ZodType>(item: T) => z.array(item).default([])

const PLAN =
  'Plans that grant a mailbox: EXCHANGE_S_STANDARD 9aaf7827-d63c-4b61-89c3-182f06f82e5c, EXCHANGE_S_ENTERPRISE efb87545-963c-4e0d-99df-69c6916d9eb0, EXCHANGE_S_DESKLESS 4a82b400-a79f-41a4-b4e2-e94f5787b113, EXCHANGE_S_ESSENTIALS 1126bef5-da20-4f07-b45e-ad25d2581aa8. Not EXCHANGE_S_FOUNDATION.'

/** user of Graph, as far as mail is concerned. */
export const User = named(
  'user',
  z.object({
    id: z.string().default(''),
    userPrincipalName: z.string(),
    mail: say(z.string().optional(), 'Without it nobody expects the user to receive mail.'),
    proxyAddresses: list(z.string()),
    accountEnabled: say(
      z.boolean().optional(),
      'false: sign-in is off, as for shared mailboxes; nobody expects a licence of it.',
    ),
    userType: say(z.string().optional(), 'Member or Guest.'),
    usageLocation: z.string().optional(),
    onPremisesSyncEnabled: say(z.boolean().optional(), 'Synchronised: the mailbox may be on-premises.'),
    assignedLicenses: list(z.object({ skuId: z.string(), disabledPlans: list(z.string()) })),
    licenseAssignmentStates: list(z.object({ state: z.string().optional(), error: z.string().optional() })),
    assignedPlans: list(
      z.object({
        capabilityStatus: say(z.string(), 'Enabled, Warning, Suspended, LockedOut or Deleted.'),
        service: z.string().default('exchange'),
        servicePlanId: say(z.string(), PLAN),
      }),
    ),
    provisionedPlans: list(
      z.object({ capabilityStatus: z.string(), provisioningStatus: z.string(), service: z.string() }),
    ),
    onPremisesProvisioningErrors: list(
      z.object({ propertyCausingError: z.string().optional(), value: z.string().optional() }),
    ),
    serviceProvisioningErrors: list(
      z.object({
        isResolved: z.boolean().optional(),
        serviceInstance: z.string().optional(),
        errorDetail: z.string().optional(),
      }),
    ),
  }),
)
export type User = z.infer<typeof User>

/** What is selected of a user: the properties above. */
export const USER_PROPERTIES = Object.keys(User.shape).join(',')

/** subscribedSku of Graph. */
export const Sku = z.object({
  skuId: z.string().default(''),
  skuPartNumber: z.string(),
  capabilityStatus: say(
    z.string(),
    'Enabled, Warning (grace time, all works), Suspended, LockedOut or Deleted (no mail).',
  ),
  consumedUnits: say(z.number().optional(), 'How many people hold it.'),
  prepaidUnits: z.object({ enabled: z.number().optional() }).optional(),
  servicePlans: list(
    z.object({ servicePlanId: say(z.string(), PLAN), servicePlanName: z.string().default('') }),
  ),
})
export type Sku = z.infer<typeof Sku>

/** What Exchange Online holds for an address (Get-Recipient); absent when it knows no such recipient. */
export const Recipient = z.object({
  address: z.string().toLowerCase(),
  type: say(
    spelt('UserMailbox').optional(),
    'RecipientTypeDetails, e.g. UserMailbox or MailUser; left out where Exchange Online knows no such recipient.',
  ),
  /** On-premises' word for what should be in the cloud, e.g. `ProvisionMailbox`, `Migrated`. */
  remote: z.string().optional(),
})
export type Recipient = z.infer<typeof Recipient>

/** An accepted domain of Exchange Online (Get-AcceptedDomain), as far as mail depends on it. */
export const Accepted = z.object({
  DomainName: Host,
  /** Absent where a relay or an old shape does not tell. */
  DomainType: say(z.string().optional(), 'Authoritative, InternalRelay or ExternalRelay.'),
  Default: off(),
  OutboundOnly: off('It takes no mail.'),
  SendingFromDomainDisabled: off('Nothing goes out from it.'),
  SendingToDomainDisabled: off('It takes no mail.'),
  PendingRemoval: off(),
  WhenChangedUTC: say(Moment.optional(), 'When it was changed last, for example its type.'),
})
export type Accepted = z.infer<typeof Accepted>

export const acceptedOf = (wire: WireRow): Accepted =>
  present<Accepted>({
    DomainName: (textOf(wire['DomainName']) ?? textOf(wire['Name']) ?? '').toLowerCase(),
    DomainType: textOf(wire['DomainType']),
    Default: flagOf(wire['Default']),
    OutboundOnly: flagOf(wire['OutboundOnly']),
    SendingFromDomainDisabled: flagOf(wire['SendingFromDomainDisabled']),
    SendingToDomainDisabled: flagOf(wire['SendingToDomainDisabled']),
    PendingRemoval: flagOf(wire['PendingRemoval']),
    WhenChangedUTC: instantOf(wire['WhenChangedUTC']) ?? instantOf(wire['WhenChanged']),
  })

export const Raw = z.object({
  /** The address that the diagnosis is about, with its user; null when no user has it. */
  sample: say(
    z.object({ address: z.string(), user: User.nullable().default(null) }).optional(),
    'The address in `scope.address`, with its user of Graph; null when no user has it.',
  ),
  spread: say(list(User), 'Some users of Graph, at best 3 or more: a few are never most.'),
  skus: perhaps(z.array(Sku), 'GET /subscribedSkus of Graph.'),
  recipients: perhaps(z.array(Recipient), 'Get-Recipient, for addresses that were asked about.'),
  /** `complete` is false when the service left domains out. */
  accepted: perhaps(
    z.object({ domains: z.array(Accepted), complete: z.boolean().default(true) }),
    'Get-AcceptedDomain; complete is false when the service left some out.',
  ),
  /** The domains that the tenant owns for mail, by Graph. */
  owned: perhaps(
    z.array(z.object({ name: Host, isDefault: z.boolean().optional() })),
    'Domains that are verified for mail (GET /domains of Graph). One that is not among the accepted ones takes no mail.',
  ),
})
export type Raw = z.infer<typeof Raw>
