import {
  Client,
  GraphClientError,
  type Middleware,
  ResponseType,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client'
import type { Token } from '../credential.ts'

/** Sends one request to a path of v1.0, as POST when it has a body. */
export type SendToGraph = (path: string, signal: AbortSignal, body?: unknown) => Promise<Response>

/**
 * Microsoft's client without its retry handler, which waits by itself for as long as the service says, and without
 * its redirect handler: Graph redirects none of the calls that we make. Newer members of an enumeration (`recalled`
 * among the trace states) are told only to those who prefer it.
 */
export const clientOver = (baseUrl: string, token: Token): SendToGraph => {
  const client = Client.initWithMiddleware({ baseUrl, defaultVersion: 'v1.0', middleware: chain() })
  return async (path, signal, body) => {
    const request = client
      .api(path)
      .responseType(ResponseType.RAW)
      .header('Authorization', `Bearer ${await token(signal)}`)
      .header('Prefer', 'include-unknown-enum-members')
      .option('signal', signal)
    try {
      return (await (body === undefined ? request.get() : request.post(body))) as Response
    } catch (thrown) {
      if (thrown instanceof GraphClientError && thrown.customError !== undefined) throw thrown.customError
      throw thrown
    }
  }
}

const chain = (): Middleware[] => {
  const telemetry = new TelemetryHandler()
  telemetry.setNext(transport)
  return [telemetry, transport]
}

/** The client turns every error into its own and loses the cause; in this wrapping it comes through whole. */
const transport: Middleware = {
  execute: async (context) => {
    try {
      context.response = await fetch(context.request, { ...context.options, redirect: 'error' })
    } catch (cause) {
      const wrapped = new GraphClientError('transport')
      wrapped.customError = cause
      throw wrapped
    }
  },
}
