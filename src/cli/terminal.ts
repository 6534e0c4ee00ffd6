import type { Io } from './io.ts'

/** The terminal that this process runs in. */
export const terminal = (): Io => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreGone)
  return {
    input: process.stdin,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    live: process.stderr.isTTY,
    columns: process.stderr.columns ?? 80,
    exit: (code) => {
      process.exitCode = code
    },
  }
}

/** Whoever reads along, `head` for example, may have had enough. */
const ignoreGone = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error
}
