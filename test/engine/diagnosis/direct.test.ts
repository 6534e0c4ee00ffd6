import { expect, test } from '@jest/globals'
import { evidenceOf } from '../../../src/diagnosis/machine.ts'
import { viewOf } from '../../../src/diagnosis/view.ts'
import {
  type DirectDiagnosis,
  type DirectResult,
  diagnoseDirectly,
} from '../../../src/engine/diagnosis/direct.ts'
import type { Probes } from '../../../src/engine/diagnosis/probe-run.ts'
import type { Clock } from '../../../src/model/ports.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { after, between } from '../../../src/model/time.ts'
import type { Phase } from '../../../src/model/view.ts'
import { manualClock } from '../../support/clock.ts'
import { ADA, portsWith } from '../../support/engine.ts'
import { SOUND, scriptedProbes } from '../../support/scripted-probes.ts'

const ALL = Object.keys(SOUND)
const onBug = (): string => 'incident-1'

/** Everything is looked at, for Ada. */
const run = (
  clock: Clock,
  probes: Probes,
  more: Pick<DirectDiagnosis, 'answers' | 'signal' | 'onChange'>,
): Promise<DirectResult> =>
  diagnoseDirectly({ ports: portsWith(clock), probes, scope: EVERYTHING, by: ADA, onBug, ...more })

test('all probes run at once, so that a diagnosis takes as long as the slowest', async () => {
  const clock = manualClock()
  const slow = (afterMs: number) => ({ afterMs, finds: SOUND.mailboxes })
  const { probes, started } = scriptedProbes({
    mailboxes: slow(800),
    'mx-records': { afterMs: 500, finds: SOUND['mx-records'] },
    'message-trace': { afterMs: 700, finds: SOUND['message-trace'] },
  })
  const phases: Phase[] = []
  const running = run(clock, probes, {
    onChange: (snapshot) => phases.push(viewOf(snapshot, { id: 'd', startedBy: 'Ada' }).phase),
  })
  await clock.untilAsleep(800)
  expect(started).toEqual(ALL)
  clock.pass(800)
  const { snapshot, raws, startedAt, finishedAt } = await running
  expect(between(startedAt, finishedAt)).toBe(800)
  expect(Object.keys(raws).toSorted()).toEqual(Object.keys(SOUND).toSorted())
  expect(raws.mailboxes).toMatchObject({ kind: 'found', value: SOUND.mailboxes })
  expect(Object.keys(evidenceOf(snapshot).probes).toSorted()).toEqual(ALL.toSorted())
  expect(phases[0]).toBe('checking')
  expect(phases.at(-1)).toBe('verdict')
  expect(phases).toHaveLength(ALL.length + 1)
})

test('answers that were given beforehand are part of the diagnosis', async () => {
  const clock = manualClock()
  const { probes } = scriptedProbes({ 'message-trace': 'silence' }, 100)
  const answer = { question: 'trace', choice: 'failed', by: ADA, at: after(clock.now(), -1000) } as const
  const running = run(clock, probes, {
    answers: [answer],
  })
  await clock.untilAsleep(100)
  clock.pass(100)
  const { snapshot, raws } = await running
  expect(evidenceOf(snapshot).answers).toEqual({ trace: answer })
  expect(raws['message-trace']).toMatchObject({ kind: 'late' })
})

test('an aborted diagnosis rejects with the reason and tells its probes', async () => {
  const clock = manualClock()
  const { probes, aborted } = scriptedProbes({ 'message-trace': 'silence' })
  const stop = new AbortController()
  const running = run(clock, probes, {
    signal: stop.signal,
  })
  await clock.untilAsleep(10_000)
  stop.abort(new Error('Ctrl-C'))
  await expect(running).rejects.toThrow('Ctrl-C')
  expect(aborted).toContain('message-trace')
})
