import { Fault } from '../../model/fault.ts'

/**
 * Nobody answered a DNS question properly. Codes: `dns.servfail`, `dns.refused`, `dns.late`, `dns.unreachable`,
 * `dns.referral` (the server knows only who else to ask), `dns.malformed`, `dns.not-configured`.
 */
export class DnsFault extends Fault {}

/** A question as people write it, e.g. `MX contoso.com at 192.0.2.53`. */
export const asWords = (name: string, type: string, server: string): string => `${type} ${name} at ${server}`
