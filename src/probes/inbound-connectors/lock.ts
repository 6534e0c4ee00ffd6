import type { ConnectorTrouble } from '../../model/findings.ts'
import { isMicrosoft } from '../microsoft-hosts.ts'
import { certificateFits } from '../names.ts'
import { contactKnown } from '../peers.ts'
import type { Raw, Row } from './schema.ts'
import { shownName } from './sender.ts'

/**
 * A Partner connector for every sender that lets in nobody but its gateways. The restrictions of connectors of type
 * OnPremises mean nothing: https://learn.microsoft.com/powershell/module/exchangepowershell/new-inboundconnector
 */
export const locksEverybody = (row: Row): boolean =>
  row.Enabled && row.ConnectorType === 'Partner' && row.SenderDomains.includes('*') && isRestricted(row)

const isRestricted = (row: Row): boolean =>
  row.RestrictDomainsToIPAddresses || row.RestrictDomainsToCertificate

/** Who is shut out by the restrictions of a Partner connector (5.7.51). */
export const lockTroubles = (row: Row, raw: Raw): readonly ConnectorTrouble[] => {
  if (row.ConnectorType !== 'Partner') return []
  const empty = emptyLocks(row)
  return empty.length > 0 || !locksEverybody(row)
    ? empty
    : [...worldLockedOut(row, raw), ...gatewayLockedOut(row, raw)]
}

const emptyLocks = (row: Row): readonly ConnectorTrouble[] => {
  const domains = row.SenderDomains.join(', ').replace(/^\*$/, 'every domain')
  const troubles: ConnectorTrouble[] = []
  if (row.RestrictDomainsToIPAddresses && row.SenderIPAddresses.length === 0)
    troubles.push({
      kind: 'address-mismatch',
      text: `Takes mail of ${domains} from listed addresses only, and lists none`,
    })
  if (row.RestrictDomainsToCertificate && row.TlsSenderCertificateName === undefined)
    troubles.push({
      kind: 'certificate-mismatch',
      text: `Takes mail of ${domains} with its named certificate only, and names none`,
    })
  return troubles
}

/** The world is told to deliver straight to Exchange Online, where only the gateway is let in. */
const worldLockedOut = (row: Row, { mx }: Raw): readonly ConnectorTrouble[] => {
  const direct = (mx.known ? mx.value : []).filter(
    ({ domain, hosts }) =>
      hosts.length > 0 &&
      hosts.every(isMicrosoft) &&
      (row.AssociatedAcceptedDomains.length === 0 || row.AssociatedAcceptedDomains.includes(domain)),
  )
  if (direct.length === 0) return []
  const only = row.RestrictDomainsToIPAddresses
    ? `from ${row.SenderIPAddresses.join(', ')}`
    : `with a certificate for ${row.TlsSenderCertificateName}`
  const where = direct.map(({ domain, hosts }) => `${domain} (MX ${hosts.join(', ')})`).join(', ')
  return [
    {
      kind: row.RestrictDomainsToIPAddresses ? 'address-mismatch' : 'certificate-mismatch',
      text: `Takes mail of every sender only ${only}, but the world delivers straight to Exchange Online for ${where}, so it is refused (5.7.51)`,
    },
  ]
}

/** The gateway that MX names shows another certificate; what it sends with may be a third one, so this is suspicion. */
const gatewayLockedOut = (row: Row, { gateways }: Raw): readonly ConnectorTrouble[] => {
  const named = row.TlsSenderCertificateName
  if (!gateways.known || !row.RestrictDomainsToCertificate || named === undefined) return []
  return gateways.value.flatMap((peer) => {
    const certificate = contactKnown(peer)?.certificate
    if (certificate === undefined || certificateFits(named, certificate)) return []
    const text = `Takes mail of every sender only with a certificate for ${named}, but the MX host ${peer.host} shows one for ${shownName(certificate)}`
    return [{ kind: 'certificate-mismatch', text, suspected: true } as const]
  })
}
