import type { MxDomain, MxFinding, MxTrouble } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import type { Instant } from '../../model/time.ts'
import { daneTroubles } from './dane.ts'
import type { Measure } from './judge.ts'
import { mtaStsTroubles } from './mta-sts.ts'
import { registrationTroubles, type Signs } from './registration.ts'
import type { Checked, Raw } from './schema.ts'
import { spfTroubles } from './spf.ts'
import { type View, viewOf } from './views.ts'
import { parkedAt, zoneTroubles } from './zone.ts'

export const analyse = (raw: Raw, { at }: ProbeInput): MxFinding => {
  const notRead = [
    ...raw.domains.flatMap(notReadOf),
    ...(raw.left ?? []).map((what) => ({ what, why: 'too many domains to look at them all' })),
  ]
  return {
    domains: raw.domains.map((checked) => judged(checked, at)),
    ...(notRead.length > 0 ? { notRead } : {}),
  }
}

const judged = (checked: Checked, at: Instant): MxDomain => {
  const view = viewOf(checked, measureOf(checked))
  const troubles = troublesOf(checked, view, at)
  return {
    domain: checked.domain,
    ...(checked.isDefault === true ? { isDefault: true } : {}),
    ...(checked.expected.known ? { expected: checked.expected.value } : {}),
    ...view,
    troubles,
  }
}

const measureOf = ({ domain, expected, hosts }: Checked): Measure => ({
  domain,
  expected: expected.known ? { mx: expected.value } : { why: expected.why },
  dead: new Set(hosts.filter(hasNoAddress).map(({ host }) => host)),
})

/** Only an answer proves it; a resolver in trouble does not. */
const hasNoAddress = ({ a, aaaa }: Checked['hosts'][number]): boolean =>
  [a, aaaa].every(({ kind }) => kind === 'nxdomain' || kind === 'nodata')

/** The most telling first. */
const troublesOf = (checked: Checked, view: View, at: Instant): readonly MxTrouble[] => {
  const { domain, zone, registration, mtaSts, dane = [], txt } = checked
  const hosts = view.found.map(({ host }) => host).filter((host) => host !== '')
  const ofZone = [
    ...(zone?.known === true ? zoneTroubles(domain, zone.value) : []),
    ...parkedAt(domain, hosts),
  ]
  const signs: Signs = {
    right: view.state === 'right',
    dead: view.found.length === 0 || ofZone.some(({ kind }) => kind === 'parked'),
    gone: view.state === 'no-such-domain',
  }
  return [
    ...(registration?.known === true ? registrationTroubles(registration.value, at, signs) : []),
    ...ofZone.filter(({ kind }) => kind !== 'parked' || view.state !== 'right'),
    ...view.troubles,
    ...(mtaSts === undefined || hosts.length === 0 ? [] : mtaStsTroubles(domain, hosts, mtaSts)),
    ...daneTroubles(dane),
    ...(txt === undefined ? [] : spfTroubles(domain, txt)),
  ]
}

const notReadOf = ({ domain, zone, registration }: Checked) => [
  ...(zone?.known === false ? [{ what: `name servers of ${domain}`, why: zone.why }] : []),
  ...(registration?.known === false ? [{ what: `registration of ${domain}`, why: registration.why }] : []),
]
