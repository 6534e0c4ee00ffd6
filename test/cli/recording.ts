import type { Command } from 'commander'
import type { Io } from '../../src/cli/io.ts'

export interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number | undefined
}

/** Runs a command of the terminal as if it were typed, without a terminal. */
export const run = async (
  command: (io: Io) => Command,
  args: readonly string[],
  input: AsyncIterable<Uint8Array | string> = nothing(),
): Promise<Ran> => {
  let [out, err] = ['', '']
  let code: number | undefined
  const io: Io = {
    input,
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    live: false,
    columns: 80,
    exit: (given) => {
      code = given
    },
  }
  const quiet = command(io).exitOverride().configureOutput({ writeErr: io.err, writeOut: io.out })
  await quiet
    .parseAsync([...args], { from: 'user' })
    .catch((error: { exitCode: number }) => io.exit(error.exitCode))
  return { out, err, code }
}

async function* nothing(): AsyncIterable<string> {
  // Standard input that is closed at once.
}
