import { ask } from '../../model/ask.ts'
import type { Monitor } from '../../model/monitor.ts'
import type { Outcome, Source } from '../../model/outcome.ts'
import { graphPermission, TRACE_PRINCIPAL } from '../../model/permissions.ts'
import type { Ports } from '../../model/ports.ts'
import { DIRECTIONS } from '../../model/scope.ts'
import { millis } from '../../model/time.ts'
import { enter, type Look } from '../ledger.ts'
import { lookOf } from '../look.ts'
import { analyse } from './analyse.ts'
import { withUsual } from './day.ts'
import { enterPast, takeOver } from './past.ts'
import { PAGES, PAST_MS, PAST_PAGES, pastPlanOf, planOf } from './plan.ts'
import { queryOf, type Rows, readDomains, readIncidents, readRows } from './read.ts'
import { isWorthAsking } from './senses.ts'
import { SETTINGS, type Settings, STEP_MS } from './settings.ts'
import {
  type EnteredRows,
  enterLive,
  enterPause,
  freshMemory,
  learnedOf,
  rateIn,
  statesOf,
  WatchMemory,
} from './watch.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const SUBJECT = { monitor: 'zero-flow', subject: 'the mail flow', graceMs: 10 * MINUTE_MS } as const
const GRAPH = 'Microsoft Graph'

interface Turn {
  readonly ports: Ports
  readonly atMs: number
  readonly settings: Settings
  readonly pastMs: number
  readonly signal: AbortSignal
}

/** What a tick came to: up to now, still reading the past, or nothing. */
type Caught =
  | {
      readonly kind: 'live'
      readonly entered: EnteredRows
      readonly source: Source
      readonly incidents?: readonly string[]
    }
  | { readonly kind: 'behind' }
  | { readonly kind: 'failed'; readonly outcome: Outcome<unknown> }

/**
 * Watches that mail flows in both directions, by the message trace. `pastMs`: how much of the past it learns from, beside
 * the watch; 0 is none.
 */
export const zeroFlow = (settings: Settings = SETTINGS, pastMs = PAST_MS): Monitor<WatchMemory> => ({
  id: 'zero-flow',
  about: {
    question: 'Does mail still come in and go out, as much as is usual at this hour?',
    reads: [
      'Graph message traces, counted by direction',
      'Graph domains: what tells the directions apart',
      'Graph service issues, when mail seems to stop',
    ],
    permissions: [
      graphPermission('ExchangeMessageTrace.Read.All'),
      TRACE_PRINCIPAL,
      graphPermission('Domain.Read.All'),
      graphPermission('ServiceHealth.Read.All'),
    ],
    usualMs: 2000,
    deadlineMs: 55_000,
    links: ['https://learn.microsoft.com/graph/api/messagetracingroot-list-messagetraces'],
  },
  everyMs: MINUTE_MS,
  probes: [],
  memory: WatchMemory,
  fresh: freshMemory(STEP_MS),
  watch: async (ports, before, { tenant, at }, signal) => {
    const turn = { ports, atMs: millis(at), settings, pastMs, signal }
    const { memory, caught } = await catchUp(before, turn)
    const { ledger, signals } = enter(memory.ledger, lookAt(memory, caught, turn), { ...SUBJECT, tenant, at })
    return { memory: { ...memory, ledger }, signals }
  },
  withUsual: (memory, series) =>
    withUsual(series, memory[series.direction].day, {
      learned: learnedOf(memory, series.direction),
      stepMs: STEP_MS,
    }),
})

export const monitor = zeroFlow()

const lookAt = (memory: WatchMemory, caught: Caught, { atMs }: Turn): Look => {
  if (caught.kind === 'failed') return lookOf(caught.outcome, () => ({ troubles: [] }))
  if (caught.kind === 'behind') return { kind: 'seen', troubles: [], unseen: () => true }
  const { entered, source, incidents } = caught
  const { newestMs } = memory
  const flows = DIRECTIONS.map((direction) => ({
    direction,
    reading: entered.readings[direction],
    day: memory[direction].day,
    learned: learnedOf(memory, direction),
  }))
  const circumstances = {
    atMs,
    stepMs: STEP_MS,
    completeToMs: entered.completeToMs,
    source,
    ...(newestMs === undefined ? {} : { newestMs }),
    ...(incidents === undefined ? {} : { incidents }),
  }
  const unknown = flows.filter(({ reading }) => reading.state === 'no-data' || reading.state === 'broken')
  if (unknown.length === flows.length)
    return { kind: 'no-data', why: behind(atMs - entered.completeToMs), source }
  return {
    kind: 'seen',
    troubles: analyse(flows, circumstances),
    unseen: (what) => unknown.some(({ direction }) => direction === what),
  }
}

