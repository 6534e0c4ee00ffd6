import type {
  ConnectorTrouble,
  InboundConnector,
  InboundConnectorsFinding,
  OutdatedServer,
} from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { type Instant, inText, millis } from '../../model/time.ts'
import { longOff } from '../long-off.ts'
import { takesInAll } from '../names.ts'
import { present } from '../wire.ts'
import { lockTroubles } from './lock.ts'
import type { Outdated, Raw, Row } from './schema.ts'
import { senderTroubles } from './sender.ts'

/** What each connector says of itself and what its senders show; `broken` only on what is not merely suspected. */
export const analyse = (raw: Raw, input: ProbeInput): InboundConnectorsFinding => {
  const connectors = raw.connectors.map((row) => connectorOf(row, raw, input))
  const broken = connectors.some((one) => one.troubles.some((trouble) => trouble.suspected !== true))
  return present<InboundConnectorsFinding>({
    state: connectors.length === 0 ? 'none' : broken ? 'broken' : 'sound',
    connectors,
    outdatedServers: raw.outdated.known
      ? raw.outdated.value.map((row) => outdatedServer(row, input.at))
      : undefined,
  })
}

const connectorOf = (row: Row, raw: Raw, input: ProbeInput): InboundConnector =>
  present<InboundConnector>({
    name: row.Name,
    id: row.Guid,
    type: row.ConnectorType,
    enabled: row.Enabled,
    changedAt: row.WhenChangedUTC,
    troubles: troublesOf(row, raw, input),
    senderDomains: row.SenderDomains,
    senderAddresses: row.SenderIPAddresses,
    certificateName: row.TlsSenderCertificateName,
    requireTls: row.RequireTls,
    restrictToAddresses: row.RestrictDomainsToIPAddresses,
    restrictToCertificate: row.RestrictDomainsToCertificate,
  })

const troublesOf = (row: Row, raw: Raw, input: ProbeInput): readonly ConnectorTrouble[] => {
  const blocked = blockedTroubles(row, raw)
  if (!row.Enabled) return [offTrouble(row, raw.connectors, input), ...blocked]
  return [...blocked, ...lockTroubles(row, raw), ...senderTroubles(row, raw, input.at)]
}

const offTrouble = (row: Row, all: readonly Row[], input: ProbeInput): ConnectorTrouble => {
  const from =
    row.SenderDomains.length === 0
      ? 'its senders'
      : row.SenderDomains.join(', ').replace(/^\*$/, 'any sender')
  const effect =
    row.ConnectorType === 'OnPremises'
      ? 'mail from the on-premises servers no longer counts as ours and may not be relayed (5.7.64)'
      : `mail from ${from} no longer comes in through it`
  const changed = row.WhenChangedUTC === undefined ? '' : `; last changed ${inText(row.WhenChangedUTC)}`
  const harmless = replaced(row, all) || longOff(row.WhenChangedUTC, input)
  return {
    kind: 'disabled',
    text: `Switched off: ${effect}${changed}`,
    ...(harmless && { suspected: true }),
  }
}

/** Another connector of the kind that is on and takes the same senders. */
const replaced = (row: Row, all: readonly Row[]): boolean =>
  all.some(
    (other) =>
      other !== row &&
      other.Enabled &&
      other.ConnectorType === row.ConnectorType &&
      row.SenderDomains.length > 0 &&
      takesInAll(other.SenderDomains, row.SenderDomains) &&
      row.SenderIPAddresses.every((address) => other.SenderIPAddresses.includes(address)) &&
      (row.TlsSenderCertificateName ?? other.TlsSenderCertificateName) === other.TlsSenderCertificateName,
  )

/** Microsoft blocks a connector that seems to be misused; mail through it is refused until it is released. */
const blockedTroubles = (row: Row, { blocked }: Raw): readonly ConnectorTrouble[] => {
  const mine = new Set([row.Guid.toLowerCase(), row.Name.toLowerCase()])
  const hit = blocked.known && blocked.value.find(({ ids }) => ids.some((id) => mine.has(id)))
  if (hit === false || hit === undefined) return []
  const reason = hit.reason === undefined ? '' : `: ${hit.reason}`
  const text = `Blocked by Microsoft as possibly compromised${reason}`
  return [{ kind: 'blocked', text }]
}

const outdatedServer = (row: Outdated, at: Instant): OutdatedServer => {
  const begun = (date: string | undefined): boolean => date !== undefined && millis(date) <= millis(at)
  return present<OutdatedServer>({
    name: row.ServerFQDN,
    build: row.Build,
    throttledFrom: row.ThrottleEnabledDate,
    blockedFrom: row.BlockingEnabledDate,
    treatment: begun(row.BlockingEnabledDate)
      ? 'blocked'
      : begun(row.ThrottleEnabledDate)
        ? 'throttled'
        : 'reported',
  })
}
