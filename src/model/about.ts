import type { Permission } from './outcome.ts'

/** What a probe, remedy or monitor says of itself: feeds the help, the doctor, the permission list and the docs. */
export interface About {
  /** The question it answers, with a question mark. */
  readonly question: string
  /** What it reads, in the words of the service. */
  readonly reads: readonly string[]
  readonly permissions: readonly Permission[]
  /** Usual time and the deadline after which the outcome is `late`, milliseconds. */
  readonly usualMs: number
  readonly deadlineMs: number
  readonly links: readonly string[]
}
