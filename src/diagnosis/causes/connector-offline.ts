import type { Evidence } from '../../model/evidence.ts'
import type {
  ConnectorTrouble,
  InboundConnector,
  InboundConnectorsFinding,
  OutboundConnector,
  OutboundConnectorsFinding,
} from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import type { Reason } from '../../model/verdict.ts'
import { type Finding, finding } from '../reading.ts'
import { type Symptom, symptomOf } from '../symptoms.ts'
import { capital, few, ways } from '../words.ts'
import {
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
import { connectorGuidance } from './connector-guidance.ts'
import { CODE_COUNT, CODE_SHARE, SHARED, WEIGHTS } from './weights.ts'

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
  /** A smart host answers and takes no mail. */
  readonly rejecting: boolean
  /** Failed messages say that no connector knows who sends. */
  readonly unknownSender: boolean
}

const weightOf = ({ kind, suspected }: ConnectorTrouble): number =>
  suspected === true ? MINE.suspected : ((MINE as Readonly<Record<string, number>>)[kind] ?? MINE.suspected)

const mine = (connector: Connector): readonly ConnectorTrouble[] =>
  connector.troubles.filter((trouble) => !OF_TLS.has(trouble.kind))

/**
 * For the mail of some partners only, so that it does not explain why all mail of a direction stops; unless that is
 * where messages fail.
 */
const isNarrow = (connector: Connector, { flow }: Symptom): boolean => {
  const domains = 'senderDomains' in connector ? connector.senderDomains : connector.recipientDomains
  if (connector.type !== 'Partner' || domains.length === 0 || domains.includes('*')) return false
  return !(flow?.failures ?? []).some((group) => group.connector === connector.name)
}

/** A smart host that answers and takes no mail: its server is not in service, or wants none of ours. */
const rejecting = (evidence: Evidence, symptom: Symptom): readonly Reason[] => {
  const found = finding(evidence, 'smtp-reachability')
  if (found === undefined || symptom.direction !== 'outbound') return []
  return found.value.targets
    .filter(({ role, state }) => role === 'smart-host' && state === 'rejecting')
    .map(({ host, text, dialogue }) => {
      const code = dialogue.failure?.reply?.enhanced
      const { count, of } = withCode(symptom, code)
      const alike = symptom.sure && count >= CODE_COUNT && count >= of * CODE_SHARE.proves
      const said = alike ? `; ${count} of ${of} failed outbound messages carry the same ${code}` : ''
      return reason(
        `${host}: ${text}${said}`,
        (alike ? MINE.rejectingAlike : MINE.rejecting) * found.trust,
        found.source,
      )
    })
}

const withCode = ({ flow }: Symptom, code: string | undefined): { count: number; of: number } => {
  const failures = flow?.failures ?? []
  const total = (groups: typeof failures) => groups.reduce((sum, group) => sum + group.count, 0)
  return {
    count: code === undefined ? 0 : total(failures.filter((group) => group.code === code)),
    of: total(failures),
  }
}

/** What failed messages say of the connectors of a direction. */
const codesOf = (evidence: Evidence, direction: Direction): readonly Reason[] =>
  direction === 'outbound'
    ? byCodes(evidence, ['outbound'], ['next-hop'], { most: MINE.codes, some: MINE.codes })
    : byCodes(evidence, ['inbound'], ['attribution'], {
        most: MINE.attribution,
        some: MINE.someAttribution,
      })

/** No connector of a direction is broken: that says much, unless failed messages speak of who sends. */
const soundness = (
  direction: Direction,
  { value, trust, source }: Finding<InboundConnectorsFinding | OutboundConnectorsFinding>,
  coded: boolean,
): readonly Reason[] => {
  if (value.state === 'broken' || trust < 1) return []
  const weight = direction === 'inbound' && coded ? MINE.looksSound : SHARED.soundByProbe
  return [reason(`No ${direction} connector is broken`, weight, source)]
}

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
  const symptom = symptomOf(evidence, direction)
  const hosts = rejecting(evidence, symptom)
  const alike = hosts.some(({ weight }) => weight > MINE.rejecting)
  const codes = codesOf(evidence, direction)
  const seen = {
    direction,
    rejecting: hosts.length > 0,
    unknownSender: direction === 'inbound' && codes.length > 0,
  }
  if (found === undefined)
    return { ...seen, supports: [...yes, ...hosts, ...codes], contradicts: no, broken: [] }
  const connectors: readonly Connector[] = found.value.connectors
  const troubles = connectors.flatMap((connector) =>
    mine(connector).map((trouble) => {
      const old = trouble.kind === 'disabled' && onset(connector.changedAt, symptom.since) === 'long-before'
      const most = Math.min(old ? MINE.longOff : 1, isNarrow(connector, symptom) ? MINE.narrow : 1)
      const weight = Math.min(weightOf(trouble), most)
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
  return {
    ...seen,
    supports: [
      ...yes,
      ...troubles.map((one) => one.reason),
      ...changes.flatMap((change) => change.supports),
      ...hosts,
      ...codes,
    ],
    contradicts: [
      ...no,
      // A connector is sound when it leads to a server that is not.
      ...(hosts.length > 0 ? [] : soundness(direction, found, codes.length > 0)),
      ...changes.flatMap((change) => change.contradicts),
      ...(troubles.length + hosts.length > 0 && !alike
        ? pointElsewhere(symptom, [...DECIDED, 'throttle', 'service'])
        : []),
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
  return {
    title:
      broken.length === 0
        ? `The ${ways(directions)} connectors do not carry mail`
        : `The ${ways(directions)} connector ${few([...new Set(broken.map((one) => one.name))], 2)} does not carry mail`,
    step: directions[0] === 'outbound' ? 'outbound-connectors' : 'inbound-connectors',
    supports: named.flatMap((side) => side.supports),
    contradicts: [
      ...named.flatMap((side) => side.contradicts),
      ...(bad.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${capital(ways(directions))} mail that goes through connectors.${butFlows(evidence)}`,
    guidance: connectorGuidance({
      directions,
      broken: broken.map((connector) => ({ connector, kinds: mine(connector).map(({ kind }) => kind) })),
      rejecting: named.some((side) => side.rejecting),
      unknownSender: named.some((side) => side.unknownSender),
    }),
  }
}

/** A connector is off, blocked, or shuts out the peer that it is for. */
export const cause: Cause = {
  id: 'connector-offline',
  needs: ['inbound-connectors', 'outbound-connectors'],
  weigh,
}
