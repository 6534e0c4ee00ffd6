import type { Instant } from '../../model/time.ts'
import { guidOf } from './guid.ts'
import type { Row } from './tenant.ts'

export const DOMAIN = 'contoso.com'
export const TENANT_ID = '3f1a6c1e-5b7d-4c02-9d7e-2a41c0ffee01'

/** Office 365 E3 and the plan in it that grants a mailbox (product names and service plan identifiers, Entra docs). */
export const E3 = '6fd2c87f-b296-42f0-b197-1e91e994b900'
export const EXCHANGE_PLAN = 'efb87545-963c-4e0d-99df-69c6916d9eb0'

const GIVEN = ['Adele', 'Alex', 'Christie', 'Debra', 'Diego', 'Grady', 'Henrietta', 'Isaiah', 'Joni', 'Lee']
const FAMILY = ['Archer', 'Berg', 'Castle', 'Dunn', 'Easton', 'Fields', 'Grove', 'Hill']
const PER_GIVEN = 4

/** Everybody with a mailbox, as mail addresses, in a fixed order. */
export const STAFF: readonly string[] = GIVEN.flatMap((given, row) =>
  Array.from({ length: PER_GIVEN }, (_, column) => {
    const family = FAMILY[(row * 3 + column) % FAMILY.length] as string
    return `${given}.${family}@${DOMAIN}`.toLowerCase()
  }),
)

const displayName = (address: string): string =>
  (address.split('@')[0] as string)
    .split('.')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')

const LICENSED_AT = '2025-03-03T09:12:44Z'

/** A licensed user of the synchronised directory, with every property that Graph tells when it is selected. */
export const staffUser = (address: string, lastSync: Instant): Row => {
  const [givenName = '', surname = ''] = displayName(address).split(' ')
  return {
    ...account(address, lastSync),
    displayName: displayName(address),
    givenName,
    surname,
    assignedLicenses: [{ disabledPlans: [], skuId: E3 }],
    licenseAssignmentStates: [
      {
        skuId: E3,
        assignedByGroup: null,
        state: 'Active',
        error: 'None',
        disabledPlans: [],
        lastUpdatedDateTime: LICENSED_AT,
      },
    ],
    assignedPlans: [
      {
        assignedDateTime: LICENSED_AT,
        capabilityStatus: 'Enabled',
        service: 'exchange',
        servicePlanId: EXCHANGE_PLAN,
      },
    ],
    provisionedPlans: [{ capabilityStatus: 'Enabled', provisioningStatus: 'Success', service: 'exchange' }],
  }
}

const account = (address: string, lastSync: Instant): Row => ({
  id: guidOf(`user:${address}`),
  accountEnabled: true,
  businessPhones: [],
  displayName: displayName(address),
  givenName: null,
  surname: null,
  jobTitle: null,
  mail: address,
  mailNickname: address.split('@')[0],
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: 'en-US',
  userPrincipalName: address,
  userType: 'Member',
  usageLocation: 'DE',
  proxyAddresses: [`SMTP:${address}`],
  createdDateTime: '2025-03-03T08:55:10Z',
  assignedLicenses: [],
  licenseAssignmentStates: [],
  assignedPlans: [],
  provisionedPlans: [],
  onPremisesSyncEnabled: true,
  onPremisesLastSyncDateTime: lastSync,
  onPremisesImmutableId: Buffer.from(address).toString('base64'),
  onPremisesProvisioningErrors: [],
  serviceProvisioningErrors: [],
})

/** Accounts that are right to have no licence: a careful diagnosis does not call them broken. */
export const unlicensedAccounts = (lastSync: Instant): readonly Row[] => [
  {
    ...account(`breakglass@contoso.onmicrosoft.com`, lastSync),
    mail: null,
    proxyAddresses: [],
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: null,
    onPremisesImmutableId: null,
  },
  { ...account(`info@${DOMAIN}`, lastSync), displayName: 'Info (shared mailbox)', accountEnabled: false },
  {
    ...account('guest_fabrikam.com#ext#@contoso.onmicrosoft.com', lastSync),
    displayName: 'Guest of Fabrikam',
    mail: 'guest@fabrikam.com',
    userType: 'Guest',
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: null,
    onPremisesImmutableId: null,
  },
]
