import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { MailHost } from '../tenant/tenant.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000

/** A certificate with its key, PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** The certificate authority of the lab: trusted by nobody but who is given its certificate. */
export interface Authority {
  /** PEM. */
  readonly certificate: string
  issue(names: readonly string[], kind: MailHost['certificate']): Promise<KeyPair>
}

export const createAuthority = async (): Promise<Authority> => {
  const keys = await newKeys()
  const root = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Mailflow lab authority',
    keys,
    signingAlgorithm: ALGORITHM,
    ...lifetime(-DAY_MS, 3650 * DAY_MS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    certificate: root.toString('pem'),
    issue: (names, kind) => issue(root, keys, names, kind),
  }
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

/** Real time, whatever the clock of the lab says: the peer's TLS library looks at nothing else. */
const lifetime = (from: number, to: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() + from),
  notAfter: new Date(Date.now() + to),
})

/** 200 days are the longest that authorities issue for. */
const LIFETIMES: Readonly<Record<MailHost['certificate'], () => ReturnType<typeof lifetime>>> = {
  valid: () => lifetime(-30 * DAY_MS, 170 * DAY_MS),
  ending: () => lifetime(-191 * DAY_MS, 9 * DAY_MS),
  expired: () => lifetime(-200 * DAY_MS, -2 * DAY_MS),
  'self-signed': () => lifetime(-30 * DAY_MS, 170 * DAY_MS),
}

const issue = async (
  root: X509Certificate,
  rootKeys: webcrypto.CryptoKeyPair,
  names: readonly string[],
  kind: MailHost['certificate'],
): Promise<KeyPair> => {
  const keys = await newKeys()
  const self = kind === 'self-signed'
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: self ? `CN=${names[0] ?? 'localhost'}` : root.subject,
    publicKey: keys.publicKey,
    signingKey: self ? keys.privateKey : rootKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    ...LIFETIMES[kind](),
    extensions: [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }))),
      await AuthorityKeyIdentifierExtension.create(self ? keys.publicKey : rootKeys.publicKey),
    ],
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { key, cert: certificate.toString('pem') + (self ? '' : `\n${root.toString('pem')}`) }
}
