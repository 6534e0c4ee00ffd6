import type { Evidence } from '../../model/evidence.ts'
import { PROOF } from '../causes/weights.ts'
import { gatewaysIn } from '../gateways.ts'
import { finding, told } from '../reading.ts'
import { mxOf } from '../scoped.ts'
import { count, few } from '../words.ts'
import { concernsDirection } from './connectors.ts'
import { known, type Reading, type Step, undecided } from './step.ts'

const readSmtp = (evidence: Evidence): Reading => {
  const answer = told(evidence, 'smtp')
  if (answer !== undefined)
    return answer.choice === 'failed'
      ? known('broken', `No connection on port 25, says ${answer.by.name}`)
      : known('sound', `Port 25 connects, says ${answer.by.name}`)
  const targets = finding(evidence, 'smtp-reachability')?.value.targets ?? []
  const bad = targets.filter((target) => target.state !== 'open' && target.state !== 'unsure')
  if (bad.length > 0)
    return known(
      'broken',
      few(
        bad.map((target) => `${target.host}: ${target.text}`),
        2,
      ),
    )
  const open = targets.filter((target) => target.state === 'open')
  if (open.length === targets.length && open.length > 0)
    return known(
      'sound',
      `${few(open.map((target) => target.host))} ${open.length === 1 ? 'answers' : 'answer'} on port 25`,
    )
  const unsure = targets.find((target) => target.state === 'unsure')
  return undecided(evidence, 'smtp-reachability', 'smtp', unsure?.text ?? 'Nothing could be tried')
}

const readMx = (evidence: Evidence): Reading => {
  const answer = told(evidence, 'mx')
  if (answer !== undefined)
    return answer.choice === 'wrong'
      ? known('broken', `MX wrong, says ${answer.by.name}`)
      : known('sound', `MX right, says ${answer.by.name}`)
  const domains = mxOf(evidence)
  const bad = domains.filter((one) => ['wrong', 'missing', 'no-such-domain'].includes(one.state))
  if (bad.length > 0)
    return known(
      'broken',
      few(
        bad.map((one) => one.text),
        2,
      ),
    )
  if (domains.length > 0 && domains.every((one) => one.state === 'right'))
    return known('sound', `MX of ${count(domains.length, 'domain')} as Microsoft expects`)
  const gateways = readGateways(evidence)
  if (gateways !== undefined) return gateways
  const doubtful = domains.find((one) => one.state !== 'right')
  return undecided(evidence, 'mx-records', 'mx', doubtful?.text ?? 'No domain could be looked up')
}

/** A gateway before Exchange Online: broken when it takes no mail. What it does with the mail else, only people know. */
const readGateways = (evidence: Evidence): Reading | undefined => {
  const gateways = gatewaysIn(evidence)
  if (gateways.length === 0) return undefined
  if (evidence.probes['mx-hosts'] === undefined) return { kind: 'waiting', summary: 'Being looked at' }
  const hosts = gateways.filter(({ weight }) => weight >= PROOF).flatMap((one) => one.hosts)
  if (hosts.length === 0 || finding(evidence, 'mx-hosts')?.trust !== 1) return undefined
  return known('broken', few([...new Set(hosts.map(({ host, text }) => `${host} ${text}`))], 2))
}

const readBoth = (evidence: Evidence): Reading => {
  const smtp = readSmtp(evidence)
  const mx = readMx(evidence)
  const broken = [mx, smtp].filter((half) => half.kind === 'known' && half.state === 'broken')
  if (broken.length > 0) return known('broken', summary(broken))
  // MX records matter to inbound mail only: what they are is not asked when that certainly flows.
  const halves = concernsDirection(evidence, 'inbound') === true ? [smtp, mx] : [smtp]
  const undecided =
    halves.find((half) => half.kind === 'waiting') ?? halves.find((half) => half.kind === 'open')
  if (undecided !== undefined) return undecided
  const sound = halves.every((half) => half.kind === 'known' && half.state === 'sound')
  return known(sound ? 'sound' : 'unsure', summary(halves))
}

const summary = (halves: readonly Reading[]): string =>
  halves.flatMap((half) => (half.kind === 'known' ? [half.summary] : [])).join('; ')

/** Can the two ends talk, and does the world know where to send? */
export const step: Step = {
  id: 'network-dns',
  title: 'Network and DNS',
  probes: ['smtp-reachability', 'mx-records', 'mx-hosts'],
  concerns: () => true,
  read: readBoth,
}
