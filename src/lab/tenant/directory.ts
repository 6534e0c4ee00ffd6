import { after, type Instant, millis } from '../../model/time.ts'
import { guidOf } from './guid.ts'
import { DOMAIN, E3, EXCHANGE_PLAN, STAFF, staffUser, TENANT_ID, unlicensedAccounts } from './people.ts'
import type { Directory, Row } from './tenant.ts'

export const INITIAL_DOMAIN = 'contoso.onmicrosoft.com'
/** A second domain with mail, of the newer kind whose MX lies under mx.microsoft. */
export const SECOND_DOMAIN = 'contoso.example'

/** Microsoft's MX target of each domain. */
export const TENANT_MX: Readonly<Record<string, string>> = {
  [DOMAIN]: 'contoso-com.mail.protection.outlook.com',
  [SECOND_DOMAIN]: 'contoso-example.j-v1.mx.microsoft',
  [INITIAL_DOMAIN]: 'contoso-onmicrosoft-com.mail.protection.outlook.com',
}

const SYNC_EVERY_MS = 30 * 60_000
const SYNC_TAKES_MS = 4 * 60_000

/** Graph tells whole seconds. */
export const seconds = (at: Instant): Instant => at.replace(/\.\d+Z$/, 'Z')

/** Directory sync runs every half hour; the last run that was finished by then. */
export const lastSyncBefore = (at: Instant): Instant => {
  const begun = Math.floor((millis(at) - SYNC_TAKES_MS) / SYNC_EVERY_MS) * SYNC_EVERY_MS
  return seconds(new Date(begun + SYNC_TAKES_MS).toISOString())
}

export const healthyDirectory = (at: Instant): Directory => {
  const lastSync = lastSyncBefore(at)
  return {
    organization: organization(lastSync),
    domains: [DOMAIN, SECOND_DOMAIN, INITIAL_DOMAIN].map(domain),
    serviceConfigurationRecords: Object.fromEntries(
      [DOMAIN, SECOND_DOMAIN].map((name) => [name, serviceRecords(name)]),
    ),
    users: [...STAFF.map((address) => staffUser(address, lastSync)), ...unlicensedAccounts(lastSync)],
    subscribedSkus: [subscription],
    onPremisesSynchronization: [synchronization],
    health: [{ id: 'Exchange', service: 'Exchange Online', status: 'serviceOperational' }, otherHealth],
    issues: [resolvedIssue(at)],
  }
}

const plan = (service: string, servicePlanId: string): Row => ({
  assignedDateTime: '2025-03-03T08:50:00Z',
  capabilityStatus: 'Enabled',
  service,
  servicePlanId,
})

const organization = (lastSync: Instant): Row => ({
  id: TENANT_ID,
  displayName: 'Contoso',
  createdDateTime: '2025-03-03T08:40:00Z',
  countryLetterCode: 'DE',
  tenantType: 'AAD',
  businessPhones: [],
  technicalNotificationMails: [`it@${DOMAIN}`],
  onPremisesSyncEnabled: true,
  onPremisesLastSyncDateTime: lastSync,
  assignedPlans: [plan('exchange', EXCHANGE_PLAN)],
  provisionedPlans: [{ capabilityStatus: 'Enabled', provisioningStatus: 'Success', service: 'exchange' }],
  verifiedDomains: [DOMAIN, SECOND_DOMAIN, INITIAL_DOMAIN].map((name) => ({
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault: name === DOMAIN,
    isInitial: name === INITIAL_DOMAIN,
    name,
    type: 'Managed',
  })),
})

const domain = (name: string): Row => ({
  id: name,
  authenticationType: 'Managed',
  availabilityStatus: null,
  isAdminManaged: true,
  isDefault: name === DOMAIN,
  isInitial: name === INITIAL_DOMAIN,
  isRoot: true,
  isVerified: true,
  passwordNotificationWindowInDays: null,
  passwordValidityPeriodInDays: 2147483647,
  state: null,
  supportedServices: name === INITIAL_DOMAIN ? ['Email', 'OfficeCommunicationsOnline'] : ['Email'],
})

const serviceRecords = (name: string): readonly Row[] => [
  {
    '@odata.type': '#microsoft.graph.domainDnsMxRecord',
    id: guidOf(`mx:${name}`),
    isOptional: false,
    label: name,
    recordType: 'Mx',
    supportedService: 'Email',
    ttl: 3600,
    mailExchange: TENANT_MX[name],
    preference: 0,
  },
  {
    '@odata.type': '#microsoft.graph.domainDnsTxtRecord',
    id: guidOf(`spf:${name}`),
    isOptional: false,
    label: name,
    recordType: 'Txt',
    supportedService: 'Email',
    ttl: 3600,
    text: 'v=spf1 include:spf.protection.outlook.com -all',
  },
  {
    '@odata.type': '#microsoft.graph.domainDnsCnameRecord',
    id: guidOf(`autodiscover:${name}`),
    isOptional: false,
    label: `autodiscover.${name}`,
    recordType: 'CName',
    supportedService: 'Email',
    ttl: 3600,
    canonicalName: 'autodiscover.outlook.com',
  },
]

const subscription: Row = {
  id: `${TENANT_ID}_${E3}`,
  accountId: TENANT_ID,
  accountName: 'contoso',
  appliesTo: 'User',
  capabilityStatus: 'Enabled',
  consumedUnits: STAFF.length,
  prepaidUnits: { enabled: 50, suspended: 0, warning: 0, lockedOut: 0 },
  servicePlans: [
    {
      appliesTo: 'User',
      provisioningStatus: 'Success',
      servicePlanId: EXCHANGE_PLAN,
      servicePlanName: 'EXCHANGE_S_ENTERPRISE',
    },
  ],
  skuId: E3,
  skuPartNumber: 'ENTERPRISEPACK',
  subscriptionIds: [guidOf('subscription:e3')],
}

const synchronization: Row = {
  id: TENANT_ID,
  configuration: {
    accidentalDeletionPrevention: {
      synchronizationPreventionType: 'enabledForCount',
      alertThreshold: 500,
    },
  },
  features: {
    passwordSyncEnabled: true,
    blockSoftMatchEnabled: false,
    quarantineUponProxyAddressesConflictEnabled: true,
    quarantineUponUpnConflictEnabled: true,
    softMatchOnUpnEnabled: true,
    synchronizeUpnForManagedUsersEnabled: true,
  },
}

const otherHealth: Row = {
  id: 'microsoftteams',
  service: 'Microsoft Teams',
  status: 'serviceOperational',
}

/** The history of issues is told as well: one that is over, and was never about mail flow. */
const resolvedIssue = (at: Instant): Row => {
  const days = (count: number): Instant => seconds(after(at, -count * 86_400_000))
  return {
    id: 'EX1187203',
    title: "Some users' search results in Outlook on the web are incomplete",
    classification: 'advisory',
    status: 'serviceRestored',
    origin: 'microsoft',
    service: 'Exchange Online',
    feature: 'E-Mail and calendar access',
    featureGroup: 'E-Mail and calendar access',
    impactDescription: "Users' search results in Outlook on the web may be incomplete.",
    isResolved: true,
    startDateTime: days(9),
    endDateTime: days(8),
    lastModifiedDateTime: days(8),
    details: [],
    posts: [
      {
        createdDateTime: days(8),
        postType: 'regular',
        description: {
          contentType: 'html',
          content: '<p>The fix has reached every server. <b>This is the final update.</b></p>',
        },
      },
    ],
  }
}
