import type { Answer } from 'dns-packet'
import type { DnsAnswer, DnsRecords, DnsType } from '../../model/dns.ts'
import { asWords, DnsFault } from './fault.ts'
import { canonical, type Response } from './packet.ts'
import { recordOf } from './records.ts'

/** What a response means. Throws DnsFault where it is no answer. */
export const answerFrom = <T extends DnsType>(
  name: string,
  type: T,
  server: string,
  response: Response,
): DnsAnswer<DnsRecords[T]> => {
  const facts = {
    server,
    authoritative: response.flag_aa,
    ...(response.flag_ad ? { validated: true } : {}),
  }
  if (response.rcode === 'NXDOMAIN') return { kind: 'nxdomain', ...facts }
  if (response.rcode !== 'NOERROR') throw rcodeFault(response, asWords(name, type, server))

  const answers = response.answers ?? []
  const owned = following(canonical(name), answers)
  if (owned.length > 0 || answers.some((answer) => answer.type === 'CNAME'))
    return { ...facts, ...answered(type, owned) }

  const delegation = (response.authorities ?? []).filter((answer) => answer.type === 'NS')
  if (delegation.length === 0 || response.flag_aa) return { kind: 'nodata', ...facts }
  const exact = delegation.filter((answer) => canonical(answer.name) === canonical(name))
  if (type === 'NS' && exact.length > 0) return { ...facts, ...answered(type, exact) }
  throw new DnsFault(`${asWords(name, type, server)}: the server only refers to other servers.`, {
    code: 'dns.referral',
    kind: 'unsure',
  })
}

const answered = <T extends DnsType>(type: T, answers: readonly Answer[]) => {
  const found = answers.flatMap((answer) => {
    const record = recordOf(type, answer)
    return record === undefined ? [] : [{ record, ttl: 'ttl' in answer ? (answer.ttl ?? 0) : 0 }]
  })
  if (found.length === 0) return { kind: 'nodata' } as const
  return {
    kind: 'records',
    records: found.map(({ record }) => record),
    ttl: Math.min(...found.map(({ ttl }) => ttl)),
  } as const
}

/** The answers that belong to the name or to what its aliases lead to; others have no business in the response. */
const following = (name: string, answers: readonly Answer[]): readonly Answer[] => {
  const names = new Set([name])
  for (let grown = true; grown; ) {
    const before = names.size
    for (const answer of answers)
      if (answer.type === 'CNAME' && names.has(canonical(answer.name))) names.add(canonical(answer.data))
    grown = names.size > before
  }
  return answers.filter((answer) => names.has(canonical(answer.name)))
}

const rcodeFault = (response: Response, words: string): DnsFault => {
  const why = extendedError(response)
  const said = why === undefined ? response.rcode : `${response.rcode} (${why})`
  switch (response.rcode) {
    case 'SERVFAIL':
      return new DnsFault(`${words}: the server could not find out, ${said}.`, {
        code: 'dns.servfail',
        kind: 'unreachable',
        retry: { afterMs: 5000 },
      })
    case 'REFUSED':
      return new DnsFault(`${words}: the server will not answer, ${said}.`, {
        code: 'dns.refused',
        kind: 'unreachable',
      })
    default:
      return new DnsFault(`${words}: the server answered ${said}.`, { code: 'dns.malformed', kind: 'unsure' })
  }
}

const EXTENDED_ERROR = 15

/** The codes of RFC 8914 that say something about a domain that people can mend. */
const EXTENDED_ERRORS: Readonly<Record<number, string>> = {
  1: 'DNSSEC algorithm not supported',
  6: 'DNSSEC bogus',
  7: 'DNSSEC signature expired',
  8: 'DNSSEC signature not yet valid',
  9: 'DNSKEY missing',
  10: 'RRSIGs missing',
  15: 'blocked',
  16: 'censored',
  17: 'filtered',
  18: 'prohibited',
  20: 'not authoritative',
  22: 'no reachable authority',
  23: 'network error',
}

/** Why a resolver failed, in the words of RFC 8914 or its own, where it says so. */
const extendedError = (response: Response): string | undefined => {
  const options = (response.additionals ?? []).flatMap((answer) =>
    answer.type === 'OPT' ? answer.options : [],
  )
  const option = options.find(({ code }) => (code as number) === EXTENDED_ERROR)
  if (option === undefined || !('data' in option) || option.data === undefined || option.data.length < 2)
    return undefined
  const code = option.data.readUInt16BE()
  const words = option.data
    .subarray(2)
    .toString('utf8')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
  return [EXTENDED_ERRORS[code] ?? `extended error ${code}`, words].filter((part) => part !== '').join(': ')
}
