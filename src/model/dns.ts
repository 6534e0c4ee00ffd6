/** The record types that mail needs, each as its data (RFC 1035, 7208, 6698). */
export interface DnsRecords {
  MX: { readonly exchange: string; readonly preference: number }
  A: { readonly address: string }
  AAAA: { readonly address: string }
  NS: { readonly host: string }
  TXT: { readonly text: string }
  CNAME: { readonly target: string }
  SOA: { readonly primary: string; readonly serial: number }
  TLSA: {
    readonly usage: number
    readonly selector: number
    readonly matching: number
    readonly data: string
  }
}
export type DnsType = keyof DnsRecords

/**
 * An answer that means what it says: records, a name without that type (NODATA), or a name that does not exist
 * (NXDOMAIN, RFC 8020). Names are lower case without the final dot.
 */
export type DnsAnswer<R> =
  | {
      readonly kind: 'records'
      readonly records: readonly R[]
      /** Seconds, the smallest of the set; absent where the resolver does not tell. */
      readonly ttl?: number
      /** Who answered, e.g. `127.0.0.1:5300` or `system resolver`. */
      readonly server: string
      readonly authoritative?: boolean
      /** The resolver has checked the DNSSEC signatures and vouches for the answer (AD flag, RFC 4035). */
      readonly validated?: boolean
    }
  | {
      readonly kind: 'nodata' | 'nxdomain'
      readonly server: string
      readonly authoritative?: boolean
      readonly validated?: boolean
    }
