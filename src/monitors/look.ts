import type { Outcome, Source } from '../model/outcome.ts'
import type { Look, Trouble } from './ledger.ts'

/** What one look at a value shows. */
export interface Judgement {
  readonly troubles: readonly Trouble[]
  /** Which things could not be looked at although the rest could. */
  readonly unseen?: (what: string) => boolean
}

/**
 * A look out of a probe's outcome. A probe that may not ask, or that fails itself, is a broken monitor; one that nobody
 * answered is no data; an answer that is not whole still shows what is wrong, but clears nothing and misses nothing.
 */
export const lookOf = <T>(
  outcome: Outcome<T> | undefined,
  judge: (value: T, source: Source, whole: boolean) => Judgement,
): Look => {
  if (outcome === undefined) return { kind: 'broken', why: 'It was not asked for.' }
  const { source } = outcome
  if (outcome.kind === 'found') return { kind: 'seen', ...judge(outcome.value, source, true) }
  if (outcome.kind === 'unsure' && outcome.value !== undefined)
    return { kind: 'seen', troubles: judge(outcome.value, source, false).troubles, unseen: () => true }
  const broken = outcome.kind === 'unsure' || outcome.kind === 'refused'
  return { kind: broken ? 'broken' : 'no-data', why: outcome.why, source }
}
