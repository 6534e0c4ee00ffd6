import { type Instant, millis } from '../../model/time.ts'
import type { HttpAnswer, HttpRequest } from '../http/server.ts'
import { seconds } from '../tenant/directory.ts'
import { HYBRID_ADDRESS } from '../tenant/exchange.ts'
import type { Row } from '../tenant/tenant.ts'
import { eventsOf } from '../traffic/details.ts'
import { type MailKey, type Traced, type Traffic, traceOf, traceOne } from '../traffic/trace.ts'
import { keyOf, traceIdOf } from '../traffic/trace-id.ts'
import { graphError, notFound } from './errors.ts'
import { readTraceQuery, type TraceQuery } from './trace-query.ts'

/** Rows that one call looks at before it hands out a page, full or not: a narrow filter over much mail pages emptily. */
const LOOKED_AT = 400_000

const iso = (at: number): Instant => new Date(at).toISOString()

/** `GET /admin/exchange/tracing/messageTraces`: newest first, a page at a time. */
export const messageTraces = (traffic: Traffic, { url }: HttpRequest, now: Instant): HttpAnswer => {
  const query = readTraceQuery(url.searchParams, now)
  if ('status' in query) return query
  const token = url.searchParams.get('$skiptoken')
  const after = token === null ? undefined : keyOf(traffic.seed, token)
  if (token !== null && after === undefined)
    return graphError(400, 'BadRequest', 'The skip token is invalid or has expired.')
  const { rows, last } = page(traffic, query, millis(now), after)
  const value = rows.map((row) => traceRow(traffic.seed, row))
  return {
    status: 200,
    body: {
      '@odata.context': `${url.origin}/v1.0/$metadata#admin/exchange/tracing/messageTraces`,
      ...(last === undefined ? {} : { '@odata.nextLink': nextLink(url, traceIdOf(traffic.seed, last)) }),
      value,
    },
  }
}

const page = (
  traffic: Traffic,
  query: TraceQuery,
  now: number,
  after: MailKey | undefined,
): { readonly rows: readonly Traced[]; readonly last?: MailKey } => {
  const rows: Traced[] = []
  let looked = 0
  for (const row of traceOf(traffic, { from: query.from, to: query.to, now }, after)) {
    looked += 1
    if (fits(query, row, traffic.seed)) rows.push(row)
    if (rows.length === query.top || looked === LOOKED_AT) return { rows, last: row.mail }
  }
  return { rows }
}

const nextLink = (url: URL, token: string): string => {
  const next = new URL(url)
  next.searchParams.set('$skiptoken', token)
  return next.href
}

/** `*@contoso.com` stands for a whole domain; anything else has to be the same, in any casing. */
const sameText = (wanted: string, text: string): boolean =>
  wanted.startsWith('*@')
    ? text.toLowerCase().endsWith(wanted.slice(1).toLowerCase())
    : wanted.toLowerCase() === text.toLowerCase()

const fits = (query: TraceQuery, row: Traced, seed: number): boolean => {
  const facts: Row = traceRow(seed, row)
  const equal = Object.entries(query.equals).every(([property, wanted]) => {
    const value = facts[property]
    return typeof value !== 'string' || sameText(wanted, value)
  })
  return equal && (query.subject === undefined || subjectFits(query.subject, row.mail.subject.toLowerCase()))
}

const subjectFits = ({ how, text }: { how: string; text: string }, subject: string): boolean => {
  if (how === 'startswith') return subject.startsWith(text)
  return how === 'endswith' ? subject.endsWith(text) : subject.includes(text)
}

const OUTSIDE = '198.51.100.7'

const traceRow = (seed: number, { mail, standing }: Traced): Row => ({
  id: traceIdOf(seed, mail),
  senderAddress: mail.sender,
  recipientAddress: mail.recipient,
  messageId: mail.messageId,
  receivedDateTime: iso(mail.at),
  subject: mail.subject,
  size: mail.size,
  fromIP: mail.stream === 'inbound' ? OUTSIDE : '',
  toIP: mail.stream === 'outbound' && standing.status === 'delivered' ? HYBRID_ADDRESS : '',
  status: standing.status,
})

/** `GET /admin/exchange/tracing/messageTraces/{id}/getDetailsByRecipient(recipientAddress='...')`. */
export const detailsByRecipient = (
  traffic: Traffic,
  id: string,
  recipient: string,
  { url }: HttpRequest,
  now: Instant,
): HttpAnswer => {
  const key = keyOf(traffic.seed, id)
  const row = key === undefined ? undefined : traceOne(traffic, key, millis(now))
  if (row === undefined || row.mail.recipient !== recipient.toLowerCase()) return notFound(id)
  return {
    status: 200,
    body: {
      '@odata.context': `${url.origin}/v1.0/$metadata#Collection(microsoft.graph.exchangeMessageTraceDetail)`,
      value: eventsOf(row).map(({ at, ...rest }, order) => ({
        id: `${id.slice(0, -2)}${order.toString(16).padStart(2, '0')}`,
        messageId: row.mail.messageId,
        dateTime: seconds(iso(at)),
        ...rest,
      })),
    },
  }
}
