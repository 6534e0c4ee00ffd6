import type { Evidence } from '../../model/evidence.ts'
import type { OutdatedServer } from '../../model/findings.ts'
import type { Source } from '../../model/outcome.ts'
import { inText } from '../../model/time.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { ownServers } from '../own-servers.ts'
import { finding } from '../reading.ts'
import { mxOf } from '../scoped.ts'
import { inTrouble, symptomOf } from '../symptoms.ts'
import { few } from '../words.ts'
import {
  advise,
  answered,
  butFlows,
  byCodes,
  type Cause,
  doubtful,
  flowsAnyway,
  onset,
  reason,
  type Weighed,
} from './cause.ts'
import { PROOF, SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['hybrid-server-outdated']

/**
 * How inbound mail reaches Exchange Online, by MX. - `ours`: through servers that our connectors name. - `straight`: past
 * them. - `unknown`: by something else, or nobody knows.
 */
type Way = 'ours' | 'straight' | 'unknown'

/** Hosts that MX certainly names, in the domains in question. */
const doorsOf = (evidence: Evidence): ReadonlySet<string> =>
  finding(evidence, 'mx-records')?.trust === 1
    ? new Set(mxOf(evidence).flatMap(({ found }) => found.map(({ host }) => host)))
    : new Set()

const wayOf = (evidence: Evidence): Way => {
  const domains = mxOf(evidence)
  const servers = ownServers(evidence)
  if ([...doorsOf(evidence)].some((host) => servers.has(host))) return 'ours'
  return domains.length > 0 && domains.every((one) => one.state === 'right') ? 'straight' : 'unknown'
}

const weightOf = (evidence: Evidence, { name, treatment }: OutdatedServer): number => {
  if (treatment === 'reported') return MINE.reported
  const ours = wayOf(evidence) === 'ours'
  if (treatment === 'throttled') return ours ? MINE.throttledOnTheWay : MINE.throttled
  if (doorsOf(evidence).has(name.toLowerCase())) return MINE.blockedOnTheWay
  return ours ? MINE.blockedNearTheWay : MINE.blocked
}

const DOES: Readonly<Record<OutdatedServer['treatment'], string>> = {
  reported: 'only reports it so far',
  throttled: 'throttles its mail (450 4.7.230)',
  blocked: 'blocks its mail (550 5.7.230)',
}

const beganFor = (server: OutdatedServer): string | undefined =>
  server.treatment === 'blocked' ? server.blockedFrom : server.throttledFrom

const describe = (server: OutdatedServer): string => {
  const from = beganFor(server)
  const since = from === undefined || server.treatment === 'reported' ? '' : ` since ${inText(from)}`
  return `${server.name} runs ${server.build}, which is out of date: Exchange Online ${DOES[server.treatment]}${since}`
}

/** When Exchange Online began, against when mail stopped. */
const byTime = (
  server: OutdatedServer,
  began: string | undefined,
  source: Source,
): { supports: Reason[]; contradicts: Reason[] } => {
  const from = server.treatment === 'reported' ? undefined : beganFor(server)
  const fit = onset(from, began)
  if (fit === undefined || from === undefined || began === undefined) return { supports: [], contradicts: [] }
  const text = `That began ${inText(from)}; the trouble began ${inText(began)}`
  if (fit === 'fits') return { supports: [reason(text, SHARED.onsetFits, source)], contradicts: [] }
  const weight = fit === 'after' ? MINE.afterwards : MINE.longBefore
  return { supports: [], contradicts: [reason(text, weight, source)] }
}

const weigh = (evidence: Evidence): Weighed => {
  const found = finding(evidence, 'inbound-connectors')
  const servers = (found?.value.outdatedServers ?? []).toSorted(
    (one, other) => weightOf(evidence, other) - weightOf(evidence, one),
  )
  const inbound = symptomOf(evidence, 'inbound')
  const inwards = doubtful(evidence).filter((direction) => direction === 'inbound')
  const codes = byCodes(evidence, inwards, ['outdated'], {
    most: MINE.codes,
    some: MINE.someCodes,
  })
  const worst = servers[0]
  const time =
    worst === undefined || found === undefined
      ? { supports: [], contradicts: [] }
      : byTime(worst, inbound.since, found.source)
  // What failed messages say of it outweighs what its place and its time make unlikely.
  const unlikely = codes.length > 0 ? [] : [...pastIt(evidence), ...downItself(evidence), ...time.contradicts]
  const supports = [
    ...servers.map((server) =>
      reason(describe(server), weightOf(evidence, server) * (found?.trust ?? 0), found!.source),
    ),
    ...codes,
    ...time.supports,
  ]
  const held = servers.filter((server) => server.treatment !== 'reported')
  return {
    title:
      held.length === 0
        ? 'Exchange Online takes no mail from an outdated server of ours'
        : `Exchange Online takes no mail from the outdated server ${few(
            held.map((one) => one.name),
            2,
          )}`,
    step: 'inbound-connectors',
    supports,
    contradicts: [
      ...answered(evidence, 'inbound', 'sound', 'The inbound connectors are sound', SHARED.answeredAgainst),
      ...noneReported(
        evidence,
        codes.some((one) => one.weight >= PROOF) ? MINE.notYetReported : SHARED.soundByProbe,
      ),
      ...(servers.length > 0 ? unlikely : []),
      ...(held.length > 0 ? flowsAnyway(evidence, ['inbound']) : []),
    ],
    explains: ['inbound'],
    affected: `Mail that comes to Exchange Online from the on-premises servers: from people there, and from the world where the MX leads there.${butFlows(evidence)}`,
    guidance: GUIDANCE,
  }
}

const noneReported = (evidence: Evidence, weight: number): readonly Reason[] => {
  const found = finding(evidence, 'inbound-connectors')
  return found?.trust === 1 && found.value.outdatedServers?.length === 0
    ? [reason('Exchange Online reports no server of ours as out of date', weight, found.source)]
    : []
}

const pastIt = (evidence: Evidence): readonly Reason[] => {
  const mx = finding(evidence, 'mx-records')
  if (mx === undefined || wayOf(evidence) !== 'straight' || !inTrouble(symptomOf(evidence, 'inbound')))
    return []
  const text = 'The world delivers straight to Exchange Online, past that server'
  return [reason(text, MINE.notOnTheWay, mx.source)]
}

const downItself = (evidence: Evidence): readonly Reason[] => {
  const looked = finding(evidence, 'mx-hosts')
  const servers = ownServers(evidence)
  return (looked?.value.hosts ?? [])
    .filter(({ host, state }) => servers.has(host) && state !== 'answers')
    .map(({ host, text }) => reason(`${host} ${text}`, MINE.serverDown, looked!.source))
}

const GUIDANCE: Guidance = advise({
  whose: 'Ours: the Exchange server on premises, which is no longer supported or lacks its updates',
  instruction:
    'Pause the enforcement to get mail moving (90 days in a year in all), then update the server to Exchange Server SE or to the newest security update.',
  commands: [
    {
      where: 'Exchange Online PowerShell',
      run: 'Get-OnPremServerReportInfo | Format-List ServerFQDN, Build, ThrottleEnabledDate, BlockingEnabledDate',
    },
    { where: 'Exchange Online PowerShell', run: 'Get-TenantExemptionInfo' },
    {
      where: 'Exchange Online PowerShell',
      run: 'New-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer -NumberOfDays 14',
    },
    {
      where: 'Hybrid server, Exchange Management Shell',
      run: 'Get-ExchangeServer | Format-List Name, Edition, AdminDisplayVersion',
    },
  ],
  next: 'Mail moves within an hour after the pause; the server retries what waits in its queue by itself. What was blocked with 5.7.230 has bounced and has to be sent again.',
  prevention: 'Install each update within its month, and look at the report of outdated servers weekly.',
})

/** Exchange Online no longer takes mail from a server that is out of date. */
export const cause: Cause = {
  id: 'hybrid-server-outdated',
  needs: ['inbound-connectors'],
  weigh,
}
