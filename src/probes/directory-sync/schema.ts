import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Moment, say } from '../raw.ts'

/** organization of Graph: `onPremisesSyncEnabled` is true, false (switched off) or absent (never was on). */
export const Organization = z.object({
  displayName: z.string().optional(),
  onPremisesSyncEnabled: say(
    z.boolean().optional(),
    'true: synchronised from on-premises. false: switched off. Left out or null: never was on (cloud only).',
  ),
  onPremisesLastSyncDateTime: say(Moment.optional(), 'The last one; every 30 minutes is usual.'),
})

/** onPremisesDirectorySynchronization of Graph. */
export const Synchronization = z.object({
  configuration: z
    .object({
      accidentalDeletionPrevention: z
        .object({ synchronizationPreventionType: z.string(), alertThreshold: z.number().optional() })
        .optional(),
    })
    .optional(),
})
export type Synchronization = z.infer<typeof Synchronization>

/** A user whose object could not be provisioned as it came. */
export const Conflicted = z.object({
  userPrincipalName: z.string(),
  onPremisesProvisioningErrors: z
    .array(
      z.object({
        category: z.string().optional(),
        occurredDateTime: z.string().optional(),
        propertyCausingError: z.string().optional(),
        value: z.string().optional(),
      }),
    )
    .optional(),
})
export type Conflicted = z.infer<typeof Conflicted>

/** Get-ADSyncScheduler on the sync server. */
const Scheduler = z.object({
  SyncCycleEnabled: say(z.boolean().default(true), 'false: the scheduler is switched off.'),
  StagingModeEnabled: say(z.boolean().default(false), 'true: the spare server, which exports nothing.'),
  SchedulerSuspended: say(z.boolean().default(false), 'true: a wizard is open on the server.'),
})
export type Scheduler = z.infer<typeof Scheduler>

export const Raw = z.object({
  organization: say(Organization, 'GET /organization of Graph.'),
  synchronization: perhaps(z.array(Synchronization), 'GET /directory/onPremisesSynchronization.'),
  /** Only users with errors; `complete` is false when not all users were looked at. */
  conflicted: perhaps(
    z.object({ users: z.array(Conflicted), complete: z.boolean().default(true) }),
    'Users with onPremisesProvisioningErrors; complete is false when not all users were looked at.',
  ),
  scheduler: perhaps(Scheduler, 'Get-ADSyncScheduler on the sync server.'),
})
export type Raw = z.infer<typeof Raw>
