import { join } from 'node:path'
import { destination, type Logger, pino } from 'pino'
import type { Settings } from '../config.ts'
import { fastClock } from '../lab/clock.ts'
import { type Lab, startLab } from '../lab/lab.ts'
import type { ScenarioId } from '../lab/scenarios/registry.ts'
import type { Clock } from '../model/ports.ts'
import { prepareFolder } from '../store/embedded.ts'
import { startPlayground } from '../teams/playground.ts'
import { incidentsChannel, PLAYGROUND } from '../teams/playground-tenant.ts'
import { startBot } from './bot.ts'
import { wallClock } from './clock.ts'
import { Closing } from './closing.ts'
import { ReachFault, reachOf, reachOfLab } from './reach.ts'

export interface LocalOptions {
  readonly scenario?: ScenarioId
  /** Start the Agents Playground, where nobody signs in to the bot. */
  readonly playground: boolean
  /** How many times faster the clock of the lab runs. */
  readonly speed?: number
}

export interface Local {
  /** A few lines: what runs where, and what to type. */
  readonly summary: readonly string[]
  readonly botUrl: string
  readonly lab?: Lab
  close(): Promise<void>
}

/** What a newcomer sees first: a common trouble with one clear cause. */
const FIRST_SCENARIO: ScenarioId = 'connector-offline'

/** Starts the bot and what belongs to it on this machine. Throws ReachFault, StoreFault and ServerFault. */
export const startLocal = async (
  settings: Settings,
  options: LocalOptions,
  say: (line: string) => void,
): Promise<Local> => {
  const closing = new Closing()
  const progress = (what: string): void => say(`Starting: ${what} ...`)
  const clock = clockFor(settings, options)
  try {
    const log = openLog(settings, closing)
    const lab = await maybeLab(settings, options, clock, { closing, progress })
    const reach = lab === undefined ? await reachOf(settings) : reachOfLab(lab)
    const channel = hasPlayground(settings, options) ? incidentsChannel(settings.playgroundPort) : undefined
    const bot = await startBot({
      settings,
      reach,
      clock,
      log,
      progress,
      ...(channel === undefined ? {} : { channel }),
    })
    closing.add(() => bot.close())
    const client = await maybePlayground(settings, options, bot.url, { closing, progress })
    // What happens in a scenario happens after the start, however long that took and however fast the clock runs.
    await lab?.switchTo(lab.scenario)
    await bot.begin()
    return {
      summary: summaryOf(settings, { botUrl: bot.url, lab, client }),
      botUrl: bot.url,
      ...(lab === undefined ? {} : { lab }),
      close: () => closing.close(),
    }
  } catch (thrown) {
    await closing.close()
    throw thrown
  }
}

interface Beginning {
  readonly closing: Closing
  readonly progress: (what: string) => void
}

/** Only the lab's time can be hurried. */
const clockFor = (settings: Settings, { scenario, speed }: LocalOptions): Clock => {
  if (speed === undefined) return wallClock
  if (usesLab(settings, scenario)) return fastClock(speed)
  throw new ReachFault('Only the clock of the lab can run faster: name a --scenario, or leave --speed out.', {
    code: 'settings.speed-without-lab',
    kind: 'refused',
  })
}

const usesLab = (settings: Settings, scenario: ScenarioId | undefined): boolean =>
  scenario !== undefined || settings.tenant === undefined

/** The lab stands in where no tenant is set up, or where a scenario is asked for. */
const maybeLab = async (
  settings: Settings,
  { scenario }: LocalOptions,
  clock: Clock,
  { closing, progress }: Beginning,
): Promise<Lab | undefined> => {
  if (!usesLab(settings, scenario)) return undefined
  progress('lab tenant')
  const lab = await startLab({ scenario: scenario ?? FIRST_SCENARIO, clock })
  closing.add(() => lab.close())
  return lab
}

/** The Playground cannot sign in, so that it is of use only to a bot that nobody signs in to. */
const hasPlayground = ({ bot }: Settings, { playground }: LocalOptions): boolean =>
  playground && bot.appId === undefined

const maybePlayground = async (
  settings: Settings,
  options: LocalOptions,
  botUrl: string,
  { closing, progress }: Beginning,
): Promise<string | undefined> => {
  if (!hasPlayground(settings, options)) return undefined
  const { dataFolder, playgroundPort } = settings
  progress('Agents Playground')
  const folder = join(dataFolder, 'playground')
  const playground = await startPlayground({ botUrl, port: playgroundPort, folder })
  closing.add(() => playground.close())
  return playground.url
}

/** In production the log goes to standard output, where platforms collect it; on a desk it would hide what matters. */
const openLog = ({ bot, dataFolder, logLevel }: Settings, closing: Closing): Logger => {
  if (bot.appId !== undefined) return pino({ level: logLevel })
  prepareFolder(dataFolder)
  const file = destination({ dest: join(dataFolder, 'mailflow.log'), sync: true })
  closing.add(async () => file.end())
  return pino({ level: logLevel }, file)
}

interface Standing {
  readonly botUrl: string
  readonly lab: Lab | undefined
  readonly client: string | undefined
}

const summaryOf = (settings: Settings, { botUrl, lab, client }: Standing): readonly string[] => {
  const [channel] = PLAYGROUND.team.channels
  const database = settings.databaseUrl === undefined ? settings.dataFolder : 'PostgreSQL'
  return [
    `Mailflow    ${botUrl}`,
    `database    ${database}`,
    lab === undefined
      ? `tenant      ${settings.tenant ?? 'none is set up'}`
      : `lab tenant  contoso.com, scenario ${lab.scenario.id}: ${lab.scenario.title}`,
    ...(client === undefined
      ? []
      : [
          `Teams       ${client}  (Agents Playground)`,
          '',
          `Open ${client} in a browser, go to the channel "${channel.name}",`,
          'choose Mailflow from the list that opens with @, and type: diagnose',
        ]),
  ]
}
