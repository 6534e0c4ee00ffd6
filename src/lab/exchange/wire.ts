import type { HttpAnswer } from '../http/server.ts'
import type { Row } from '../tenant/tenant.ts'

/** A row as the service writes it: beside many properties stands another one that tells its type. */
export const onTheWire = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).flatMap(([name, value]) => [...typed(name, value), [name, value]]))

const typed = (name: string, value: unknown): [string, string][] => {
  if (Array.isArray(value)) return [[`${name}@odata.type`, '#Collection(String)']]
  if (name === 'Guid' || name.endsWith('Guid')) return [[`${name}@odata.type`, '#Guid']]
  if (typeof value === 'number') return [[`${name}@data.type`, 'System.Int32']]
  return name.startsWith('When') ? [[`${name}@data.type`, 'System.DateTime']] : []
}

const WARNINGS_TYPE = { 'adminapi.warnings@odata.type': '#Collection(String)' }

export const rowsAnswer = (
  context: string,
  rows: readonly Row[],
  extra: { readonly warnings?: readonly string[]; readonly nextLink?: string } = {},
): HttpAnswer => ({
  status: 200,
  body: {
    '@odata.context': context,
    ...WARNINGS_TYPE,
    '@adminapi.warnings': extra.warnings ?? [],
    ...(extra.nextLink === undefined ? {} : { '@odata.nextLink': extra.nextLink }),
    value: rows.map(onTheWire),
  },
})

/** An error of the admin API: the useful sentence stands in the inner exception. */
export const exchangeError = (
  status: number,
  code: string,
  exception: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers,
  body: {
    error: {
      code,
      message: 'Error executing cmdlet',
      details: [
        {
          code: 'Client',
          target: '',
          message: `Ex6F9304|Microsoft.Exchange.Configuration.Tasks.${exception}|${message}`,
        },
      ],
      innererror: {
        message: 'Error executing cmdlet',
        type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
        stacktrace: '',
        internalexception: {
          message,
          type: `Microsoft.Exchange.Configuration.Tasks.${exception}`,
          stacktrace: '',
        },
      },
    },
    ...WARNINGS_TYPE,
    '@adminapi.warnings': [],
  },
})

/**
 * What a missing role or an unknown cmdlet gets, as measured: NUL bytes that are called gzip and are not.
 * https://github.com/rknightion/graph2otel, internal/exoclient
 */
export const nulForbidden: HttpAnswer = {
  status: 403,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  body: Buffer.alloc(64),
}

/** The application has not been granted the role that every call needs. */
export const unauthorized: HttpAnswer = { status: 401, headers: { 'www-authenticate': 'Bearer' } }

export const busy = (afterSeconds: number): HttpAnswer =>
  exchangeError(429, 'TooManyRequests', 'OverBudgetException', 'The server is busy. Try again later.', {
    'retry-after': String(afterSeconds),
  })

export const badPage = exchangeError(
  400,
  'BadRequest',
  'InvalidOperationException',
  'Expired or Invalid pagination request. Default Expiry time is 00:30:00',
)
