import type { MxTrouble } from '../../model/findings.ts'
import { type Reply, recordsIn } from '../dns-reply.ts'
import type { Checked, Policy } from './schema.ts'

/** The TXT records that announce a policy; others at the name do not count (RFC 8461 section 3.1). */
export const announcements = (record: Reply<'TXT'>): readonly string[] =>
  recordsIn(record)
    .map(({ text }) => text)
    .filter((text) => /^v=STSv1\s*(;|$)/.test(text))

/** A policy as its text says (RFC 8461 section 3.2). */
interface Rules {
  readonly mode: 'enforce' | 'testing' | 'none'
  readonly mx: readonly string[]
}

/** What the policy of a domain does to mail for these hosts. */
export const mtaStsTroubles = (
  domain: string,
  hosts: readonly string[],
  { record, policy }: NonNullable<Checked['mtaSts']>,
): readonly MxTrouble[] => {
  const announced = announcements(record).length
  if (announced === 0) return []
  if (announced > 1)
    return [trouble(`${domain} announces MTA-STS ${announced} times, so senders take it as not announced`)]
  if (policy === undefined) return []
  if (!policy.known) return [unreadable(domain, policy.why)]
  const rules = rulesIn(policy.value)
  return typeof rules === 'string' ? [unreadable(domain, rules)] : shutOut(domain, hosts, rules)
}

const trouble = (text: string): MxTrouble => ({ kind: 'mta-sts', text })

const unreadable = (domain: string, why: string): MxTrouble =>
  trouble(
    `${domain} announces an MTA-STS policy that cannot be read (${why}): senders go by an older one that they remember`,
  )

const shutOut = (domain: string, hosts: readonly string[], { mode, mx }: Rules): readonly MxTrouble[] => {
  const out = hosts.filter((host) => !mx.some((pattern) => fits(pattern, host)))
  if (mode === 'none' || out.length === 0) return []
  const facts = `The MTA-STS policy of ${domain} allows ${mx.join(', ')}, not the MX ${out.join(', ')}`
  if (mode === 'testing') return [trouble(`${facts}; it is in testing, so mail is delivered all the same`)]
  const what =
    out.length === hosts.length ? 'do not deliver (4.4.8, 5.4.8)' : 'deliver to the other hosts only'
  return [trouble(`${facts}: senders that honour it, Google and Microsoft among them, ${what}`)]
}

/** A wildcard stands for exactly one label, the left-most (RFC 8461 section 4.1). */
const fits = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1))

/** The rules of a policy, or why it is none. */
const rulesIn = ({ status, text }: Policy): Rules | string => {
  if (status !== 200) return `HTTP status ${status}`
  const fields = text.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^\s*([A-Za-z0-9_.-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [{ key, value }]
  })
  const first = (wanted: string): string | undefined => fields.find(({ key }) => key === wanted)?.value
  if (first('version') !== 'STSv1') return 'it does not begin with version: STSv1'
  const mode = first('mode')
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none')
    return mode === undefined ? 'it has no mode' : `its mode is ${mode}`
  const mx = fields
    .filter(({ key }) => key === 'mx')
    .map(({ value }) => value.toLowerCase().replace(/\.$/, ''))
  return mx.length === 0 && mode !== 'none' ? 'it names no MX' : { mode, mx }
}
