import type { Scenario } from '../scenario.ts'
import { parkedMx } from './mx-wrong.ts'
import { rejectAll } from './transport-rule.ts'

export const ruleAndMx: Scenario = {
  id: 'rule-and-mx',
  title: 'A transport rule rejects everything, and the MX points elsewhere',
  story: 'Two faults at once: nothing comes in because of the MX, and what goes out is rejected by a rule.',
  breaks: [parkedMx, rejectAll],
  expected: { kind: 'found', causes: ['mx-wrong', 'transport-rule'] },
}
