import type { Evidence } from '../../model/evidence.ts'
import type { SmtpTarget } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { domainOf, microsoftHost } from '../scoped.ts'
import { argument, capital, few, ways } from '../words.ts'
import {
  advise,
  answered,
  butFlows,
  byCodes,
  type Cause,
  doubtful,
  flowsAnyway,
  reason,
  type Weighed,
} from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['network-blocked']

const directionOf = (target: SmtpTarget): Direction => (target.role === 'tenant-mx' ? 'inbound' : 'outbound')

/** Silence from everywhere may be our own way out; an answer "no", or silence of one host alone, is not. */
const weightOf = (target: SmtpTarget, all: readonly SmtpTarget[]): number => {
  if (target.role === 'smart-host') return MINE.smartHost
  const kind = target.dialogue.failure?.kind
  if (kind === 'refused' || kind === 'reset') return MINE.refused
  return all.some((one) => one.state === 'open') ? MINE.silentWhileOthersAnswer : MINE.allSilent
}

const bySmtp = (
  evidence: Evidence,
  directions: readonly Direction[],
): { supports: Reason[]; contradicts: Reason[]; blocked: readonly SmtpTarget[] } => {
  const found = finding(evidence, 'smtp-reachability')
  const all = found?.value.targets ?? []
  const mine = all.filter((target) => directions.includes(directionOf(target)))
  const blocked = mine.filter((target) => target.state === 'blocked')
  if (found === undefined) return { supports: [], contradicts: [], blocked }
  const supports = blocked.map((target) =>
    reason(`${target.host}: ${target.text}`, weightOf(target, all) * found.trust, found.source),
  )
  const open = mine.filter((target) => target.state === 'open')
  const contradicts =
    blocked.length === 0 && open.length > 0
      ? [
          reason(
            `${few(open.map((target) => target.host))} ${open.length === 1 ? 'answers' : 'answer'} on port 25 from here`,
            MINE.openFromHere,
            found.source,
          ),
        ]
      : []
  return { supports, contradicts, blocked }
}

const weigh = (evidence: Evidence): Weighed => {
  const open = doubtful(evidence)
  const smtp = bySmtp(evidence, open)
  const codes = byCodes(evidence, open, ['network'], { most: MINE.codes, some: MINE.someCodes })
  const yes = answered(evidence, 'smtp', 'failed', 'Port 25 does not connect')
  const no = answered(evidence, 'smtp', 'connected', 'Port 25 connects', SHARED.answeredAgainst)
  const named = [...new Set([...smtp.blocked.map(directionOf), ...codes.map((one) => one.direction)])]
  const directions = yes.length > 0 || named.length === 0 ? open : named
  const supports = [...yes, ...smtp.supports, ...codes]
  const hosts = [...new Set(smtp.blocked.map((target) => target.host))]
  return {
    title: hosts.length === 0 ? 'Port 25 is blocked on the way' : `Port 25 to ${few(hosts, 2)} is blocked`,
    step: 'network-dns',
    supports,
    contradicts: [
      ...no,
      // An open door for us says nothing against what Exchange Online met on its way, or a person at the mail server.
      ...(codes.length > 0 || yes.length > 0 ? [] : smtp.contradicts),
      ...(supports.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${capital(ways(directions))} mail over this way.${butFlows(evidence)}`,
    guidance: guidance(evidence, hosts),
  }
}

const guidance = (evidence: Evidence, hosts: readonly string[]): Guidance => {
  const domain = domainOf(evidence)
  const host = hosts[0] ?? (domain === undefined ? undefined : microsoftHost(evidence, domain))
  return advise({
    whose: 'Ours: the firewall or the network before the mail server',
    instruction:
      'Open TCP 25 in both directions between the mail server and the addresses of Exchange Online Protection, without inspection of SMTP. Then restart the transport service.',
    commands: [
      ...(host === undefined
        ? []
        : [{ where: 'Hybrid server', run: `Test-NetConnection ${argument(host)} -Port 25` }]),
      {
        where: 'Any machine',
        run: '(Invoke-RestMethod "https://endpoints.office.com/endpoints/worldwide?ServiceAreas=Exchange&clientrequestid=$([guid]::NewGuid())" | Where-Object tcpPorts -match \'\\b25\\b\').ips',
      },
      { where: 'Hybrid server, Exchange Management Shell', run: 'Restart-Service MSExchangeTransport' },
    ],
    next: 'Mail moves as soon as the port is open. Exchange Online retries for 24 hours, Exchange Server for 2 days.',
    prevention:
      'Follow the published address list of Microsoft 365 in the firewall, and test port 25 daily from the mail server.',
  })
}

/** The two ends cannot talk. */
export const cause: Cause = { id: 'network-blocked', needs: ['smtp-reachability'], weigh }
