import type { Instant } from '../../model/time.ts'
import { healthyDirectory } from './directory.ts'
import { healthyCmdlets } from './exchange.ts'
import { healthyMailHosts, healthyZones } from './network.ts'
import { TENANT_ID } from './people.ts'
import type { Tenant } from './tenant.ts'

/**
 * The made-up hybrid tenant in good health, as it stands at a moment: mail comes in by MX straight to Exchange Online
 * and leaves by a smart host on premises; the directory is synchronised every half hour.
 */
export const healthyTenant = (at: Instant): Tenant => ({
  id: TENANT_ID,
  directory: healthyDirectory(at),
  cmdlets: healthyCmdlets(),
  zones: healthyZones(),
  mailHosts: healthyMailHosts(),
  volume: { inbound: 3000, outbound: 1500, internal: 1800 },
})
