import type { DirectorySyncFinding, NotRead } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { between } from '../../model/time.ts'
import { present } from '../wire.ts'
import type { Raw } from './schema.ts'

/**
 * The scheduler runs every 30 minutes and a run of a large directory may take more than one turn. Six missed turns
 * are no accident.
 */
const STALE_MINUTES = 180

export const analyse = (raw: Raw, { at }: ProbeInput): DirectorySyncFinding => {
  const lastSync = raw.organization.onPremisesLastSyncDateTime ?? undefined
  const ageMinutes =
    lastSync === undefined ? undefined : Math.max(0, Math.round(between(lastSync, at) / 60_000))
  const state = stateOf(raw, ageMinutes)
  return present<DirectorySyncFinding>({
    state,
    lastSync,
    ageMinutes,
    errors: errorsIn(raw),
    deletionGuard: guardIn(raw),
    held: heldIn(raw),
    notRead: [
      ...(raw.organization.onPremisesSyncEnabled === true ? notReadIn(raw) : []),
      ...(state === 'stale' ? serverNotRead(raw) : []),
    ],
  })
}

const stateOf = (raw: Raw, ageMinutes: number | undefined): DirectorySyncFinding['state'] => {
  const enabled = raw.organization.onPremisesSyncEnabled
  if (enabled === false) return 'switched-off'
  if (enabled !== true) return 'cloud-only'
  return ageMinutes === undefined || ageMinutes > STALE_MINUTES ? 'stale' : 'current'
}

const errorsIn = (raw: Raw): DirectorySyncFinding['errors'] =>
  raw.conflicted.known
    ? raw.conflicted.value.users.flatMap((user) =>
        (user.onPremisesProvisioningErrors ?? []).map((error) => ({
          object: user.userPrincipalName,
          text: `${error.category ?? 'Conflict'}: ${error.propertyCausingError ?? 'a property'} "${error.value ?? ''}" is taken by another object`,
        })),
      )
    : []

const guardIn = (raw: Raw): DirectorySyncFinding['deletionGuard'] => {
  if (!raw.synchronization.known) return undefined
  const guard = raw.synchronization.value[0]?.configuration?.accidentalDeletionPrevention
  if (!guard || guard.synchronizationPreventionType === 'disabled') return undefined
  return { kind: guard.synchronizationPreventionType, threshold: guard.alertThreshold ?? 0 }
}

/** One of these alone is enough; the spare server is meant to be like that, so that it is told first. */
const heldIn = ({ scheduler }: Raw): DirectorySyncFinding['held'] => {
  if (!scheduler.known) return undefined
  const { StagingModeEnabled, SyncCycleEnabled, SchedulerSuspended } = scheduler.value
  if (StagingModeEnabled) return 'staging'
  if (!SyncCycleEnabled) return 'disabled'
  return SchedulerSuspended ? 'suspended' : undefined
}

/** What only the sync server itself knows: why it does not run. */
const serverNotRead = ({ scheduler }: Raw): readonly NotRead[] =>
  scheduler.known ? [] : [{ what: 'scheduler and staging mode of the sync server', why: scheduler.why }]

const notReadIn = ({ synchronization, conflicted }: Raw): readonly NotRead[] => [
  ...(synchronization.known ? [] : [{ what: 'deletion guard', why: synchronization.why }]),
  ...(conflicted.known
    ? conflicted.value.complete
      ? []
      : [{ what: 'sync errors of all users', why: 'there are more users than are looked at' }]
    : [{ what: 'sync errors', why: conflicted.why }]),
]
