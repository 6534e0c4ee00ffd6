import type { Mx, MxState, MxTrouble } from '../../model/findings.ts'
import { inside, type Reply, recordsIn } from '../dns-reply.ts'
import { type Judged, judge, type Measure, written } from './judge.ts'
import type { Checked } from './schema.ts'
import { type Authority, allDisown, allSilent, authoritiesOf } from './zone.ts'

/** What one server, or several that say the same, make the world do with the mail of a domain. */
export interface View extends Judged {
  readonly found: readonly Mx[]
  readonly server: string
  readonly ttl?: number
  readonly unconfirmed?: true
}

/** From best to worst. Where servers differ, some of the mail goes by the worst of them. */
const ORDER: readonly MxState[] = ['right', 'gateway', 'unsure', 'missing', 'wrong', 'no-such-domain']
const isBad = (state: MxState): boolean => ORDER.indexOf(state) > ORDER.indexOf('unsure')

/** The verdict on a domain: what its own name servers say counts, and what caches still hold is told beside it. */
export const viewOf = (checked: Checked, measure: Measure): View => {
  const resolved = seen(checked.mx, measure)
  const zone = checked.zone?.known === true ? checked.zone.value : undefined
  const authorities = zone === undefined ? [] : authoritiesOf(zone)
  const [first, ...others] = grouped(authorities)
  if (first === undefined) return resolverAlone(checked, resolved, measure)
  const views = [first, ...others].map((group) => ({ group, view: ownView(group, measure) }))
  const [worst] = views
    .map(({ view }) => view)
    .toSorted((one, other) => ORDER.indexOf(other.state) - ORDER.indexOf(one.state))
  const own = worst as View
  if (others.length > 0) return split(checked, own, views)
  return checked.mx.kind === 'failed' ? unvalidated(checked, own, measure) : cached(checked, own, resolved)
}

/** No name server of the domain was heard with authority. */
const resolverAlone = (checked: Checked, resolved: View, measure: Measure): View => {
  const zone = checked.zone?.known === true ? checked.zone.value : undefined
  const heard = [checked.mx, zone?.delegation].some(
    (reply) => reply?.kind === 'nxdomain' && reply.authoritative === true,
  )
  if (checked.mx.kind === 'nxdomain' && !heard) return { ...resolved, unconfirmed: true }
  if (checked.mx.kind !== 'failed') return resolved
  if (zone !== undefined && allDisown(zone)) return nobodyServes(checked, resolved)
  const view = unvalidated(checked, resolved, measure)
  return zone !== undefined && allSilent(zone) && view.state === 'unsure'
    ? { ...view, text: `${view.text}; none of its name servers answers from here` }
    : view
}

/** What one reply makes of a domain. */
const seen = (mx: Reply<'MX'>, measure: Measure): View => {
  const { domain } = measure
  const nothing = { found: [], troubles: [] }
  if (mx.kind === 'failed')
    return { ...nothing, state: 'unsure', server: 'resolver', text: `${domain}: ${inside(mx.why)}` }
  const { server } = mx
  if (mx.kind === 'nxdomain')
    return { ...nothing, state: 'no-such-domain', server, text: `${domain} does not exist in DNS` }
  if (mx.kind === 'nodata')
    return { ...nothing, state: 'missing', server, text: `${domain} has no MX record` }
  const found = mxIn(mx)
  return { ...judge(found, measure), found, server, ...(mx.ttl === undefined ? {} : { ttl: mx.ttl }) }
}

const mxIn = (mx: Reply<'MX'>): readonly Mx[] =>
  recordsIn(mx)
    .map(({ exchange, preference }) => ({ host: exchange, preference }))
    .toSorted((one, other) => one.preference - other.preference || (one.host < other.host ? -1 : 1))

type Group = readonly [Authority, ...Authority[]]

/** The name servers by what they say. */
const grouped = (authorities: readonly Authority[]): readonly Group[] => {
  const groups = new Map<string, [Authority, ...Authority[]]>()
  for (const one of authorities) {
    const group = groups.get(said(one.mx))
    if (group === undefined) groups.set(said(one.mx), [one])
    else group.push(one)
  }
  return [...groups.values()]
}

/** The same set in whatever order, so that it can be compared and shown. */
const said = (mx: Reply<'MX'>): string => {
  if (mx.kind === 'nxdomain') return 'no such domain'
  const records = mxIn(mx)
  return records.length === 0 ? 'no MX' : written(records)
}

const ownView = ([first, ...others]: Group, measure: Measure): View => {
  const view = { ...seen(first.mx, measure), server: first.host }
  const inner = [first, ...others].every((one) => one.private)
  return inner && isBad(view.state)
    ? {
        ...view,
        state: 'unsure',
        text: `${view.text}, say name servers inside our own network, which may answer the world otherwise`,
      }
    : view
}

const split = (
  { domain }: Checked,
  worst: View,
  views: readonly { readonly group: Group; readonly view: View }[],
): View => {
  const parts = views.map(
    ({ group: [first, ...others] }) =>
      `${[first, ...others].map(({ host }) => host).join(', ')}: ${said(first.mx)}`,
  )
  const text = `The name servers of ${domain} differ: ${parts.join('; ')}`
  return {
    ...worst,
    text: `${worst.text}, on a part of its name servers`,
    troubles: [{ kind: 'split-answers', text }, ...worst.troubles],
  }
}

/** A cache that still holds something else goes on sending mail there until it forgets. */
const cached = ({ mx }: Checked, own: View, resolved: View): View => {
  if (mx.kind === 'failed' || said(mx) === saidBy(own)) return own
  const forgets = 'ttl' in mx && mx.ttl !== undefined ? ` for up to ${mx.ttl} seconds` : ''
  const text = `The resolver ${mx.server} still has ${said(mx)}${forgets}, while ${own.server} says ${saidBy(own)}`
  const troubles: readonly MxTrouble[] = [{ kind: 'stale-cache', text }, ...own.troubles]
  if (isBad(own.state) || !isBad(resolved.state)) return { ...own, troubles }
  return {
    ...own,
    state: 'unsure',
    text: `${own.text}; caches still hold ${said(mx)}${forgets}`,
    troubles,
    ...(resolved.ttl === undefined ? {} : { ttl: resolved.ttl }),
  }
}

const saidBy = ({ state, found }: View): string => {
  if (state === 'no-such-domain') return 'no such domain'
  return found.length === 0 ? 'no MX' : written(found)
}

const nobodyServes = ({ domain, mx }: Checked, resolved: View): View => ({
  ...resolved,
  state: 'wrong',
  text: `None of the name servers of ${domain} serves it, so nobody finds its MX${mx.kind === 'failed' ? ` (${inside(mx.why)})` : ''}`,
})

/** The resolver fails, and answers when it need not validate: all resolvers that validate fail like it. */
const unvalidated = ({ domain, mx, unchecked }: Checked, view: View, measure: Measure): View => {
  if (mx.kind !== 'failed') return view
  if (unchecked?.kind !== 'records' && unchecked?.kind !== 'nodata')
    return view.state === 'right' || view.state === 'gateway'
      ? { ...view, state: 'unsure', text: `${view.text}, say its own name servers, but ${inside(mx.why)}` }
      : view
  const text = `DNSSEC of ${domain} is broken: its MX is found only without validation (${inside(mx.why)})`
  const bare = seen(unchecked, measure)
  return { ...bare, state: 'wrong', text, troubles: [{ kind: 'dnssec', text }, ...bare.troubles] }
}
