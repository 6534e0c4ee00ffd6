import type { IncidentOffer } from '../../model/incident.ts'
import type { Instant } from '../../model/time.ts'
import type { StoredTenant } from '../../store/tenants.ts'
import type { Incoming } from '../api.ts'
import type { HeldIncident } from './incidents.ts'

/** Somebody does something about an incident that is held. */
export interface Acting {
  readonly tenant: StoredTenant
  readonly held: HeldIncident
  readonly incoming: Incoming
  readonly offer: IncidentOffer
  readonly at: Instant
}
