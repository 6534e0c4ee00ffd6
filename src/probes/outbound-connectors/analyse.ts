import type { ConnectorTrouble, OutboundConnector, OutboundConnectorsFinding } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { between, inText } from '../../model/time.ts'
import { longOff } from '../long-off.ts'
import { takesInAll } from '../names.ts'
import { present } from '../wire.ts'
import type { Raw, Row } from './schema.ts'
import { smartHostTroubles } from './smart-hosts.ts'

/** What each connector says of itself and what its smart hosts show; `broken` only on what is not merely suspected. */
export const analyse = (raw: Raw, input: ProbeInput): OutboundConnectorsFinding => {
  const rows = allRows(raw)
  const connectors = rows.map((row) => connectorOf(row, rows, raw, input))
  const broken = connectors.some((one) => one.troubles.some((trouble) => trouble.suspected !== true))
  return { state: rows.length === 0 ? 'none' : broken ? 'broken' : 'sound', connectors }
}

/** Both listings; where the service put a connector into both, it counts once. */
const allRows = ({ connectors, ruleScoped }: Raw): readonly Row[] => {
  const known = new Set(connectors.map(keyOf))
  return [
    ...connectors,
    ...(ruleScoped.known ? ruleScoped.value.filter((row) => !known.has(keyOf(row))) : []),
  ]
}

const keyOf = ({ Guid, Name }: Row): string => (Guid === '' ? Name : Guid)

const connectorOf = (row: Row, all: readonly Row[], raw: Raw, input: ProbeInput): OutboundConnector =>
  present<OutboundConnector>({
    name: row.Name,
    id: row.Guid,
    type: row.ConnectorType,
    enabled: row.Enabled,
    changedAt: row.WhenChangedUTC,
    troubles: troublesOf(row, all, raw, input),
    recipientDomains: row.RecipientDomains,
    smartHosts: row.SmartHosts,
    tlsDomain: row.TlsDomain,
    tlsSettings: row.TlsSettings,
    ruleScoped: row.IsTransportRuleScoped,
    allViaOnPremises: row.RouteAllMessagesViaOnPremises,
    validated: row.IsValidated,
    validatedAt: row.LastValidationTimestamp,
  })

const troublesOf = (
  row: Row,
  all: readonly Row[],
  { peers }: Raw,
  input: ProbeInput,
): readonly ConnectorTrouble[] => {
  const off = offTrouble(row, all, input)
  if (off !== undefined) return [off]
  return [...validationTroubles(row), ...smartHostTroubles(row, peers, input.at)]
}

const offTrouble = (row: Row, all: readonly Row[], input: ProbeInput): ConnectorTrouble | undefined => {
  if (row.Enabled && !row.TestMode) return undefined
  const how = row.Enabled ? 'In test mode' : 'Switched off'
  const changed = row.WhenChangedUTC === undefined ? '' : `; last changed ${inText(row.WhenChangedUTC)}`
  const text = `${how}: ${carried(row)} cannot use it${changed}`
  const harmless = replaced(row, all) || row.IsTransportRuleScoped || longOff(row.WhenChangedUTC, input)
  return { kind: 'disabled', text, ...(harmless && { suspected: true }) }
}

const carried = (row: Row): string => {
  if (row.RouteAllMessagesViaOnPremises)
    return 'all outbound mail, which is routed through on-premises servers,'
  if (row.IsTransportRuleScoped) return 'mail that a transport rule routes to it'
  if (row.RecipientDomains.length > 0) return `mail for ${row.RecipientDomains.join(', ')}`
  return row.AllAcceptedDomains ? 'mail for the accepted domains' : 'its mail'
}

/** Another connector of the kind that is on and takes the same mail. */
const replaced = (row: Row, all: readonly Row[]): boolean =>
  all.some(
    (other) =>
      other !== row &&
      other.Enabled &&
      !other.TestMode &&
      other.ConnectorType === row.ConnectorType &&
      other.IsTransportRuleScoped === row.IsTransportRuleScoped &&
      (other.RouteAllMessagesViaOnPremises || !row.RouteAllMessagesViaOnPremises) &&
      row.RecipientDomains.length > 0 &&
      takesInAll(other.RecipientDomains, row.RecipientDomains),
  )

/** A change is stamped a little after the validation that it records. */
const SAME_CHANGE_MS = 3_600_000

/** A connector carries mail without validation, so neither of these stops any by itself. */
const validationTroubles = (row: Row): readonly ConnectorTrouble[] => {
  const { IsValidated, LastValidationTimestamp: validated, WhenChangedUTC: changed } = row
  if (!IsValidated)
    return [
      {
        kind: 'not-validated',
        text:
          validated === undefined
            ? 'Never validated'
            : `Not valid when it was last validated, at ${inText(validated)}`,
        suspected: true,
      },
    ]
  if (validated === undefined || changed === undefined || between(validated, changed) < SAME_CHANGE_MS)
    return []
  const text = `Changed at ${inText(changed)}, after its last validation at ${inText(validated)}`
  return [{ kind: 'not-validated', text, suspected: true }]
}
