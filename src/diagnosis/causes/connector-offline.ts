import type { Evidence } from '../../model/evidence.ts'
import type { ConnectorTrouble, InboundConnector, OutboundConnector } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { symptomOf } from '../symptoms.ts'
import { argument, capital, few, ways } from '../words.ts'
import {
  advise,
  answered,
  butFlows,
  byCodes,
  byOnset,
  type Cause,
  DECIDED,
  doubtful,
  flowsAnyway,
  onset,
  pointElsewhere,
  reason,
  type Weighed,
} from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['connector-offline']

/** Troubles that belong to another cause: one fact proves one fault. */
const OF_TLS: ReadonlySet<ConnectorTrouble['kind']> = new Set([
  'certificate-mismatch',
  'certificate-expired',
  'certificate-untrusted',
  'starttls-missing',
])

type Connector = InboundConnector | OutboundConnector

interface Side {
  readonly direction: Direction
  readonly supports: readonly Reason[]
  readonly contradicts: readonly Reason[]
  readonly broken: readonly Connector[]
}

const weightOf = ({ kind, suspected }: ConnectorTrouble): number =>
  suspected === true ? MINE.suspected : ((MINE as Readonly<Record<string, number>>)[kind] ?? MINE.suspected)

const mine = (connector: Connector): readonly ConnectorTrouble[] =>
  connector.troubles.filter((trouble) => !OF_TLS.has(trouble.kind))

const sideOf = (evidence: Evidence, direction: Direction): Side => {
  const yes = answered(evidence, direction, 'broken', `The ${direction} connectors are broken`)
  const no = answered(
    evidence,
    direction,
    'sound',
    `The ${direction} connectors are sound`,
    SHARED.answeredAgainst,
  )
  const found = finding(evidence, direction === 'inbound' ? 'inbound-connectors' : 'outbound-connectors')
  if (found === undefined) return { direction, supports: yes, contradicts: no, broken: [] }
  const connectors: readonly Connector[] = found.value.connectors
  const symptom = symptomOf(evidence, direction)
  const troubles = connectors.flatMap((connector) =>
    mine(connector).map((trouble) => {
      const old = trouble.kind === 'disabled' && onset(connector.changedAt, symptom.since) === 'long-before'
      const weight = Math.min(weightOf(trouble), old ? MINE.longOff : 1)
      return {
        connector,
        trouble,
        reason: reason(`${connector.name}: ${trouble.text}`, weight * found.trust, found.source),
      }
    }),
  )
  const changes = troubles
    .filter(({ trouble }) => trouble.kind === 'disabled' && trouble.suspected !== true)
    .map(({ connector }) =>
      byOnset(`Connector ${connector.name}`, connector.changedAt, symptom.since, found.source),
    )
  const sound =
    found.value.state !== 'broken' && found.trust === 1
      ? [reason(`No ${direction} connector is broken`, SHARED.soundByProbe, found.source)]
      : []
  return {
    direction,
    supports: [...yes, ...troubles.map((one) => one.reason), ...changes.flatMap((change) => change.supports)],
    contradicts: [
      ...no,
      ...sound,
      ...changes.flatMap((change) => change.contradicts),
      ...(troubles.length > 0 ? pointElsewhere(symptom, [...DECIDED, 'throttle', 'service']) : []),
    ],
    broken: troubles.filter(({ trouble }) => trouble.suspected !== true).map((one) => one.connector),
  }
}

const weigh = (evidence: Evidence): Weighed => {
  const sides = doubtful(evidence).map((direction) => sideOf(evidence, direction))
  const bad = sides.filter((side) => side.supports.length > 0)
  const named = bad.length > 0 ? bad : sides
  const directions = named.map((side) => side.direction)
  const broken = named.flatMap((side) => side.broken)
  const codes = byCodes(evidence, ['outbound'], ['next-hop'], { most: MINE.codes, some: MINE.codes })
  return {
    title:
      broken.length === 0
        ? `The ${ways(directions)} connectors do not carry mail`
        : `The ${ways(directions)} connector ${few([...new Set(broken.map((one) => one.name))], 2)} does not carry mail`,
    step: directions[0] === 'outbound' ? 'outbound-connectors' : 'inbound-connectors',
    supports: [...named.flatMap((side) => side.supports), ...(directions.includes('outbound') ? codes : [])],
    contradicts: [
      ...named.flatMap((side) => side.contradicts),
      ...(bad.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${capital(ways(directions))} mail that goes through connectors.${butFlows(evidence)}`,
    guidance: guidance(directions, broken),
  }
}

const guidance = (directions: readonly Direction[], broken: readonly Connector[]): Guidance =>
  advise({
    whose: 'Ours: the connector in Exchange Online, or the server that it points to',
    instruction:
      'Switch the connector on again, then check its restrictions and its smart host. On the hybrid server, restart the transport service when it is not running.',
    commands: [
      ...directions.flatMap((direction) => commandsFor(direction, broken)),
      { where: 'Hybrid server, Exchange Management Shell', run: 'Restart-Service MSExchangeTransport' },
    ],
    next: 'A change of a connector takes 30 to 60 minutes to reach all of Exchange Online. Exchange queues mail for 24 hours before it bounces, so little is lost.',
    prevention: 'Check the connectors daily, and note who may change them.',
  })

const commandsFor = (
  direction: Direction,
  broken: readonly Connector[],
): { readonly where: string; readonly run: string }[] => {
  const kind = capital(direction)
  const where = 'Exchange Online PowerShell'
  const names = broken
    .filter((one) => 'senderDomains' in one === (direction === 'inbound'))
    .map((one) => one.name)
  if (names.length === 0)
    return [
      { where, run: `Get-${kind}Connector | Format-Table Name, Enabled, ConnectorType, WhenChangedUTC` },
    ]
  return [...new Set(names)].slice(0, 2).map((name) => ({
    where,
    run: `Set-${kind}Connector -Identity ${argument(name)} -Enabled $true`,
  }))
}

/** A connector is off, blocked, or shuts out the peer that it is for. */
export const cause: Cause = {
  id: 'connector-offline',
  needs: ['inbound-connectors', 'outbound-connectors'],
  weigh,
}
