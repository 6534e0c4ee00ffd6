import { Resolver } from 'node:dns'
import { domainToASCII } from 'node:url'
import type { DnsAnswer, DnsRecords, DnsType } from '../../model/dns.ts'
import type { CallOptions, Clock, Dns } from '../../model/ports.ts'
import { answerFrom } from './answer.ts'
import { asWords, DnsFault } from './fault.ts'
import { canonical, type Question } from './packet.ts'
import { type Server, serverName, serverOf } from './server.ts'
import { askServer, type NoResponse, type Patience } from './wire.ts'

export interface DnsSettings {
  /** Resolvers as `address` or `address:port`, asked in turn; none means those of the system. */
  readonly servers?: readonly string[]
  /**
   * Where the name server at an address is really reached, e.g. `192.0.2.53` at `127.0.0.1:5300`: for networks that
   * translate addresses, and for labs.
   */
  readonly connectTo?: Readonly<Record<string, string>>
  /** Longest wait for one server, milliseconds. */
  readonly timeoutMs: number
  readonly clock: Clock
}

/**
 * DNS over UDP and TCP. A question without a server goes to the configured resolvers, or to those that the system
 * uses, in turn until one answers properly; a question with a server goes to that one alone.
 */
export const dnsOver = (settings: DnsSettings): Dns => ({
  query: async <T extends DnsType>(
    name: string,
    type: T,
    options: CallOptions & { readonly server?: string; readonly unchecked?: boolean } = {},
  ): Promise<DnsAnswer<DnsRecords[T]>> => {
    const patience = { clock: settings.clock, timeoutMs: settings.timeoutMs, signal: options.signal }
    const question = { name: asciiName(name), type, unchecked: options.unchecked === true }
    if (options.server !== undefined) return askOne(question, reached(settings, options.server), patience)
    return askInTurn(question, resolvers(settings), patience)
  },
})

const resolvers = ({ servers }: DnsSettings): readonly Server[] => {
  const named = servers === undefined || servers.length === 0 ? new Resolver().getServers() : servers
  return named.map(serverOf)
}

/** A server under the name that it was asked for by, and the place where it is reached. */
interface Reached extends Server {
  readonly shownAs?: string
}

const reached = ({ connectTo = {} }: DnsSettings, server: string): Reached => {
  const elsewhere = connectTo[server]
  return elsewhere === undefined ? serverOf(server) : { ...serverOf(elsewhere), shownAs: server }
}

interface Typed<T extends DnsType> extends Question {
  readonly type: T
}

/** The first proper answer, otherwise the fault of the last server that was asked. */
const askInTurn = async <T extends DnsType>(
  question: Typed<T>,
  servers: readonly Server[],
  patience: Patience,
): Promise<DnsAnswer<DnsRecords[T]>> => {
  let fault = new DnsFault('No DNS server is configured, and the system names none.', {
    code: 'dns.not-configured',
    kind: 'unreachable',
  })
  for (const server of servers) {
    try {
      return await askOne(question, server, patience)
    } catch (thrown) {
      if (!(thrown instanceof DnsFault)) throw thrown
      fault = thrown
    }
    if (patience.signal?.aborted) break
  }
  throw fault
}

const askOne = async <T extends DnsType>(
  question: Typed<T>,
  server: Reached,
  patience: Patience,
): Promise<DnsAnswer<DnsRecords[T]>> => {
  const shown = server.shownAs ?? serverName(server)
  const { name, type } = question
  const response = await askServer(question, server, patience)
  if ('silent' in response) throw silenceFault(response, asWords(name, type, shown))
  return answerFrom(name, type, shown, response)
}

const silenceFault = ({ silent, why, cause }: NoResponse, words: string): DnsFault =>
  new DnsFault(`${words}: ${why}.`, {
    code: silent === 'late' ? 'dns.late' : 'dns.unreachable',
    kind: silent,
    retry: { afterMs: 5000 },
    cause,
  })

/** International names travel as A-labels (RFC 5891). Underscored names such as `_25._tcp` stay as they are. */
const asciiName = (name: string): string => {
  const plain = canonical(name)
  return /^[\x21-\x7e]*$/.test(plain) ? plain : domainToASCII(plain)
}
