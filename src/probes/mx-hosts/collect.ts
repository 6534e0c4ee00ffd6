import { ask } from '../../model/ask.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import type { SmtpDialogue } from '../../model/smtp.ts'
import { aside } from '../aside.ts'
import { askDns, recordsIn } from '../dns-reply.ts'
import { isMicrosoft } from '../microsoft-hosts.ts'
import { domainsOf } from '../tenant-domains.ts'
import { present } from '../wire.ts'
import type { Contact, Host, Raw } from './schema.ts'

/** Domains of a tenant share few hosts; the first ones tell. */
const MOST_DOMAINS = 20
const MOST_HOSTS = 8
const LOOK_MS = 15_000
const PHASE_MS = 8000

/** Greets every host that MX names and that is not Microsoft's: those are looked at elsewhere. */
export const collect = (ports: Ports, { scope }: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> => {
  const asking = { asked: 'MX, and SMTP on port 25 up to EHLO', of: 'DNS and the hosts that MX names' }
  return ask(ports.clock, asking, async () => {
    const domains = await domainsOf(ports, scope, signal)
    const looked = await Promise.all(
      domains.slice(0, MOST_DOMAINS).map(async ({ name }) => ({
        name,
        mx: await askDns(ports.dns, name, 'MX', { signal }),
      })),
    )
    const serves = new Map<string, string[]>()
    for (const { name, mx } of looked)
      for (const { exchange } of recordsIn(mx))
        if (exchange !== '' && !isMicrosoft(exchange))
          serves.set(exchange, [...(serves.get(exchange) ?? []), name])
    const named = [...serves]
    const hosts = await Promise.all(
      named.slice(0, MOST_HOSTS).map(([host, domains]) => greet(ports, host, domains, signal)),
    )
    return {
      hosts,
      failed: looked.flatMap(({ name, mx }) => (mx.kind === 'failed' ? [{ domain: name, why: mx.why }] : [])),
      left: [
        ...domains.slice(MOST_DOMAINS).map(({ name }) => name),
        ...named.slice(MOST_HOSTS).map(([host]) => host),
      ],
    }
  })
}

const greet = async (
  ports: Ports,
  host: string,
  serves: readonly string[],
  signal: AbortSignal,
): Promise<Host> => {
  const plan = { host, port: 25, startTls: 'never', phaseTimeoutMs: PHASE_MS } as const
  const contact = await aside(ports.clock, { ms: LOOK_MS, signal }, async (signal) =>
    contactOf(await ports.smtp.converse(plan, { signal })),
  )
  return { host, serves: [...serves], contact }
}

const contactOf = ({ address, greeting, failure }: SmtpDialogue): Contact =>
  present<Contact>({
    address,
    greeting: greeting === undefined ? undefined : `${greeting.code} ${greeting.text}`,
    failure:
      failure &&
      present<NonNullable<Contact['failure']>>({
        phase: failure.phase,
        kind: failure.kind,
        detail: failure.detail,
        reply: failure.reply && { ...failure.reply },
      }),
  })
