import { createHash, X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls'
import type { Certificate } from '../../model/smtp.ts'

/** More than any real chain has; a peer may send as many as it likes. */
const LONGEST_CHAIN = 10

/** The chain as the peer sent it, leaf first, completed with the root that we know. */
export const chainOf = (leaf: DetailedPeerCertificate | PeerCertificate): readonly Certificate[] => {
  const chain: Certificate[] = []
  const seen = new Set<string>()
  let at: DetailedPeerCertificate | PeerCertificate | undefined = leaf
  while (at?.raw !== undefined && chain.length < LONGEST_CHAIN && !seen.has(at.fingerprint256)) {
    seen.add(at.fingerprint256)
    chain.push(certificateOf(at.raw))
    at = 'issuerCertificate' in at ? at.issuerCertificate : undefined
  }
  return chain
}

const certificateOf = (der: Buffer): Certificate => {
  const certificate = new X509Certificate(der)
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesOf(certificate.subjectAltName),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    sha256: sha256(certificate.raw),
    keySha256: sha256(certificate.publicKey.export({ type: 'spki', format: 'der' })),
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Node writes one attribute per line. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').filter(Boolean).join(', ')

const namesOf = (alternatives: string | undefined): readonly string[] =>
  (alternatives ?? '')
    .split(', ')
    .map((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1])
    .filter((name) => name !== undefined)
