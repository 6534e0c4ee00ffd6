import type { Evidence } from '../../model/evidence.ts'
import type { DirectorySyncFinding } from '../../model/findings.ts'
import { inText } from '../../model/time.ts'
import { finding, told } from '../reading.ts'
import { count, span } from '../words.ts'
import { known, type Reading, type Step, undecided } from './step.ts'

const ageOf = ({ ageMinutes, lastSync }: DirectorySyncFinding): string =>
  ageMinutes === undefined
    ? `Last sync not known`
    : `Last sync ${span(ageMinutes)} ago${lastSync === undefined ? '' : `, ${inText(lastSync)}`}`

const read = (evidence: Evidence): Reading => {
  const answer = told(evidence, 'sync')
  if (answer !== undefined)
    return answer.choice === 'stuck'
      ? known('broken', `Stuck, says ${answer.by.name}`)
      : known('sound', `Current, says ${answer.by.name}`)
  const found = finding(evidence, 'directory-sync')
  if (found === undefined || found.trust < 1)
    return undecided(evidence, 'directory-sync', 'sync', 'The age of the last sync is not certain')
  const { state, errors } = found.value
  if (state === 'stale') return known('broken', ageOf(found.value))
  if (state === 'switched-off') return known('unsure', 'Synchronisation is switched off for the tenant')
  if (state === 'cloud-only') return known('sound', 'Cloud only: nothing is synchronised')
  return known(
    'sound',
    `${ageOf(found.value)}, ${errors.length === 0 ? 'no errors' : count(errors.length, 'error')}`,
  )
}

/** Is the directory current? */
export const step: Step = {
  id: 'directory-sync',
  title: 'Directory sync',
  probes: ['directory-sync'],
  concerns: () => true,
  read,
}
