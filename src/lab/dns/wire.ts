import dnsPacket, { type Answer, type Packet } from 'dns-packet'
import type { DnsRecords } from '../../model/dns.ts'
import type { Zone } from '../tenant/tenant.ts'
import type { Reading } from './zone.ts'

/** `resolver` answers for others (RA); `authoritative` is the zone's own server (AA). */
export type DnsRole = 'resolver' | 'authoritative'

const RCODE = { noError: 0, servfail: 2, nxdomain: 3, refused: 5 }

/** The reply to a question; undefined where the server stays silent. */
export const replyTo = (query: Packet, reading: Reading, role: DnsRole): Packet | undefined => {
  if (reading.kind === 'dropped') return undefined
  const settled = reading.kind === 'records' || reading.kind === 'nodata' || reading.kind === 'nxdomain'
  const aa = role === 'authoritative' && settled ? dnsPacket.AUTHORITATIVE_ANSWER : 0
  const ra = role === 'resolver' ? dnsPacket.RECURSION_AVAILABLE : 0
  const name = query.questions?.[0]?.name ?? '.'
  return {
    id: query.id ?? 0,
    type: 'response',
    flags: aa | ra | ((query.flags ?? 0) & dnsPacket.RECURSION_DESIRED) | rcode(reading, role),
    questions: query.questions ?? [],
    answers: reading.kind === 'records' ? answersOf(name, reading) : [],
    authorities: 'zone' in reading ? [startOfAuthority(reading.zone)] : [],
  }
}

const rcode = ({ kind }: Reading, role: DnsRole): number => {
  if (kind === 'servfail') return RCODE.servfail
  if (kind === 'nxdomain') return RCODE.nxdomain
  // Nobody resolves the rest of the world here; a name server refuses what is not its own.
  if (kind === 'unknown') return role === 'resolver' ? RCODE.nxdomain : RCODE.refused
  return kind === 'refused' ? RCODE.refused : RCODE.noError
}

const answersOf = (name: string, reading: Extract<Reading, { kind: 'records' }>): Answer[] =>
  reading.records.map(
    ({ type, data }) =>
      ({ type, name, ttl: reading.ttl, class: 'IN', data: wireData[type](data as never) }) as Answer,
  )

const wireData: { readonly [T in keyof DnsRecords]: (record: DnsRecords[T]) => unknown } = {
  MX: (record) => record,
  A: ({ address }) => address,
  AAAA: ({ address }) => address,
  NS: ({ host }) => host,
  // One string holds 255 bytes; a longer text is several of them (RFC 1035 3.3.14).
  TXT: ({ text }) => text.match(/.{1,255}/gs) ?? [''],
  CNAME: ({ target }) => target,
  SOA: ({ primary, serial }) => ({
    mname: primary,
    rname: `hostmaster.${primary}`,
    serial,
    refresh: 3600,
    retry: 600,
    expire: 1_209_600,
    minimum: 300,
  }),
  TLSA: ({ usage, selector, matching, data }) => ({
    usage,
    selector,
    matchingType: matching,
    certificate: Buffer.from(data, 'hex'),
  }),
}

const startOfAuthority = (zone: Zone): Answer =>
  ({
    type: 'SOA',
    name: zone.origin,
    ttl: 300,
    class: 'IN',
    data: wireData.SOA({ primary: zone.nameServers[0] ?? zone.origin, serial: 2026010101 }),
  }) as Answer
