import type { TokenCredential } from '@azure/identity'
import { Fault } from '../model/fault.ts'

/** Brings an access token, from a cache where it can. Throws CredentialFault. */
export type Token = (signal?: AbortSignal) => Promise<string>

/** Who we are towards Microsoft Entra ID. */
export type Identity =
  /** A token that somebody else got; it expires and nobody renews it. */
  | { readonly kind: 'token'; readonly token: string }
  /** The managed identity of the Azure resource that we run on. */
  | { readonly kind: 'managed'; readonly clientId?: string }
  /** Workload identity federation: a token of the platform stands for the app registration. */
  | {
      readonly kind: 'federated'
      readonly tenant: string
      readonly clientId: string
      readonly tokenFile: string
    }
  /** A PEM file with certificate and private key. */
  | {
      readonly kind: 'certificate'
      readonly tenant: string
      readonly clientId: string
      readonly pemFile: string
    }
  | { readonly kind: 'secret'; readonly tenant: string; readonly clientId: string; readonly secret: string }

export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default'
export const EXCHANGE_SCOPE = 'https://outlook.office365.com/.default'

/**
 * Trouble with our own identity. Codes: `credential.unavailable` (no such identity here, or the login service does not
 * answer), `credential.rejected` (Entra ID refused it).
 */
export class CredentialFault extends Fault {}

/**
 * Tokens of an identity for one scope. The Azure library is loaded with the first token, because a bot that was given
 * a token never needs it.
 */
export const tokenOf = (identity: Identity, scope: string): Token => {
  if (identity.kind === 'token') return () => Promise.resolve(identity.token)
  let credential: Promise<TokenCredential> | undefined
  return async (signal) => {
    credential ??= credentialOf(identity)
    try {
      const token = await (await credential).getToken(
        scope,
        signal === undefined ? {} : { abortSignal: signal },
      )
      if (token !== null) return token.token
    } catch (cause) {
      throw faultOf(cause, identity)
    }
    throw new CredentialFault(`The ${identity.kind} identity brought no token.`, {
      code: 'credential.unavailable',
      kind: 'unreachable',
    })
  }
}

const credentialOf = async (identity: Exclude<Identity, { kind: 'token' }>): Promise<TokenCredential> => {
  const azure = await import('@azure/identity')
  switch (identity.kind) {
    case 'managed':
      return new azure.ManagedIdentityCredential(
        identity.clientId === undefined ? {} : { clientId: identity.clientId },
      )
    case 'federated':
      return new azure.WorkloadIdentityCredential({
        tenantId: identity.tenant,
        clientId: identity.clientId,
        tokenFilePath: identity.tokenFile,
      })
    case 'certificate':
      return new azure.ClientCertificateCredential(identity.tenant, identity.clientId, {
        certificatePath: identity.pemFile,
      })
    default:
      return new azure.ClientSecretCredential(identity.tenant, identity.clientId, identity.secret)
  }
}

const faultOf = (cause: unknown, identity: Identity): unknown => {
  if (!(cause instanceof Error)) return cause
  if (cause.name === 'AbortError')
    return new CredentialFault('Signing in to Entra ID took too long.', {
      code: 'credential.late',
      kind: 'late',
      cause,
    })
  if (cause.name === 'AuthenticationError' || cause.name === 'AuthenticationRequiredError')
    return new CredentialFault(`Entra ID refused the ${identity.kind} identity: ${firstLine(cause)}`, {
      code: 'credential.rejected',
      kind: 'refused',
      need: { name: `a valid ${identity.kind} credential`, of: 'Microsoft Entra ID' },
      cause,
    })
  return new CredentialFault(`No token from the ${identity.kind} identity: ${firstLine(cause)}`, {
    code: 'credential.unavailable',
    kind: 'unreachable',
    cause,
  })
}

const firstLine = (error: Error): string => error.message.split('\n', 1)[0] ?? error.name
