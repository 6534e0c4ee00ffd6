import { existsSync } from 'node:fs'
import type { Settings } from '../config.ts'
import { Fault } from '../model/fault.ts'
import type { KeptFile } from '../model/monitor.ts'
import { monitor } from '../monitors/snapshot/monitor.ts'
import { readMonitor, tenantsOf } from '../store/monitors.ts'
import { storeOf } from './store.ts'

/** Nothing is kept. Codes: `kept.none`. */
class KeptFault extends Fault {}

/**
 * The snapshots of connectors and rules that the bot has taken, newest first, at most two. Throws KeptFault, and
 * StoreFault when the database cannot be opened, as the embedded one while the bot runs.
 */
export const keptSnapshots = async (settings: Settings): Promise<readonly KeptFile[]> => {
  const files = await filesIn(settings)
  if (files.length > 0) return files
  throw new KeptFault('No snapshot is kept yet: the bot takes the first one when it begins to watch.', {
    code: 'kept.none',
    kind: 'absent',
  })
}

const filesIn = async (settings: Settings): Promise<readonly KeptFile[]> => {
  const { databaseUrl, dataFolder, bot } = settings
  // Looking for something is no reason to make a database.
  if (databaseUrl === undefined && !existsSync(dataFolder)) return []
  const store = await storeOf(settings)
  try {
    const own = bot.tenant ?? bot.tenants[0]
    const tenants = await tenantsOf(store.db, 'snapshot')
    const tenant = tenants.find((name) => own === undefined || name === own)
    const kept =
      tenant === undefined ? undefined : await readMonitor(store.db, { tenant, monitor: 'snapshot' })
    const memory = monitor.memory.safeParse(kept?.memory)
    return kept === undefined || !memory.success ? [] : (monitor.export?.(memory.data, kept.tenant) ?? [])
  } finally {
    await store.close()
  }
}
