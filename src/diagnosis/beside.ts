import type { Evidence } from '../model/evidence.ts'
import type {
  InboundConnectorsFinding,
  LimitsFinding,
  MailboxesFinding,
  SmtpFinding,
} from '../model/findings.ts'
import { valueOf } from '../model/outcome.ts'
import { between, type Instant, inText } from '../model/time.ts'
import { shortfall } from './reading.ts'
import { astray, badMx } from './scoped.ts'
import { flows, symptomOf } from './symptoms.ts'
import { count, externalText, few, span } from './words.ts'

const DAY_MS = 86_400_000

/** Renewing a certificate takes a change on both sides of a hybrid; this is when to begin. */
const ENDS_SOON_DAYS = 30

/** One line each for what runs beside the tree: Microsoft's health always, and whatever else people should know of. */
export const besideLines = (evidence: Evidence): readonly string[] => [
  ...health(evidence),
  ...certificates(valueOf(evidence.probes['smtp-reachability']), evidence.at),
  ...limits(valueOf(evidence.probes.limits)),
  ...servers(valueOf(evidence.probes['inbound-connectors'])),
  ...subscriptions(valueOf(evidence.probes.mailboxes)),
  ...mx(evidence),
]

const health = ({ probes }: Evidence): readonly string[] => {
  const health = probes['service-health']
  const name = 'Microsoft service health'
  if (health === undefined) return [`${name}: being looked at`]
  if (health.kind !== 'found' && (health.kind !== 'unsure' || health.value === undefined))
    return [`${name}: not checked (${shortfall({ probes } as Evidence, 'service-health')})`]
  const issues = health.value?.issues ?? []
  const at = inText(health.source.at)
  if (issues.length === 0) return [`${name}: no open Exchange Online incident (${at})`]
  const flow = issues.filter((issue) => issue.mailFlow)
  if (flow.length === 0)
    return [`${name}: ${count(issues.length, 'open issue')}, none about mail flow (${at})`]
  return flow.map((issue) => `${name}: ${issue.id} ${issue.title}, since ${inText(issue.startedAt)}`)
}

/** The certificates of the hosts that our connectors name, when they end soon or have ended. Microsoft's are its own. */
const certificates = (smtp: SmtpFinding | undefined, at: Instant): readonly string[] =>
  (smtp?.targets ?? []).flatMap(({ role, host, serves, dialogue }) => {
    // A chain ends with the first of its certificates.
    const first = dialogue.tls?.chain.map(({ notAfter }) => notAfter).toSorted()[0]
    if (role !== 'smart-host' || first === undefined) return []
    const left = between(at, first)
    if (left > ENDS_SOON_DAYS * DAY_MS) return []
    const when = left < 0 ? `ended ${span(-left / 60_000)} ago` : `ends in ${span(left / 60_000)}`
    return [`Certificates: that of ${host} (connector ${serves}) ${when}, ${inText(first)}`]
  })

const limits = (found: LimitsFinding | undefined): readonly string[] => {
  const { external, restricted = [] } = found ?? {}
  const near = external !== undefined && external.state !== 'within'
  return [
    ...(near ? [`Sending limits: external recipients in 24 hours ${externalText(external)}`] : []),
    ...(restricted.length > 0
      ? [`Sending limits: ${few(restricted.map(({ address }) => address))} may not send`]
      : []),
  ]
}

const TREATED = { reported: 'reports', throttled: 'throttles', blocked: 'blocks' } as const

const servers = (found: InboundConnectorsFinding | undefined): readonly string[] =>
  (found?.outdatedServers ?? []).map(
    ({ name, build, treatment }) =>
      `Outdated servers: Exchange Online ${TREATED[treatment]} ${name} (${build})`,
  )

const subscriptions = (found: MailboxesFinding | undefined): readonly string[] =>
  (found?.subscriptions ?? [])
    .filter(({ status }) => /^warning$/i.test(status))
    .map(({ sku }) => `Subscriptions: ${sku} has run out and works for at most 30 days more`)

/**
 * While mail comes in all the same, a doubtful MX is no fault that anybody feels; it may soon be one. Not where it is a
 * suspicion of its own.
 */
const mx = (evidence: Evidence): readonly string[] => {
  if (!flows(symptomOf(evidence, 'inbound'))) return []
  const suspected = astray(evidence)
  return badMx(evidence)
    .filter((one) => !suspected.includes(one))
    .map(
      ({ text }) =>
        `MX records: ${text}. Inbound mail flows: the host hands it on, or caches still have an older record`,
    )
}
