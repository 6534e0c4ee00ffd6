import type { z } from 'zod'
import type { About } from './about.ts'
import type { Findings, ProbeId } from './findings.ts'
import type { Outcome } from './outcome.ts'
import type { Ports } from './ports.ts'
import type { Scope } from './scope.ts'
import type { Instant } from './time.ts'

/** What a probe looks at, and when: `at` is "now" for all judgement, so that a saved answer is judged the same. */
export interface ProbeInput {
  readonly scope: Scope
  readonly at: Instant
}

/**
 * One way of looking at the world. `collect` asks through ports and keeps the raw answer; `analyse` is pure, so that
 * a saved raw answer can be judged again anywhere.
 */
export interface Probe<P extends ProbeId, Raw> {
  readonly id: P
  readonly about: About
  /** Shape of the raw answer: what an evidence file holds for this probe. */
  readonly raw: z.ZodType<Raw>
  collect(ports: Ports, input: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>>
  analyse(raw: Raw, input: ProbeInput): Findings[P]
}
