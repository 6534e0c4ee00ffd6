import type { Permission } from './outcome.ts'

/** An application permission of Microsoft Graph. */
export const graphPermission = (name: string): Permission => ({
  name,
  of: 'Microsoft Graph',
  grant:
    'Entra admin center > App registrations > (this app) > API permissions > Microsoft Graph > ' +
    `Application permissions > ${name} > Grant admin consent`,
})

/** Microsoft's own app that serves message traces. */
const TRACE_APP = '8bd644d1-64a1-4d4b-ae52-2e0cbf64e373'

/** Without it in the tenant every trace call answers 401. It works some hours after it was created. */
export const TRACE_PRINCIPAL: Permission = {
  name: `service principal of app ${TRACE_APP}`,
  of: 'Microsoft Entra ID',
  grant: `New-MgServicePrincipal -AppId ${TRACE_APP}`,
}

/** The right that reads connectors and rules: Security Reader is not enough for connectors (403). */
export const READ_EXCHANGE: Permission = {
  name: 'Exchange.ManageAsApp and the role Global Reader',
  of: 'Exchange Online',
  grant:
    'Entra admin center > App registrations > the bot > API permissions > Office 365 Exchange Online > ' +
    'Exchange.ManageAsApp, then Roles > Global Reader > Add assignment',
}
