import { z } from 'zod'
import type { DnsAnswer, DnsRecords, DnsType } from '../model/dns.ts'
import { Fault } from '../model/fault.ts'
import type { Dns } from '../model/ports.ts'
import { Host, named, say } from './raw.ts'

const Failed = z.object({
  kind: z.literal('failed'),
  /** Of the fault, e.g. `dns.servfail`. */
  code: say(
    z.string().default('dns.late'),
    'dns.servfail, dns.refused, dns.late, dns.unreachable or dns.referral.',
  ),
  why: z.string().default('no answer'),
})
type Failed = z.infer<typeof Failed>

/** What came of one DNS question: an answer that means what it says, or why there is none. */
const replyOf = <T extends z.ZodType>(type: string, record: T) => {
  const facts = {
    server: say(z.string().default('resolver'), 'Who answered.'),
    authoritative: say(z.boolean().optional(), 'The server keeps the zone itself (AA).'),
    validated: z.boolean().optional(),
  }
  const reply = z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('records'),
      records: z.array(record).readonly(),
      ttl: say(z.number().optional(), 'Seconds.'),
      ...facts,
    }),
    z.object({ kind: z.literal('nodata'), ...facts }),
    z.object({ kind: z.literal('nxdomain'), ...facts }),
    Failed,
  ])
  return named(`${type}-reply`, reply)
}

const Address = z.object({ address: z.string() })

/** The shapes of the replies that are kept in raw answers. */
export const REPLY = {
  MX: replyOf('mx', z.object({ exchange: Host, preference: z.number().default(0) })),
  A: replyOf('a', Address),
  AAAA: replyOf('aaaa', Address),
  NS: replyOf('ns', z.object({ host: z.string() })),
  TXT: replyOf('txt', z.object({ text: z.string() })),
  TLSA: replyOf(
    'tlsa',
    z.object({ usage: z.number(), selector: z.number(), matching: z.number(), data: z.string() }),
  ),
}
export type Reply<T extends keyof typeof REPLY> = z.infer<(typeof REPLY)[T]>

/** Asks and keeps whatever comes of it. A bug is thrown. */
export const askDns = async <T extends DnsType & keyof typeof REPLY>(
  dns: Dns,
  name: string,
  type: T,
  options: { readonly signal: AbortSignal; readonly server?: string; readonly unchecked?: boolean },
): Promise<Reply<T>> => {
  // The schemas say the same as the model, which the compiler cannot see through the type parameter.
  const kept = (reply: DnsAnswer<DnsRecords[T]> | Failed): Reply<T> => reply as Reply<T>
  try {
    return kept(await dns.query(name, type, options))
  } catch (thrown) {
    if (thrown instanceof Fault) return kept({ kind: 'failed', code: thrown.code, why: thrown.message })
    throw thrown
  }
}

/** The records, none where there are none for whatever reason. */
export const recordsIn = <R>(
  reply: { readonly kind: string; readonly records?: readonly R[] } | undefined,
): readonly R[] => reply?.records ?? []

/** A reason as a part of another sentence. */
export const inside = (why: string): string => why.replace(/\.$/, '')
