import { z } from 'zod'
import type { ConnectorTrouble, Findings, InboundConnector, OutboundConnector } from '../model/findings.ts'
import type { CauseId } from '../model/ids.ts'
import type { Approval, Monitor, Severity, Watched } from '../model/monitor.ts'
import { type Outcome, type Source, valueOf } from '../model/outcome.ts'
import type { Direction } from '../model/scope.ts'
import { enter, factOf, Ledger, type Teller, type Trouble } from './ledger.ts'
import { lookOf } from './look.ts'

/* What both connector monitors make of what the probes found, pure. */

export const ConnectorMemory = z.object({
  /** Names by id: one that is gone from here without anybody saying so is a trouble. */
  known: z.record(z.string(), z.string()),
  ledger: Ledger,
})
export type ConnectorMemory = z.infer<typeof ConnectorMemory>

export const NO_CONNECTORS: ConnectorMemory = { known: {}, ledger: { open: {} } }

type Connector = InboundConnector | OutboundConnector
type Kind = ConnectorTrouble['kind']

/** What is said of a connector with such a trouble, and the cause that it makes likely. */
const KINDS: Readonly<Record<Kind, { readonly says: string; readonly points: CauseId }>> = {
  disabled: { says: 'is switched off', points: 'connector-offline' },
  blocked: { says: 'is blocked by Microsoft', points: 'connector-offline' },
  'certificate-mismatch': { says: 'and the certificate of its peer do not fit', points: 'tls-certificate' },
  'certificate-expired': { says: 'has a peer whose certificate has expired', points: 'tls-certificate' },
  'certificate-untrusted': { says: 'has a peer whose certificate is not trusted', points: 'tls-certificate' },
  'starttls-missing': { says: 'has a peer that offers no STARTTLS', points: 'tls-certificate' },
  'address-mismatch': { says: 'does not take mail from where it comes', points: 'connector-offline' },
  'not-validated': { says: 'has never been validated', points: 'connector-offline' },
  'smart-host-unresolvable': { says: 'has a smart host without an address', points: 'connector-offline' },
  'smart-host-unreachable': { says: 'has a smart host that cannot be reached', points: 'network-blocked' },
}

const severityOf = ({ kind, suspected }: ConnectorTrouble): Severity =>
  suspected === true || kind === 'not-validated' ? 'P4' : 'P2'

/** One that has long been off, or whose work another does, was switched off on purpose. */
const isMeant = ({ kind, suspected }: ConnectorTrouble): boolean => kind === 'disabled' && suspected === true

export const connectorTroubles = (
  connectors: readonly Connector[],
  direction: Direction,
  source: Source,
): readonly Trouble[] => connectors.flatMap((connector) => troublesOf(connector, direction, source))

const troublesOf = (connector: Connector, direction: Direction, source: Source): readonly Trouble[] =>
  byKind(connector.troubles.filter((trouble) => !isMeant(trouble))).map(([kind, troubles]) => ({
    what: `connector/${connector.id}/${kind}`,
    severity: troubles.map(severityOf).toSorted()[0] ?? 'P4',
    direction,
    title: `The ${direction} connector ${connector.name} ${KINDS[kind].says}`,
    facts: [
      ...troubles.map(({ text }) => factOf('Found', text, source)),
      factOf('Serves', served(connector)),
    ],
    points: [KINDS[kind].points],
    ...(kind === 'disabled' && connector.changedAt !== undefined ? { since: connector.changedAt } : {}),
  }))

/** Several troubles of a kind, e.g. of two smart hosts, are one thing to tell. */
const byKind = (
  troubles: readonly ConnectorTrouble[],
): readonly (readonly [Kind, readonly ConnectorTrouble[]])[] =>
  [...new Set(troubles.map(({ kind }) => kind))].map((kind) => [
    kind,
    troubles.filter((trouble) => trouble.kind === kind),
  ])

const served = (connector: Connector): string => {
  const domains = 'senderDomains' in connector ? connector.senderDomains : connector.recipientDomains
  return domains.length === 0 ? 'no domain of its own' : domains.join(', ')
}

const GONE = 'removed'

/** Connectors that were there and are not any more. */
export const removedTroubles = (
  known: ConnectorMemory['known'],
  connectors: readonly Connector[],
  direction: Direction,
): readonly Trouble[] => {
  const there = new Set(connectors.map(({ id }) => id))
  return Object.entries(known)
    .filter(([id]) => !there.has(id))
    .map(([id, name]) => ({
      what: `connector/${id}/${GONE}`,
      severity: 'P3',
      direction,
      title: `The ${direction} connector ${name} has been removed`,
      facts: [factOf('Id', id)],
      points: ['connector-offline'],
      advice: 'If it was removed on purpose, approve this. Otherwise make it again from the weekly snapshot.',
      mark: GONE,
    }))
}

/** All that have ever been seen, but for those whose removal was approved. */
export const knownWith = (
  known: ConnectorMemory['known'],
  connectors: readonly Connector[],
): ConnectorMemory['known'] => ({
  ...known,
  ...Object.fromEntries(connectors.map(({ id, name }) => [id, name])),
})

/** The part of a monitor that is the same for both ways: what a probe found, against the connectors that were there. */
export const connectorWatch = <P extends 'inbound-connectors' | 'outbound-connectors'>(
  subject: Omit<Teller, 'tenant' | 'at'> & { readonly monitor: P },
  analyse: (finding: Findings[P], known: ConnectorMemory['known'], source: Source) => readonly Trouble[],
): Pick<Monitor<ConnectorMemory>, 'memory' | 'fresh' | 'watch' | 'approve'> => ({
  memory: ConnectorMemory,
  fresh: NO_CONNECTORS,
  watch: async (_ports, memory, { tenant, at, probes }) => {
    const outcome: Outcome<Findings[P]> | undefined = probes[subject.monitor]
    const look = lookOf(outcome, (finding, source, whole) => ({
      troubles: analyse(finding, whole ? memory.known : {}, source),
    }))
    const { ledger, signals } = enter(memory.ledger, look, { ...subject, tenant, at })
    const known = knownWith(memory.known, valueOf(outcome)?.connectors ?? [])
    return { memory: { known, ledger }, signals }
  },
  approve: (memory, approval, { tenant }) => approveRemoval(memory, approval, { ...subject, tenant }),
})

/** Forgets a connector that was removed on purpose. */
export const approveRemoval = (
  memory: ConnectorMemory,
  { what, mark, by, at }: Approval,
  { tenant, monitor }: Pick<Teller, 'tenant' | 'monitor'>,
): Watched<ConnectorMemory> | undefined => {
  const { [what]: told, ...open } = memory.ledger.open
  const id = /^connector\/(.+)\/removed$/.exec(what)?.[1]
  if (told === undefined || id === undefined || mark !== GONE) return undefined
  const { [id]: _gone, ...known } = memory.known
  return {
    memory: { known, ledger: { ...memory.ledger, open } },
    signals: [
      {
        ...told,
        tenant,
        monitor,
        what,
        state: 'clear',
        since: at,
        at,
        facts: [{ label: 'Approved by', text: by }],
      },
    ],
  }
}
