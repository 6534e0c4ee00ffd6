import type { Evidence } from '../model/evidence.ts'
import type { NotRead, ProbeId } from '../model/findings.ts'
import { type Outcome, valueOf } from '../model/outcome.ts'
import type { Verdict } from '../model/verdict.ts'
import { finding, PROBE_IDS, PROBE_NAMES, QUESTION_OF, shortfall, told } from './reading.ts'

/** Of these probes, the ones that neither brought anything certain nor were answered for by a person. */
export const unknownProbes = (evidence: Evidence, probes: readonly ProbeId[]): readonly ProbeId[] =>
  probes.filter((probe) => !answeredFor(evidence, probe) && (finding(evidence, probe)?.trust ?? 0) < 1)

const answeredFor = (evidence: Evidence, probe: ProbeId): boolean => {
  const question = QUESTION_OF[probe]
  return question !== undefined && told(evidence, question) !== undefined
}

/** All that could not be checked, and why: probes without an answer, and parts that a probe could not read. */
export const notChecked = (evidence: Evidence): Verdict['notChecked'] =>
  PROBE_IDS.flatMap((probe) => {
    const why = shortfall(evidence, probe)
    const whole = why === undefined || answeredFor(evidence, probe) ? [] : [{ what: PROBE_NAMES[probe], why }]
    return [...whole, ...partsNotRead(evidence, probe)]
  })

const partsNotRead = (evidence: Evidence, probe: ProbeId): readonly NotRead[] => {
  const outcome: Outcome<object> | undefined = evidence.probes[probe]
  const value: { readonly notRead?: readonly NotRead[] } = valueOf(outcome) ?? {}
  return value.notRead ?? []
}
