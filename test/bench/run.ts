/**
 * `npm run bench [name ...]`: runs every benchmark of this folder, or those that are named, one after the other. Each
 * prints a table with its baseline measured in the same run.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const asked = process.argv.slice(2)
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length))
for (const name of asked.length > 0 ? asked : names) {
  if (!names.includes(name)) throw new Error(`There is no benchmark ${name}; there are ${names.join(', ')}.`)
  process.stdout.write(`\n== ${name}\n`)
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
