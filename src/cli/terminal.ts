import type { Io } from './io.ts'

/** The terminal that this process runs in. */
export const terminal = (): Io => ({
  input: process.stdin,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  live: process.stderr.isTTY,
  columns: process.stderr.columns ?? 80,
  exit: (code) => {
    process.exitCode = code
  },
})
