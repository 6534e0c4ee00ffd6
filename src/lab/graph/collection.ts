import type { HttpAnswer } from '../http/server.ts'
import type { Row } from '../tenant/tenant.ts'
import { graphError } from './errors.ts'
import { readFilter } from './filter.ts'

/** `$select`: the named properties of a row, and its annotations. */
export const select = (row: Row, parameters: URLSearchParams, usual?: readonly string[]): Row => {
  const names =
    parameters
      .get('$select')
      ?.split(',')
      .map((name) => name.trim()) ?? usual
  if (names === undefined) return row
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => name.startsWith('@') || names.includes(name)),
  )
}

/** A collection with `$filter`, `$select`, `$top` and `@odata.nextLink`. */
export const collection = (
  url: URL,
  rows: readonly Row[],
  options: { readonly pageSize?: number; readonly usual?: readonly string[] } = {},
): HttpAnswer => {
  const parameters = url.searchParams
  const filter = parameters.get('$filter')
  const wanted = filter === null ? () => true : readFilter(filter)
  if (wanted === undefined)
    return graphError(
      400,
      'Request_UnsupportedQuery',
      `Unsupported or invalid query filter clause: ${filter}.`,
    )
  const kept = rows.filter(wanted)
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
