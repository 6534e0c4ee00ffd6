import { mapOutcome, type Outcome, valueOf } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { aside } from '../aside.ts'
import { askRows } from '../cmdlet.ts'
import { lookAt } from '../peers.ts'
import { type Raw, type Row, rowOf } from './schema.ts'

const ASIDE_MS = 15_000

/**
 * Reads the connectors and looks at their smart hosts. Get-OutboundConnector hides the connectors that only transport
 * rules use unless it is asked for them. Validate-OutboundConnector is never run: it sends mail.
 */
export const collect = async (
  ports: Ports,
  _input: ProbeInput,
  signal: AbortSignal,
): Promise<Outcome<Raw>> => {
  const [listed, ruleScoped] = await Promise.all([
    askRows(ports, 'Get-OutboundConnector', { ResultSize: 'Unlimited' }, signal),
    aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal): Promise<Row[]> => {
      const parameters = { IsTransportRuleScoped: true, ResultSize: 'Unlimited' }
      const { rows } = await ports.exchange.invoke('Get-OutboundConnector', parameters, { signal })
      return rows.map(rowOf).filter((row) => row.IsTransportRuleScoped)
    }),
  ])
  const rows = [...(valueOf(listed) ?? []).map(rowOf), ...(ruleScoped.known ? ruleScoped.value : [])]
  const peers = await lookAt(ports, smartHosts(rows), signal)
  return mapOutcome(listed, (rows) => ({ connectors: rows.map(rowOf), ruleScoped, peers: [...peers] }))
}

const smartHosts = (rows: readonly Row[]): readonly string[] =>
  rows.filter((row) => row.Enabled && !row.UseMXRecord).flatMap((row) => row.SmartHosts)
