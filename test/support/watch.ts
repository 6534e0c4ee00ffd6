import { z } from 'zod'
import type { IncidentClick, MonitorsClick } from '../../src/engine/api.ts'
import type { WatchParts } from '../../src/engine/parts.ts'
import { Fault } from '../../src/model/fault.ts'
import type { IncidentOffer } from '../../src/model/incident.ts'
import type { Monitor, MonitorId, MonitorInput, Signal, Watched } from '../../src/model/monitor.ts'
import type { Page } from '../../src/model/page.ts'
import type { Clock, Pager } from '../../src/model/ports.ts'
import { after } from '../../src/model/time.ts'
import { type Channel, portsWith, thread } from './engine.ts'

export const CHANNEL = thread('19:incidents')
export const DESK = thread('a:desk')

const MINUTE = 60_000

/** A pager in memory. `trouble`, where there is some, is what it throws. */
export interface RecordingPager extends Pager {
  readonly pages: Page[]
  trouble: unknown
}

export const recordingPager = (name = 'webhook'): RecordingPager => {
  const pager: RecordingPager = {
    name,
    pages: [],
    trouble: undefined,
    page: async (page) => {
      if (pager.trouble !== undefined) throw pager.trouble
      pager.pages.push(page)
    },
  }
  return pager
}

export class PagingFault extends Fault {}

/** What a scripted monitor sees; a test changes it between ticks. */
export interface Sight {
  /** What is so now, told at each tick; an error is thrown instead. */
  says: (input: MonitorInput) => readonly Partial<Signal>[] | Error
  /** How often it looked. */
  readonly looks: { times: number; memories: unknown[] }
}

const Memory = z.object({ ticks: z.number() })

/** A monitor that says what the test tells it to, and counts its ticks in its memory. */
export const scriptedMonitor = (
  id: MonitorId = 'zero-flow',
  everyMs = MINUTE,
): { readonly monitor: Monitor<z.infer<typeof Memory>>; readonly sight: Sight } => {
  const sight: Sight = { says: () => [], looks: { times: 0, memories: [] } }
  const monitor: Monitor<z.infer<typeof Memory>> = {
    id,
    about: {
      question: `Is ${id} well?`,
      reads: [id],
      permissions: [],
      usualMs: 1,
      deadlineMs: 5000,
      links: [],
    },
    everyMs,
    probes: [],
    memory: Memory,
    fresh: { ticks: 0 },
    watch: async (_ports, memory, input): Promise<Watched<z.infer<typeof Memory>>> => {
      sight.looks.times += 1
      sight.looks.memories.push(memory)
      const said = sight.says(input)
      if (said instanceof Error) throw said
      return { memory: { ticks: memory.ticks + 1 }, signals: said.map((one) => signalOf(id, input, one)) }
    },
    approve: (memory, { what, mark, at }, { tenant }) =>
      mark === 'as drawn'
        ? {
            memory,
            signals: [
              signalOf(
                id,
                { tenant, at },
                { what, state: 'clear', severity: 'P4', title: 'Approved', since: at },
              ),
            ],
          }
        : undefined,
  }
  return { monitor, sight }
}

export const signalOf = (
  monitor: MonitorId,
  { tenant, at }: Pick<MonitorInput, 'tenant' | 'at'>,
  changes: Partial<Signal>,
): Signal => ({
  tenant,
  monitor,
  what: 'inbound',
  state: 'firing',
  severity: 'P1',
  direction: 'inbound',
  title: 'No inbound mail for 17 minutes',
  since: after(at, -17 * MINUTE),
  at,
  facts: [{ label: 'Expected', text: '88 messages in that time' }],
  ...changes,
})

export const STOPPED = () => [{}]
export const FLOWING = ({ at }: MonitorInput) => [
  { state: 'clear', severity: 'P4', title: 'Inbound mail flows again', since: at } as const,
]
export const QUIET = () => []

/** The parts of a watch over contoso with these monitors. */
export const watchOver = (
  monitors: readonly Monitor<never>[] | readonly Monitor<z.infer<typeof Memory>>[],
  {
    channel,
    clock,
    pagers = [],
  }: { readonly channel: Channel; readonly clock: Clock; readonly pagers?: readonly Pager[] },
): WatchParts => ({
  tenants: [{ tenant: 'contoso', ports: portsWith(clock), channel: CHANNEL }],
  monitors: Object.fromEntries(monitors.map((monitor) => [monitor.id, monitor])),
  threads: channel,
  pagers,
})

interface AlertData {
  readonly mailflow: 1
  readonly incident: string
  readonly token: string
  readonly offer: IncidentOffer
}

/** Every button of an alert, wherever it is. */
export const alertButtonsIn = (card: unknown): readonly AlertData[] => {
  if (Array.isArray(card)) return card.flatMap(alertButtonsIn)
  if (typeof card !== 'object' || card === null) return []
  if ('mailflow' in card && 'incident' in card) return [card as AlertData]
  return Object.values(card).flatMap(alertButtonsIn)
}

export const pressOn = (card: unknown, verb: IncidentOffer['verb'], cardId?: string): IncidentClick => {
  const button = alertButtonsIn(card).find(({ offer }) => offer.verb === verb)
  if (button === undefined) throw new Error(`No such button: ${JSON.stringify(alertButtonsIn(card))}`)
  const { incident, token, offer } = button
  return { incident, token, offer, ...(cardId === undefined ? {} : { cardId }) }
}

export const switchClick = (monitor: MonitorId, on: boolean): MonitorsClick => ({
  monitors: 'switch',
  offer: { verb: 'switch', monitor, on },
})
