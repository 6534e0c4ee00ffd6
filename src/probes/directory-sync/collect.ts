import { ask } from '../../model/ask.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { type Aside, aside } from '../aside.ts'
import { GRAPH, graphRow } from '../graph-row.ts'
import { Conflicted, Organization, type Raw, Synchronization } from './schema.ts'

const ORGANIZATION = '/organization?$select=id,displayName,onPremisesSyncEnabled,onPremisesLastSyncDateTime'
const SYNCHRONIZATION = '/directory/onPremisesSynchronization'
/** The errors cannot be filtered for, so users are paged through, up to a bound. */
const USERS = '/users?$select=userPrincipalName,onPremisesProvisioningErrors&$top=999'
const USER_PAGES = 5

/** Longest wait for what is only read beside the age of the last sync, milliseconds. */
const ASIDE_MS = 15_000

/** The sync server itself is asked by whoever stands beside it. */
const SCHEDULER = { known: false, why: 'Graph does not tell; run Get-ADSyncScheduler there' } as const

const NOT_SYNCHRONISED = { known: false, why: 'the directory is not synchronised' } as const

/** When the directory was last synchronised; its settings and its errors where they may be read. */
export const collect = (ports: Ports, _input: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> =>
  ask(ports.clock, { asked: `GET ${ORGANIZATION}`, of: GRAPH }, async () => {
    const { rows } = await ports.graph.list(ORGANIZATION, { signal })
    const organization = graphRow(Organization, rows[0], 'The organization')
    if (organization.onPremisesSyncEnabled !== true)
      return {
        organization,
        synchronization: NOT_SYNCHRONISED,
        conflicted: NOT_SYNCHRONISED,
        scheduler: NOT_SYNCHRONISED,
      }
    const [synchronization, conflicted] = await Promise.all([
      synchronizationOf(ports, signal),
      conflictedOf(ports, signal),
    ])
    return { organization, synchronization, conflicted, scheduler: SCHEDULER }
  })

const synchronizationOf = (ports: Ports, signal: AbortSignal): Promise<Aside<Synchronization[]>> =>
  aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) => {
    const { rows } = await ports.graph.list(SYNCHRONIZATION, { signal })
    return rows.map((row) => graphRow(Synchronization, row, 'The directory synchronisation'))
  })

const conflictedOf = (
  ports: Ports,
  signal: AbortSignal,
): Promise<Aside<{ users: Conflicted[]; complete: boolean }>> =>
  aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) => {
    const { rows, complete } = await ports.graph.list(USERS, { signal, maxPages: USER_PAGES })
    const users = rows.map((row) => graphRow(Conflicted, row, 'A user'))
    return { users: users.filter((user) => (user.onPremisesProvisioningErrors ?? []).length > 0), complete }
  })
