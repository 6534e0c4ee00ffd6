import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
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
}

/** A file that is no snapshot. Codes: `snapshot.file`. */
class SnapshotFileFault extends Fault {}

/** `mailflow snapshot`: all connectors and rules as JSON, or what has changed in them since another snapshot. */
export const snapshotCommand = (io: Io): Command =>
  new Command('snapshot')
    .description('print all connectors and transport rules as JSON, or what changed since a snapshot')
    .addOption(scenarioOption())
    .option('--compare <file>', 'print what has changed since this snapshot')
    .addHelpText(
      'after',
      '\nExit code: 0 printed, or nothing has changed; 1 something has; 3 it could not run.',
    )
    .action((options: Options) => take(io, options).catch((thrown) => tell(io, thrown)))

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
