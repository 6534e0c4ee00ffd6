import type { Evidence } from '../../model/evidence.ts'
import { finding, told } from '../reading.ts'
import { count, few } from '../words.ts'
import { known, type Reading, type Step, undecided } from './step.ts'

const read = (evidence: Evidence): Reading => {
  const answer = told(evidence, 'rules')
  if (answer !== undefined)
    return answer.choice === 'blocking'
      ? known('broken', `A rule stops mail, says ${answer.by.name}`)
      : known('sound', `No rule stops mail, says ${answer.by.name}`)
  const found = finding(evidence, 'transport-rules')
  const rules = found?.value.rules ?? []
  const blocking = rules.filter((rule) => rule.blocking)
  if (blocking.length > 0)
    return known(
      'broken',
      few(
        blocking.map((rule) => `${rule.name} (${rule.effect ?? rule.mode}): ${rule.because}`),
        2,
      ),
    )
  if (found === undefined || found.trust < 1)
    return undecided(evidence, 'transport-rules', 'rules', 'The list of rules is not certain')
  return known('sound', `${count(rules.length, 'rule')}, none stops most mail`)
}

/** Does a rule stop everything? */
export const step: Step = {
  id: 'transport-rules',
  title: 'Transport rules',
  probes: ['transport-rules'],
  concerns: () => true,
  read,
}
