import { mapOutcome, type Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { aside } from '../aside.ts'
import { askRows } from '../cmdlet.ts'
import { enforcementOf, type Raw, restrictedOf } from './schema.ts'

const ASIDE_MS = 15_000

/** Who of ours may not send, and how much of the tenant's limit of external recipients is used up. */
export const collect = async (
  ports: Ports,
  _input: ProbeInput,
  signal: AbortSignal,
): Promise<Outcome<Raw>> => {
  const [restricted, enforcement] = await Promise.all([
    askRows(ports, 'Get-BlockedSenderAddress', {}, signal),
    aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) => {
      const { rows } = await ports.exchange.invoke('Get-LimitsEnforcementStatus', {}, { signal })
      return rows.map(enforcementOf)
    }),
  ])
  return mapOutcome(restricted, (rows) => ({ restricted: rows.map(restrictedOf), enforcement }))
}
