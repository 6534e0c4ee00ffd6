import { millis } from '../../model/time.ts'
import type { Count, Course, Last, Sample, TraceRow } from './schema.ts'
import { statusOf, wayOf } from './status.ts'

/** Width of a count, milliseconds. */
export const BIN_MS = 300_000

/** What is kept of rows: counts, the newest of each kind, and those that were not delivered. */
export interface Tally {
  readonly counts: Count[]
  readonly last: Last[]
  /** Newest first. */
  readonly undelivered: readonly (Omit<Sample, 'events'> & { readonly id: string })[]
}

/** Whose address it is. A domain of ours takes in its subdomains. */
export const ownerOf = (domains: readonly string[]) => {
  const ours = new Set(domains.map((domain) => domain.toLowerCase()))
  const cache = new Map<string, boolean>()
  const isOurs = (domain: string): boolean => {
    const known = cache.get(domain)
    if (known !== undefined) return known
    const labels = domain.split('.')
    const found = labels.some((_, index) => ours.has(labels.slice(index).join('.')))
    cache.set(domain, found)
    return found
  }
  return (address: string): boolean => isOurs(domainOf(address))
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/**
 * The course of a row. The null reverse path of reports (`<>`) is nobody's address, so a report to us is inbound. With
 * `only`, mail of our other domains is `other`.
 */
export const courseOf = (domains: readonly string[], only?: string): ((row: TraceRow) => Course) => {
  const ours = ownerOf(domains)
  const asked = only === undefined ? ours : ownerOf([only])
  return ({ senderAddress, recipientAddress }) => {
    const from = ours(senderAddress)
    const to = ours(recipientAddress)
    if (from && to) return 'internal'
    if (to) return asked(recipientAddress) ? 'inbound' : 'other'
    if (from) return asked(senderAddress) ? 'outbound' : 'other'
    return senderAddress.includes('@') || only !== undefined ? 'other' : 'outbound'
  }
}

export const tallyOf = (rows: readonly TraceRow[], course: (row: TraceRow) => Course): Tally => {
  const counts = new Map<string, Count>()
  const last = new Map<string, Last>()
  const undelivered: (Omit<Sample, 'events'> & { id: string })[] = []
  for (const row of rows) {
    const kind = { course: course(row), status: statusOf(row.status) }
    const at = new Date(row.receivedDateTime).toISOString()
    // Like all spans, five minutes are open at their beginning and closed at their end.
    const bin = new Date(Math.floor((millis(at) - 1) / BIN_MS) * BIN_MS).toISOString()
    const key = `${kind.course} ${kind.status}`
    const count = counts.get(`${bin} ${key}`)
    counts.set(`${bin} ${key}`, { at: bin, ...kind, count: (count?.count ?? 0) + 1 })
    if ((last.get(key)?.at ?? '') < at) last.set(key, { at, ...kind })
    if (wayOf(kind.status) !== 'arrived')
      undelivered.push({
        at,
        ...kind,
        id: row.id,
        sender: row.senderAddress,
        recipient: row.recipientAddress,
      })
  }
  return {
    counts: [...counts.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    last: [...last.values()],
    undelivered: undelivered.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
  }
}
