import { lastErrorIn } from '../../ndr/trace.ts'
import type { Sample, TraceEvent } from './schema.ts'

/** What the events of an undelivered message say. */
export interface Reason {
  /** RFC 3463, e.g. `5.7.1`. */
  readonly code?: string
  /** The service's own words. */
  readonly reply: string
  readonly connector?: string
  readonly rule?: string
}

const REPLY_LENGTH = 300

/** Events that decide, the strongest first. A rule that deletes a message drops it. */
const DECISIVE = [/^fail/i, /^drop/i, /^defer/i, /quarantine/i]

export const reasonOf = ({ events, status }: Pick<Sample, 'events' | 'status'>): Reason => {
  const deciding = firstOf(DECISIVE, (name) => events.findLast(({ event }) => name.test(event)))
  const reply = deciding === undefined ? undefined : replyIn(deciding)
  const code = reply === undefined ? undefined : /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(reply)?.[0]
  const connector = deciding === undefined ? undefined : connectorIn(deciding)
  const rule = firstOf(events, ruleIn)
  return {
    reply: reply ?? `${status}, no reason in the trace`,
    ...(code === undefined ? {} : { code }),
    ...(connector === undefined ? {} : { connector }),
    ...(rule === undefined ? {} : { rule }),
  }
}

/**
 * The reply is the last error in `[{LED=550 5.1.10 ...};{MSG=};{FQDN=};{IP=};{LRT=}]`, or plain text with a code in it.
 */
const replyIn = (event: TraceEvent): string | undefined => {
  const text = [event.description, factIn(event, /^RecipientStatus$/i)].find(
    (one) => one !== undefined && one !== '',
  )
  if (text === undefined) return undefined
  const lastError = lastErrorIn(text)
  const coded = /\b[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}\b.*/s.exec(text)?.[0]
  return (lastError ?? coded ?? text).trim().slice(0, REPLY_LENGTH)
}

/** A connector of the tenant by its name; the service's own ones are named `server\name`. */
const connectorIn = (event: TraceEvent): string | undefined => {
  const custom = factIn(event, /^CustomData$/i) ?? ''
  const tenants = /Tenant(?:In|Out)boundConnector\w*=(?:Name=)?([^;]+)/i.exec(custom)?.[1]
  const direct = factIn(event, /^(?:Tenant)?(?:(?:In|Out)bound)?Connector(?:Id|Name)?$/i)
  return tenants ?? (direct === undefined || direct.includes('\\') ? undefined : direct)
}

/** `Transport rule: 'name', ID: ('guid'), DLP policy: ...`; the name may be empty. */
const ruleIn = (event: TraceEvent): string | undefined => {
  if (!/rule/i.test(event.event)) return undefined
  const named = /rule:?\s*'([^']+)'/i.exec(event.description ?? '')?.[1]
  const id = /ID:?\s*\(?\s*'?([0-9a-f]{8}-[0-9a-f-]{27})/i.exec(event.description ?? '')?.[1]
  return named ?? factIn(event, /^RuleName$/i) ?? id ?? factIn(event, /^RuleId$/i)
}

/** A value of the event's XML: `<MEP Name="RuleId" String="..."/>`. */
const factIn = ({ data }: TraceEvent, name: RegExp): string | undefined => {
  for (const [, key = '', value = ''] of (data ?? '').matchAll(/<MEP\s+Name="([^"]*)"\s+\w+="([^"]*)"/gi))
    if (name.test(key) && value !== '') return unescaped(value)
  return undefined
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

const unescaped = (text: string): string =>
  text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')

const firstOf = <I, T>(items: readonly I[], read: (item: I) => T | undefined): T | undefined =>
  items.map(read).find((value) => value !== undefined)
