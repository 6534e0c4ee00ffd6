import type { ConnectorTrouble } from '../../model/findings.ts'
import type { Raw, Row } from './schema.ts'

/** Where mail for a tenant arrives when nothing stands before it, in all clouds. */
const MICROSOFT =
  /\.(mail\.protection\.outlook\.com|mx\.microsoft|mail\.protection\.partner\.outlook\.cn|mail\.protection\.office365\.us)$/i

/**
 * Troubles of a Partner connector that lets in nobody but its own gateways (5.7.51). The restrictions of connectors
 * of type OnPremises mean nothing: https://learn.microsoft.com/powershell/module/exchangepowershell/new-inboundconnector
 */
export const lockTroubles = (row: Row, raw: Raw): readonly ConnectorTrouble[] => {
  if (row.ConnectorType !== 'Partner') return []
  return [...emptyLocks(row), ...lockedOut(row, raw)]
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

/**
 * The world is told to deliver straight to Exchange Online, and a connector for every sender takes mail from a gateway
 * only: everybody else is refused.
 */
const lockedOut = (row: Row, { mx }: Raw): readonly ConnectorTrouble[] => {
  if (!mx.known || !row.SenderDomains.includes('*')) return []
  const locked = row.RestrictDomainsToIPAddresses || row.RestrictDomainsToCertificate
  if (!locked) return []
  const direct = mx.value.filter(
    ({ domain, hosts }) =>
      hosts.length > 0 &&
      hosts.every((host) => MICROSOFT.test(host)) &&
      (row.AssociatedAcceptedDomains.length === 0 || row.AssociatedAcceptedDomains.includes(domain)),
  )
  if (direct.length === 0) return []
  const only = row.RestrictDomainsToIPAddresses
    ? `from ${row.SenderIPAddresses.join(', ') || 'no address'}`
    : `with a certificate for ${row.TlsSenderCertificateName ?? 'nothing'}`
  const where = direct.map(({ domain, hosts }) => `${domain} (MX ${hosts.join(', ')})`).join(', ')
  return [
    {
      kind: row.RestrictDomainsToIPAddresses ? 'address-mismatch' : 'certificate-mismatch',
      text: `Takes mail of every sender only ${only}, but the world delivers straight to Exchange Online for ${where}, so it is refused (5.7.51)`,
    },
  ]
}
