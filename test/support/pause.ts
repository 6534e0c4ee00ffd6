import { afterEach, beforeEach } from '@jest/globals'
import { realClock } from './clock.ts'

/**
 * How a test waits between two looks. Rejects as soon as the test is over, so that a loop of one that has run out of
 * its time does not go on and take part in the next.
 */
export const pauseInTest = (): ((ms: number) => Promise<void>) => {
  let over = new AbortController()
  beforeEach(() => {
    over = new AbortController()
  })
  afterEach(() => {
    over.abort(new Error('The test is over.'))
  })
  return (ms) => realClock.sleep(ms, over.signal)
}
