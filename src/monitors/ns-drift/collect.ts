import { ask } from '../../model/ask.ts'
import { Fault } from '../../model/fault.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { Delegation } from './schema.ts'

/** Domains that are looked at together. */
const ABREAST = 10

/** The delegation of each zone that these domains lie in. */
export const collect = (
  ports: Ports,
  domains: readonly string[],
  signal: AbortSignal,
): Promise<Outcome<readonly Delegation[]>> =>
  ask(ports.clock, { asked: `NS ${domains.join(', ')}`, of: 'DNS' }, async () => {
    const found: Delegation[] = []
    for (let next = 0; next < domains.length; next += ABREAST)
      found.push(
        ...(await Promise.all(
          domains.slice(next, next + ABREAST).map((domain) => delegationOf(ports, domain, signal)),
        )),
      )
    const zones = new Map(found.map((delegation) => [delegation.zone, delegation]))
    return [...zones.values()]
  })

/** A domain may be a name inside a zone: then the zone above it is asked for. Never a top-level one. */
const delegationOf = async (ports: Ports, domain: string, signal: AbortSignal): Promise<Delegation> => {
  for (let zone = domain; zone.includes('.'); zone = zone.slice(zone.indexOf('.') + 1)) {
    try {
      const answer = await ports.dns.query(zone, 'NS', { signal })
      if (answer.kind === 'nxdomain') return { kind: 'no-such-domain', zone }
      if (answer.kind === 'records')
        return { kind: 'delegated', zone, servers: answer.records.map(({ host }) => host) }
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      return { kind: 'unknown', zone, why: thrown.message }
    }
  }
  return { kind: 'unknown', zone: domain, why: 'no zone above it has name servers' }
}
