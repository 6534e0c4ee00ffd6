import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')
export const SRC = join(ROOT, 'src')

/** All TypeScript files below a folder, as paths relative to `src` with forward slashes. */
export const sourceFiles = (): string[] =>
  readdirSync(SRC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(SRC, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()

/** The folders directly below a folder of `src`. */
export const folders = (of: string): string[] =>
  readdirSync(join(SRC, of), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()

/** The files directly below a folder of `src`, without `.ts`. */
export const modules = (of: string): string[] =>
  readdirSync(join(SRC, of), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => entry.name.slice(0, -'.ts'.length))
    .toSorted()

export const sourceOf = (file: string): string => readFileSync(join(SRC, file), 'utf8')

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g

/** What a file imports: `own` as paths relative to `src`, `packages` as bare specifiers. */
export const importsOf = (file: string): { own: string[]; packages: string[] } => {
  const found = [...sourceOf(file).matchAll(IMPORT)].map(
    (match) => (match[1] ?? match[2] ?? match[3]) as string,
  )
  const own = found
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) =>
      relative(SRC, resolve(SRC, dirname(file), specifier))
        .split(sep)
        .join('/'),
    )
  return { own, packages: found.filter((specifier) => !specifier.startsWith('.')) }
}
