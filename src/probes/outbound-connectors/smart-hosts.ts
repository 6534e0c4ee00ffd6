import type { ConnectorTrouble } from '../../model/findings.ts'
import { type Instant, inText, millis } from '../../model/time.ts'
import { certificateFits } from '../names.ts'
import { addressesKnown, type Contact, contactKnown, type Peer, type PeerCertificate } from '../peers.ts'
import type { Row } from './schema.ts'

type Kind = ConnectorTrouble['kind']

/** One smart host's trouble, with the proof it gives when every smart host has it. */
interface HostTrouble {
  readonly kind: Kind
  readonly text: string
  readonly proof: boolean
}

/**
 * What the smart hosts show. A trouble of all of them can be proof; of some, Exchange Online goes on to the others. A
 * host that is silent from here proves nothing: its firewall may let in nobody but Exchange Online.
 */
export const smartHostTroubles = (
  row: Row,
  peers: readonly Peer[],
  at: Instant,
): readonly ConnectorTrouble[] => {
  if (row.UseMXRecord) return []
  const seen = row.SmartHosts.flatMap((host) => peers.filter((peer) => peer.host === host))
  const found = seen.map((peer) => hostTrouble(row, peer, at))
  const all = seen.length === row.SmartHosts.length && found.every((one) => one?.proof === true)
  return found
    .filter((one) => one !== undefined)
    .map(({ kind, text }) => ({
      kind,
      text: `${text}${reach(row)}`,
      ...(!all && { suspected: true as const }),
    }))
}

/** Centralized mail transport: what such a connector does not carry, nothing carries. */
const reach = ({ RouteAllMessagesViaOnPremises }: Row): string =>
  RouteAllMessagesViaOnPremises ? '; all outbound mail is routed through it' : ''

const hostTrouble = (row: Row, peer: Peer, at: Instant): HostTrouble | undefined => {
  const host = `The smart host ${peer.host}`
  if (addressesKnown(peer)?.length === 0)
    return { kind: 'smart-host-unresolvable', text: `${host} has no address in DNS`, proof: true }
  const contact = contactKnown(peer)
  return contact && contactTrouble(row, host, contact, at)
}

const contactTrouble = (row: Row, host: string, contact: Contact, at: Instant): HostTrouble | undefined => {
  const { failure, certificate } = contact
  if (certificate !== undefined && row.TlsSettings !== undefined) {
    const bad = certificateTrouble(row, host, certificate, at)
    if (bad !== undefined) return bad
  }
  if (failure === undefined) return tlsMissing(row, host, contact)
  if (failure.kind === 'starttls-missing') return tlsMissing(row, host, contact)
  if (failure.phase === 'tls' && certificate !== undefined) return undefined
  // Our own DNS failed: nobody has looked at the host.
  if (failure.kind === 'resolver-failed') return undefined
  const text = `${host} does not answer as it should from here: ${failure.detail}`
  return { kind: 'smart-host-unreachable', text, proof: false }
}

/** Inspection on our own way out can strip STARTTLS, so its absence is no proof. */
const tlsMissing = (row: Row, host: string, { certificate }: Contact): HostTrouble | undefined =>
  certificate !== undefined || row.TlsSettings === undefined
    ? undefined
    : {
        kind: 'starttls-missing',
        text: `${host} offers no STARTTLS from here, which the connector demands (TlsSettings ${row.TlsSettings})`,
        proof: false,
      }

/** Reasons that only say that the name is another one than the host's; the connector compares with its TlsDomain. */
const NAME_TROUBLE = new Set(['ERR_TLS_CERT_ALTNAME_INVALID'])

const certificateTrouble = (
  row: Row,
  host: string,
  certificate: PeerCertificate,
  at: Instant,
): HostTrouble | undefined => {
  const { TlsSettings: settings, TlsDomain: domain } = row
  if (settings === 'EncryptionOnly') return undefined
  if (millis(certificate.notAfter) <= millis(at))
    return {
      kind: 'certificate-expired',
      text: `${host} shows a certificate that expired at ${inText(certificate.notAfter)}`,
      proof: true,
    }
  if (settings === 'DomainValidation' && domain !== undefined && !certificateFits(domain, certificate))
    return {
      kind: 'certificate-mismatch',
      text: `${host} shows a certificate for ${certificate.names.join(', ')}; the connector demands ${domain}`,
      proof: true,
    }
  if (certificate.trouble === undefined || NAME_TROUBLE.has(certificate.trouble)) return undefined
  const text = `${host} shows a certificate that is not trusted here (${certificate.trouble})`
  return { kind: 'certificate-untrusted', text, proof: certificate.trouble === 'DEPTH_ZERO_SELF_SIGNED_CERT' }
}
