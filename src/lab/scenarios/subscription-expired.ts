import type { Break, Scenario } from '../scenario.ts'
import { all, withDirectory, withMailHost } from '../tenant/alter.ts'
import { TENANT_MX } from '../tenant/directory.ts'
import type { Row } from '../tenant/tenant.ts'

/** What Exchange Online answers to whoever writes to a tenant that no longer pays. */
const ATTR5 =
  '451 4.4.4 Mail received as unauthenticated, incoming to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5'

const suspended = (plans: unknown): readonly Row[] =>
  (plans as readonly Row[]).map((plan) => ({ ...plan, capabilityStatus: 'Suspended' }))

const unpaid: Break = {
  from: -260,
  alter: all(
    withDirectory((directory) => ({
      ...directory,
      organization: {
        ...directory.organization,
        assignedPlans: suspended(directory.organization['assignedPlans']),
      },
      subscribedSkus: directory.subscribedSkus.map((sku) => ({
        ...sku,
        capabilityStatus: 'Suspended',
        prepaidUnits: { enabled: 0, suspended: 50, warning: 0, lockedOut: 0 },
      })),
      users: directory.users.map((user) => ({ ...user, assignedPlans: suspended(user['assignedPlans']) })),
    })),
    ...Object.values(TENANT_MX).map((host) => withMailHost(host, { refuses: ATTR5 })),
  ),
  mail: [{ streams: ['inbound', 'outbound', 'internal'], share: 1, fate: { kind: 'lost' } }],
}

export const subscriptionExpired: Scenario = {
  id: 'subscription-expired',
  title: 'The subscription has run out',
  story:
    'The renewal was forgotten, the 30 days of grace are over, and Exchange Online no longer takes mail for the tenant.',
  breaks: [unpaid],
  expected: { kind: 'found', causes: ['subscription-expired'] },
}
