import { expect, test } from '@jest/globals'
import { step } from '../../../src/diagnosis/steps/message-trace.ts'
import type { Findings } from '../../../src/model/findings.ts'
import { given, silent, trace } from '../given.ts'

type Trace = Findings['message-trace']
const said = (over: Partial<Trace>): string => {
  const reading = step.read(given({ 'message-trace': trace({ inbound: silent() }, over) }))
  return 'summary' in reading ? reading.summary : ''
}

test('the trace step says when it speaks of samples only, and of how many', () => {
  const sampled = (share: number) => said({ coverage: { kind: 'sampled', slices: 36, share } })

  expect(said({ coverage: { kind: 'all' } })).not.toContain('samples')
  expect(sampled(0.332)).toMatch(/ \(trace data as of \S+, from samples of 33 % of the time\)$/)
  expect(sampled(0.008)).toMatch(/ \(trace data as of \S+, from samples of less than 1 % of the time\)$/)
})
