import type { Evidence } from '../../model/evidence.ts'
import { inText } from '../../model/time.ts'
import { finding } from '../reading.ts'
import { flows, inTrouble, sentence, symptoms } from '../symptoms.ts'
import { capital } from '../words.ts'
import { known, type Reading, type Step, undecided } from './step.ts'

const summaryOf = (evidence: Evidence): string => {
  const all = symptoms(evidence)
  const told = all.find((symptom) => symptom.byPerson)
  if (told !== undefined) return capital(told.text)
  const asOf = finding(evidence, 'message-trace')?.value.dataAsOf
  const lines = all.map(sentence).join('; ')
  return asOf === undefined ? lines : `${lines} (trace data as of ${inText(asOf)})`
}

const read = (evidence: Evidence): Reading => {
  const all = symptoms(evidence)
  if (all.some(inTrouble)) return known('broken', summaryOf(evidence))
  if (all.every(flows)) return known('sound', summaryOf(evidence))
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
