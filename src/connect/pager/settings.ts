/** How the mail server of the smart host is spoken to. `implicit` is TLS from the first byte (RFC 8314). */
export type PagerTls = 'implicit' | 'required' | 'if-offered' | 'never'

/** The ways out that are set up; all of them are used at once. */
export interface PagerSettings {
  readonly webhook?: { readonly url: string; readonly secret: string }
  readonly pagerDuty?: { readonly url: string; readonly routingKey: string }
  readonly smtp?: SmtpPagerSettings
}

/** A smart host outside the tenant, which takes mail for people whose mailboxes are elsewhere. */
export interface SmtpPagerSettings {
  readonly host: string
  readonly port: number
  readonly tls: PagerTls
  readonly login?: { readonly user: string; readonly password: string }
  readonly from: string
  readonly to: readonly string[]
}
