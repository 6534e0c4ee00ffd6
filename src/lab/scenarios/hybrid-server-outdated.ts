import { after } from '../../model/time.ts'
import type { Break, Scenario } from '../scenario.ts'
import { all, withMx, withRows } from '../tenant/alter.ts'
import { SECOND_DOMAIN } from '../tenant/directory.ts'
import { SMART_HOST } from '../tenant/exchange.ts'
import { DOMAIN } from '../tenant/people.ts'

const DAY_MS = 24 * 3_600_000
const MONTH = 30 * 24 * 60
const TO_OURS = [{ exchange: SMART_HOST, preference: 10 }]

/** How the tenant is built: the world delivers to the server on premises, which hands on to Exchange Online. */
const throughOurs: Break = {
  from: -MONTH,
  alter: all(withMx(DOMAIN, TO_OURS), withMx(SECOND_DOMAIN, TO_OURS)),
}

const blocked: Break = {
  from: -150,
  alter: withRows('Get-OnPremServerReportInfo', (_, since) => [
    {
      ServerFQDN: SMART_HOST,
      Build: '15.1.2507.39',
      ThrottleEnabledDate: after(since, -30 * DAY_MS),
      BlockingEnabledDate: since,
    },
  ]),
  mail: [{ streams: ['inbound'], share: 1, fate: { kind: 'lost' } }],
}

export const hybridServerOutdated: Scenario = {
  id: 'hybrid-server-outdated',
  title: 'Exchange Online blocks the outdated hybrid server',
  story:
    'The Exchange server on premises, through which all inbound mail comes, has gone without updates for too long, and Exchange Online takes nothing more from it.',
  breaks: [throughOurs, blocked],
  expected: { kind: 'found', causes: ['hybrid-server-outdated'] },
}
