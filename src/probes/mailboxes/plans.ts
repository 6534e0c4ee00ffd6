import type { Sku, User } from './schema.ts'

/**
 * Service plans that grant a mailbox: EXCHANGE_S_STANDARD, _ENTERPRISE, _DESKLESS, _ESSENTIALS. Not
 * EXCHANGE_S_FOUNDATION. Source: product names and service plan identifiers in the Entra licensing documentation.
 */
const KNOWN_PLANS = [
  '9aaf7827-d63c-4b61-89c3-182f06f82e5c',
  'efb87545-963c-4e0d-99df-69c6916d9eb0',
  '4a82b400-a79f-41a4-b4e2-e94f5787b113',
  '1126bef5-da20-4f07-b45e-ad25d2581aa8',
]

/** The same plans under the names of other editions, e.g. EXCHANGE_S_STANDARD_GOV, EXCHANGE_L_STANDARD. */
const PLAN_NAME = /^EXCHANGE_[A-Z]_(STANDARD|ENTERPRISE|DESKLESS|ESSENTIALS)/i

/** Ids of all plans that grant a mailbox in this tenant. */
export const mailboxPlans = (skus: readonly Sku[]): ReadonlySet<string> =>
  new Set([
    ...KNOWN_PLANS,
    ...skus.flatMap((sku) =>
      sku.servicePlans
        .filter((plan) => PLAN_NAME.test(plan.servicePlanName))
        .map((plan) => plan.servicePlanId.toLowerCase()),
    ),
  ])

export const grantsMailbox = (sku: Sku, plans: ReadonlySet<string>): boolean =>
  sku.servicePlans.some((plan) => plans.has(plan.servicePlanId.toLowerCase()))

/** `Warning` is a grace time in which everything works. */
const WORKS = new Set(['enabled', 'warning'])

/**
 * - `on`: a plan works. - `suspended`: one is there but its subscription is not paid.
 * - `off`: licensed, with the mailbox plan switched off. - `lost`: had one once. - `none`: never had one.
 */
export type PlanState = 'on' | 'suspended' | 'off' | 'lost' | 'none'

export const planState = (user: User, plans: ReadonlySet<string>): PlanState => {
  const states = user.assignedPlans
    .filter((plan) => plans.has(plan.servicePlanId.toLowerCase()))
    .map((plan) => plan.capabilityStatus.toLowerCase())
  if (states.some((state) => WORKS.has(state))) return 'on'
  if (states.includes('suspended') || states.includes('lockedout')) return 'suspended'
  const disabled = user.assignedLicenses.flatMap((licence) => licence.disabledPlans)
  if (disabled.some((plan) => plans.has(plan.toLowerCase()))) return 'off'
  return states.length > 0 ? 'lost' : 'none'
}
