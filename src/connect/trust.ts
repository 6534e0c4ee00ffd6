import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'

const made = new Map<string, SecureContext>()

/**
 * What TLS trusts: the authorities of Node, and further ones as PEM. Made once for each set, because reading the
 * hundred and fifty certificates takes longer than the handshake that they are for.
 */
export const trusting = (ca: readonly string[]): SecureContext => {
  const key = ca.join('\n')
  const known = made.get(key) ?? createSecureContext({ ca: [...getCACertificates('default'), ...ca] })
  made.set(key, known)
  return known
}
