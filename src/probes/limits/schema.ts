import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Moment, off, say } from '../raw.ts'
import { flagOf, instantOf, numberOf, present, textOf, type WireRow } from '../wire.ts'

/** A row of Get-BlockedSenderAddress. */
const Restricted = z.object({
  SenderAddress: z.string().toLowerCase(),
  /** `ExceedingLimitType=...;ExternalRecipientCountToday=...`, in whatever order and with whatever names. */
  Reason: z.string().optional(),
  CreatedDatetime: Moment.optional(),
  TemporaryBlock: off(),
})
export type Restricted = z.infer<typeof Restricted>

/** A row of Get-LimitsEnforcementStatus. It is not documented, so nothing in it is counted on. */
const Enforcement = z.object({
  ObservedValue: say(z.number().optional(), 'External recipients of the tenant in 24 hours.'),
  Threshold: say(z.number().optional(), 'How many it may have.'),
  Verdict: say(z.string().optional(), "The service's own word; only shown."),
  EnforcementEnabled: off('What is over the limit is refused (5.7.232, 5.7.233).'),
})
export type Enforcement = z.infer<typeof Enforcement>

export const Raw = z.object({
  restricted: say(
    z.array(Restricted).default([]),
    'Get-BlockedSenderAddress: our own people who may not send.',
  ),
  enforcement: perhaps(z.array(Enforcement), 'Get-LimitsEnforcementStatus.'),
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
