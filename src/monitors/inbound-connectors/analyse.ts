import type { InboundConnectorsFinding, OutdatedServer } from '../../model/findings.ts'
import type { Severity } from '../../model/monitor.ts'
import type { Source } from '../../model/outcome.ts'
import { inText } from '../../model/time.ts'
import { type ConnectorMemory, connectorTroubles, removedTroubles } from '../connectors.ts'
import { factOf, type Trouble } from '../ledger.ts'

/** What is wrong with the ways in, and with the servers that Exchange Online holds to be out of date. */
export const analyse = (
  finding: InboundConnectorsFinding,
  known: ConnectorMemory['known'],
  source: Source,
): readonly Trouble[] => [
  ...connectorTroubles(finding.connectors, 'inbound', source),
  ...removedTroubles(known, finding.connectors, 'inbound'),
  ...(finding.outdatedServers ?? []).map((server) => outdated(server, source)),
]

const SEVERITIES: Readonly<Record<OutdatedServer['treatment'], Severity>> = {
  reported: 'P4',
  throttled: 'P2',
  blocked: 'P2',
}

const SAYS: Readonly<Record<OutdatedServer['treatment'], string>> = {
  reported: 'is out of date, and its mail will be throttled and then blocked',
  throttled: 'is out of date, and its mail is throttled',
  blocked: 'is out of date, and its mail is blocked',
}

const outdated = (server: OutdatedServer, source: Source): Trouble => ({
  what: `server/${server.name}`,
  severity: SEVERITIES[server.treatment],
  direction: 'inbound',
  title: `The Exchange server ${server.name} ${SAYS[server.treatment]}`,
  facts: [
    factOf('Build', server.build, source),
    ...(server.throttledFrom === undefined ? [] : [factOf('Throttled from', inText(server.throttledFrom))]),
    ...(server.blockedFrom === undefined ? [] : [factOf('Blocked from', inText(server.blockedFrom))]),
  ],
  points: ['hybrid-server-outdated'],
  advice: 'Update the server to a supported build, or pause the enforcement in the Exchange admin center.',
})
