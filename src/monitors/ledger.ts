import { z } from 'zod'
import {
  type MonitorId,
  type MonitorInput,
  READING,
  SEVERITIES,
  type Signal,
  type SignalFact,
} from '../model/monitor.ts'
import type { Source } from '../model/outcome.ts'
import { DIRECTIONS } from '../model/scope.ts'
import { between, type Instant } from '../model/time.ts'

/*
 * The book-keeping that all monitors share, pure: what has been told as firing is told again until it is told as clear,
 * keeps its onset, and stays open while nobody can look.
 */

/** Something wrong, as one look shows it. `since` where the source tells; otherwise when it was first seen counts. */
export type Trouble = Pick<
  Signal,
  'what' | 'severity' | 'title' | 'facts' | 'direction' | 'domain' | 'flow' | 'points' | 'advice' | 'mark'
> & { readonly since?: Instant }

/** What came of looking. `unseen` tells which things could not be looked at although the rest could. */
export type Look =
  | {
      readonly kind: 'seen'
      readonly troubles: readonly Trouble[]
      readonly unseen?: (what: string) => boolean
    }
  | { readonly kind: 'no-data' | 'broken'; readonly why: string; readonly source?: Source }

const Told = z.object({
  since: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  direction: z.enum(DIRECTIONS).exactOptional(),
  domain: z.string().exactOptional(),
})
type Told = z.infer<typeof Told>

export const Ledger = z.object({
  /** What has been told as firing, by `what`. */
  open: z.record(z.string(), Told),
  /** Since when nobody could look. */
  blindSince: z.string().exactOptional(),
})
export type Ledger = z.infer<typeof Ledger>

export const EMPTY: Ledger = { open: {} }

export interface Teller extends Pick<MonitorInput, 'tenant' | 'at'> {
  readonly monitor: MonitorId
  /** What is watched, as it stands in "Cannot check ...". */
  readonly subject: string
  /** Not to know is no more than a warning for so long. */
  readonly graceMs: number
}

export interface Entered {
  readonly ledger: Ledger
  readonly signals: readonly Signal[]
}

/** Enters a look and gives the signals that follow from it. */
export const enter = (ledger: Ledger, look: Look, teller: Teller): Entered =>
  look.kind === 'seen' ? seen(ledger, look, teller) : blind(ledger, look, teller)

const seen = (ledger: Ledger, look: Look & { kind: 'seen' }, teller: Teller): Entered => {
  const firing = new Map(look.troubles.map((trouble) => [trouble.what, fired(trouble, ledger, teller)]))
  const rest = Object.entries(ledger.open).filter(([what]) => !firing.has(what))
  const kept = rest.filter(([what]) => look.unseen?.(what) === true)
  const gone = rest.filter(([what]) => look.unseen?.(what) !== true)
  return {
    ledger: {
      open: Object.fromEntries([
        ...kept,
        ...[...firing].map(([what, signal]) => [what, told(signal)] as const),
      ]),
    },
    signals: [
      ...firing.values(),
      ...gone.map(([what, one]) => again(what, { ...one, since: teller.at }, 'clear', teller)),
      ...kept.map(([what, one]) => again(what, one, 'no-data', teller)),
      ...(ledger.blindSince === undefined ? [] : [sighted(teller)]),
    ],
  }
}

const blind = (ledger: Ledger, look: Look & { kind: 'no-data' | 'broken' }, teller: Teller): Entered => {
  const since = ledger.blindSince ?? teller.at
  return {
    ledger: { ...ledger, blindSince: since },
    signals: [
      {
        ...ours(teller),
        what: READING,
        state: look.kind,
        severity: between(since, teller.at) > teller.graceMs ? 'P3' : 'P4',
        title: `Cannot check ${teller.subject}`,
        since,
        facts: [factOf('Why', look.why, look.source)],
      },
      ...Object.entries(ledger.open).map(([what, one]) => again(what, one, look.kind, teller)),
    ],
  }
}

export const factOf = (label: string, text: string, source?: Source): SignalFact => ({
  label,
  text,
  ...(source === undefined ? {} : { source }),
})

const ours = ({ tenant, monitor, at }: Teller) => ({ tenant, monitor, at })

const fired = ({ since, ...trouble }: Trouble, { open }: Ledger, teller: Teller): Signal => ({
  ...ours(teller),
  ...trouble,
  state: 'firing',
  since: since ?? open[trouble.what]?.since ?? teller.at,
})

const told = ({ since, severity, title, direction, domain }: Signal): Told => ({
  since,
  severity,
  title,
  ...(direction === undefined ? {} : { direction }),
  ...(domain === undefined ? {} : { domain }),
})

const again = (what: string, one: Told, state: Signal['state'], teller: Teller): Signal => ({
  ...ours(teller),
  ...one,
  what,
  state,
  facts: [],
})

const sighted = (teller: Teller): Signal => ({
  ...ours(teller),
  what: READING,
  state: 'clear',
  severity: 'P4',
  title: `${teller.subject.charAt(0).toUpperCase()}${teller.subject.slice(1)} can be checked again`,
  since: teller.at,
  facts: [],
})
