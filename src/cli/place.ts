import { wallClock } from '../compose/clock.ts'
import { portsTo } from '../compose/ports.ts'
import { type Reach, reachOf, reachOfLab } from '../compose/reach.ts'
import { type Settings, settings } from '../config.ts'
import { traceBudgetInMemory } from '../connect/trace-budget.ts'
import { startLab } from '../lab/lab.ts'
import type { ScenarioId } from '../lab/scenarios/registry.ts'
import type { Ports } from '../model/ports.ts'

/** Where a command of the terminal looks, and through what. */
interface Place {
  readonly reach: Reach
  readonly ports: Ports
}

/** Works at the tenant of the settings, or at a lab of its own that is closed afterwards. Throws ReachFault. */
export const atPlace = async <T>(
  scenario: ScenarioId | undefined,
  work: (place: Place) => Promise<T>,
  read: () => Settings = settings,
): Promise<T> => {
  const lab = scenario === undefined ? undefined : await startLab({ scenario, clock: wallClock })
  try {
    const reach = lab === undefined ? await reachOf(read()) : reachOfLab(lab)
    const budget = traceBudgetInMemory(wallClock)
    return await work({ reach, ports: portsTo(reach, { clock: wallClock, budget, caller: 'diagnosis' }) })
  } finally {
    await lab?.close()
  }
}
