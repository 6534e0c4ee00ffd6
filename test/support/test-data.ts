import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPO = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Recorded material that is too large for the repository, or of other licences; beside it unless told otherwise. */
const DATA = process.env['MAILFLOW_TEST_DATA'] ?? join(REPO, '../shared/data')

/** JSON of the recorded material; undefined on a machine that has none. */
export const recordedJson = (path: string): unknown => {
  const file = join(DATA, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** JSON of the fixtures that come with the repository. */
export const fixtureJson = (path: string): unknown =>
  JSON.parse(readFileSync(join(REPO, 'test/fixtures', path), 'utf8'))

/** JSON lines of the recorded material; undefined on a machine that has none. */
export const recordedLines = (path: string): readonly unknown[] | undefined => {
  const file = join(DATA, path)
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)
}

/** The bytes of a file of the recorded material; undefined on a machine that has none. */
export const recordedBytes = (path: string): Uint8Array | undefined => {
  const file = join(DATA, path)
  return existsSync(file) ? readFileSync(file) : undefined
}

/** The bytes of a fixture that comes with the repository. */
export const fixtureBytes = (path: string): Uint8Array => readFileSync(join(REPO, 'test/fixtures', path))
