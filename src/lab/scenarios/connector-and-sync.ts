import type { Scenario } from '../scenario.ts'
import { outboundOff } from './connector-offline.ts'
import { newAddressesUnknown, syncStopped } from './directory-sync-stopped.ts'

export const connectorAndSync: Scenario = {
  id: 'connector-and-sync',
  title: 'The outbound connector is off, and directory sync has stopped',
  story:
    'Two faults at once: what goes out waits for a connector, and what comes in meets unknown new addresses.',
  breaks: [outboundOff, syncStopped, newAddressesUnknown],
  expected: { kind: 'found', causes: ['connector-offline', 'directory-sync-stopped'] },
}
