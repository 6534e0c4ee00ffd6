import type { Person } from '../model/person.ts'
import type { BotSettings, Role } from './settings.ts'

const RANKS: readonly Role[] = ['viewer', 'responder', 'approver', 'admin']

/**
 * Who may act in a role. The higher roles include the lower ones. Until somebody is listed as viewer or responder,
 * everyone whom the tenants let in is a responder, so that nobody is locked out on a bad day; approvers and admins are
 * only those who are listed. Without an app id and without any list, whoever sits at this machine is admin.
 */
export const createRoles = ({ appId, roles }: Pick<BotSettings, 'appId' | 'roles'>) => {
  const unlisted = roles.viewer.length + roles.responder.length === 0
  const alone = appId === undefined && unlisted && roles.approver.length + roles.admin.length === 0
  return ({ id }: Person, role: Role): boolean => {
    if (alone || (unlisted && (role === 'viewer' || role === 'responder'))) return true
    return RANKS.slice(RANKS.indexOf(role)).some((rank) => roles[rank].includes(id))
  }
}

/** What is said to somebody who may not. */
export const mayNot = (role: Role): string =>
  `Only ${role === 'viewer' || role === 'responder' ? 'a' : 'an'} ${role} may do this. Who that is stands in the setting MAILFLOW_${role.toUpperCase()}S.`
