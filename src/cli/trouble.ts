import { SettingsFault } from '../config.ts'
import { Fault } from '../model/fault.ts'
import type { Io } from './io.ts'

/** It could not run at all; what stood in the way was said. */
export const COULD_NOT_RUN = 3

/**
 * The one handler of the terminal: a fault or a wrong setting is told in its own sentences; a bug with its trace,
 * because whoever sits here may have to report it.
 */
export const tell = (io: Io, thrown: unknown): void => {
  io.exit(COULD_NOT_RUN)
  if (thrown instanceof SettingsFault) {
    io.err(['These settings cannot be used:', ...thrown.problems.map((line) => `  ${line}`), ''].join('\n'))
    return
  }
  if (thrown instanceof Fault) io.err(`${thrown.message}\n`)
  else
    io.err(
      `Mailflow itself failed. Please report this:\n${thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
    )
}
