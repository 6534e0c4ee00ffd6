import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { Clock, Https } from '../../model/ports.ts'
import { trusting } from '../trust.ts'
import { faultOf, lateFault, redirected, tooLarge } from './fault.ts'

export interface HttpsSettings {
  /** `host -> address:port`: connect there instead; certificates are still checked against the host. */
  readonly connectTo?: Readonly<Record<string, string>>
  /** Further certificate authorities to trust, as PEM, beside those that Node trusts. */
  readonly ca?: readonly string[]
  /** Longest wait for the whole text, redirects among it, milliseconds. */
  readonly timeoutMs: number
  /** The longest text that is read, bytes. */
  readonly maxBytes?: number
  readonly clock: Clock
}

/** Far more than an MTA-STS policy (64 KB, RFC 8461 section 3.3) or a registration has. */
const MAX_BYTES = 1_048_576

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

type Answer = Awaited<ReturnType<Https['get']>>
type Hop = Answer | { readonly location: URL }

/** Public texts over HTTPS: the certificate and the name checked, no compression, no cookies, every wait bounded. */
export const httpsOver = (settings: HttpsSettings): Https => ({
  get: async (address, { signal, redirects = 0 } = {}) => {
    let url = securely(new URL(address))
    const over = new AbortController()
    const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
    const late = settings.clock.sleep(settings.timeoutMs, stop).then(
      () => lateFault(url, `no answer within ${settings.timeoutMs / 1000} seconds`),
      () => lateFault(url, 'given up before an answer came'),
    )
    const followed = async (): Promise<Answer> => {
      for (let left = redirects; ; left--) {
        const hop = await fetchOnce(url, settings, stop)
        if (!('location' in hop)) return hop
        if (left === 0) throw redirected(url, `it leads on to ${hop.location.href}, further than we follow`)
        if (hop.location.protocol !== 'https:')
          throw redirected(url, `it leads away from HTTPS, to ${hop.location.href}`)
        url = hop.location
      }
    }
    try {
      return await Promise.race([followed(), late.then((fault) => Promise.reject(fault))])
    } finally {
      over.abort()
    }
  },
})

/** Asking for anything else than HTTPS is a bug. */
const securely = (url: URL): URL => {
  if (url.protocol !== 'https:') throw new RangeError(`not an HTTPS address: ${url.href}`)
  return url
}

const fetchOnce = (url: URL, settings: HttpsSettings, signal: AbortSignal): Promise<Hop> =>
  new Promise((resolve, reject) => {
    const { ca = [], maxBytes = MAX_BYTES } = settings
    // Handed on to the TLS socket; the types of HTTPS do not know it.
    const trust: object = { secureContext: trusting(ca) }
    const asking = request(url, {
      ...placeOf(url, settings.connectTo),
      ...trust,
      agent: false,
      signal,
      headers: {
        host: url.host,
        'user-agent': 'Mailflow',
        accept: '*/*',
        'accept-encoding': 'identity',
        connection: 'close',
      },
    })
    // Whoever stopped it has told the caller why already.
    const fail = (error: Error): void =>
      reject(signal.aborted ? lateFault(url, 'given up') : faultOf(error, url))
    asking.on('error', fail)
    asking.on('response', (response) => {
      const next = onward(response, url)
      if (next !== undefined) {
        asking.destroy()
        resolve({ location: next })
        return
      }
      response.on('error', fail)
      readText(response, maxBytes, (text) => {
        if (text === undefined) reject(tooLarge(url, maxBytes))
        else resolve({ status: response.statusCode ?? 0, type: mediaType(response), text })
        asking.destroy()
      })
    })
    asking.end()
  })

/** Where the host is really reached; the name that is asked for stays in SNI and in the check of the certificate. */
const placeOf = (url: URL, connectTo: HttpsSettings['connectTo']) => {
  const place = connectTo?.[url.hostname]
  if (place === undefined) return {}
  const at = place.lastIndexOf(':')
  return {
    hostname: place.slice(0, at).replaceAll(/[[\]]/g, ''),
    port: Number(place.slice(at + 1)),
    servername: url.hostname,
  }
}

const onward = ({ statusCode = 0, headers }: IncomingMessage, url: URL): URL | undefined =>
  REDIRECTS.has(statusCode) && headers.location !== undefined && URL.canParse(headers.location, url.href)
    ? new URL(headers.location, url)
    : undefined

const readText = (
  response: IncomingMessage,
  maxBytes: number,
  done: (text: string | undefined) => void,
): void => {
  const parts: Buffer[] = []
  let bytes = 0
  response.on('data', (part: Buffer) => {
    bytes += part.length
    if (bytes > maxBytes) done(undefined)
    else parts.push(part)
  })
  response.on('end', () => done(Buffer.concat(parts).toString('utf8')))
}

const mediaType = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
