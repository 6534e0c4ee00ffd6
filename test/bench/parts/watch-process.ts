/**
 * A watch over many tenants in a process of its own. Arguments: where the lab is, the data folder, how many tenants.
 * Tells its parent, whenever asked, what it has used and how late its looks were since it was asked last.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { wallClock } from '../../../src/compose/clock.ts'
import { portsTo } from '../../../src/compose/ports.ts'
import { type Reach, reachOfLab } from '../../../src/compose/reach.ts'
import type { Monitors } from '../../../src/engine/parts.ts'
import type { Monitor } from '../../../src/model/monitor.ts'
import { millis } from '../../../src/model/time.ts'
import { monitor as watchdog } from '../../../src/monitors/watchdog/monitor.ts'
import { monitor as zeroFlow } from '../../../src/monitors/zero-flow/monitor.ts'
import { PROBES } from '../../../src/probes/registry.ts'
import { openStore } from '../../../src/store/open.ts'
import { createChannel, startEngine, thread } from '../../support/engine.ts'

const [place = '', folder = '', many = '1'] = process.argv.slice(2)
const reach: Reach = reachOfLab(JSON.parse(place) as Parameters<typeof reachOfLab>[0])
const counts = { traceCalls: 0, looks: 0 }
const lags: number[] = []
const budget = {
  take: () => {
    counts.traceCalls += 1
    return Promise.resolve({ granted: true } as const)
  },
}

/** How much later than a minute after the last one each look of a tenant began. */
const timed = <Memory>(monitor: Monitor<Memory>): Monitor<Memory> => {
  const last = new Map<string, number>()
  return {
    ...monitor,
    watch: async (ports, memory, input, signal) => {
      const at = millis(input.at)
      const before = last.get(input.tenant)
      if (before !== undefined) lags.push(at - before - monitor.everyMs)
      last.set(input.tenant, at)
      counts.looks += 1
      return monitor.watch(ports, memory, input, signal)
    },
  }
}

const tenants = Array.from({ length: Number(many) }, (_, at) => {
  const tenant = `tenant-${at}`
  const ports = portsTo({ ...reach, tenant }, { clock: wallClock, budget, caller: 'monitor' })
  return { tenant, ports, channel: thread(`19:${tenant}`, tenant) }
})
const channel = createChannel()
const store = await openStore({ folder })
const monitors = { 'zero-flow': timed(zeroFlow), watchdog } as unknown as Monitors
await startEngine(store, {
  messenger: channel,
  probes: PROBES,
  watch: { tenants, monitors, threads: channel, pagers: [], firstLooksWithinMs: 60_000 },
})
const loop = monitorEventLoopDelay({ resolution: 10 })
loop.enable()
process.send?.({ url: '' })
process.on('message', () => {
  process.send?.({
    cpu: process.cpuUsage(),
    memory: process.memoryUsage.rss(),
    ...counts,
    cards: channel.seen.length,
    lags: lags.splice(0),
    loopMs: loop.percentile(99) / 1e6,
  })
  loop.reset()
})
