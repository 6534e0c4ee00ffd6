import { access, constants } from 'node:fs/promises'
import { types } from 'node:util'
import type { TokenCredential } from '@azure/identity'
import { Fault } from '../model/fault.ts'

/** Brings an access token, from a cache where it can. Throws CredentialFault. */
export type Token = (signal?: AbortSignal) => Promise<string>

/** Who we are towards Microsoft Entra ID. `client` is the app registration's client id. */
export type Identity =
  /** A token that somebody else got; it expires and nobody renews it. */
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'secret'; readonly tenant: string; readonly client: string; readonly secret: string }
  /** `file`: PEM with the certificate and its private key. */
  | { readonly kind: 'certificate'; readonly tenant: string; readonly client: string; readonly file: string }
  /** Workload identity federation; `file` holds the token of the platform that stands for the app registration. */
  | { readonly kind: 'federated'; readonly tenant: string; readonly client: string; readonly file: string }
  /** The identity of the Azure resource that we run on; `client` picks a user-assigned one. */
  | { readonly kind: 'managed-identity'; readonly client?: string }

/**
 * Trouble with our own identity. Codes: `credential.unavailable` (no such identity here, or the login service does not
 * answer), `credential.rejected` (Entra ID refused it).
 */
export class CredentialFault extends Fault {}

/**
 * Tokens of an identity for the service at a URL, all application permissions that it was granted (`/.default`). The
 * Azure library is loaded with the first token, because a bot that was given a token never needs it. `authority` is
 * the login service of another cloud than the global one.
 */
export const tokenOf = (identity: Identity, service: string, authority?: string): Token => {
  if (identity.kind === 'token') return () => Promise.resolve(identity.token)
  const scope = `${new URL(service).origin}/.default`
  let made: TokenCredential | undefined
  return async (signal) => {
    try {
      made ??= await credentialOf(identity, authority)
      const token = await made.getToken(scope, signal === undefined ? {} : { abortSignal: signal })
      if (token === null) throw new Error('nothing came back')
      return token.token
    } catch (cause) {
      throw faultOf(cause, identity)
    }
  }
}

const credentialOf = async (
  identity: Exclude<Identity, { kind: 'token' }>,
  authority: string | undefined,
): Promise<TokenCredential> => {
  const azure = await import('@azure/identity')
  if ('file' in identity) await access(identity.file, constants.R_OK)
  if (identity.kind === 'managed-identity') {
    const { client } = identity
    return new azure.ManagedIdentityCredential(client === undefined ? {} : { clientId: client })
  }
  const { tenant, client } = identity
  const cloud = authority === undefined ? {} : { authorityHost: authority, disableInstanceDiscovery: true }
  if (identity.kind === 'federated')
    return new azure.WorkloadIdentityCredential({
      tenantId: tenant,
      clientId: client,
      tokenFilePath: identity.file,
      ...cloud,
    })
  if (identity.kind === 'certificate')
    return new azure.ClientCertificateCredential(tenant, client, { certificatePath: identity.file }, cloud)
  return new azure.ClientSecretCredential(tenant, client, identity.secret, cloud)
}

const faultOf = (cause: unknown, identity: Identity): unknown => {
  if (!types.isNativeError(cause)) return cause
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
