import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreFault } from './fault.ts'

export interface Lock {
  release(): void
}

/**
 * Takes a folder for this process alone. PGlite itself lets two processes write the same files and ruin them. The
 * lock is the operating system's own on a small SQLite file, so that it ends with the process, however that ends.
 */
export const lockFolder = (folder: string): Lock => {
  const file = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    throw new StoreFault(
      `The data folder ${folder} is in use by another Mailflow. Stop that one, or choose another folder.`,
      { code: 'store.folder-in-use', kind: 'unreachable', cause: error },
    )
  }
  return { release: () => file.close() }
}
