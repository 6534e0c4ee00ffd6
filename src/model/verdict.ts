import type { ProbeId } from './findings.ts'
import type { CauseId, StepId } from './ids.ts'
import type { Source } from './outcome.ts'

/** One reason for or against, with its proof. */
export interface Reason {
  /** A sentence with the exact values. */
  readonly text: string
  readonly source: Source
  /** How strongly it speaks, 0 to 1; 1 is proof. */
  readonly weight: number
}

/** What to do about a cause: an instruction, exact commands, what happens then and by when. */
export interface Guidance {
  /** Whose problem it is, e.g. `Ours: DNS at the registrar, not Microsoft`. */
  readonly whose: string
  readonly instruction: string
  readonly commands: readonly { readonly where: string; readonly run: string }[]
  readonly then: string
  readonly prevention: string
}

export interface RankedCause {
  readonly id: CauseId
  readonly step: StepId | 'beside'
  /** The finding as a sentence: `The MX record of contoso.com points elsewhere`. */
  readonly title: string
  /** 0 to 1. */
  readonly confidence: number
  readonly supports: readonly Reason[]
  readonly contradicts: readonly Reason[]
  readonly missing: readonly ProbeId[]
  /** Who and what is affected, and what is not. */
  readonly affected: string
  readonly guidance: Guidance
}

/**
 * - `found`: one clear cause first (others that also hold follow it: faults come in pairs).
 * - `likely`: a ranked list, none of them proven.
 * - `conflict`: proofs that contradict each other.
 * - `unknown`: nothing explains it; escalate with what was ruled out.
 * - `flowing`: mail flows.
 */
export type VerdictKind = 'found' | 'likely' | 'conflict' | 'unknown' | 'flowing'

export interface Verdict {
  readonly kind: VerdictKind
  /** Best first. Empty for `unknown` and `flowing`. */
  readonly causes: readonly RankedCause[]
  /** In `found`: how many of the first causes hold on their own proof (2 when two faults are proven at once). */
  readonly proven: number
  readonly ruledOut: readonly CauseId[]
  readonly notChecked: readonly { readonly what: string; readonly why: string }[]
}
