import { Command, InvalidArgumentError } from 'commander'
import { startLocal } from '../compose/local.ts'
import { settings, underNpm } from '../config.ts'
import type { ScenarioId } from '../lab/scenarios/registry.ts'
import type { Io } from './io.ts'
import { scenarioOption } from './scenario.ts'
import { tell } from './trouble.ts'

interface Options {
  readonly scenario?: ScenarioId
  readonly playground: boolean
  readonly data?: string
  readonly speed?: number
}

const readSpeed = (text: string): number => {
  const speed = Number(text)
  if (speed >= 1 && speed <= 600) return speed
  throw new InvalidArgumentError(
    'It is a number from 1 to 600, for example 60: a minute then lasts a second.',
  )
}

/** `mailflow start`: the bot, and where nothing else is set up the lab and a Teams client for this machine. */
export const startCommand = (io: Io): Command =>
  new Command('start')
    .description('start the bot; with no settings also the lab and the Agents Playground as the Teams client')
    .addOption(scenarioOption())
    .option('--no-playground', 'do not start the Agents Playground')
    .option('--data <folder>', 'where the embedded database and the log are kept (MAILFLOW_DATA, .data)')
    .option('--speed <n>', 'let the clock of the lab run so many times faster', readSpeed)
    .action((options: Options) => start(io, options))

const start = async (io: Io, options: Options): Promise<void> => {
  const stop = askedToStop()
  try {
    const began = performance.now()
    const running = await startLocal(settings(options.data), options, (line) => io.err(`${line}\n`))
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    io.out(`\n${running.summary.join('\n')}\n\nReady after ${seconds} s. Ctrl-C ends everything.\n`)
    await stop
    io.err('\nStopping ...\n')
    await running.close()
    io.err('Stopped. What was open goes on at the next start.\n')
  } catch (thrown) {
    tell(io, thrown)
  }
}

/** Resolves at the first Ctrl-C, or when the system asks. At the second, whoever asks does not want to wait. */
const askedToStop = (): Promise<void> =>
  new Promise((resolve) => {
    let asked = false
    const ask = (): void => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    process.on('SIGINT', ask)
    process.on('SIGTERM', ask)
    if (underNpm()) whenLeftBehind(ask)
  })

const LOOK_EVERY_MS = 500

/** npm hands SIGTERM to its shell only, which ends without a word to us: we would hold the port and the folder. */
const whenLeftBehind = (stop: () => void): void => {
  const shell = process.ppid
  const looking = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(looking)
    stop()
  }, LOOK_EVERY_MS)
  looking.unref()
}
