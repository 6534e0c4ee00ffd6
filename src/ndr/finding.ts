import type { CauseId, StepId } from '../model/ids.ts'

/** Whose problem it is. A report does not tell on which side its reader stands, so sides are named by their part. */
export const PARTIES = [
  /** The person or program that wrote the message. */
  'sender',
  /** The servers, DNS or tenant that send it. */
  'sending-side',
  /** The person whom it was for. */
  'recipient',
  /** The servers, DNS or tenant that should receive it. */
  'receiving-side',
  /** What lies between: firewalls, routes, name servers. */
  'network',
  'microsoft',
  /** Nobody has to do anything. */
  'nobody',
] as const
export type Party = (typeof PARTIES)[number]

/** The causes of the guide, and two more that a report can name. */
export type Suspect = CauseId | 'journaling' | 'routing-loop'

/** What a code or an answer means for the people on call. */
export interface Finding {
  /** A sentence without a full stop. */
  readonly meaning: string
  readonly party: Party
  /** The step of the decision tree that looks into it; undefined when none does. */
  readonly step?: StepId
  /** The cause to suspect when much mail ends like that; undefined when it speaks of one message only. */
  readonly cause?: Suspect
  /** What to do, as sentences. */
  readonly advice: string
}
