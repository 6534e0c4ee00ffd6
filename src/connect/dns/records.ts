import type { Answer, TxtData } from 'dns-packet'
import type { DnsRecords, DnsType } from '../../model/dns.ts'
import { canonical } from './packet.ts'

/** The data of a record of that type; undefined for a record of any other type. */
export const recordOf = <T extends DnsType>(type: T, answer: Answer): DnsRecords[T] | undefined =>
  answer.type === type ? READ[type](answer) : undefined

/** Each reader sees only answers of its own type; dns-packet's union cannot say so by a computed key. */
const READ: { readonly [T in DnsType]: (answer: Answer) => DnsRecords[T] | undefined } = {
  MX: (answer) =>
    answer.type === 'MX'
      ? { exchange: canonical(answer.data.exchange), preference: answer.data.preference ?? 0 }
      : undefined,
  A: (answer) => (answer.type === 'A' ? { address: answer.data } : undefined),
  AAAA: (answer) => (answer.type === 'AAAA' ? { address: answer.data } : undefined),
  NS: (answer) => (answer.type === 'NS' ? { host: canonical(answer.data) } : undefined),
  TXT: (answer) => (answer.type === 'TXT' ? { text: textOf(answer.data) } : undefined),
  CNAME: (answer) => (answer.type === 'CNAME' ? { target: canonical(answer.data) } : undefined),
  SOA: (answer) =>
    answer.type === 'SOA'
      ? { primary: canonical(answer.data.mname), serial: answer.data.serial ?? 0 }
      : undefined,
  TLSA: (answer) =>
    answer.type === 'TLSA'
      ? {
          usage: answer.data.usage,
          selector: answer.data.selector,
          matching: answer.data.matchingType,
          data: answer.data.certificate.toString('hex'),
        }
      : undefined,
}

/** One TXT record is one text; its strings of up to 255 octets are joined without a space (RFC 7208 section 3.3). */
const textOf = (data: TxtData): string =>
  (Array.isArray(data) ? data : [data])
    .map((part) => (typeof part === 'string' ? part : part.toString('utf8')))
    .join('')
