import type { CallOptions, Clock, Pager } from '../../model/ports.ts'
import { PagerFault } from './fault.ts'

/** How many times in all, and the longest pause between; what wants a longer one is left to the caller. */
export interface Insistence {
  readonly clock: Clock
  readonly attempts: number
  readonly longestPauseMs: number
}

const pauseAfter = (thrown: unknown, longestPauseMs: number): number | undefined => {
  if (!(thrown instanceof PagerFault) || thrown.retry === 'no') return undefined
  return thrown.retry.afterMs > longestPauseMs ? undefined : thrown.retry.afterMs
}

/** The same way out, which sends a page again while its fault says that this can help. */
export const insistent = (pager: Pager, { clock, attempts, longestPauseMs }: Insistence): Pager => ({
  name: pager.name,
  page: async (page, options: CallOptions = {}) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await pager.page(page, options)
        return
      } catch (thrown) {
        const pause = pauseAfter(thrown, longestPauseMs)
        if (attempt >= attempts || pause === undefined || options.signal?.aborted === true) throw thrown
        await clock.sleep(pause, options.signal)
      }
    }
  },
})
