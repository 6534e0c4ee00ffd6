import type { Permission } from '../../model/outcome.ts'

/** Microsoft's own app that serves message traces; a tenant needs its service principal before Graph can. */
export const TRACE_APP = '8bd644d1-64a1-4d4b-ae52-2e0cbf64e373'

/** The service principal without which every trace call answers 401. Takes up to some hours to work. */
export const TRACE_PRINCIPAL: Permission = {
  name: `service principal of app ${TRACE_APP}`,
  of: 'Microsoft Entra ID',
  grant: `New-MgServicePrincipal -AppId ${TRACE_APP}`,
}

/** Path -> the least application permission that reads it. The first that fits counts. */
const NEEDED: readonly (readonly [RegExp, string])[] = [
  [/^\/admin\/exchange\/tracing/i, 'ExchangeMessageTrace.Read.All'],
  [/^\/admin\/serviceAnnouncement\/messages/i, 'ServiceMessage.Read.All'],
  [/^\/admin\/serviceAnnouncement/i, 'ServiceHealth.Read.All'],
  [/^\/domains/i, 'Domain.Read.All'],
  [/^\/organization/i, 'Organization.Read.All'],
  [/^\/directory\/onPremisesSynchronization/i, 'OnPremDirectorySynchronization.Read.All'],
  [/^\/directory\/subscriptions/i, 'Organization.Read.All'],
  [/^\/subscribedSkus/i, 'LicenseAssignment.Read.All'],
  [/^\/users\/[^/]+\/mailboxSettings/i, 'MailboxSettings.Read'],
  [/^\/users/i, 'User.Read.All'],
  [/^\/groups/i, 'Group.Read.All'],
  [/^\/auditLogs/i, 'AuditLog.Read.All'],
]

/** Graph refuses without saying what was missing, so the path tells. */
export const permissionFor = (path: string): Permission => {
  const name = NEEDED.find(([pattern]) => pattern.test(path))?.[1] ?? 'Directory.Read.All'
  return {
    name,
    of: 'Microsoft Graph',
    grant: `Entra admin center > App registrations > (this app) > API permissions > Microsoft Graph > Application permissions > ${name} > Grant admin consent`,
  }
}
