import { readFile, stat } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import {
  EvidenceFault,
  evidenceFileSchema,
  readWhole,
  replayEvidence,
} from '../engine/diagnosis/evidence-file.ts'
import { PROBES } from '../probes/registry.ts'
import { EXAMPLE } from './example.ts'
import type { Io } from './io.ts'
import { printable } from './printable.ts'
import { COULD_NOT_RUN, tell } from './trouble.ts'
import { byFile, endedOf, exitOf, jsonOf, reportOf, stepLines } from './verdict.ts'

interface Options {
  readonly json?: boolean
  readonly schema?: boolean
  readonly example?: boolean
}

/** `mailflow replay`: the verdict over a saved evidence file, with no network at all. */
export const replayCommand = (io: Io): Command =>
  new Command('replay')
    .description('judge a saved evidence file again, with no network at all')
    .argument('[file]', 'a file that mailflow diagnose --save wrote; - reads standard input')
    .option('--json', 'print the result as one JSON object')
    .option('--schema', 'print the JSON schema of an evidence file')
    .option('--example', 'print a small evidence file to start from')
    .addHelpText(
      'after',
      '\nExit code: 0 mail flows, 1 a cause is found or likely, 2 undecided, 3 it could not run.',
    )
    .action((file: string | undefined, options: Options) =>
      replay(io, file, options).catch((thrown) => tell(io, thrown)),
    )

const replay = async (io: Io, file: string | undefined, options: Options): Promise<void> => {
  if (options.schema === true || options.example === true) {
    io.out(`${JSON.stringify(options.schema === true ? schema() : EXAMPLE, undefined, 2)}\n`)
    return
  }
  if (file === undefined) {
    io.err('Which file? Name one, or - for standard input.\n')
    io.exit(COULD_NOT_RUN)
    return
  }
  const { file: evidence, unread } = readWhole(await textOf(io, file), PROBES)
  if (unread.length > 0) io.err(`Not read, because the schema does not know it: ${few(unread)}.\n`)
  const { startedAt, finishedAt = startedAt } = evidence
  const ended = endedOf(replayEvidence(evidence, PROBES), {
    startedBy: 'the evidence file',
    startedAt,
    finishedAt,
  })
  if (options.json === true) io.out(`${JSON.stringify(jsonOf(ended), undefined, 2)}\n`)
  else io.out(`${stepLines(ended.view).join('\n')}\n${reportOf(ended, byFile)}\n`)
  io.exit(exitOf(ended))
}

const schema = (): unknown =>
  z.toJSONSchema(evidenceFileSchema(PROBES), { io: 'input', unrepresentable: 'any' })

const SOME = 8

const few = (paths: readonly string[]): string => {
  const more = paths.length > SOME ? ` and ${paths.length - SOME} more` : ''
  return printable(`${paths.slice(0, SOME).join(', ')}${more}`)
}

/** Evidence is counts and settings; what is larger than this is something else. */
const LARGEST_MB = 64

const textOf = (io: Io, file: string): Promise<string> => (file === '-' ? inputOf(io) : contentOf(file))

const contentOf = async (file: string): Promise<string> => {
  try {
    if ((await stat(file)).size > LARGEST_MB * 1024 * 1024) throw tooLarge(file)
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof EvidenceFault) throw cause
    const { code = 'unknown reason' } = cause as NodeJS.ErrnoException
    throw new EvidenceFault(`The file ${printable(file)} cannot be read (${code}).`, {
      code: 'evidence.unreadable',
      kind: 'unreachable',
      cause,
    })
  }
}

const inputOf = async (io: Io): Promise<string> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of io.input) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > LARGEST_MB * 1024 * 1024) throw tooLarge('Standard input')
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}

const tooLarge = (what: string): EvidenceFault =>
  new EvidenceFault(`${printable(what)} is larger than ${LARGEST_MB} MB, which is no evidence file.`, {
    code: 'evidence.unreadable',
    kind: 'unsure',
  })
