import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { z } from 'zod'
import {
  EvidenceFault,
  evidenceFileSchema,
  readEvidenceFile,
  replayEvidence,
} from '../engine/evidence-file.ts'
import { PROBES } from '../probes/registry.ts'
import type { Io } from './io.ts'
import { COULD_NOT_RUN, tell } from './trouble.ts'
import { endedOf, exitOf, jsonOf, reportOf, stepLines } from './verdict.ts'

interface Options {
  readonly json?: boolean
  readonly schema?: boolean
}

/** `mailflow replay`: the verdict over a saved evidence file, with no network at all. */
export const replayCommand = (io: Io): Command =>
  new Command('replay')
    .description('judge a saved evidence file again, with no network at all')
    .argument('[file]', 'a file that mailflow diagnose --save wrote; - reads standard input')
    .option('--json', 'print the result as one JSON object')
    .option('--schema', 'print the JSON schema of an evidence file')
    .addHelpText(
      'after',
      '\nExit code: 0 mail flows, 1 a cause is found or likely, 2 undecided, 3 it could not run.',
    )
    .action((file: string | undefined, options: Options) =>
      replay(io, file, options).catch((thrown) => tell(io, thrown)),
    )

const replay = async (io: Io, file: string | undefined, options: Options): Promise<void> => {
  if (options.schema === true) {
    io.out(`${JSON.stringify(schema(), undefined, 2)}\n`)
    return
  }
  if (file === undefined) {
    io.err('Which file? Name one, or - for standard input.\n')
    io.exit(COULD_NOT_RUN)
    return
  }
  const evidence = readEvidenceFile(await textOf(io, file), PROBES)
  const { startedAt, finishedAt = startedAt } = evidence
  const ended = endedOf(replayEvidence(evidence, PROBES), {
    startedBy: 'the evidence file',
    startedAt,
    finishedAt,
  })
  if (options.json === true) io.out(`${JSON.stringify(jsonOf(ended), undefined, 2)}\n`)
  else io.out(`${stepLines(ended.view).join('\n')}\n${reportOf(ended)}\n`)
  io.exit(exitOf(ended))
}

const schema = (): unknown =>
  z.toJSONSchema(evidenceFileSchema(PROBES), { io: 'input', unrepresentable: 'any', reused: 'ref' })

const textOf = async (io: Io, file: string): Promise<string> => {
  if (file === '-') return text(io.input)
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new EvidenceFault(`The file ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      code: 'evidence.unreadable',
      kind: 'unreachable',
      cause,
    })
  }
}
