import { expect, test } from '@jest/globals'
import { aside } from '../../src/probes/aside.ts'
import { manualClock } from '../support/clock.ts'
import { NOW, silence } from './support/world.ts'

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
const never = new AbortController().signal

test('an answer in time is known, and the call goes on without a time limit', async () => {
  const clock = manualClock(NOW)
  expect(await aside(clock, { ms: 1000, signal: never }, async () => 7)).toEqual({ known: true, value: 7 })
})

test('a fault becomes a sentence', async () => {
  const clock = manualClock(NOW)
  expect(await aside(clock, { ms: 1000, signal: never }, () => Promise.reject(silence))).toEqual({
    known: false,
    why: 'Nobody answered.',
  })
})

test('a bug is thrown', async () => {
  const clock = manualClock(NOW)
  const bug = new TypeError('x is not a function')
  await expect(aside(clock, { ms: 1000, signal: never }, () => Promise.reject(bug))).rejects.toBe(bug)
})

test('what takes too long is told to stop and is not known', async () => {
  const clock = manualClock(NOW)
  const stopped: string[] = []
  const answer = aside(clock, { ms: 1000, signal: never }, (signal) => {
    signal.addEventListener('abort', () => stopped.push('call'))
    return untilAborted(signal)
  })
  await clock.untilAsleep(1000)
  clock.pass(1000)
  expect(await answer).toEqual({ known: false, why: 'no answer within 1 s' })
  expect(stopped).toEqual(['call'])
})

test('the end of the probe ends it', async () => {
  const probe = new AbortController()
  const answer = aside(manualClock(NOW), { ms: 1000, signal: probe.signal }, untilAborted)
  probe.abort(new Error('the deadline has passed'))
  expect(await answer).toEqual({ known: false, why: 'the deadline has passed' })
})
