import { told } from '../reading.ts'
import { concernsDirection, readConnectors } from './connectors.ts'
import type { Step } from './step.ts'

/** Is the way in switched on and sound? */
export const step: Step = {
  id: 'inbound-connectors',
  title: 'Inbound connectors',
  probes: ['inbound-connectors'],
  // Whoever saw messages fail in the trace saw them come in: the guide sends them to the way out.
  concerns: (evidence) =>
    told(evidence, 'trace')?.choice === 'failed' && evidence.scope.directions.includes('outbound')
      ? { not: 'Not needed: messages reach Exchange Online' }
      : concernsDirection(evidence, 'inbound'),
  read: (evidence) => readConnectors(evidence, 'inbound'),
}
