import type { About } from './about.ts'
import type { Findings, ProbeId } from './findings.ts'
import type { Outcome } from './outcome.ts'
import type { Ports } from './ports.ts'
import type { Scope } from './scope.ts'

/**
 * One way of looking at the world. `collect` asks through ports and keeps the raw answer; `analyse` is pure, so that
 * a saved raw answer can be judged again anywhere.
 */
export interface Probe<P extends ProbeId, Raw> {
  readonly id: P
  readonly about: About
  collect(ports: Ports, scope: Scope, signal: AbortSignal): Promise<Outcome<Raw>>
  analyse(raw: Raw, scope: Scope): Findings[P]
}
