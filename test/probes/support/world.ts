import type { DnsAnswer, DnsRecords } from '../../../src/model/dns.ts'
import { Fault } from '../../../src/model/fault.ts'
import type { Dns, Exchange, Graph, Ports, Smtp } from '../../../src/model/ports.ts'
import type { SmtpDialogue, SmtpPlan } from '../../../src/model/smtp.ts'
import { manualClock } from '../../support/clock.ts'

/** A world at the ports: rows by cmdlet, records by name, hosts by name. What is not given does not answer. */
export interface World {
  readonly cmdlets?: Readonly<Record<string, Rows | Fault>>
  readonly zones?: Readonly<Record<string, Zone | Fault>>
  readonly hosts?: Readonly<Record<string, Partial<SmtpDialogue> | Fault>>
  readonly traces?: readonly unknown[] | Fault
  readonly truncated?: readonly string[]
}

type Rows = readonly Readonly<Record<string, unknown>>[]
type Zone = { readonly [T in keyof DnsRecords]?: readonly DnsRecords[T][] }

export const NOW = '2026-11-23T10:42:07.000Z'

export class TestFault extends Fault {}

export const refusal = new TestFault('The role Global Reader is missing.', {
  code: 'test.forbidden',
  kind: 'refused',
  need: { name: 'Global Reader', of: 'Exchange Online' },
})
export const silence = new TestFault('Nobody answered.', { code: 'test.silent', kind: 'unreachable' })

const given = <T>(value: T | Fault | undefined): T => {
  if (value instanceof Fault) throw value
  if (value === undefined) throw silence
  return value
}

/** The ports of such a world, and what was asked of them. */
export const portsOf = (world: World): { readonly ports: Ports; readonly asked: string[] } => {
  const asked: string[] = []
  const exchange: Exchange = {
    invoke: async (cmdlet, parameters) => {
      asked.push(`${cmdlet} ${JSON.stringify(parameters)}`)
      const warnings = cmdlet in (world.cmdlets ?? {}) ? (world.truncated ?? []) : []
      return { rows: given(world.cmdlets?.[cmdlet]), warnings, truncated: warnings.length > 0 }
    },
  }
  const dns: Dns = {
    query: async <T extends keyof DnsRecords>(name: string, type: T): Promise<DnsAnswer<DnsRecords[T]>> => {
      asked.push(`${type} ${name}`)
      const zone = world.zones?.[name]
      if (zone === undefined) return { kind: 'nxdomain', server: 'test' }
      const records = given(zone)[type]
      return records === undefined
        ? { kind: 'nodata', server: 'test' }
        : { kind: 'records', records, server: 'test' }
    },
  }
  const smtp: Smtp = {
    converse: async (plan: SmtpPlan) => {
      asked.push(`SMTP ${plan.host}:${plan.port}`)
      const dialogue = given(world.hosts?.[plan.host])
      return { host: plan.host, port: plan.port, capabilities: [], replies: [], ...dialogue }
    },
  }
  const graph: Graph = {
    get: () => Promise.reject(silence),
    list: async (path) => {
      asked.push(`GET ${decodeURIComponent(path)}`)
      return { rows: given(world.traces), complete: false }
    },
  }
  return { ports: { clock: manualClock(NOW), exchange, dns, smtp, graph }, asked }
}
