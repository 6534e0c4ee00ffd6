import type { Reason } from '../reason.ts'

/** Ways to say one thing. The words come smoothed, see `../phrases.ts`. */
export interface Rule {
  readonly reason: Reason
  readonly says: readonly RegExp[]
}
