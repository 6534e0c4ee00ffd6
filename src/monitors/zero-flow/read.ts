import { z } from 'zod'
import { Fault } from '../../model/fault.ts'
import type { Ports } from '../../model/ports.ts'
import { shaped } from '../../model/shaped.ts'
import { inText, millis } from '../../model/time.ts'
import { PAGE } from './plan.ts'
import { TraceRow } from './rows.ts'

const TRACES = '/admin/exchange/tracing/messageTraces'

const iso = (ms: number): string => inText(new Date(ms).toISOString())

/** The query of a span, both ends included, in whole seconds. */
export const queryOf = (fromMs: number, toMs: number): string => {
  const filter = `receivedDateTime ge ${iso(fromMs)} and receivedDateTime le ${iso(toMs)}`
  return `${TRACES}?$filter=${encodeURIComponent(filter)}&$top=${PAGE}`
}

/** Rows, and from when to when they are all there are. */
export interface Rows {
  readonly rows: readonly TraceRow[]
  readonly fromMs: number
  readonly toMs: number
  readonly pages: number
}

/** Reads a span, or as much of its newer end as fits into so many pages. Throws GraphFault and ShapeFault. */
export const readRows = async (
  { graph }: Ports,
  span: { readonly fromMs: number; readonly toMs: number },
  maxPages: number,
  signal: AbortSignal,
): Promise<Rows> => {
  const { fromMs, toMs } = span
  const answer = await graph.list(queryOf(fromMs, toMs), { signal, maxPages })
  const rows = answer.rows.map((row) => shaped(TraceRow, row, 'A row of the message trace'))
  const pages = answer.complete ? Math.max(1, Math.ceil(rows.length / PAGE)) : maxPages
  if (answer.complete) return { rows, fromMs, toMs, pages }
  // Rows come newest first. The oldest moment in them may be incomplete.
  const times = rows.map(({ receivedDateTime }) => millis(receivedDateTime))
  const oldest = times.reduce((least, time) => Math.min(least, time), toMs)
  return { rows, fromMs: oldest + 1, toMs, pages }
}

const Domains = z.array(z.object({ id: z.string(), isVerified: z.boolean().nullish() }))
const Organizations = z.array(z.object({ verifiedDomains: z.array(z.object({ name: z.string() })) }))

/** The tenant's own domains, from whichever of the two places we may read. Throws GraphFault and ShapeFault. */
export const readDomains = async ({ graph }: Ports, signal: AbortSignal): Promise<readonly string[]> => {
  try {
    const { rows } = await graph.list('/domains', { signal })
    return shaped(Domains, rows, 'The list of domains')
      .filter(({ isVerified }) => isVerified !== false)
      .map(({ id }) => id.toLowerCase())
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.kind !== 'refused') throw thrown
    const { rows } = await graph.list('/organization?$select=id,verifiedDomains', { signal })
    return shaped(Organizations, rows, 'The organization').flatMap(({ verifiedDomains }) =>
      verifiedDomains.map(({ name }) => name.toLowerCase()),
    )
  }
}

const ISSUES =
  "/admin/serviceAnnouncement/issues?$filter=service eq 'Exchange Online' and isResolved eq false&$select=id,title,classification,service,isResolved"

const Issues = z.array(
  z.object({
    id: z.string(),
    title: z.string().nullish(),
    classification: z.string(),
    service: z.string(),
    isResolved: z.boolean(),
  }),
)

/** Open incidents of Exchange Online; undefined where they cannot be read: then Microsoft is no witness. */
export const readIncidents = async (
  { graph }: Ports,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> => {
  try {
    const { rows } = await graph.list(ISSUES, { signal })
    return shaped(Issues, rows, 'The list of service issues')
      .filter(
        ({ service, isResolved, classification }) =>
          service === 'Exchange Online' && !isResolved && classification.toLowerCase() === 'incident',
      )
      .map(({ id, title }) => (title === undefined || title === null ? id : `${id}: ${title}`))
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined
    throw thrown
  }
}
