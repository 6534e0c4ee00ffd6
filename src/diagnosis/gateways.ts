import type { Evidence } from '../model/evidence.ts'
import type { MxDomain, MxHost } from '../model/findings.ts'
import { WEIGHTS } from './causes/weights.ts'
import { finding } from './reading.ts'
import { mxOf } from './scoped.ts'

const MINE = WEIGHTS['third-party-gateway']

/** Microsoft's host answers on port 25 from where we ask, or another one does: what we hear is not our own firewall. */
const othersAnswer = (evidence: Evidence, hosts: readonly MxHost[]): boolean =>
  hosts.some((host) => host.state === 'answers') ||
  (finding(evidence, 'smtp-reachability')?.value.targets.some(
    (target) => target.role === 'tenant-mx' && target.state === 'open',
  ) ??
    false)

const BAD: ReadonlySet<MxHost['state']> = new Set(['refuses', 'silent', 'unresolvable'])

/** How strongly the hosts of a domain say that its gateway takes no mail. Senders go from one host to the next. */
const weightOf = (domain: MxDomain, hosts: readonly MxHost[], witness: boolean): number => {
  const bad = hosts.filter((host) => BAD.has(host.state))
  if (bad.length === 0) return 0
  const all = domain.found.every(({ host }) => bad.some((one) => one.host === host))
  if (!all) return MINE.partly
  if (bad.every((host) => host.state === 'unresolvable')) return MINE.down
  if (!witness) return MINE.allSilent
  return bad.some((host) => host.state === 'silent') ? MINE.silentWhileOthersAnswer : MINE.down
}

/** A domain behind a gateway, the hosts of it that were looked at, and how strongly they say that it takes no mail. */
export interface Gateway {
  readonly domain: MxDomain
  readonly hosts: readonly MxHost[]
  readonly weight: number
}

/** The domains in question that have a known mail gateway before them. */
export const gatewaysIn = (evidence: Evidence): readonly Gateway[] => {
  const looked = finding(evidence, 'mx-hosts')?.value.hosts ?? []
  const witness = othersAnswer(evidence, looked)
  return mxOf(evidence)
    .filter((one) => one.state === 'gateway')
    .map((domain) => {
      const hosts = looked.filter((host) => host.serves.includes(domain.domain))
      return { domain, hosts, weight: weightOf(domain, hosts, witness) }
    })
}
