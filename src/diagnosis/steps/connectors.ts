import type { Evidence } from '../../model/evidence.ts'
import type { ConnectorTrouble, Findings } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { finding, told } from '../reading.ts'
import { flows, symptomOf } from '../symptoms.ts'
import { count, few } from '../words.ts'
import { known, type Reading, undecided } from './step.ts'

const troublesOf = (
  connectors: readonly { readonly name: string; readonly troubles: readonly ConnectorTrouble[] }[],
): string[] =>
  connectors.flatMap((connector) =>
    connector.troubles
      .filter((trouble) => trouble.suspected === undefined)
      .map((trouble) => `${connector.name}: ${trouble.text}`),
  )

/** On-premises servers whose mail Exchange Online refuses (the inbound probe only tells of them). */
const blockedIn = (found: Findings['inbound-connectors'] | Findings['outbound-connectors']): string[] =>
  'outdatedServers' in found
    ? (found.outdatedServers ?? []).filter((one) => one.treatment === 'blocked').map((one) => one.name)
    : []

/** The connectors of one direction, by the probe or by a person. */
export const readConnectors = (evidence: Evidence, direction: Direction): Reading => {
  const answer = told(evidence, direction)
  if (answer !== undefined)
    return answer.choice === 'broken'
      ? known('broken', `Broken, says ${answer.by.name}`)
      : known('sound', `Sound, says ${answer.by.name}`)
  const probe = direction === 'inbound' ? 'inbound-connectors' : 'outbound-connectors'
  const found = finding(evidence, probe)
  if (found === undefined) return undecided(evidence, probe, direction, 'The bot could not look')
  const { state, connectors } = found.value
  const blocked = blockedIn(found.value)
  if (blocked.length > 0)
    return known('broken', `Exchange Online blocks ${few(blocked, 2)} as out of date (5.7.230)`)
  if (state === 'broken') return known('broken', few(troublesOf(connectors), 2))
  if (found.trust < 1) return undecided(evidence, probe, direction, 'The list is not certain')
  if (state === 'none') return known('sound', `No ${direction} connector, so none is in the way`)
  return known(
    'sound',
    `${count(connectors.filter((one) => one.enabled).length, 'connector')} on, no trouble seen`,
  )
}

/** The connectors of a direction concern only mail that goes there and does not certainly flow. */
export const concernsDirection = (
  evidence: Evidence,
  direction: Direction,
): true | { readonly not: string } => {
  if (!evidence.scope.directions.includes(direction)) return { not: `Not asked about ${direction} mail` }
  if (flows(symptomOf(evidence, direction))) return { not: `Not needed: ${direction} mail flows` }
  return true
}
