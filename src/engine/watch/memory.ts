import type { Monitor } from '../../model/monitor.ts'
import type { StoredMonitor } from '../../store/monitors.ts'
import type { Parts } from '../parts.ts'

/** What a monitor remembers. What an older version wrote and this one cannot read is forgotten, and logged. */
export const memoryOf = <Memory>(
  { log }: Pick<Parts, 'log'>,
  monitor: Monitor<Memory>,
  { tenant, memory }: StoredMonitor,
): Memory => {
  if (memory === undefined) return monitor.fresh
  const read = monitor.memory.safeParse(memory)
  if (read.success) return read.data
  log.warn(
    { tenant, monitor: monitor.id, err: read.error },
    'The memory of a monitor cannot be read any more; it begins afresh.',
  )
  return monitor.fresh
}
