import type { Evidence } from '../../model/evidence.ts'
import { finding, told } from '../reading.ts'
import { few } from '../words.ts'
import { known, type Reading, type Step, undecided } from './step.ts'

const read = (evidence: Evidence): Reading => {
  const answer = told(evidence, 'mailboxes')
  if (answer !== undefined)
    return answer.choice === 'broken'
      ? known('broken', `Mailboxes lack a licence or are not provisioned, says ${answer.by.name}`)
      : known('sound', `Mailboxes are licensed and provisioned, says ${answer.by.name}`)
  const found = finding(evidence, 'mailboxes')
  if (found === undefined || found.trust < 1 || found.value.sampled === 0)
    return undecided(evidence, 'mailboxes', 'mailboxes', 'No mailbox could be looked at')
  const { sampled, troubled, domains = [] } = found.value
  const refused = domains.filter((one) => one.isDefault === true).flatMap((one) => one.troubles)
  if (refused.length > 0)
    return known(
      'broken',
      few(
        refused.map((one) => one.text),
        2,
      ),
    )
  if (troubled.length === 0)
    return known('sound', `${sampled} of ${sampled} sampled are licensed and provisioned`)
  const users = new Set(troubled.map((one) => one.user)).size
  return known(
    'broken',
    `${users} of ${sampled} sampled cannot receive: ${few(
      troubled.map((one) => `${one.user} ${one.text}`),
      2,
    )}`,
  )
}

/** Can mailboxes receive? */
export const step: Step = {
  id: 'mailboxes',
  title: 'Mailboxes',
  probes: ['mailboxes'],
  concerns: () => true,
  read,
}
