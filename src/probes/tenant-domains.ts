import { z } from 'zod'
import { Fault } from '../model/fault.ts'
import type { Ports } from '../model/ports.ts'
import type { Scope } from '../model/scope.ts'
import { graphRow } from './graph-row.ts'
import { flagOf, textOf } from './wire.ts'

export interface Domain {
  readonly name: string
  readonly isDefault?: boolean
}

/** A domain of Graph, as far as it is used. */
const Row = z.object({
  id: z.string(),
  isDefault: z.boolean().optional(),
  isInitial: z.boolean().optional(),
  isVerified: z.boolean().optional(),
  supportedServices: z.array(z.string()).optional(),
})
type Row = z.infer<typeof Row>

const INITIAL = /\.onmicrosoft\.(com|us|de|cn)$/i

/**
 * The domains to look at, the default one first: the one in question, or all of the tenant that take mail. Graph knows
 * them; where it may not be asked Exchange does; where neither may, only a domain in the scope can be looked at.
 */
export const domainsOf = async (
  ports: Ports,
  scope: Scope,
  signal: AbortSignal,
): Promise<readonly Domain[]> => {
  const only = (scope.domain ?? scope.address?.split('@').at(-1))?.toLowerCase()
  if (only !== undefined && only !== '') return [{ name: only }]
  try {
    return await graphDomains(ports, signal)
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    const others = await exchangeDomains(ports, signal).catch((second: unknown) => {
      throw second instanceof Fault ? thrown : second
    })
    // Every tenant has a domain: none is no answer.
    if (others.length === 0) throw thrown
    return others
  }
}

/** The domains that Graph knows to take mail, the default one first. Throws GraphFault. */
export const graphDomains = async ({ graph }: Ports, signal: AbortSignal): Promise<readonly Domain[]> => {
  const { rows } = await graph.list('/domains', { signal })
  const all = rows.map((row) => graphRow(Row, row, 'A domain'))
  const own = all.filter((row) => takesMail(row) && row.isInitial !== true)
  return defaultFirst(
    (own.length > 0 ? own : all.filter(takesMail)).map((row) => ({
      name: row.id.toLowerCase(),
      ...(row.isDefault === true ? { isDefault: true } : {}),
    })),
  )
}

const takesMail = ({ isVerified, supportedServices }: Row): boolean =>
  isVerified !== false && (supportedServices === undefined || supportedServices.includes('Email'))

const exchangeDomains = async ({ exchange }: Ports, signal: AbortSignal): Promise<readonly Domain[]> => {
  const { rows } = await exchange.invoke('Get-AcceptedDomain', {}, { signal })
  const all = rows.flatMap((row) => {
    const name = textOf(row['DomainName'])?.toLowerCase()
    if (name === undefined || flagOf(row['OutboundOnly'])) return []
    return [{ name, ...(flagOf(row['Default']) ? { isDefault: true } : {}) }]
  })
  const own = all.filter(({ name }) => !INITIAL.test(name))
  return defaultFirst(own.length > 0 ? own : all)
}

const defaultFirst = (domains: readonly Domain[]): readonly Domain[] =>
  domains.toSorted((one, other) => Number(other.isDefault === true) - Number(one.isDefault === true))
