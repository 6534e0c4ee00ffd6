import { z } from 'zod'
import { asideOf } from '../aside.ts'
import { flagOf, instantOf, present, textOf, type WireRow } from '../wire.ts'

const list = <T extends z.ZodType>(item: T) => z.array(item).default([])

/** user of Graph, as far as mail is concerned. */
export const User = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  mail: z.string().optional(),
  proxyAddresses: list(z.string()),
  accountEnabled: z.boolean().optional(),
  userType: z.string().optional(),
  usageLocation: z.string().optional(),
  onPremisesSyncEnabled: z.boolean().optional(),
  assignedLicenses: list(z.object({ skuId: z.string(), disabledPlans: list(z.string()) })),
  licenseAssignmentStates: list(z.object({ state: z.string().optional(), error: z.string().optional() })),
  assignedPlans: list(
    z.object({ capabilityStatus: z.string(), service: z.string(), servicePlanId: z.string() }),
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
})
export type User = z.infer<typeof User>

/** What is selected of a user: the properties above. */
export const USER_PROPERTIES = Object.keys(User.shape).join(',')

/** subscribedSku of Graph. */
export const Sku = z.object({
  skuId: z.string(),
  skuPartNumber: z.string(),
  capabilityStatus: z.string(),
  consumedUnits: z.number().optional(),
  prepaidUnits: z.object({ enabled: z.number().optional() }).optional(),
  servicePlans: list(z.object({ servicePlanId: z.string(), servicePlanName: z.string() })),
})
export type Sku = z.infer<typeof Sku>

/** What Exchange Online holds for an address (Get-Recipient); absent when it knows no such recipient. */
export const Recipient = z.object({
  address: z.string(),
  type: z.string().optional(),
  /** On-premises' word for what should be in the cloud, e.g. `ProvisionMailbox`, `Migrated`. */
  remote: z.string().optional(),
})
export type Recipient = z.infer<typeof Recipient>

/** An accepted domain of Exchange Online (Get-AcceptedDomain), as far as mail depends on it. */
export const Accepted = z.object({
  DomainName: z.string(),
  /** Absent where a relay or an old shape does not tell. */
  DomainType: z.string().optional(),
  Default: z.boolean(),
  OutboundOnly: z.boolean(),
  SendingFromDomainDisabled: z.boolean(),
  SendingToDomainDisabled: z.boolean(),
  PendingRemoval: z.boolean(),
  WhenChangedUTC: z.string().optional(),
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
  sample: z.object({ address: z.string(), user: User.nullable() }).optional(),
  spread: z.array(User),
  skus: asideOf(z.array(Sku)),
  recipients: asideOf(z.array(Recipient)),
  /** `complete` is false when the service left domains out. */
  accepted: asideOf(z.object({ domains: z.array(Accepted), complete: z.boolean() })),
  /** The domains that the tenant owns for mail, by Graph. */
  owned: asideOf(z.array(z.object({ name: z.string(), isDefault: z.boolean().optional() }))),
})
export type Raw = z.infer<typeof Raw>
