import type { CommanderError } from 'commander'
import { SettingsFault } from '../config.ts'
import { Fault } from '../model/fault.ts'
import type { Io } from './io.ts'
import { printable } from './printable.ts'

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
  if (thrown instanceof Fault) io.err(`${printable(thrown.message)}\n`)
  else
    io.err(
      `Mailflow itself failed. Please report this:\n${thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
    )
}

/** Words that commander does not understand are no result: it said so, and nothing ran. */
export const leave = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : COULD_NOT_RUN)

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ERR_STRING_TOO_LONG: 'it is too large',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
}

/** Why a file could not be read, in words that go into a sentence. */
export const whyUnreadable = (error: unknown): string => {
  const { code = 'for a reason that is not known' } = error as NodeJS.ErrnoException
  return WORDS[code] ?? code
}
