import type { Evidence } from '../../model/evidence.ts'
import type { TraceFinding } from '../../model/findings.ts'
import { inText } from '../../model/time.ts'
import { finding, told } from '../reading.ts'
import { flows, inTrouble, sentence, symptoms } from '../symptoms.ts'
import { capital, percent } from '../words.ts'
import { known, type Reading, type Step, undecided } from './step.ts'

const summaryOf = (evidence: Evidence): string => {
  const all = symptoms(evidence)
  const told = all.find((symptom) => symptom.byPerson)
  if (told !== undefined) return capital(told.text)
  const lines = all.map(sentence).join('; ')
  const remarks = remarksOn(finding(evidence, 'message-trace')?.value)
  return remarks.length === 0 ? lines : `${lines} (${remarks.join(', ')})`
}

/** How old the rows are, and whether they are all. */
const remarksOn = (trace: TraceFinding | undefined): readonly string[] => {
  const { dataAsOf, coverage } = trace ?? {}
  return [
    ...(dataAsOf === undefined ? [] : [`trace data as of ${inText(dataAsOf)}`]),
    ...(coverage?.kind === 'sampled' ? [`from samples of ${part(coverage.share)} of the time`] : []),
  ]
}

const part = (share: number): string => (share < 0.01 ? 'less than 1 %' : percent(share))

const read = (evidence: Evidence): Reading => {
  const all = symptoms(evidence)
  if (all.some(inTrouble)) return known('broken', summaryOf(evidence))
  if (all.every(flows)) return known('sound', summaryOf(evidence))
  // A person has answered already, and it does not settle the matter.
  if (told(evidence, 'trace') !== undefined) return known('unsure', summaryOf(evidence))
  return undecided(evidence, 'message-trace', 'trace', `The trace does not tell. ${summaryOf(evidence)}`)
}

/** What did Exchange see in the last 24 hours, unfiltered? */
export const step: Step = {
  id: 'message-trace',
  title: 'Message trace',
  probes: ['message-trace'],
  concerns: () => true,
  read,
  ends: (evidence) => symptoms(evidence).every(flows),
}
