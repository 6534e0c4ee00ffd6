import type { PeerCertificate } from './peers.ts'

/** `smtp:*.contoso.com;1`, as an inbound connector writes its domains, without type and cost. */
export const bareDomain = (text: string): string =>
  text
    .replace(/^smtp:/i, '')
    .replace(/;\d+$/, '')
    .toLowerCase()

/** Whether a domain, or a pattern `*` or `*.contoso.com`, takes in another one. */
export const takesIn = (pattern: string, domain: string): boolean =>
  pattern === '*' ||
  pattern === domain ||
  (pattern.startsWith('*.') && (domain === pattern.slice(2) || domain.endsWith(pattern.slice(1))))

/** Whether all of these domains are taken in. */
export const takesInAll = (patterns: readonly string[], domains: readonly string[]): boolean =>
  domains.every((domain) => patterns.some((pattern) => takesIn(pattern, domain)))

/**
 * Whether a certificate is the one that a connector names: `mail.contoso.com`, `*.contoso.com`, or
 * `<I>issuer<S>subject` as the Hybrid Configuration Wizard writes it.
 */
export const certificateFits = (named: string, certificate: PeerCertificate): boolean => {
  const exact = /^<I>(.*)<S>(.*)$/is.exec(named)
  if (exact !== null)
    return sameName(exact[1] ?? '', certificate.issuer) && sameName(exact[2] ?? '', certificate.subject)
  const wanted = named.toLowerCase()
  const shown = [...certificate.names, commonName(certificate.subject)].map((name) => name.toLowerCase())
  return shown.some((name) => takesIn(wanted, name) || takesIn(name, wanted))
}

/** The parts of a distinguished name, whatever separates them and in whatever order (RFC 4514 and its readers). */
const parts = (name: string): string =>
  name
    .split(/[\n,]/)
    .map((part) =>
      part
        .trim()
        .replace(/\s*=\s*/, '=')
        .toLowerCase(),
    )
    .filter((part) => part !== '')
    .toSorted()
    .join(',')

const sameName = (one: string, other: string): boolean => parts(one) === parts(other)

const commonName = (subject: string): string =>
  /(?:^|[\n,])\s*CN\s*=\s*([^\n,]+)/i.exec(subject)?.[1]?.trim() ?? ''
