import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { importsOf, SRC, sourceFiles, sourceOf } from '../support/source-tree.ts'

/** Folder -> what it may import besides itself. What composes (`compose`, `cli`, files directly in `src`) may import everything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  ndr: ['model'],
  diagnosis: ['model', 'ndr'],
  incident: ['model', 'ndr'],
  probes: ['model', 'ndr'],
  remedies: ['model', 'ndr'],
  monitors: ['model', 'ndr'],
  cards: ['model', 'ndr'],
  store: ['model'],
  connect: ['model'],
  lab: ['model'],
  relay: ['model', 'connect/exchange', 'connect/smtp', 'connect/dns'],
  engine: ['diagnosis', 'incident', 'ndr', 'probes', 'remedies', 'monitors', 'cards', 'store', 'model'],
  teams: ['engine', 'model'],
  jobs: ['engine', 'model'],
}

/** Capabilities live side by side and never know each other; only the registry beside them knows all. */
const APART = new Set(['probes', 'remedies', 'monitors', 'connect'])

/** A vendor's package -> the folders that may know it. */
const VENDORS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^botbuilder|^botframework/, ['teams']],
  [/^restify/, ['teams']],
  [/^@microsoft\/microsoft-graph-client/, ['connect/graph']],
  [/^@azure\//, ['connect']],
  [/^xstate/, ['diagnosis']],
  [/^(kysely|pg|@electric-sql\/pglite)(\/|$)/, ['store']],
  [/^pg-boss/, ['jobs']],
  [/^adaptive(cards|-expressions)/, ['cards']],
  [/^smtp-server/, ['lab']],
  [/^nodemailer/, ['connect/pager']],
  [/^@resvg\/|^dejavu-fonts-ttf/, ['connect/pictures']],
]

const PURE = /^(model|ndr|diagnosis|incident|cards)\/|\/(analyse|plan)\.ts$/
const IMPURE =
  /\bfetch\(|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bset(Timeout|Interval|Immediate)\(|\bprocess\./

const within = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`)
const top = (file: string): string => (file.includes('/') ? (file.split('/')[0] as string) : '')
const second = (file: string): string | undefined =>
  file.split('/').length > 2 ? file.split('/')[1] : undefined

/** What puts the parts together: it may know them all. */
const COMPOSERS = new Set(['', 'cli', 'compose'])

const layerBreaks = (file: string): string[] => {
  const room = top(file)
  if (COMPOSERS.has(room)) return []
  const allowed = MAY_IMPORT[room]
  if (allowed === undefined) return [`${file}: the folder ${room} has no row in this test`]
  return importsOf(file)
    .own.filter((to) => top(to) !== room && !allowed.some((folder) => within(to, folder)))
    .map((to) => `${file} -> ${to}`)
}

const neighbourBreaks = (file: string): string[] => {
  const room = top(file)
  const cell = second(file)
  if (!APART.has(room) || cell === undefined) return []
  return importsOf(file)
    .own.filter((to) => top(to) === room && second(to) !== undefined && second(to) !== cell)
    .map((to) => `${file} -> ${to}`)
}

const vendorBreaks = (file: string): string[] =>
  importsOf(file).packages.flatMap((name) =>
    VENDORS.filter(([pattern, homes]) => pattern.test(name) && !homes.some((home) => within(file, home))).map(
      () => `${file} -> ${name}`,
    ),
  )

const pureBreaks = (file: string): string[] => {
  if (!PURE.test(file)) return []
  const nodes = importsOf(file).packages.filter((name) => name.startsWith('node:'))
  const code = sourceOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  const effect = IMPURE.exec(code)?.[0]
  return [...nodes, ...(effect === undefined ? [] : [effect])].map((what) => `${file} uses ${what}`)
}

test('every import between our own files resolves to a file', () => {
  const missing = sourceFiles().flatMap((file) =>
    importsOf(file)
      .own.filter((to) => !existsSync(join(SRC, to)))
      .map((to) => `${file} -> ${to}`),
  )
  expect(missing).toEqual([])
})

test('imports run only in the directions of the design', () => {
  expect(sourceFiles().flatMap(layerBreaks)).toEqual([])
})

test('capabilities never import each other', () => {
  expect(sourceFiles().flatMap(neighbourBreaks)).toEqual([])
})

test('each vendor package is known to its own folder only', () => {
  expect(sourceFiles().flatMap(vendorBreaks)).toEqual([])
})

test('pure files reach for no node module, clock, chance, timer or network', () => {
  expect(sourceFiles().flatMap(pureBreaks)).toEqual([])
})

test('only config.ts reads the environment', () => {
  const readers = sourceFiles().filter((file) => file !== 'config.ts' && /process\.env/.test(sourceOf(file)))
  expect(readers).toEqual([])
})
