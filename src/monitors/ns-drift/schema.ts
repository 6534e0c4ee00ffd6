/** What the name servers of a zone turned out to be. */
export type Delegation =
  | { readonly kind: 'delegated'; readonly zone: string; readonly servers: readonly string[] }
  | { readonly kind: 'no-such-domain'; readonly zone: string }
  /** Nobody answered, or no zone above the domain has name servers. */
  | { readonly kind: 'unknown'; readonly zone: string; readonly why: string }
