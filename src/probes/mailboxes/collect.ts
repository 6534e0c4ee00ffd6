import { ask } from '../../model/ask.ts'
import { Fault } from '../../model/fault.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { type Aside, aside } from '../aside.ts'
import { GRAPH, graphRow } from '../graph-row.ts'
import { graphDomains } from '../tenant-domains.ts'
import { present, textOf } from '../wire.ts'
import { shouldReceive } from './analyse.ts'
import { mailboxPlans, planState } from './plans.ts'
import { acceptedOf, type Raw, type Recipient, Sku, USER_PROPERTIES, User } from './schema.ts'

/** How many users are looked at beside the one who was named. */
const SPREAD = 50
/** How many of them Exchange is asked about: those whose licences leave a doubt. */
const MAX_DOUBTS = 10
/** How many more of those whose licences leave none: a licence is no mailbox yet. */
const MAX_SURE = 3
const ASIDE_MS = 20_000

/** Accounts that are switched off receive nothing on purpose. Guests cannot be filtered for without `$count`. */
const SPREAD_PATH = `/users?$filter=accountEnabled%20eq%20true&$select=${USER_PROPERTIES}&$top=${SPREAD}`

/** Licences and plans of the sample user and of a spread of users, and what Exchange Online holds for the doubtful. */
export const collect = (ports: Ports, { scope }: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> =>
  ask(ports.clock, { asked: `GET ${SPREAD_PATH}`, of: GRAPH }, async () => {
    const { address } = scope
    const [user, spread, skus, accepted, owned] = await Promise.all([
      address === undefined ? undefined : userWith(ports, address, signal),
      spreadOf(ports, signal),
      subscriptions(ports, signal),
      acceptedDomains(ports, signal),
      aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) => [
        ...(await graphDomains(ports, signal)),
      ]),
    ])
    const plans = mailboxPlans(skus.known ? skus.value : [])
    const addresses = [
      ...(address === undefined ? [] : [user?.mail ?? address]),
      ...worthAsking(spread, plans),
    ]
    const recipients = await recipientsAt(ports, [...new Set(addresses)], signal)
    const sample = address === undefined ? undefined : { address, user: user ?? null }
    return present<Raw>({ sample, spread, skus, recipients, accepted, owned })
  })

const worthAsking = (spread: readonly User[], plans: ReadonlySet<string>): readonly string[] => {
  const users = spread.filter(shouldReceive)
  const sure = users.filter((one) => planState(one, plans) === 'on')
  const doubtful = users.filter((one) => !sure.includes(one))
  return [...doubtful.slice(0, MAX_DOUBTS), ...sure.slice(0, MAX_SURE)].map(
    (one) => one.mail ?? one.userPrincipalName,
  )
}

const acceptedDomains = (ports: Ports, signal: AbortSignal): Promise<Raw['accepted']> =>
  aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) => {
    const { rows, truncated } = await ports.exchange.invoke('Get-AcceptedDomain', {}, { signal })
    return { domains: rows.map(acceptedOf), complete: !truncated }
  })

/** By user principal name, which is most often the address, or else by any of the addresses. */
const userWith = async (ports: Ports, address: string, signal: AbortSignal): Promise<User | undefined> => {
  const path = `/users/${encodeURIComponent(address)}?$select=${USER_PROPERTIES}`
  try {
    return graphRow(User, await ports.graph.get(path, { signal }), 'A user')
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.kind !== 'absent') throw thrown
  }
  const quoted = address.replaceAll("'", "''")
  const filter = encodeURIComponent(`mail eq '${quoted}' or proxyAddresses/any(p:p eq 'smtp:${quoted}')`)
  const { rows } = await ports.graph.list(`/users?$select=${USER_PROPERTIES}&$filter=${filter}`, {
    signal,
    maxPages: 1,
  })
  return rows.map((row) => graphRow(User, row, 'A user')).find((user) => hasAddress(user, address))
}

const hasAddress = (user: User, address: string): boolean =>
  [user.mail ?? '', user.userPrincipalName, ...user.proxyAddresses].some(
    (one) => one.replace(/^smtp:/i, '').toLowerCase() === address.toLowerCase(),
  )

const spreadOf = async (ports: Ports, signal: AbortSignal): Promise<User[]> => {
  const { rows } = await ports.graph.list(SPREAD_PATH, { signal, maxPages: 1 })
  return rows.slice(0, SPREAD).map((row) => graphRow(User, row, 'A user'))
}

const subscriptions = (ports: Ports, signal: AbortSignal): Promise<Aside<Sku[]>> =>
  aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) => {
    const { rows } = await ports.graph.list('/subscribedSkus', { signal })
    return rows.map((row) => graphRow(Sku, row, 'A subscription'))
  })

const recipientsAt = (
  ports: Ports,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Aside<Recipient[]>> =>
  aside(ports.clock, { ms: ASIDE_MS, signal }, (signal) =>
    Promise.all(addresses.map((address) => recipientAt(ports, address, signal))),
  )

const recipientAt = async (ports: Ports, address: string, signal: AbortSignal): Promise<Recipient> => {
  try {
    const { rows } = await ports.exchange.invoke('Get-Recipient', { Identity: address }, { signal })
    const row = rows.find((one) => JSON.stringify(one).toLowerCase().includes(address.toLowerCase()))
    return present<Recipient>({
      address: address.toLowerCase(),
      type: textOf(row?.['RecipientTypeDetails']),
      remote: textOf(row?.['RemoteRecipientType']),
    })
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.kind === 'absent') return { address: address.toLowerCase() }
    throw thrown
  }
}
