import type { Break, Scenario } from '../scenario.ts'
import { withoutZone, withRows } from '../tenant/alter.ts'
import { DOMAIN } from '../tenant/people.ts'

const MONTH = 30 * 24 * 60

/** Mail goes out by MX, so that nothing on the way out hangs on a name of the domain. */
const straightOut: Break = { from: -MONTH, alter: withRows('Get-OutboundConnector', () => []) }

const lapsed: Break = {
  from: -190,
  alter: withoutZone(DOMAIN),
  mail: [{ streams: ['inbound'], share: 1, fate: { kind: 'lost' } }],
}

export const domainExpired: Scenario = {
  id: 'domain-expired',
  title: 'The domain was not renewed',
  story:
    'The registration of the main domain ran out and the registry took it out of its zone: for the world it does not exist.',
  breaks: [straightOut, lapsed],
  expected: { kind: 'found', causes: ['domain-expired'] },
}
