import type { Dns, Ports } from '../../model/ports.ts'
import { aside } from '../aside.ts'
import { askDns, recordsIn } from '../dns-reply.ts'
import { announcements } from './mta-sts.ts'
import type { Checked, Dane } from './schema.ts'

const LOOK_MS = 10_000
const PHASE_MS = 5000
const SMTP_PORT = 25

/**
 * The MTA-STS policy of a domain: announced by TXT, kept by a web server of a fixed name, whose redirects must not be
 * followed (RFC 8461 sections 3.1 to 3.3).
 */
export const askMtaSts = async (
  { dns, https, clock }: Ports,
  domain: string,
  signal: AbortSignal,
): Promise<NonNullable<Checked['mtaSts']>> => {
  const record = await askDns(dns, `_mta-sts.${domain}`, 'TXT', { signal })
  if (https === undefined || announcements(record).length === 0) return { record }
  const policy = await aside(clock, { ms: LOOK_MS, signal }, (signal) =>
    https.get(`https://mta-sts.${domain}/.well-known/mta-sts.txt`, { signal }),
  )
  return { record, policy }
}

/** TLSA records of the MX hosts (RFC 7672 section 2.2); where there are any, also what the hosts show. */
export const askDane = (ports: Ports, hosts: readonly string[], signal: AbortSignal): Promise<Dane[]> =>
  Promise.all(
    hosts.map(async (host) => {
      const tlsa = await askTlsa(ports.dns, host, signal)
      if (recordsIn(tlsa).length === 0) return { host, tlsa }
      const shown = await aside(ports.clock, { ms: LOOK_MS, signal }, (signal) =>
        digestsOf(ports, host, signal),
      )
      return { host, tlsa, shown }
    }),
  )

const askTlsa = (dns: Dns, host: string, signal: AbortSignal): Promise<Dane['tlsa']> =>
  askDns(dns, `_${SMTP_PORT}._tcp.${host}`, 'TLSA', { signal })

const digestsOf = async ({ smtp }: Ports, host: string, signal: AbortSignal) => {
  const plan = { host, port: SMTP_PORT, startTls: 'required', phaseTimeoutMs: PHASE_MS } as const
  const { tls } = await smtp.converse(plan, { signal })
  return (tls?.chain ?? []).flatMap(({ sha256, keySha256 }) =>
    sha256 === undefined || keySha256 === undefined ? [] : [{ sha256, keySha256 }],
  )
}
