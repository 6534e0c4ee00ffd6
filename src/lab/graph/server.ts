import type { Disturbances } from '../http/disturbances.ts'
import {
  type HttpAnswer,
  type HttpRequest,
  type HttpServer,
  type Misbehaviour,
  startHttp,
} from '../http/server.ts'
import type { Stage } from '../stage.ts'
import { graphError, noSegment, noToken, wrongToken } from './errors.ts'
import { GRAPH_ROUTES } from './routes.ts'

const MOST_IN_A_BATCH = 20

/** Microsoft Graph v1.0 over HTTP, answering from the stage. */
export const startGraph = (
  stage: Stage,
  disturbances: Disturbances,
  latencyMs: () => number,
): Promise<HttpServer> =>
  startHttp((request) => {
    const { authorization } = request.headers
    if (authorization === undefined) return noToken
    if (authorization !== `Bearer ${stage.token}`) return wrongToken
    return request.url.pathname === '/v1.0/$batch'
      ? batch(stage, disturbances, request)
      : answer(stage, disturbances, request)
  }, latencyMs)

const answer = (stage: Stage, disturbances: Disturbances, request: HttpRequest): HttpAnswer | Misbehaviour =>
  disturbances.meets('graph', request) ?? route(stage, request)

const route = (stage: Stage, request: HttpRequest): HttpAnswer => {
  const path = decodeURIComponent(request.url.pathname)
  if (!path.startsWith('/v1.0/')) return graphError(400, 'BadRequest', 'Invalid version.')
  if (request.method !== 'GET')
    return graphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed.')
  for (const [pattern, handler] of GRAPH_ROUTES) {
    const match = pattern.exec(path.slice('/v1.0'.length))
    if (match !== null) return handler(stage, request, ...match.slice(1))
  }
  return noSegment(path.split('/')[2] ?? '')
}

interface BatchedRequest {
  readonly id: string
  readonly method: string
  readonly url: string
}

/** JSON batching: the parts come back in any order, each with its own status. */
const batch = (stage: Stage, disturbances: Disturbances, request: HttpRequest): HttpAnswer | Misbehaviour => {
  const whole = disturbances.meets('graph', { ...request, body: '' })
  if (whole !== undefined) return whole
  const { requests } = JSON.parse(request.body) as { requests: readonly BatchedRequest[] }
  if (requests.length > MOST_IN_A_BATCH)
    return graphError(
      400,
      'BadRequest',
      `Number of batch request steps exceeds the maximum value of ${MOST_IN_A_BATCH}.`,
    )
  if (new Set(requests.map(({ id }) => id)).size < requests.length)
    return graphError(400, 'BadRequest', 'Invalid batch payload format: request ids must be unique.')
  const responses = requests.map(({ id, method, url }) => {
    const part = {
      ...request,
      method,
      url: new URL(`/v1.0/${url.replace(/^\//, '')}`, request.url.origin),
      body: '',
    }
    const given = answer(stage, disturbances, part)
    return typeof given === 'string'
      ? { id, status: 504, body: graphError(504, 'UnknownError', '').body }
      : { id, status: given.status, headers: given.headers ?? {}, body: given.body }
  })
  return { status: 200, body: { responses: responses.toReversed() } }
}
