import type { OutboundConnectorsFinding } from '../../model/findings.ts'
import type { Source } from '../../model/outcome.ts'
import { type ConnectorMemory, connectorTroubles, removedTroubles } from '../connectors.ts'
import type { Trouble } from '../ledger.ts'

/** What is wrong with the ways out. */
export const analyse = (
  finding: OutboundConnectorsFinding,
  known: ConnectorMemory['known'],
  source: Source,
): readonly Trouble[] => [
  ...connectorTroubles(finding.connectors, 'outbound', source),
  ...removedTroubles(known, finding.connectors, 'outbound'),
]
