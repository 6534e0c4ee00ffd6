import type { Evidence } from '../../model/evidence.ts'
import type { MxDomain, MxHost } from '../../model/findings.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { gatewaysIn } from '../gateways.ts'
import { finding } from '../reading.ts'
import { carry, mxOf } from '../scoped.ts'
import { inTrouble, sentence, symptomOf } from '../symptoms.ts'
import { argument, few } from '../words.ts'
import { advise, answered, butFlows, type Cause, flowsAnyway, reason, type Weighed } from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['third-party-gateway']

interface Seen {
  readonly supports: readonly Reason[]
  readonly contradicts: readonly Reason[]
  readonly gateways: readonly MxDomain[]
  readonly bad: readonly MxHost[]
}

const byGateways = (evidence: Evidence): Seen => {
  const all = mxOf(evidence)
  const gateways = all.filter((one) => one.state === 'gateway')
  const found = finding(evidence, 'mx-records')
  const none = all.length > 0 && all.every((one) => one.state === 'right') && found?.trust === 1
  if (gateways.length === 0 || found === undefined) {
    const text = 'No mail gateway stands before Exchange Online'
    const against = none ? [reason(text, SHARED.soundByProbe, found.source)] : []
    return { supports: [], contradicts: against, gateways, bad: [] }
  }
  const looked = finding(evidence, 'mx-hosts')
  const most = carry(gateways, all) ? 1 : MINE.besideOthers
  const judged = gatewaysIn(evidence)
  const bad = judged.filter(({ weight }) => weight > 0)
  const inbound = symptomOf(evidence, 'inbound')
  const between =
    inbound.trouble === 'silent' && evidence.scope.directions.includes('inbound')
      ? gateways.map(({ domain, gateway = 'a gateway' }) =>
          reason(
            `All mail for ${domain} passes ${gateway}, which nobody sees into from here`,
            MINE.between * found.trust,
            found.source,
          ),
        )
      : []
  const supports = bad.map(({ domain, hosts, weight }) =>
    reason(
      `${domain.gateway ?? 'The gateway'} of ${domain.domain}: ${few(
        hosts.map(({ host, text }) => `${host} ${text}`),
        2,
      )}`,
      Math.min(weight, most) * looked!.trust * found.trust,
      looked!.source,
    ),
  )
  return {
    supports: [...supports, ...between],
    contradicts: [],
    gateways,
    bad: bad.flatMap(({ hosts }) => hosts),
  }
}

const weigh = (evidence: Evidence): Weighed => {
  const seen = byGateways(evidence)
  const inbound = symptomOf(evidence, 'inbound')
  const arrives =
    seen.bad.length > 0 &&
    inTrouble(inbound) &&
    inbound.trouble !== 'silent' &&
    !inbound.byPerson &&
    inbound.source !== undefined
      ? [reason(`${sentence(inbound)}: mail comes through`, MINE.mailArrives, inbound.source)]
      : []
  const names = [...new Set(seen.gateways.map((one) => one.gateway ?? one.domain))]
  const who = names.length === 0 ? 'The mail gateway' : few(names, 2)
  return {
    title:
      seen.bad.length === 0
        ? `${who} does not hand mail on to Exchange Online`
        : `${who} takes no mail for ${few(
            seen.gateways.map((one) => one.domain),
            2,
          )}`,
    step: 'network-dns',
    supports: seen.supports,
    contradicts: [
      // That it is meant to be there says nothing of how it does.
      ...(seen.bad.length > 0
        ? []
        : answered(evidence, 'mx', 'right', 'The MX record is right', MINE.mailArrives)),
      ...seen.contradicts,
      ...arrives,
      ...(seen.supports.length > 0 ? flowsAnyway(evidence, ['inbound']) : []),
    ],
    explains: ['inbound'],
    affected: `Inbound mail to ${few(seen.gateways.map((one) => one.domain)) || 'our domains'}, all of which passes the gateway.${butFlows(evidence)}`,
    guidance: guidance(who, seen.bad[0]?.host ?? seen.gateways[0]?.found[0]?.host),
  }
}

const guidance = (who: string, host: string | undefined): Guidance =>
  advise({
    whose: `${who}: the provider's where it does not answer, ours where Exchange Online does not let it in`,
    instruction:
      "Look at the provider's status page and at its own message log, and open a case there. If it holds the mail, check that it delivers to Microsoft's host of the domain and that the inbound connector knows its addresses and its certificate.",
    commands: [
      ...(host === undefined
        ? []
        : [{ where: 'Any machine', run: `Test-NetConnection ${argument(host)} -Port 25` }]),
      {
        where: 'Exchange Online PowerShell',
        run: 'Get-InboundConnector | Format-List Name, Enabled, SenderDomains, SenderIPAddresses, RestrictDomainsToIPAddresses, RestrictDomainsToCertificate, TlsSenderCertificateName',
      },
      {
        where: 'Microsoft Graph PowerShell',
        run: 'Get-MgDomain | ForEach-Object { Get-MgDomainServiceConfigurationRecord -DomainId $_.Id }',
      },
    ],
    next: 'Senders retry for a day or two, so mail follows when the gateway takes it again. To go around it, point the MX at the host that Microsoft gives for the domain, and lift the restriction of the inbound connector first; that takes the time to live of the record.',
    prevention: 'Watch the hosts of the gateway from outside, and keep the way around it written down.',
  })

/** A gateway of somebody else stands before Exchange Online and does not pass mail on. */
export const cause: Cause = { id: 'third-party-gateway', needs: ['mx-records', 'mx-hosts'], weigh }
