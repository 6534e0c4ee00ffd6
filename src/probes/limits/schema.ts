import { z } from 'zod'
import { asideOf } from '../aside.ts'
import { flagOf, instantOf, numberOf, present, textOf, type WireRow } from '../wire.ts'

/** A row of Get-BlockedSenderAddress. */
const Restricted = z.object({
  SenderAddress: z.string(),
  /** `ExceedingLimitType=...;ExternalRecipientCountToday=...`, in whatever order and with whatever names. */
  Reason: z.string().optional(),
  CreatedDatetime: z.string().optional(),
  TemporaryBlock: z.boolean(),
})
export type Restricted = z.infer<typeof Restricted>

/** A row of Get-LimitsEnforcementStatus. It is not documented, so nothing in it is counted on. */
const Enforcement = z.object({
  ObservedValue: z.number().optional(),
  Threshold: z.number().optional(),
  Verdict: z.string().optional(),
  EnforcementEnabled: z.boolean(),
})
export type Enforcement = z.infer<typeof Enforcement>

export const Raw = z.object({
  restricted: z.array(Restricted),
  enforcement: asideOf(z.array(Enforcement)),
})
export type Raw = z.infer<typeof Raw>

export const restrictedOf = (wire: WireRow): Restricted =>
  present<Restricted>({
    SenderAddress: (textOf(wire['SenderAddress']) ?? 'without an address').toLowerCase(),
    Reason: textOf(wire['Reason']),
    CreatedDatetime: instantOf(wire['CreatedDatetime']),
    TemporaryBlock: flagOf(wire['TemporaryBlock']),
  })

export const enforcementOf = (wire: WireRow): Enforcement =>
  present<Enforcement>({
    ObservedValue: numberOf(wire['ObservedValue']),
    Threshold: numberOf(wire['Threshold']),
    Verdict: textOf(wire['Verdict']),
    EnforcementEnabled: flagOf(wire['EnforcementEnabled']),
  })
