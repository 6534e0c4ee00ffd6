/** How the bot proves who it is to the Bot Framework. `none` is for the local client only. */
export type BotIdentity =
  | { readonly kind: 'none' }
  | { readonly kind: 'secret'; readonly secret: string }
  /** A PEM file with the certificate and its private key. */
  | { readonly kind: 'certificate'; readonly file: string }
  /** A user-assigned managed identity whose client id is the app id. */
  | { readonly kind: 'managed-identity' }
  /** A managed identity that is trusted by the app registration through a federated credential. */
  | { readonly kind: 'federated'; readonly identity: string }

export const ROLES = ['viewer', 'responder', 'approver', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What the Teams edge must be told. */
export interface BotSettings {
  /** 0 takes any free port. */
  readonly port: number
  /** Microsoft app id; absent means that nobody signs in, so that only this machine may connect. */
  readonly appId?: string
  /** Home tenant of the app registration; absent for a multi-tenant one. */
  readonly tenant?: string
  readonly identity: BotIdentity
  /** Tenants that may use the bot. Everyone else is refused; ignored while nobody signs in. */
  readonly tenants: readonly string[]
  /** Who may do what, by Entra object id. A role that nobody holds is held by nobody. */
  readonly roles: Readonly<Record<Role, readonly string[]>>
  /** Where the keys of the channel are published, and who issues its tokens; other clouds have others. */
  readonly openIdUrl: string
  readonly tokenIssuer: string
  /** Where and for what the bot gets its own tokens. */
  readonly loginUrl: string
  readonly scope: string
}