const behind = (ms: number): string => `The message trace is ${Math.round(ms / MINUTE_MS)} minutes behind.`

/** Reads what is due up to now, as far as the pages of a tick go, and then some of the past with what is left. */
const catchUp = async (
  before: WatchMemory,
  turn: Turn,
): Promise<{ readonly memory: WatchMemory; readonly caught: Caught }> => {
  const named = await withDomains(before, turn)
  if (named.kind !== 'found') return { memory: before, caught: { kind: 'failed', outcome: named } }
  let memory = named.value
  for (let pages = PAGES; pages > 0; ) {
    const plan = planOf({ ...grid(turn), ...readSoFar(memory) })
    const read = await readSpan(plan, pages, turn)
    if (read.kind !== 'found') return { memory, caught: { kind: 'failed', outcome: read } }
    pages -= read.value.pages
    if (plan.kind === 'live') {
      const live = await goLive(memory, { read: read.value, source: read.source }, turn)
      return { ...live, memory: await learnPast(live.memory, Math.min(pages, PAST_PAGES), turn) }
    }
    const whole = read.value.fromMs <= plan.fromMs || plan.toMs - plan.fromMs <= STEP_MS
    memory = { ...memory, rowsPerHour: rateIn(read.value) }
    if (plan.kind === 'pause' && whole)
      memory = enterPause(memory, read.value, { ...grid(turn), settings: turn.settings })
  }
  return { memory, caught: { kind: 'behind' } }
}

const grid = ({ atMs }: Turn) => ({ atMs, stepMs: STEP_MS })

const readSoFar = ({
  readToMs,
  rowsPerHour,
}: {
  readonly readToMs?: number | undefined
  readonly rowsPerHour?: number | undefined
}) => ({
  ...(readToMs === undefined ? {} : { readToMs }),
  ...(rowsPerHour === undefined ? {} : { rowsPerHour }),
})

const goLive = async (
  memory: WatchMemory,
  { read, source }: { readonly read: Rows; readonly source: Source },
  turn: Turn,
): Promise<{ readonly memory: WatchMemory; readonly caught: Caught }> => {
  const asked = isWorthAsking(statesOf(memory)) ? await readIncidents(turn.ports, turn.signal) : undefined
  const incidents = asked === undefined ? {} : { incidents: asked }
  const entered = enterLive(memory, read, { ...grid(turn), settings: turn.settings, ...incidents })
  const { newestMs } = entered.memory
  const dated = newestMs === undefined ? source : { ...source, dataAsOf: new Date(newestMs).toISOString() }
  return { memory: entered.memory, caught: { kind: 'live', entered, source: dated, ...incidents } }
}

/** What cannot be read of the past now is read at another tick. */
const learnPast = async (memory: WatchMemory, pages: number, turn: Turn): Promise<WatchMemory> => {
  const { past } = memory
  if (past === undefined || pages <= 0) return memory
  const { toMs, rowsPerHour = memory.rowsPerHour } = past
  const known = { ...grid(turn), ...readSoFar({ readToMs: toMs, rowsPerHour }) }
  const span = pastPlanOf(known, turn.pastMs)
  if (span === undefined) return takeOver(memory, turn)
  const read = await readSpan(span, pages, turn)
  if (read.kind !== 'found') return memory
  const how = { ...grid(turn), settings: turn.settings, fromMs: span.fromMs }
  return enterPast({ ...memory, past }, read.value, how)
}

const readSpan = (
  span: { readonly fromMs: number; readonly toMs: number },
  pages: number,
  { ports, signal }: Turn,
): Promise<Outcome<Rows>> =>
  ask(ports.clock, { asked: `GET ${queryOf(span.fromMs, span.toMs)}`, of: GRAPH }, () =>
    readRows(ports, span, pages, signal),
  )

/** The domains are read once a day; while they cannot be, the known ones do. */
const withDomains = async (
  memory: WatchMemory,
  { ports, atMs, signal }: Turn,
): Promise<Outcome<WatchMemory>> => {
  const { domains } = memory
  const outcome = await ask(ports.clock, { asked: 'GET /domains', of: GRAPH }, async () =>
    domains !== undefined && atMs - domains.at < DAY_MS
      ? memory
      : { ...memory, domains: { at: atMs, names: [...(await readDomains(ports, signal))] } },
  )
  return outcome.kind === 'found' || domains === undefined
    ? outcome
    : { kind: 'found', value: memory, source: outcome.source }
}
