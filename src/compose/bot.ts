import { randomBytes, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Settings } from '../config.ts'
import { pagersOf } from '../connect/pager/pagers.ts'
import { resvgPictures } from '../connect/pictures/resvg.ts'
import { drawingWith } from '../engine/drawing.ts'
import { createEngine } from '../engine/engine.ts'
import type { WatchParts } from '../engine/parts.ts'
import { openQueue } from '../jobs/queue.ts'
import type { Clock, Conversation, TraceBudget } from '../model/ports.ts'
import { MONITORS } from '../monitors/registry.ts'
import { zeroFlow } from '../monitors/zero-flow/monitor.ts'
import { SETTINGS } from '../monitors/zero-flow/settings.ts'
import { PROBES } from '../probes/registry.ts'
import { traceBudgetInStore } from '../store/trace-budget.ts'
import { createMessenger } from '../teams/messenger.ts'
import { startServer } from '../teams/server.ts'
import { wallClock } from './clock.ts'
import { Closing } from './closing.ts'
import { portsTo } from './ports.ts'
import type { Reach } from './reach.ts'
import { storeOf } from './store.ts'

export interface Bot {
  /** Where the channel sends its activities. */
  readonly url: string
  /** Takes up what was left, and begins to work and to watch: not before there is somebody to tell. */
  begin(): Promise<void>
  close(): Promise<void>
}

export interface BotParts {
  readonly settings: Settings
  readonly reach: Reach
  readonly clock: Clock
  readonly log: Logger
  /** Where message-trace calls are taken from; the database, shared by all replicas, where absent. */
  readonly budget?: TraceBudget
  /** The incident channel until somebody chooses one in Teams; its tenant is the one that people speak from. */
  readonly channel?: Conversation
  /** Told what is being started, in the order in which it is. */
  readonly progress: (what: string) => void
}

/** Opens the bot: database, job queue, engine and the Teams edge. Throws StoreFault and ServerFault. */
export const startBot = async (parts: BotParts): Promise<Bot> => {
  const { settings, reach, clock, log, progress } = parts
  const closing = new Closing()
  try {
    progress('database')
    const store = await storeOf(settings)
    closing.add(() => store.close())
    progress('job queue')
    const queue = await openQueue({ backing: store.backing, log })
    const budget = parts.budget ?? traceBudgetInStore(store, clock)
    const pictures = resvgPictures()
    const messenger = createMessenger(settings.bot)
    const engine = createEngine({
      store,
      queue,
      messenger,
      ports: portsTo(reach, { clock, budget, caller: 'diagnosis' }),
      probes: PROBES,
      drawing: drawingWith(pictures),
      log,
      newId: randomUUID,
      newToken: () => randomBytes(18).toString('base64url'),
      patience: wallClock,
      ...watchOf(parts, { budget, threads: messenger, pictures }),
    })
    closing.add(() => engine.stop())
    closing.add(() => queue.stop())
    progress('bot')
    const server = await startServer({
      settings: settings.bot,
      engine,
      messenger,
      log,
      now: () => clock.now(),
    })
    closing.add(() => server.close())
    return {
      url: server.url,
      begin: async () => {
        await engine.start()
        await queue.start(engine.workers)
      },
      close: () => closing.close(),
    }
  } catch (thrown) {
    await closing.close()
    throw thrown
  }
}

/** The watch over the tenant's mail, where there is something to look through and somebody to tell. */
const watchOf = (
  { settings, reach, clock, channel }: BotParts,
  { budget, ...ways }: { readonly budget: TraceBudget } & Required<Pick<WatchParts, 'threads' | 'pictures'>>,
): { readonly watch?: WatchParts } => {
  const tenant = channel?.tenant ?? settings.bot.tenant ?? settings.bot.tenants[0]
  if (reach.graph === undefined || tenant === undefined) return {}
  const { heloName, ca } = reach
  return {
    watch: {
      tenants: [
        {
          tenant,
          ports: portsTo(reach, { clock, budget, caller: 'monitor' }),
          ...(channel === undefined ? {} : { channel }),
        },
      ],
      monitors: { ...MONITORS, 'zero-flow': zeroFlow({ ...SETTINGS, rule: settings.zeroFlowRule }) },
      ...ways,
      pagers: pagersOf(settings.pager, {
        clock: wallClock,
        heloName: heloName ?? settings.smtp.heloName,
        ...(ca.length === 0 ? {} : { ca: ca.join('\n') }),
      }),
    },
  }
}
