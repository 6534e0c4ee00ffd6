import type { CauseId } from '../../model/ids.ts'
import { cause as acceptedDomain } from './accepted-domain.ts'
import type { Cause } from './cause.ts'
import { cause as connectorOffline } from './connector-offline.ts'
import { cause as directorySyncStopped } from './directory-sync-stopped.ts'
import { cause as domainExpired } from './domain-expired.ts'
import { cause as hybridServerOutdated } from './hybrid-server-outdated.ts'
import { cause as mailboxNotProvisioned } from './mailbox-not-provisioned.ts'
import { cause as microsoftIncident } from './microsoft-incident.ts'
import { cause as mxWrong } from './mx-wrong.ts'
import { cause as networkBlocked } from './network-blocked.ts'
import { cause as sendingLimit } from './sending-limit.ts'
import { cause as subscriptionExpired } from './subscription-expired.ts'
import { cause as thirdPartyGateway } from './third-party-gateway.ts'
import { cause as throttled } from './throttled.ts'
import { cause as tlsCertificate } from './tls-certificate.ts'
import { cause as transportRule } from './transport-rule.ts'

export const CAUSES: Readonly<Record<CauseId, Cause>> = {
  'connector-offline': connectorOffline,
  'network-blocked': networkBlocked,
  'mx-wrong': mxWrong,
  'transport-rule': transportRule,
  'mailbox-not-provisioned': mailboxNotProvisioned,
  'directory-sync-stopped': directorySyncStopped,
  throttled,
  'tls-certificate': tlsCertificate,
  'microsoft-incident': microsoftIncident,
  'subscription-expired': subscriptionExpired,
  'domain-expired': domainExpired,
  'third-party-gateway': thirdPartyGateway,
  'hybrid-server-outdated': hybridServerOutdated,
  'accepted-domain': acceptedDomain,
  'sending-limit': sendingLimit,
}
