import type { SmtpFinding, SmtpTarget } from '../../model/findings.ts'
import type { Severity } from '../../model/monitor.ts'
import type { Source } from '../../model/outcome.ts'
import type { Certificate } from '../../model/smtp.ts'
import { between, type Instant, inText } from '../../model/time.ts'
import type { Drifted, Sighting } from '../drift.ts'
import { factOf, type Trouble } from '../ledger.ts'

const DAY_MS = 86_400_000
/** Renewal by itself happens with a month or a third of the lifetime left: less than that means that it did not. */
const SOON_DAYS = 21
const VERY_SOON_DAYS = 7

/** Microsoft renews its own. */
const IS_MICROSOFT =
  /(^|\.)(mail\.protection\.(outlook\.(com|de)|office365\.us|partner\.outlook\.cn)|mx\.microsoft|outlook\.com)$/i

/** The hosts whose certificates somebody has to renew, with what they showed. */
const shownBy = ({
  targets,
}: SmtpFinding): readonly { target: SmtpTarget; chain: readonly Certificate[] }[] =>
  targets
    .filter(({ host }) => !IS_MICROSOFT.test(host))
    .flatMap((target) => {
      const chain = target.dialogue.tls?.chain ?? []
      return chain.length === 0 ? [] : [{ target, chain }]
    })

/** The subject that each host shows: connectors name certificates by it. */
export const sightingsIn = (finding: SmtpFinding): readonly Sighting[] =>
  shownBy(finding).flatMap(({ target, chain }) => {
    const [leaf] = chain
    return leaf === undefined ? [] : [{ what: subjectOf(target.host), value: leaf.subject, fit: true }]
  })

const subjectOf = (host: string): string => `subject/${host}`
const expiryOf = (host: string): string => `expiry/${host}`

const hostIn = (what: string): string => what.slice(what.indexOf('/') + 1)

/** No connector names the host any more. */
export const isGone = ({ targets, notRead }: SmtpFinding, what: string): boolean =>
  notRead === undefined && !targets.some(({ host }) => host === hostIn(what))

/** A host that showed no certificate this time tells nothing about the one that it had. */
export const isUnseen = (finding: SmtpFinding, what: string): boolean =>
  !isGone(finding, what) && !shownBy(finding).some(({ target }) => target.host === hostIn(what))

export const analyse = (
  finding: SmtpFinding,
  drifted: readonly Drifted[],
  { source, at }: { readonly source: Source; readonly at: Instant },
): readonly Trouble[] => [
  ...shownBy(finding).flatMap(({ target, chain }) => expiring(target, chain, { source, at })),
  ...drifted.map((one) => renamed(one, source)),
]

const severityOf = (days: number): Severity | undefined => {
  if (days < 0) return 'P2'
  if (days <= VERY_SOON_DAYS) return 'P3'
  return days <= SOON_DAYS ? 'P4' : undefined
}

const expiring = (
  target: SmtpTarget,
  chain: readonly Certificate[],
  { source, at }: { readonly source: Source; readonly at: Instant },
): readonly Trouble[] => {
  const first = chain.toSorted((one, other) => between(other.notAfter, one.notAfter))[0]
  if (first === undefined) return []
  const days = Math.floor(between(at, first.notAfter) / DAY_MS)
  const severity = severityOf(days)
  if (severity === undefined) return []
  const which = first === chain[0] ? 'The certificate' : 'A certificate in the chain'
  return [
    {
      what: expiryOf(target.host),
      severity,
      title: `${which} of ${target.host} ${days < 0 ? 'has expired' : `expires in ${days === 1 ? '1 day' : `${days} days`}`}`,
      facts: [
        factOf('Subject', first.subject, source),
        factOf('Valid until', inText(first.notAfter)),
        factOf('Serves', target.serves),
        factOf('Thumbprint', first.thumbprint),
      ],
      points: ['tls-certificate'],
      advice:
        'Renew it with the same subject and issuer, or change the connectors that name it, before it ends.',
      ...(days < 0 ? { since: first.notAfter } : {}),
    },
  ]
}

const renamed = ({ what, value, approved }: Drifted, source: Source): Trouble => {
  const host = hostIn(what)
  return {
    what,
    severity: 'P3',
    title: `${host} shows a certificate with another subject`,
    facts: [factOf('Found', value, source), ...(approved === undefined ? [] : [factOf('Before', approved)])],
    points: ['tls-certificate', 'connector-offline'],
    advice:
      'Compare it with TlsSenderCertificateName of the inbound connector and TlsDomain of the outbound connector; approve it when they fit.',
    mark: value,
  }
}
