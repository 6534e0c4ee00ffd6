import { z } from 'zod'
import { ask } from '../../model/ask.ts'
import { Fault } from '../../model/fault.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import { shaped } from '../../model/shaped.ts'
import { type Kind, type Row, type Snapshot, textIn } from './schema.ts'

const ALL = { ResultSize: 'Unlimited' }

/** Get-OutboundConnector hides the connectors that only transport rules use unless it is asked for them. */
const CMDLETS: readonly { readonly kind: Kind; readonly cmdlet: string; readonly parameters: object }[] = [
  { kind: 'inbound connector', cmdlet: 'Get-InboundConnector', parameters: ALL },
  { kind: 'outbound connector', cmdlet: 'Get-OutboundConnector', parameters: ALL },
  {
    kind: 'outbound connector',
    cmdlet: 'Get-OutboundConnector',
    parameters: { ...ALL, IsTransportRuleScoped: true },
  },
  { kind: 'transport rule', cmdlet: 'Get-TransportRule', parameters: ALL },
]

/** A list that lacks rows would show them as removed. Code: `snapshot.incomplete`. */
class SnapshotFault extends Fault {}

const Wire = z.record(z.string(), z.json())

/** All connectors and rules, or none: half a snapshot compares with nothing. */
export const collect = (ports: Ports, signal: AbortSignal): Promise<Outcome<Snapshot>> => {
  const asked = [...new Set(CMDLETS.map(({ cmdlet }) => cmdlet))].join(', ')
  return ask(ports.clock, { asked, of: 'Exchange Online' }, async () => {
    const snapshot: Snapshot = { 'inbound connector': {}, 'outbound connector': {}, 'transport rule': {} }
    for (const { kind, cmdlet, parameters } of CMDLETS) {
      const { rows, truncated } = await ports.exchange.invoke(cmdlet, { ...parameters }, { signal })
      if (truncated)
        throw new SnapshotFault(`Exchange Online left rows of ${cmdlet} out.`, {
          code: 'snapshot.incomplete',
          kind: 'unreachable',
        })
      for (const row of rows) {
        const whole = shaped(Wire, row, `A row of ${cmdlet}`)
        snapshot[kind][idOf(whole)] = whole
      }
    }
    return snapshot
  })
}

const idOf = (row: Row): string => textIn(row, 'Guid', 'Identity', 'Name') ?? ''
