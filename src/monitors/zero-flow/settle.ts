import { run } from './course.ts'
import { trust } from './doubts.ts'
import { evidenceOf, linesOf } from './evidence.ts'
import type { Alarm, Bin, Course, Memory } from './memory.ts'
import { type Expected, expectedIn, KNOWN_WEEKS, learn, type Model, modelOf, usualOf } from './model.ts'
import { DAY_MS, type Settings } from './settings.ts'
import { record } from './tail.ts'

/** What an alarm that stands longer than this shows is the new usual. */
const NEW_USUAL_MS = DAY_MS
/** A silence that was an alarm teaches only this much above the line: it may have been an outage. */
const MOST_HEIGHT = 1.2

/** Takes bins that can no longer change out of `pending`, and learns from them. Changes `draft` and its sums. */
export const settle = (draft: Memory, at: number, settings: Settings): void => {
  const { pending, stepMs } = draft
  const open = pending.findIndex((bin) => bin.start + stepMs > at - settings.lateMs)
  const closed = open === -1 ? pending : pending.slice(0, open)
  if (closed.length === 0) return
  draft.pending = pending.slice(closed.length)
  for (const bin of closed) settleBin(draft, bin, settings)
}

const settleBin = (draft: Memory, bin: Bin, settings: Settings): void => {
  const { learned, stepMs, alarm, ended, course } = draft
  const model = modelOf(learned, stepMs)
  const expected = expectedIn(model, bin.start)
  const after = run(course, bin, stepMs, expected)
  draft.course = after
  if (expected.weeks >= KNOWN_WEEKS)
    recordHeights(draft, { before: course, after, bin, expected, model }, settings)
  // Bins of an alarm settle after it has ended, too.
  if (ended !== undefined && bin.start >= ended.until) delete draft.ended
  trust(learned, bin, stepMs, Math.max(expected.mean, usualOf(model)))
  const stopped = isIn(alarm, bin) || isIn(draft.ended, bin)
  // An hour that is hardly known learns even then: its alarm may only mean that nobody works on Saturdays.
  if (stopped && expected.weeks >= KNOWN_WEEKS) return
  learn(learned, { bin, stepMs, expected, ordinary: !stopped })
}

const isIn = (alarm: Alarm | undefined, bin: Bin): boolean =>
  alarm !== undefined && alarm.since <= bin.start && bin.start - alarm.at < NEW_USUAL_MS

interface Change {
  readonly before: Course
  readonly after: Course
  readonly bin: Bin
  readonly expected: Expected
  readonly model: Model
}

const recordHeights = (
  draft: Memory,
  { before, after, bin, expected, model }: Change,
  settings: Settings,
): void => {
  const { learned, stepMs } = draft
  const silenceEnds = bin.count > 0 && before.silence > 0
  const droughtEnds = before.drought > 0 && after.drought === 0
  if (!silenceEnds && !droughtEnds) return
  const lines = linesOf(learned, stepMs, settings)
  if (silenceEnds) {
    const { silence } = evidenceOf(before, expected, bin.start, model)
    record(learned.silences, Math.min(silence, MOST_HEIGHT * lines.silence))
  }
  if (droughtEnds) record(learned.droughts, Math.min(before.droughtPeak, MOST_HEIGHT * lines.drought))
}
