import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { keptSnapshots } from '../compose/kept.ts'
import { settings } from '../config.ts'
import type { ScenarioId } from '../lab/scenarios/registry.ts'
import { Fault } from '../model/fault.ts'
import { changesBetween, fileOf, lineOf } from '../monitors/snapshot/analyse.ts'
import { collect } from '../monitors/snapshot/collect.ts'
import { Snapshot } from '../monitors/snapshot/schema.ts'
import type { Io } from './io.ts'
import { atPlace } from './place.ts'
import { scenarioOption } from './scenario.ts'
import { COULD_NOT_RUN, tell } from './trouble.ts'

interface Options {
  readonly scenario?: ScenarioId
  readonly compare?: string
  readonly kept?: Kept
  readonly data?: string
}

const KEPT = ['last', 'earlier'] as const
type Kept = (typeof KEPT)[number]

/** A file that is no snapshot, or a snapshot that there is not. Codes: `snapshot.file`, `snapshot.earlier`. */
class SnapshotFileFault extends Fault {}

/** `mailflow snapshot`: all connectors and rules as JSON, or what has changed in them since another snapshot. */
export const snapshotCommand = (io: Io): Command =>
  new Command('snapshot')
    .description('print all connectors and transport rules as JSON, or what changed since a snapshot')
    .addOption(scenarioOption())
    .option('--compare <file>', 'print what has changed since this snapshot')
    .addOption(
      new Option('--kept [which]', 'print what the bot has kept: its last weekly snapshot, or the one before')
        .choices(KEPT)
        .preset('last')
        .conflicts(['compare', 'scenario']),
    )
    .option('--data <folder>', 'with --kept: the data folder of the bot')
    .addHelpText(
      'after',
      '\nExit code: 0 printed, or nothing has changed; 1 something has; 3 it could not run.',
    )
    .action((options: Options) =>
      (options.kept === undefined ? take(io, options) : show(io, options.kept, options)).catch((thrown) =>
        tell(io, thrown),
      ),
    )

const show = async (io: Io, which: Kept, { data }: Options): Promise<void> => {
  const [last, earlier] = await keptSnapshots(settings(data))
  const file = which === 'last' ? last : earlier
  if (file === undefined)
    throw new SnapshotFileFault('The bot has kept only one snapshot so far: leave "earlier" out.', {
      code: 'snapshot.earlier',
      kind: 'absent',
    })
  io.out(file.text)
  io.exit(0)
}

const take = async (io: Io, { scenario, compare }: Options): Promise<void> => {
  const before = compare === undefined ? undefined : await readSnapshot(compare)
  await atPlace(scenario, async ({ reach, ports }) => {
    const outcome = await collect(ports, new AbortController().signal)
    if (outcome.kind !== 'found') {
      io.err(`${outcome.why}\n`)
      io.exit(COULD_NOT_RUN)
    } else if (before === undefined) {
      io.out(fileOf(outcome.value, outcome.source.at, reach.tenant).text)
      io.exit(0)
    } else {
      const changes = changesBetween(before, outcome.value)
      io.out(changes.length === 0 ? 'Nothing has changed.\n' : `${changes.map(lineOf).join('\n')}\n`)
      io.exit(changes.length === 0 ? 0 : 1)
    }
  })
}

const readSnapshot = async (file: string): Promise<Snapshot> => {
  try {
    return Snapshot.parse(kindsIn(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new SnapshotFileFault(`${file} is no snapshot that mailflow snapshot has written.`, {
      code: 'snapshot.file',
      kind: 'unsure',
      cause,
    })
  }
}

/** The snapshot without what stands beside it in the file. */
const kindsIn = (text: string): unknown => {
  const read = Object.entries(JSON.parse(text) as object)
  return Object.fromEntries(read.filter(([key]) => key !== 'takenAt' && key !== 'tenant'))
}
