import type { Mx, MxState, MxTrouble } from '../../model/findings.ts'
import { inside } from '../dns-reply.ts'
import { isMicrosoft } from '../microsoft-hosts.ts'
import { GATEWAYS, OTHER_MAILBOXES, providerOf, under } from './providers.ts'

export interface Judged {
  readonly state: MxState
  readonly text: string
  readonly gateway?: string
  readonly troubles: readonly MxTrouble[]
}

/** What a set of MX records is judged against. */
export interface Measure {
  readonly domain: string
  /** Microsoft's own record; `why` where it could not be read. */
  readonly expected: { readonly mx: readonly Mx[] } | { readonly why: string }
  /** Hosts that certainly have no address. */
  readonly dead: ReadonlySet<string>
}

/** The records as people write them in a zone. */
export const written = (records: readonly Mx[]): string =>
  records
    .toSorted((one, other) => one.preference - other.preference)
    .map(({ host, preference }) => `${preference} ${host === '' ? '.' : host}`)
    .join(', ')

/** Judges the MX records of a domain. Senders take the lowest preference first (RFC 5321 section 5.1). */
export const judge = (found: readonly Mx[], measure: Measure): Judged => {
  const { domain, dead } = measure
  if (found.every(({ host }) => host === ''))
    return plain('wrong', `${domain} declares by a null MX that it takes no mail (RFC 7505)`)
  const live = found.filter(({ host }) => host !== '' && !dead.has(host))
  const troubles = found.filter(({ host }) => dead.has(host)).map(deadHost)
  if (live.length === 0) return { ...allDead(found, measure), troubles }
  const best = Math.min(...live.map(({ preference }) => preference))
  const first = live.filter(({ preference }) => preference === best)
  const judged =
    'mx' in measure.expected ? compared(live, first, measure.expected.mx, domain) : byName(first, measure)
  return { ...judged, troubles: [...troubles, ...judged.troubles] }
}

const plain = (state: MxState, text: string): Judged => ({ state, text, troubles: [] })

const deadHost = ({ host }: Mx): MxTrouble => ({ kind: 'host-unresolvable', text: `${host} has no address` })

const allDead = (found: readonly Mx[], { domain, expected }: Measure): Judged => {
  const mine = 'mx' in expected && found.some(({ host }) => includes(expected.mx, host))
  return mine
    ? plain(
        'unsure',
        `${domain} has the MX that Microsoft expects, ${written(found)}, but that host has no address`,
      )
    : plain('wrong', `${domain} points at ${written(found)}, and none of it has an address`)
}

const includes = (records: readonly Mx[], host: string): boolean => records.some((one) => one.host === host)

/** Against Microsoft's own record, host by host. */
const compared = (
  live: readonly Mx[],
  first: readonly Mx[],
  expected: readonly Mx[],
  domain: string,
): Judged => {
  const others = live.filter(({ host }) => !includes(expected, host))
  const strangers = first.filter(({ host }) => !includes(expected, host))
  const facts = `${domain} has MX ${written(live)}`
  const wanted = `Microsoft expects ${written(expected)}`
  const troubles = others.map(otherHost)
  if (others.length === 0) return plain('right', `${facts}, as Microsoft expects`)
  if (strangers.length === 0)
    return { state: 'right', text: `${facts}: first the host that Microsoft expects, then others`, troubles }
  const gateways = [...new Set(strangers.map(({ host }) => providerOf(host, GATEWAYS)))]
  const [gateway] = gateways
  if (gateways.length === 1 && gateway !== undefined)
    return { state: 'gateway', gateway, text: `${facts}, the mail gateway ${gateway}; ${wanted}`, troubles }
  if (strangers.length < first.length)
    return { state: 'wrong', text: `${facts}: a part of the mail goes elsewhere; ${wanted}`, troubles }
  if (strangers.every(({ host }) => isTwin(host, expected)))
    return {
      state: 'unsure',
      text: `${facts}, another of Microsoft's names for the same tenant; ${wanted}`,
      troubles,
    }
  return { state: 'wrong', text: `${facts}${whose(strangers)}; ${wanted}`, troubles }
}

const otherHost = ({ host, preference }: Mx): MxTrouble => ({
  kind: 'other-host',
  text: `MX ${preference} ${host} is not Microsoft's record for the domain`,
})

/** Microsoft keeps the tenant's label when a domain moves from the classic hosts to `mx.microsoft`; both then work. */
const isTwin = (host: string, expected: readonly Mx[]): boolean =>
  isMicrosoft(host) && expected.some((one) => isMicrosoft(one.host) && label(one.host) === label(host))

const label = (host: string): string => host.split('.', 1)[0] ?? ''

const whose = (strangers: readonly Mx[]): string => {
  const host = strangers[0]?.host ?? ''
  const other = providerOf(host, OTHER_MAILBOXES)
  if (other !== undefined) return `, which is ${other}`
  return isMicrosoft(host) ? ', which is Microsoft, but not the host of this domain' : ''
}

/** Without Microsoft's own record only the name is left, and a name proves little. */
const byName = (first: readonly Mx[], { domain, expected }: Measure): Judged => {
  const facts = `${domain} has MX ${written(first)}`
  const without = `Microsoft's own record could not be read${'why' in expected ? ` (${inside(expected.why)})` : ''}`
  const [gateway] = first.map(({ host }) => providerOf(host, GATEWAYS))
  if (gateway !== undefined)
    return {
      state: 'gateway',
      gateway,
      text: `${facts}, the mail gateway ${gateway}; ${without}`,
      troubles: [],
    }
  if (first.every(({ host }) => isMicrosoft(host) && label(host) === dashed(domain)))
    return plain('right', `${facts}, Exchange Online by its name; ${without}`)
  const other = first.map(({ host }) => providerOf(host, OTHER_MAILBOXES)).find((name) => name !== undefined)
  if (other !== undefined) return plain('unsure', `${facts}, which is ${other}; ${without}`)
  if (first.some(({ host }) => isMicrosoft(host)))
    return plain('unsure', `${facts}, Exchange Online by its name, perhaps of another tenant; ${without}`)
  const own = first.some(({ host }) => under(host, domain)) ? ', a host of our own' : ''
  return plain('unsure', `${facts}${own}, not Exchange Online by its name; ${without}`)
}

/** The usual label of a domain. Microsoft gives some domains another one, so only agreement says something. */
const dashed = (domain: string): string => domain.replaceAll('.', '-')
