import { outcomeOf } from '../../model/ask.ts'
import { Fault } from '../../model/fault.ts'
import type { Findings, ProbeId } from '../../model/findings.ts'
import { mapOutcome, type Outcome, type Source } from '../../model/outcome.ts'
import type { Clock, Ports } from '../../model/ports.ts'
import type { Probe, ProbeInput } from '../../model/probe.ts'
import { between } from '../../model/time.ts'

/** The probes that a driver runs, by id. */
export type Probes = { readonly [P in ProbeId]?: Probe<P, unknown> }

/** What one probe brought: the raw answer, and what it concludes from it. */
export type ProbeResult = {
  [P in ProbeId]: {
    readonly probe: P
    readonly raw: Outcome<unknown>
    readonly outcome: Outcome<Findings[P]>
  }
}[ProbeId]

export interface ProbeRun {
  readonly ports: Ports
  readonly input: ProbeInput
  /** Real time, for the deadlines; the clock of the ports where absent. */
  readonly patience?: Clock | undefined
  /** Ends the run: what has not answered then brings no result at all. */
  readonly signal: AbortSignal
  /** A probe failed by a bug of ours. Returns the incident id to show. */
  readonly onBug: (probe: ProbeId, error: unknown) => string
}

/**
 * Runs one probe to its deadline. A fault is its outcome; silence at the deadline is `late`; a bug is `unsure`, so
 * that one broken probe never takes the diagnosis with it. Rejects only when the run itself is aborted.
 */
export const runProbe = async <P extends ProbeId>(probe: Probe<P, unknown>, run: ProbeRun) => {
  const started = run.ports.clock.now()
  const source = (): Source => ({
    asked: probe.about.question,
    of: 'Mailflow',
    at: started,
    tookMs: between(started, run.ports.clock.now()),
    by: 'probe',
  })
  const bug = (error: unknown): Outcome<never> => ({
    kind: 'unsure',
    why: `Mailflow itself failed here. Its log has the reason under incident ${run.onBug(probe.id, error)}.`,
    source: source(),
  })
  const raw = await collect(probe, run, { source, bug })
  run.signal.throwIfAborted()
  try {
    return { probe: probe.id, raw, outcome: mapOutcome(raw, (value) => probe.analyse(value, run.input)) }
  } catch (error) {
    return { probe: probe.id, raw, outcome: bug(error) }
  }
}

interface Making {
  readonly source: () => Source
  readonly bug: (error: unknown) => Outcome<never>
}

const collect = async <P extends ProbeId>(
  probe: Probe<P, unknown>,
  { ports, patience, input, signal }: ProbeRun,
  { source, bug }: Making,
): Promise<Outcome<unknown>> => {
  const { deadlineMs } = probe.about
  const stop = new AbortController()
  const inner = AbortSignal.any([signal, stop.signal])
  const late = (patience ?? ports.clock).sleep(deadlineMs, inner).then(
    (): Outcome<never> => ({
      kind: 'late',
      why: `No answer within ${deadlineMs / 1000} seconds.`,
      source: source(),
    }),
  )
  const answered = Promise.resolve()
    .then(() => probe.collect(ports, input, inner))
    .catch((error: unknown) => {
      if (inner.aborted) return late
      return error instanceof Fault ? outcomeOf(error, source()) : bug(error)
    })
  try {
    return await Promise.race([answered, late])
  } finally {
    stop.abort(new Error(`The probe ${probe.id} is over.`))
    late.catch(() => undefined)
  }
}

/** Runs several probes at once and tells each result as it comes. Rejects when the run is aborted. */
export const runProbes = async (
  probes: Probes,
  ids: readonly ProbeId[],
  run: ProbeRun,
  onResult: (result: ProbeResult) => Promise<void> | void,
): Promise<void> => {
  const running = ids.map(async (id) => {
    const probe = probes[id]
    if (probe === undefined) return
    await onResult((await runProbe(probe as Probe<ProbeId, unknown>, run)) as ProbeResult)
  })
  await Promise.all(running)
}

export const probeIds = (probes: Probes): ProbeId[] => Object.keys(probes) as ProbeId[]
