import type { HttpAnswer } from '../http/server.ts'

/** An OData error as Graph answers it. */
export const graphError = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers,
  body: {
    error: {
      code,
      message,
      innerError: {
        date: '2026-01-01T00:00:00',
        'request-id': '5b6a0e0c-7d8e-4b7a-9d0f-6f2f6f1f0e0d',
        'client-request-id': '5b6a0e0c-7d8e-4b7a-9d0f-6f2f6f1f0e0d',
      },
    },
  },
})

export const noToken = graphError(401, 'InvalidAuthenticationToken', 'Access token is empty.')
export const wrongToken = graphError(
  401,
  'InvalidAuthenticationToken',
  'IDX14100: JWT is not well formed, there are no dots (.).',
)
export const forbidden = graphError(
  403,
  'Authorization_RequestDenied',
  'Insufficient privileges to complete the operation.',
)
export const notFound = (what: string): HttpAnswer =>
  graphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  )
export const noSegment = (segment: string): HttpAnswer =>
  graphError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`)
export const unavailable = graphError(503, 'ServiceUnavailable', 'The service is temporarily unavailable.')
export const throttled = (afterSeconds: number): HttpAnswer =>
  graphError(
    429,
    'TooManyRequests',
    'Your recent queries have surpassed the permitted limit, please try again later.',
    { 'retry-after': String(afterSeconds) },
  )
/** The tenant has no service principal for Microsoft's trace application. */
export const noTracePrincipal = graphError(
  401,
  'Unauthorized',
  'Service principal-less authentication failed: The service principal for App ID 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373 was not found. Please create a service principal for this app in your tenant.',
)
/** What mailbox resources answer for a user without a mailbox in the cloud. */
export const mailboxNotEnabled = graphError(
  404,
  'MailboxNotEnabledForRESTAPI',
  'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
)
