import type { HttpAnswer } from '../http/server.ts'
import type { Row } from '../tenant/tenant.ts'
import { graphError } from './errors.ts'

/** `$select`: the named properties of a row; `id` comes always. */
export const select = (row: Row, parameters: URLSearchParams, usual?: readonly string[]): Row => {
  const names =
    parameters
      .get('$select')
      ?.split(',')
      .map((name) => name.trim()) ?? usual
  if (names === undefined) return row
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name === 'id' || name.startsWith('@') || names.includes(name)),
  )
}

const one = (part: string, row: Row): boolean | undefined => {
  const match = /^(\w+(?:\/\$count)?)\s+(eq|ne)\s+(?:'((?:[^']|'')*)'|(true|false|null|\d+))$/.exec(
    part.trim(),
  )
  if (match === null) return undefined
  const [, property = '', operator, quoted, bare] = match
  const wanted: unknown = quoted === undefined ? JSON.parse(bare as string) : quoted.replaceAll("''", "'")
  const value = property.endsWith('/$count')
    ? (row[property.slice(0, -7)] as unknown[]).length
    : row[property]
  const same =
    typeof value === 'string' && typeof wanted === 'string'
      ? value.toLowerCase() === wanted.toLowerCase()
      : value === wanted
  return operator === 'eq' ? same : !same
}

/** `$filter` as far as it is needed here: comparisons joined by `and`. Undefined for anything else. */
export const matches = (filter: string, row: Row): boolean | undefined => {
  const parts = filter.split(/\s+and\s+/).map((part) => one(part, row))
  return parts.some((part) => part === undefined) ? undefined : parts.every((part) => part)
}

/** A collection with `$filter`, `$select`, `$top` and `@odata.nextLink`. */
export const collection = (
  url: URL,
  rows: readonly Row[],
  options: { readonly pageSize?: number; readonly usual?: readonly string[] } = {},
): HttpAnswer => {
  const parameters = url.searchParams
  const filter = parameters.get('$filter')
  if (filter !== null && rows.some((row) => matches(filter, row) === undefined))
    return graphError(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause: ${filter}.`,
    )
  const kept = filter === null ? rows : rows.filter((row) => matches(filter, row))
  const size = Number(parameters.get('$top') ?? options.pageSize ?? Math.max(kept.length, 1))
  if (!Number.isInteger(size) || size < 1 || size > 999)
    return graphError(
      400,
      'Request_BadRequest',
      'Invalid page size specified. Must be between 1 and 999 inclusive.',
    )
  const from = Number(parameters.get('$skiptoken') ?? 0)
  const next = new URL(url)
  next.searchParams.set('$skiptoken', String(from + size))
  return {
    status: 200,
    body: {
      '@odata.context': `${url.origin}/v1.0/$metadata#${url.pathname.replace('/v1.0/', '')}`,
      ...(from + size < kept.length ? { '@odata.nextLink': next.href } : {}),
      value: kept.slice(from, from + size).map((row) => select(row, parameters, options.usual)),
    },
  }
}
