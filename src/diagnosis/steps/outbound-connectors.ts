import { concernsDirection, readConnectors } from './connectors.ts'
import type { Step } from './step.ts'

/** Is the way out switched on, validated, and does it reach its smart host? */
export const step: Step = {
  id: 'outbound-connectors',
  title: 'Outbound connectors',
  probes: ['outbound-connectors'],
  concerns: (evidence) => concernsDirection(evidence, 'outbound'),
  read: (evidence) => readConnectors(evidence, 'outbound'),
}
