import { z } from 'zod'
import type { Disturbances } from '../http/disturbances.ts'
import { type HttpAnswer, type HttpRequest, type HttpServer, startHttp } from '../http/server.ts'
import type { Stage } from '../stage.ts'
import type { Row } from '../tenant/tenant.ts'
import { badPage, exchangeError, nulForbidden, rowsAnswer, unauthorized } from './wire.ts'

const Command = z.object({
  CmdletInput: z.object({ CmdletName: z.string(), Parameters: z.record(z.string(), z.unknown()) }),
})
const USUAL_RESULT_SIZE = 1000
/** Cmdlets that stop at a result size; the others tell all they have. */
const SIZED = new Set(['Get-Mailbox', 'Get-Recipient'])

/** The Exchange Online admin API over HTTP, answering from the stage. */
export const startExchange = (
  stage: Stage,
  disturbances: Disturbances,
  latencyMs: () => number,
): Promise<HttpServer> =>
  startHttp((request) => {
    if (request.headers.authorization !== `Bearer ${stage.token}`) return unauthorized
    return disturbances.meets('exchange', request) ?? route(stage, request)
  }, latencyMs)

const route = (stage: Stage, request: HttpRequest): HttpAnswer => {
  const match = /^\/adminapi\/(\w[\w.]*)\/([^/]+)\/InvokeCommand$/i.exec(request.url.pathname)
  if (match === null) return { status: 404 }
  const [, version, tenant = ''] = match
  if (version !== 'beta' || request.method !== 'POST') return { status: 405 }
  if (tenant.toLowerCase() !== stage.tenant().id) return unauthorized
  const command = readCommand(request.body)
  return command === undefined
    ? exchangeError(400, 'BadRequest', 'ArgumentException', 'The request body is not a cmdlet invocation.')
    : invoke(stage, request, command.CmdletName, command.Parameters)
}

const readCommand = (body: string): z.infer<typeof Command>['CmdletInput'] | undefined => {
  try {
    return Command.parse(JSON.parse(body)).CmdletInput
  } catch {
    return undefined
  }
}

const invoke = (stage: Stage, request: HttpRequest, cmdlet: string, parameters: Row): HttpAnswer => {
  const all = stage.tenant().cmdlets[cmdlet]
  if (all === undefined) return nulForbidden
  const rows = all.filter((row) => isAskedFor(row, parameters))
  const identity = parameters['Identity']
  if (identity === undefined) return pages(stage, request, limited(cmdlet, rows, parameters))
  const found = rows.filter((row) => isNamed(row, identity))
  return found.length > 0 ? pages(stage, request, { rows: found, warnings: [] }) : missing(textOf(identity))
}

/** A switch that is also a property, such as `-IsTransportRuleScoped $true`, picks the objects that have it so. */
const isAskedFor = (row: Row, parameters: Row): boolean =>
  Object.entries(parameters).every(([name, value]) => typeof row[name] !== 'boolean' || row[name] === value)

const NAMES = [
  'Identity',
  'Name',
  'Guid',
  'DomainName',
  'PrimarySmtpAddress',
  'UserPrincipalName',
  'SenderAddress',
]

const textOf = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '')

const isNamed = (row: Row, identity: unknown): boolean =>
  NAMES.some((name) => name in row && textOf(row[name]) === textOf(identity))

const missing = (identity: string): HttpAnswer =>
  exchangeError(
    404,
    'NotFound',
    'ManagementObjectNotFoundException',
    `The operation couldn't be performed because object '${identity}' couldn't be found on 'AM6PR04A001DC001.EURPR04A001.PROD.OUTLOOK.COM'.`,
  )

interface Result {
  readonly rows: readonly Row[]
  readonly warnings: readonly string[]
}

const limited = (cmdlet: string, rows: readonly Row[], parameters: Row): Result => {
  const size = parameters['ResultSize'] ?? (SIZED.has(cmdlet) ? USUAL_RESULT_SIZE : 'Unlimited')
  if (size === 'Unlimited' || rows.length <= Number(size)) return { rows, warnings: [] }
  return {
    rows: rows.slice(0, Number(size)),
    warnings: [
      'There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.',
    ],
  }
}

/** Pages of `odata.maxpagesize` rows; the next one is the same POST again, with the same anchor mailbox. */
const pages = (stage: Stage, { url, headers }: HttpRequest, { rows, warnings }: Result): HttpAnswer => {
  const given = /odata\.maxpagesize=(\d+)/.exec(String(headers['prefer'] ?? ''))?.[1]
  const size = Math.min(Number(given ?? 1000), 1000)
  const token = url.searchParams.get('$skiptoken')
  if (token !== null && headers['x-anchormailbox'] === undefined) return badPage
  const from = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString())
  if (Number.isNaN(from)) return badPage
  const context = `${url.origin}/adminapi/beta/${stage.tenant().id}/$metadata#Collection(Exchange.GenericHashTable)`
  const next = new URL(url)
  next.searchParams.set('$skiptoken', Buffer.from(String(from + size)).toString('base64url'))
  return rowsAnswer(context, rows.slice(from, from + size), {
    warnings,
    ...(from + size < rows.length ? { nextLink: next.href } : {}),
  })
}
