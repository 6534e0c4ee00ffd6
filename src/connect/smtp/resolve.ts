import type { DnsAnswer } from '../../model/dns.ts'
import type { Dns } from '../../model/ports.ts'
import type { Resolve } from './open.ts'

/**
 * Finds addresses through the DNS that everything else here uses, IPv4 first. Rejects with DnsFault where no address is
 * known and a question went unanswered, because then nobody knows that there is none.
 */
export const resolveBy =
  (dns: Dns): Resolve =>
  async (host, signal) => {
    const answers = await Promise.allSettled([
      dns.query(host, 'A', { signal }),
      dns.query(host, 'AAAA', { signal }),
    ])
    const addresses = answers.flatMap((one) => (one.status === 'fulfilled' ? addressesIn(one.value) : []))
    const failed = answers.find((one) => one.status === 'rejected')
    if (addresses.length === 0 && failed !== undefined) throw failed.reason
    return addresses
  }

const addressesIn = (answer: DnsAnswer<{ readonly address: string }>): readonly string[] =>
  answer.kind === 'records' ? answer.records.map(({ address }) => address) : []
