import type { Row } from '../tenant/tenant.ts'

/** Whether a row is wanted. */
export type Wanted = (row: Row) => boolean

/** A value of a row: the property itself, or what a lambda variable stands for. */
type Read = (scope: Scope) => unknown
type Test = (scope: Scope) => boolean
interface Scope {
  readonly row: unknown
  readonly variables: Readonly<Record<string, unknown>>
}

const TOKEN = /\s*('(?:[^']|'')*'|[()/:,]|[\w.$@+-]+(?::\d[\w.:+-]*)?)/y

class Unsupported extends Error {}

/**
 * Reads an OData `$filter` (and, or, not, comparisons, startsWith, endsWith, contains, any, $count). Undefined for
 * anything else, which Graph refuses as well.
 */
export const readFilter = (text: string): Wanted | undefined => {
  try {
    const tokens = tokensOf(text)
    const test = either(tokens)
    if (tokens.length > 0) return undefined
    return (row) => test({ row, variables: {} })
  } catch (thrown) {
    if (thrown instanceof Unsupported) return undefined
    throw thrown
  }
}

const tokensOf = (text: string): string[] => {
  const tokens: string[] = []
  const pattern = new RegExp(TOKEN)
  while (pattern.lastIndex < text.trimEnd().length) {
    const token = pattern.exec(text)?.[1]
    if (token === undefined) throw new Unsupported()
    tokens.push(token)
  }
  return tokens
}

const take = (tokens: string[], wanted?: string): string => {
  const token = tokens.shift()
  if (token === undefined || (wanted !== undefined && token !== wanted)) throw new Unsupported()
  return token
}

const either = (tokens: string[]): Test => {
  const tests = [both(tokens)]
  while (tokens[0] === 'or') {
    take(tokens)
    tests.push(both(tokens))
  }
  return (scope) => tests.some((test) => test(scope))
}

const both = (tokens: string[]): Test => {
  const tests = [single(tokens)]
  while (tokens[0] === 'and') {
    take(tokens)
    tests.push(single(tokens))
  }
  return (scope) => tests.every((test) => test(scope))
}

const single = (tokens: string[]): Test => {
  const first = take(tokens)
  if (first === 'not') {
    const test = single(tokens)
    return (scope) => !test(scope)
  }
  if (first === '(') {
    const test = either(tokens)
    take(tokens, ')')
    return test
  }
  return tokens[0] === '(' ? textTest(first, tokens) : about(path(first, tokens), tokens)
}

const TEXT_TESTS: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
}

const textTest = (name: string, tokens: string[]): Test => {
  const test = TEXT_TESTS[name.toLowerCase()]
  if (test === undefined) throw new Unsupported()
  take(tokens, '(')
  const read = path(take(tokens), tokens).read
  take(tokens, ',')
  const part = literal(take(tokens))
  take(tokens, ')')
  return (scope) => test(lower(read(scope)), lower(part))
}

interface Path {
  readonly read: Read
  /** Ends in `/any`: a lambda follows. */
  readonly any: boolean
}

const path = (first: string, tokens: string[]): Path => {
  const steps = [first]
  while (tokens[0] === '/') {
    take(tokens)
    steps.push(take(tokens))
  }
  const any = steps.at(-1) === 'any'
  const names = any ? steps.slice(0, -1) : steps
  const read: Read = ({ row, variables }) => {
    const [head = '', ...rest] = names
    const known = head in variables
    return (known ? rest : names).reduce(step, known ? variables[head] : row)
  }
  return { read, any }
}

const step = (value: unknown, name: string): unknown => {
  if (name === '$count') return Array.isArray(value) ? value.length : undefined
  return typeof value === 'object' && value !== null ? (value as Row)[name] : undefined
}

const about = ({ read, any }: Path, tokens: string[]): Test => {
  if (!any) return comparison(read, tokens)
  take(tokens, '(')
  const variable = take(tokens)
  take(tokens, ':')
  const test = either(tokens)
  take(tokens, ')')
  return (scope) => {
    const items = read(scope)
    return (
      Array.isArray(items) &&
      items.some((item: unknown) => test({ ...scope, variables: { ...scope.variables, [variable]: item } }))
    )
  }
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  ge: (order) => order >= 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  lt: (order) => order < 0,
}

const comparison = (read: Read, tokens: string[]): Test => {
  const test = COMPARISONS[take(tokens)]
  if (test === undefined) throw new Unsupported()
  const wanted = literal(take(tokens))
  return (scope) => test(compare(read(scope), wanted))
}

const literal = (token: string): unknown => {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
  if (token === 'true' || token === 'false' || token === 'null') return JSON.parse(token)
  return /^-?\d+$/.test(token) ? Number(token) : token
}

const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '')

/** The directory compares text without regard to case. */
const compare = (value: unknown, wanted: unknown): number => {
  if (typeof value === 'string' && typeof wanted === 'string')
    return lower(value) === lower(wanted) ? 0 : lower(value) < lower(wanted) ? -1 : 1
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted
  return (value ?? null) === wanted ? 0 : Number.NaN
}
