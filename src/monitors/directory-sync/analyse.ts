import type { DirectorySyncFinding } from '../../model/findings.ts'
import type { Source } from '../../model/outcome.ts'
import { inText } from '../../model/time.ts'
import { factOf, type Trouble } from '../ledger.ts'

/** New people and changed addresses are missing for a whole working day by then. */
const LONG_MINUTES = 24 * 60

/** `wasOn`: this directory has been synchronised before, so that it being off is news. */
export const analyse = (
  finding: DirectorySyncFinding,
  wasOn: boolean,
  source: Source,
): readonly Trouble[] => [
  ...stale(finding, source),
  ...(finding.state === 'switched-off' && wasOn ? [switchedOff(finding, source)] : []),
  ...(finding.errors.length > 0 ? [errors(finding, source)] : []),
]

export const isOn = ({ state }: DirectorySyncFinding): boolean => state === 'current' || state === 'stale'

const stale = ({ state, lastSync, ageMinutes }: DirectorySyncFinding, source: Source): readonly Trouble[] => {
  if (state !== 'stale') return []
  return [
    {
      what: 'age',
      severity: ageMinutes === undefined || ageMinutes > LONG_MINUTES ? 'P2' : 'P3',
      title:
        ageMinutes === undefined
          ? 'The directory has never been synchronised'
          : `The directory was last synchronised ${spoken(ageMinutes)} ago`,
      ...(lastSync === undefined ? {} : { since: lastSync }),
      facts: [
        factOf('Last synchronised', lastSync === undefined ? 'never' : inText(lastSync), source),
        factOf('Usual', 'every 30 minutes'),
      ],
      points: ['directory-sync-stopped'],
      advice: 'On the sync server run Get-ADSyncScheduler, then Start-ADSyncSyncCycle -PolicyType Delta.',
    },
  ]
}

const spoken = (minutes: number): string =>
  minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / (24 * 60))} days`

const switchedOff = ({ lastSync }: DirectorySyncFinding, source: Source): Trouble => ({
  what: 'switched-off',
  severity: 'P3',
  title: 'Directory synchronisation has been switched off',
  facts: [factOf('Last synchronised', lastSync === undefined ? 'unknown' : inText(lastSync), source)],
  points: ['directory-sync-stopped'],
})

const MOST_SHOWN = 5

const errors = ({ errors }: DirectorySyncFinding, source: Source): Trouble => ({
  what: 'errors',
  severity: 'P4',
  title:
    errors.length === 1
      ? 'One object cannot be synchronised'
      : `${errors.length} objects cannot be synchronised`,
  facts: errors.slice(0, MOST_SHOWN).map(({ object, text }) => factOf(object, text, source)),
  points: ['mailbox-not-provisioned', 'directory-sync-stopped'],
})
