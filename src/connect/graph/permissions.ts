import type { Permission } from '../../model/outcome.ts'
import { graphPermission } from '../../model/permissions.ts'

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
export const permissionFor = (path: string): Permission =>
  graphPermission(NEEDED.find(([pattern]) => pattern.test(path))?.[1] ?? 'Directory.Read.All')
