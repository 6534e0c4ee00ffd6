import type { Dns } from '../../model/ports.ts'
import type { Resolve } from './open.ts'

/** Finds addresses through the DNS that everything else here uses, IPv4 first. */
export const resolveBy =
  (dns: Dns): Resolve =>
  async (host, signal) => {
    const v4 = await dns.query(host, 'A', { signal })
    const v6 = await dns.query(host, 'AAAA', { signal })
    return [v4, v6].flatMap((answer) =>
      answer.kind === 'records' ? answer.records.map(({ address }) => address) : [],
    )
  }
