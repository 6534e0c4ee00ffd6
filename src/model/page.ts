import type { Severity } from './monitor.ts'
import type { Instant } from './time.ts'

export type PageAction = 'trigger' | 'acknowledge' | 'resolve'

/**
 * What people are told of an incident by a way that needs neither the mail of the tenant nor Teams. It holds no
 * addresses and no subjects: it leaves the house.
 */
export interface Page {
  /** Never used for anything else, the same however often this page is sent again. */
  readonly id: string
  /** The incident, the same for all of its pages. */
  readonly incident: string
  readonly action: PageAction
  readonly severity: Severity
  readonly tenant: string
  /** A sentence, e.g. `No inbound mail for 17 minutes`. Moments inside are written by `inText`. */
  readonly title: string
  readonly facts: readonly { readonly label: string; readonly text: string }[]
  readonly at: Instant
  /** Where to go on, e.g. the thread in Teams. */
  readonly link?: string
}
