/** Where Exchange Online receives mail, in all clouds and under its old names. */
const SUFFIXES = [
  'mail.protection.outlook.com',
  'mx.microsoft',
  'mail.eo.outlook.com',
  'mail.messaging.microsoft.com',
  'mail.protection.outlook.de',
  'mail.protection.office365.us',
  'mail.protection.partner.outlook.cn',
] as const

/**
 * Whether mail to this host arrives at Exchange Online when nothing stands before it. A name never proves that a host
 * serves our tenant.
 */
export const isMicrosoft = (host: string): boolean =>
  SUFFIXES.some((suffix) => host.toLowerCase().endsWith(`.${suffix}`))
