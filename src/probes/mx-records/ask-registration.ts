import { z } from 'zod'
import type { Https } from '../../model/ports.ts'
import { shaped } from '../../model/shaped.ts'
import type { Registration } from './schema.ts'

/** Which registry keeps which top-level domain. Source: RFC 9224. */
const BOOTSTRAP = 'https://data.iana.org/rdap/dns.json'

const Bootstrap = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])) })

/** A domain as far as it is used here. Source: RFC 9083 section 5.3. */
const RdapDomain = z.object({
  status: z.array(z.string()).optional(),
  events: z.array(z.object({ eventAction: z.string(), eventDate: z.string().optional() })).optional(),
})

export type Registries = () => Promise<ReadonlyMap<string, string>>

/** The registries, read when they are first needed. Rejects with HttpsFault or ShapeFault. */
export const registriesOver = (https: Https, signal: AbortSignal): Registries => {
  let read: ReturnType<Registries> | undefined
  return () => {
    read ??= readRegistries(https, signal)
    return read
  }
}

const readRegistries = async (https: Https, signal: AbortSignal): Promise<ReadonlyMap<string, string>> => {
  const { text } = await https.get(BOOTSTRAP, { signal, redirects: 2 })
  const { services } = shaped(Bootstrap, jsonOf(text), 'The list of registries')
  return new Map(
    services.flatMap(([domains, urls]) => {
      const url = urls.find((one) => one.startsWith('https:'))
      return url === undefined ? [] : domains.map((domain) => [domain.toLowerCase(), url] as const)
    }),
  )
}

/**
 * What the registry says of the name that is registered: the domain, or one above it. A registry that keeps no such
 * service is unknown and not "not registered". Rejects with HttpsFault or ShapeFault.
 */
export const askRegistration = async (
  https: Https,
  registries: Registries,
  domain: string,
  signal: AbortSignal,
): Promise<Registration | undefined> => {
  const labels = domain.split('.')
  const base = (await registries()).get(labels.at(-1) ?? '')
  if (base === undefined) return undefined
  for (let above = 0; above < labels.length - 1; above++) {
    const name = labels.slice(above).join('.')
    const url = new URL(`domain/${name}`, base.endsWith('/') ? base : `${base}/`)
    const { status, text } = await https.get(url.href, { signal, redirects: 3 })
    if (status === 200) return registrationIn(name, jsonOf(text))
    if (status !== 404) return undefined
  }
  return { name: domain, registered: false, status: [] }
}

const registrationIn = (name: string, answer: unknown): Registration => {
  const { status = [], events = [] } = shaped(RdapDomain, answer, 'A domain registration')
  const expires = events.find(({ eventAction }) => eventAction === 'expiration')?.eventDate
  const at = expires === undefined ? Number.NaN : Date.parse(expires)
  return {
    name,
    registered: true,
    status: status.map((one) => one.toLowerCase()),
    ...(Number.isNaN(at) ? {} : { expires: new Date(at).toISOString() }),
  }
}

/** Undefined for what is no JSON, so that the shape is what is found wanting. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
