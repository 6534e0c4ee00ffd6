import type { Logger } from 'pino'
import type { Activity } from './activity.ts'
import { type Reply, refusal } from './answers.ts'
import { tenantOf } from './conversation.ts'
import type { BotSettings } from './settings.ts'

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
const isLocal = (serviceUrl: string): boolean => LOCAL_HOSTS.has(URL.parse(serviceUrl)?.hostname ?? '')

/** The tenant on whose behalf an activity may come in; a reply is why it may not. */
export const createTenantCheck = (settings: BotSettings, log: Logger) => {
  const allowed = new Set(settings.tenants.map((tenant) => tenant.toLowerCase()))
  const told = new Set<string>()
  return (activity: Activity): string | Reply => {
    const tenant = tenantOf(activity)
    if (settings.appId === undefined) {
      if (isLocal(activity.serviceUrl)) return tenant ?? 'local'
      return refusal(403, 'Forbidden', 'Without MicrosoftAppId only a client on this machine may connect.')
    }
    if (tenant !== undefined && allowed.has(tenant)) return tenant
    const name = tenant ?? 'unknown'
    if (!told.has(name) && told.size < 1000) {
      told.add(name)
      log.warn({ tenant: name }, 'A tenant that is not in MAILFLOW_TENANTS was refused; said once.')
    }
    return refusal(403, 'Forbidden', 'This bot does not serve your organisation.')
  }
}
