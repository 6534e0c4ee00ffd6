import { z } from 'zod'
import type { Ports } from '../../model/ports.ts'
import { after, type Instant, inText } from '../../model/time.ts'
import { present } from '../wire.ts'
import type { Rule, Traced } from './schema.ts'

const DAY_MS = 86_400_000
/** Clocks differ a little, and the service refuses an end that lies in the future. */
const SKEW_MS = 5000

/** One call of the trace budget; enough to tell one tenth from two. */
const ROWS = 1_000

/** A row of the Graph message trace; one that is not like this is no use for a sample, and is left out. */
const Row = z.object({
  senderAddress: z.string(),
  recipientAddress: z.string(),
  subject: z.string().nullish(),
  size: z.number().nullish(),
  fromIP: z.string().nullish(),
})

/** The newest messages of the last day, with no more of each than the rules ask about. */
export const recentMail = async (
  ports: Ports,
  rules: readonly Rule[],
  at: Instant,
  signal: AbortSignal,
): Promise<Traced[]> => {
  const filter = `receivedDateTime ge ${inText(after(at, -DAY_MS))} and receivedDateTime le ${inText(after(at, -SKEW_MS))}`
  const path = `/admin/exchange/tracing/messageTraces?$filter=${encodeURIComponent(filter)}&$top=${ROWS}`
  const { rows } = await ports.graph.list(path, { signal, maxPages: 1 })
  const asked = new Set(
    rules.flatMap((rule) => [...Object.keys(rule.conditions), ...Object.keys(rule.exceptions)]),
  )
  const subjects = [...asked].some((name) => name.startsWith('Subject') || name.startsWith('Header'))
  return rows.flatMap((row) => {
    const read = Row.safeParse(row)
    return read.success ? [tracedOf(read.data, subjects, asked.has('SenderIpRanges'))] : []
  })
}

const tracedOf = (row: z.infer<typeof Row>, subjects: boolean, ips: boolean): Traced =>
  present<Traced>({
    sender: row.senderAddress.toLowerCase(),
    recipient: row.recipientAddress.toLowerCase(),
    subject: subjects ? (row.subject ?? undefined) : undefined,
    bytes: row.size ?? undefined,
    ip: ips ? (row.fromIP ?? undefined) : undefined,
  })
