import { evidenceOf } from '../../diagnosis/machine.ts'
import type { ProbeId } from '../../model/findings.ts'
import { holdDiagnosis, readDiagnosis } from '../../store/diagnoses.ts'
import type { Parts } from '../parts.ts'
import { evidenceCame } from './direct.ts'
import { type ProbeResult, probeIds, runProbes } from './probe-run.ts'
import { inHand, takeTurn } from './turn.ts'

/** Runs the probes of diagnoses and saves what each brings as it comes. */
export interface ProbeWorker {
  run(diagnosis: string, signal: AbortSignal): Promise<void>
  /** The diagnosis is over for people: let its probes go. */
  abandon(diagnosis: string): void
}

export const createProbeWorker = (parts: Parts, nudge: (cards: readonly string[]) => void): ProbeWorker => {
  const running = new Map<string, AbortController>()

  const run = async (id: string, signal: AbortSignal): Promise<void> => {
    const todo = await outstanding(parts, id)
    if (todo === undefined || running.has(id)) return
    const over = new AbortController()
    running.set(id, over)
    try {
      const save = savingTogether(parts, id, nudge, over)
      const stop = AbortSignal.any([signal, over.signal])
      await runProbes(parts.probes, todo.probes, { ...todo.run, signal: stop }, save)
    } catch (error) {
      if (!over.signal.aborted || error !== over.signal.reason) throw error
    } finally {
      over.abort(new Error('The run is over.'))
      running.delete(id)
    }
  }

  return { run, abandon: (id) => running.get(id)?.abort(new Error('The diagnosis is over.')) }
}

/** What is still to be asked; undefined when nothing is. */
const outstanding = async (parts: Parts, id: string) => {
  const { store, ports, patience, probes, log, newId } = parts
  const diagnosis = await readDiagnosis(store.db, id)
  if (diagnosis === undefined || diagnosis.phase === 'stopped') return undefined
  const { scope, at, probes: answered } = evidenceOf((await inHand(store.db, diagnosis)).snapshot)
  const onBug = (probe: ProbeId, error: unknown): string => {
    const incident = newId()
    log.error({ incident, probe, diagnosis: id, err: error }, 'A probe failed by a bug.')
    return incident
  }
  const missing = probeIds(probes).filter((probe) => answered[probe] === undefined)
  return missing.length === 0
    ? undefined
    : { probes: missing, run: { ports, patience, input: { scope, at }, onBug } }
}

/** Saves results in the order they come; those that come while one turn is being saved share the next one. */
const savingTogether = (
  parts: Parts,
  id: string,
  nudge: (cards: readonly string[]) => void,
  over: AbortController,
) => {
  const arrived: ProbeResult[] = []
  let saving: Promise<void> = Promise.resolve()
  const saveArrived = async (): Promise<void> => {
    const results = arrived.splice(0)
    if (results.length === 0) return
    const turn = await saveResults(parts, id, results)
    if (turn === 'over') over.abort(new Error('The diagnosis is over.'))
    else nudge(turn)
  }
  return (result: ProbeResult): Promise<void> => {
    arrived.push(result)
    saving = saving.then(saveArrived)
    return saving
  }
}

const saveResults = (
  parts: Parts,
  id: string,
  results: readonly ProbeResult[],
): Promise<readonly string[] | 'over'> =>
  parts.store.transact(async (db) => {
    const diagnosis = await holdDiagnosis(db, id)
    if (diagnosis === undefined || diagnosis.phase === 'stopped') return 'over'
    const held = await inHand(db, diagnosis)
    const known = evidenceOf(held.snapshot).probes
    const at = parts.ports.clock.now()
    const events = results
      .filter(({ probe }) => known[probe] === undefined)
      .map((result) => evidenceCame(result, at))
    if (events.length === 0) return []
    return (await takeTurn(parts, db, held, events, { at })).cards
  })
