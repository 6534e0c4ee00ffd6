import { z } from 'zod'
import { Fault } from '../model/fault.ts'
import type { Mx } from '../model/findings.ts'
import type { Graph } from '../model/ports.ts'
import type { Aside } from './aside.ts'
import { graphRow } from './graph-row.ts'

const Row = z.object({
  recordType: z.string(),
  supportedService: z.string().optional(),
  mailExchange: z.string().optional(),
  preference: z.number().optional(),
})

/**
 * The MX that Microsoft gives a domain, its only source of truth since new domains may lie under `mx.microsoft`.
 * Source: learn.microsoft.com/graph/api/domain-list-serviceconfigurationrecords
 */
export const expectedMx = async (graph: Graph, domain: string, signal: AbortSignal): Promise<Aside<Mx[]>> => {
  try {
    const { rows } = await graph.list(`/domains/${encodeURIComponent(domain)}/serviceConfigurationRecords`, {
      signal,
    })
    const value = rows.map((row) => graphRow(Row, row, 'A service configuration record')).flatMap(asMx)
    if (value.length > 0) return { known: true, value }
    return { known: false, why: `Microsoft keeps no MX record for ${domain}` }
  } catch (thrown) {
    if (thrown instanceof Fault) return { known: false, why: thrown.message }
    throw thrown
  }
}

const asMx = (row: z.infer<typeof Row>): Mx[] =>
  /^mx$/i.test(row.recordType) && /^email$/i.test(row.supportedService ?? 'Email') && row.mailExchange
    ? [{ host: row.mailExchange.replace(/\.$/, '').toLowerCase(), preference: row.preference ?? 0 }]
    : []
