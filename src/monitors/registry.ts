import type { Monitor, MonitorId } from '../model/monitor.ts'
import { monitor as certificates } from './certificates/monitor.ts'
import { monitor as directorySync } from './directory-sync/monitor.ts'
import { monitor as inboundConnectors } from './inbound-connectors/monitor.ts'
import { monitor as mxDrift } from './mx-drift/monitor.ts'
import { monitor as nsDrift } from './ns-drift/monitor.ts'
import { monitor as outboundConnectors } from './outbound-connectors/monitor.ts'
import { monitor as serviceHealth } from './service-health/monitor.ts'
import { monitor as snapshot } from './snapshot/monitor.ts'
import { monitor as watchdog } from './watchdog/monitor.ts'
import { monitor as zeroFlow } from './zero-flow/monitor.ts'

/** Every monitor by its id, which is also the name of its folder. */
export const MONITORS = {
  'zero-flow': zeroFlow,
  'inbound-connectors': inboundConnectors,
  'outbound-connectors': outboundConnectors,
  'mx-drift': mxDrift,
  'ns-drift': nsDrift,
  snapshot,
  'directory-sync': directorySync,
  'service-health': serviceHealth,
  certificates,
  watchdog,
} satisfies { readonly [M in MonitorId]?: Monitor<unknown> }
