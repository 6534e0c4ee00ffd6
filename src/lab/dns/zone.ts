import type { DnsRecords } from '../../model/dns.ts'
import type { DnsTrouble, Zone } from '../tenant/tenant.ts'

/** What a name server makes of a question, before it is put on the wire. */
export type Reading =
  | {
      readonly kind: 'records'
      readonly ttl: number
      readonly records: readonly { readonly type: keyof DnsRecords; readonly data: unknown }[]
    }
  | { readonly kind: 'nodata' | 'nxdomain'; readonly zone: Zone }
  /** No zone here covers the name. */
  | { readonly kind: 'unknown' }
  | { readonly kind: DnsTrouble }

const covers = (zone: Zone, name: string): boolean => name === zone.origin || name.endsWith(`.${zone.origin}`)

/** Looks a name up in the zones, the closest one first. Names are lower case without the final dot. */
export const readZones = (zones: readonly Zone[], name: string, type: string): Reading => {
  const zone = zones
    .filter((zone) => covers(zone, name))
    .toSorted((one, other) => other.origin.length - one.origin.length)[0]
  if (zone === undefined) return { kind: 'unknown' }
  if (zone.trouble !== undefined) return { kind: zone.trouble }
  if (name === zone.origin && (type === 'NS' || type === 'SOA')) return apex(zone, type)
  const entry = zone.names[name]
  if (entry === undefined) return { kind: hasBelow(zone, name) ? 'nodata' : 'nxdomain', zone }
  if (entry.trouble !== undefined) return { kind: entry.trouble }
  const answered = entry.CNAME === undefined ? type : 'CNAME'
  const records = entry[answered as keyof DnsRecords]
  if (records === undefined || records.length === 0) return { kind: 'nodata', zone }
  return {
    kind: 'records',
    ttl: zone.ttl,
    records: records.map((data) => ({ type: answered as keyof DnsRecords, data })),
  }
}

/** A name that has only names below it exists all the same (RFC 8020). */
const hasBelow = (zone: Zone, name: string): boolean =>
  name === zone.origin || Object.keys(zone.names).some((other) => other.endsWith(`.${name}`))

const apex = (zone: Zone, type: 'NS' | 'SOA'): Reading => ({
  kind: 'records',
  ttl: zone.ttl,
  records:
    type === 'NS'
      ? zone.nameServers.map((host) => ({ type, data: { host } }))
      : [{ type, data: { primary: zone.nameServers[0], serial: 2026010101 } }],
})
