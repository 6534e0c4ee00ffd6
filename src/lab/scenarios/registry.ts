import type { Scenario } from '../scenario.ts'
import { acceptedDomain } from './accepted-domain.ts'
import { connectorAndSync } from './connector-and-sync.ts'
import { connectorOffline } from './connector-offline.ts'
import { directorySyncStopped } from './directory-sync-stopped.ts'
import { domainExpired } from './domain-expired.ts'
import { flowing } from './flowing.ts'
import { hybridServerOutdated } from './hybrid-server-outdated.ts'
import { mailboxNotProvisioned } from './mailbox-not-provisioned.ts'
import { microsoftIncident } from './microsoft-incident.ts'
import { mxWrong } from './mx-wrong.ts'
import { networkBlocked } from './network-blocked.ts'
import { offline } from './offline.ts'
import { ruleAndMx } from './rule-and-mx.ts'
import { sendingLimit } from './sending-limit.ts'
import { subscriptionExpired } from './subscription-expired.ts'
import { thirdPartyGateway } from './third-party-gateway.ts'
import { throttled } from './throttled.ts'
import { tlsCertificate } from './tls-certificate.ts'
import { transportRule } from './transport-rule.ts'
import { zeroFlow } from './zero-flow.ts'

/** Every way in which the made-up tenant can be broken, by id. */
export const SCENARIOS = {
  flowing,
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
  offline,
  'rule-and-mx': ruleAndMx,
  'connector-and-sync': connectorAndSync,
  'zero-flow': zeroFlow,
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioId = keyof typeof SCENARIOS
