import { advance, begin, type Snapshot } from '../../diagnosis/machine.ts'
import type { DiagnosisEvent } from '../../model/event.ts'
import type { ProbeId } from '../../model/findings.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Person } from '../../model/person.ts'
import type { Ports } from '../../model/ports.ts'
import type { Answer } from '../../model/question.ts'
import type { Scope } from '../../model/scope.ts'
import type { Instant } from '../../model/time.ts'
import { type ProbeResult, type Probes, probeIds, runProbes } from './probe-run.ts'

export interface DirectDiagnosis {
  readonly ports: Ports
  readonly probes: Probes
  readonly scope: Scope
  readonly by: Person
  /** Answers that a person has already given, as in an evidence file. */
  readonly answers?: readonly Answer[]
  readonly signal?: AbortSignal
  readonly onChange?: (snapshot: Snapshot) => void
  readonly onBug: (probe: ProbeId, error: unknown) => string
}

export interface DirectResult {
  readonly snapshot: Snapshot
  /** What each probe brought, before it was judged: the stuff of an evidence file. */
  readonly raws: { readonly [P in ProbeId]?: Outcome<unknown> }
  readonly startedAt: Instant
  readonly finishedAt: Instant
}

/**
 * A diagnosis in memory, for the terminal: the same probes, deadlines and machine as in the engine, with nothing kept.
 * Resolves when every probe has answered or run out of time.
 */
export const diagnoseDirectly = async (diagnosis: DirectDiagnosis): Promise<DirectResult> => {
  const { ports, probes, scope, by, answers = [], onChange, onBug } = diagnosis
  const startedAt = ports.clock.now()
  const raws: { [P in ProbeId]?: Outcome<unknown> } = {}
  let snapshot = begin({ type: 'started', scope, by, at: startedAt })
  const take = (event: DiagnosisEvent): void => {
    snapshot = advance(snapshot, event)
    onChange?.(snapshot)
  }
  onChange?.(snapshot)
  for (const answer of answers) take({ type: 'answered', answer, at: answer.at })
  const signal = diagnosis.signal ?? new AbortController().signal
  const run = { ports, input: { scope, at: startedAt }, signal, onBug }
  await runProbes(probes, probeIds(probes), run, (result) => {
    raws[result.probe] = result.raw
    take(evidenceCame(result, ports.clock.now()))
  })
  return { snapshot, raws, startedAt, finishedAt: ports.clock.now() }
}

/** The event that a probe's result is. */
export const evidenceCame = ({ probe, outcome }: ProbeResult, at: Instant): DiagnosisEvent =>
  ({ type: 'evidence', probe, outcome, at }) as DiagnosisEvent
