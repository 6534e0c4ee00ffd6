import type { ConnectorTrouble } from '../../model/findings.ts'
import { type Instant, inText, millis } from '../../model/time.ts'
import { inRanges, isPublic } from '../addresses.ts'
import { certificateFits } from '../names.ts'
import { addressesKnown, contactKnown, type Peer, type PeerCertificate } from '../peers.ts'
import type { Raw, Row } from './schema.ts'

/**
 * What the likely senders of an OnPremises connector show, against what the connector knows them by (5.7.64 when it no
 * longer does). A server may send from another address, or with another certificate, than it receives with: so all of
 * this is suspicion.
 */
export const senderTroubles = (row: Row, { peers }: Raw, at: Instant): readonly ConnectorTrouble[] => {
  if (row.ConnectorType !== 'OnPremises' || !peers.known) return []
  return row.TlsSenderCertificateName === undefined
    ? addressTroubles(row, peers.value)
    : certificateTroubles(row.TlsSenderCertificateName, peers.value, at)
}

const certificateTroubles = (
  named: string,
  peers: readonly Peer[],
  at: Instant,
): readonly ConnectorTrouble[] => {
  const shown = peers.flatMap((peer) => {
    const certificate = contactKnown(peer)?.certificate
    return certificate === undefined ? [] : [{ host: peer.host, certificate }]
  })
  const expired = shown
    .filter(({ certificate }) => millis(certificate.notAfter) <= millis(at))
    .map(
      ({ host, certificate }) =>
        `The certificate of ${host} expired at ${inText(certificate.notAfter)}; the connector knows its sender by it`,
    )
  const strangers = shown
    .filter(({ certificate }) => !certificateFits(named, certificate))
    .map(
      ({ host, certificate }) =>
        `${host} shows a certificate for ${shownName(certificate)}; the connector knows its sender by ${named}`,
    )
  return [
    ...expired.map((text) => ({ kind: 'certificate-expired', text, suspected: true }) as const),
    ...strangers.map((text) => ({ kind: 'certificate-mismatch', text, suspected: true }) as const),
  ]
}

export const shownName = ({ names, subject, issuer }: PeerCertificate): string =>
  `${names.length === 0 ? subject : names.join(', ')} from ${issuer}`

const addressTroubles = (row: Row, peers: readonly Peer[]): readonly ConnectorTrouble[] => {
  if (row.SenderIPAddresses.length === 0) return []
  return peers.flatMap((peer) => {
    const addresses = (addressesKnown(peer) ?? []).filter((address) => isPublic(address))
    if (addresses.length === 0 || addresses.some((address) => inRanges(address, row.SenderIPAddresses)))
      return []
    const text = `${peer.host} has the address ${addresses.join(', ')}; the connector knows its sender by ${row.SenderIPAddresses.join(', ')}`
    return [{ kind: 'address-mismatch', text, suspected: true } as const]
  })
}
