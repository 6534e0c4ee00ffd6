import { open } from 'node:fs/promises'
import { Command } from 'commander'
import { decode, type Report } from '../ndr/decode.ts'
import { isDerived } from '../ndr/derived.ts'
import type { Io } from './io.ts'
import { tell, whyUnreadable } from './trouble.ts'

/** Nothing in the files could be decoded. */
const NOTHING = 2
/** A file could not be read. */
const UNREADABLE = 3

/** More than this is not read of one file, bytes: a report stands at the beginning. */
const MOST_BYTES = 2 * 1024 * 1024

interface Options {
  readonly json?: boolean
}

/** `mailflow decode`: what bounces, SMTP replies, trace details and status codes mean. */
export const decodeCommand = (io: Io): Command =>
  new Command('decode')
    .description(
      'say what a bounce, an SMTP reply or a status code means, whose problem it is and what to do',
    )
    .argument('<file...>', 'messages (.eml), mailbox files or text; - reads standard input')
    .option('--json', 'print one line of JSON for each file')
    .addHelpText(
      'after',
      `
With --json each line is {"file", "reports": [{"recipient", "status", "reply", "reason", "step", "cause",
"party", "advice"}]}; reports is empty where nothing could be decoded. A status of the form X.0.9NN was given by
no server: it stands for the reason. step and cause are null where none is to be suspected. Of a very large
file the first two megabytes are read.

Exit code: 0 something was decoded, 2 nothing could be, 3 a file could not be read.`,
    )
    .action((files: readonly string[], options: Options) =>
      run(io, files, options).catch((thrown) => tell(io, thrown)),
    )

const run = async (io: Io, files: readonly string[], options: Options): Promise<void> => {
  let decoded = 0
  let unreadable = 0
  for (const file of files) {
    const read = await bytesOf(io, file)
    if (typeof read === 'string') {
      unreadable += 1
      io.err(`${file}: ${read}\n`)
    }
    const reports = typeof read === 'string' ? [] : await decode(read)
    decoded += reports.length
    if (reports.length === 0 && typeof read !== 'string')
      io.err(`${file}: holds no delivery report, SMTP reply or status code.\n`)
    io.out(
      options.json === true
        ? `${JSON.stringify({ file, reports: reports.map(row) })}\n`
        : told(file, reports),
    )
  }
  if (unreadable > 0) io.exit(UNREADABLE)
  else io.exit(decoded > 0 ? 0 : NOTHING)
}

const row = ({ recipient, status, reply, reason, step, cause, party, advice }: Report) => ({
  recipient,
  status,
  reply,
  reason,
  step,
  cause,
  party,
  advice,
})

/** The bytes of a file or of standard input, or a sentence why not. */
const bytesOf = async (io: Io, file: string): Promise<Uint8Array | string> => {
  if (file === '-') return all(io.input)
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return `cannot be read: ${whyUnreadable(error)}.`
  }
}

const all = async (input: Io['input']): Promise<Uint8Array> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    size += Buffer.byteLength(chunk)
    if (size > MOST_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES)
}

const told = (file: string, reports: readonly Report[]): string =>
  reports.map((report) => `${lines(file, report).join('\n')}\n\n`).join('')

/** Control characters in somebody's words would move the cursor. */
const shown = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cf}/gu, '\uFFFD')

const lines = (file: string, report: Report): readonly string[] => {
  const codes = [report.reply, isDerived(report.status) ? '' : report.status].filter((code) => code !== '')
  const facts: readonly (readonly [string, string])[] = [
    ['file', file],
    ['recipient', report.recipient],
    ['code', codes.length === 0 ? 'none was given' : `${codes.join(' ')} ${report.registered}`],
    ['reason', report.reason],
    ['whose', report.party.replaceAll('-', ' ')],
    ['step', [report.step, report.cause].filter((id) => id !== null).join(', suspect: ')],
    ['said', report.said],
    ['do this', report.advice],
  ]
  return [
    `${shown(report.meaning)}.`,
    ...facts
      .filter(([, text]) => text.trim() !== '')
      .map(([name, text]) => `  ${name.padEnd(10)} ${shown(text)}`),
  ]
}
