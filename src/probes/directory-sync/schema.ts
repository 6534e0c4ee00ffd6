import { z } from 'zod'
import { asideOf } from '../aside.ts'

/** organization of Graph: `onPremisesSyncEnabled` is true, false (switched off) or absent (never was on). */
export const Organization = z.object({
  displayName: z.string().optional(),
  onPremisesSyncEnabled: z.boolean().optional(),
  onPremisesLastSyncDateTime: z.string().optional(),
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

export const Raw = z.object({
  organization: Organization,
  synchronization: asideOf(z.array(Synchronization)),
  /** Only users with errors; `complete` is false when not all users were looked at. */
  conflicted: asideOf(z.object({ users: z.array(Conflicted), complete: z.boolean() })),
})
export type Raw = z.infer<typeof Raw>
