import { run } from './course.ts'
import { doubt } from './doubts.ts'
import { type Evidence, evidenceOf, type Lines, linesOf } from './evidence.ts'
import { alarmAfter, type Situation, stateOf } from './judge.ts'
import { type Alarm, type Bin, type Course, copyOf, type Memory } from './memory.ts'
import { type Expected, expectedIn, type Model, modelOf } from './model.ts'
import type { Settings } from './settings.ts'
import { settle } from './settle.ts'
import type { State, Witness } from './witness.ts'

/** What a source says of one flow. All moments in milliseconds since the epoch. */
export interface Observation {
  /** Now. */
  readonly at: number
  /** Whether the source could be asked at all. */
  readonly source: 'answers' | 'broken'
  /**
   * Counts by start of bin, in any order. A bin told before is replaced while it may still change. A bin that is missing
   * is unknown, not zero. The one that is not over yet may be among them.
   */
  readonly bins: readonly Bin[]
  /** All messages before this moment are in the bins, as far as the source can tell. */
  readonly completeTo?: number
  /** When the last message was, where that is known better than to the bin. */
  readonly lastMessage?: number
  readonly witness?: Witness
}

/** What the detector makes of it. */
export interface Reading {
  readonly state: State
  /** Up to when the data reaches that this rests on. */
  readonly dataTo?: number
  /** The alarm that stands. */
  readonly alarm?: Alarm
  /** What became of it by this observation. */
  readonly change?: 'raised' | 'grown' | 'cleared'
  /** End of the last bin with a message, or the message itself. */
  readonly lastMessage?: number
  readonly evidence?: Evidence
  readonly lines?: Lines
  readonly expected?: Expected
}

/**
 * The detector: a fold over observations, the same for a live flow and for a recorded one. Decides at the end of every bin
 * since the last decision, and at the moment up to which the data is complete; so it does not matter how the data is cut
 * into observations. An alarm is raised once; it needs data that is fresh.
 */
export const observe = (
  memory: Memory,
  observation: Observation,
  settings: Settings,
): { readonly memory: Memory; readonly reading: Reading } => {
  const { at, source, completeTo } = observation
  if (source === 'broken') return { memory, reading: readingOf('broken', memory) }
  if (completeTo === undefined) return { memory, reading: readingOf('no-data', memory) }
  const draft = { ...memory, learned: copyOf(memory.learned), pending: mergedWith(memory, observation) }
  const dataTo = Math.min(at, completeTo, reachOf(draft))
  if (at - dataTo > settings.freshMs) return { memory: draft, reading: readingOf('no-data', draft, dataTo) }
  const last = decideUpTo(draft, dataTo, observation, settings)
  const change = changeOf(memory.alarm, draft.alarm)
  const reading: Reading = {
    ...readingOf(last === undefined ? 'no-data' : stateOf(draft.alarm, last), draft, dataTo),
    ...(change === undefined ? {} : { change }),
    ...last?.seen,
  }
  return { memory: draft, reading }
}

const readingOf = (state: State, { alarm }: Memory, dataTo?: number): Reading => ({
  state,
  ...(dataTo === undefined || !Number.isFinite(dataTo) ? {} : { dataTo }),
  ...(alarm === undefined ? {} : { alarm }),
})

const changeOf = (before: Alarm | undefined, now: Alarm | undefined): Reading['change'] => {
  if (before === undefined) return now === undefined ? undefined : 'raised'
  if (now === undefined) return 'cleared'
  return before.state === now.state ? undefined : 'grown'
}

/** Bins that began before the settled ones ended are too late; bins of the future are a clock gone wrong. */
const mergedWith = ({ course, pending }: Memory, { bins, at }: Observation): Bin[] => {
  const floor = course.until ?? Number.NEGATIVE_INFINITY
  const merged = new Map(pending.map((bin) => [bin.start, bin]))
  for (const bin of bins)
    if (bin.start >= floor && bin.start <= at) merged.set(bin.start, { start: bin.start, count: bin.count })
  return [...merged.values()].toSorted((one, other) => one.start - other.start)
}

/** End of the newest bin that is known. */
const reachOf = ({ pending, course, stepMs }: Memory): number => {
  const newest = pending.at(-1)
  return newest === undefined ? (course.until ?? Number.NEGATIVE_INFINITY) : newest.start + stepMs
}

interface Decision extends Situation {
  readonly seen: Pick<Reading, 'evidence' | 'lines' | 'expected' | 'lastMessage'>
}

/** Decides at each moment that is due. The witness speaks of now only. Changes `draft`. */
const decideUpTo = (
  draft: Memory,
  dataTo: number,
  observation: Observation,
  settings: Settings,
): Decision | undefined => {
  const decided = draft.decided ?? Number.NEGATIVE_INFINITY
  const ends = draft.pending.map(({ start }) => start + draft.stepMs)
  const due = ends.filter((end) => end > decided && end < dataTo)
  for (const end of due) decideAt(draft, end, { at: end, source: 'answers', bins: [] }, settings)
  return Number.isFinite(dataTo) ? decideAt(draft, dataTo, observation, settings) : undefined
}

const decideAt = (draft: Memory, at: number, observation: Observation, settings: Settings): Decision => {
  settle(draft, at, settings)
  const { stepMs } = draft
  const model = modelOf(draft.learned, stepMs)
  const course = courseAt(draft, model, at, observation.lastMessage)
  const expected = expectedIn(model, at - stepMs)
  const evidence = evidenceOf(course, expected, at, model)
  const lines = linesOf(draft.learned, stepMs, settings)
  const situation = { at, course, evidence, lines, settings, witness: observation.witness ?? 'none' }
  if (at > (draft.decided ?? Number.NEGATIVE_INFINITY)) draft.decided = at
  const alarm = alarmAfter(draft.alarm, situation)
  if (draft.alarm !== undefined && alarm === undefined) {
    draft.ended = { ...draft.alarm, until: at }
    doubt(draft.learned, draft.ended, (start) => expectedIn(model, start).calm)
  }
  if (alarm === undefined) delete draft.alarm
  else draft.alarm = alarm
  const { lastMessage } = course
  return {
    ...situation,
    seen: { evidence, lines, expected, ...(lastMessage === undefined ? {} : { lastMessage }) },
  }
}

/** The course at that moment: bins that are over, then as much of the present one as has passed. */
const courseAt = (draft: Memory, model: Model, at: number, lastMessage: number | undefined): Course => {
  const { stepMs, pending } = draft
  let course = draft.course
  for (const bin of pending) {
    if (bin.start + stepMs <= at) course = run(course, bin, stepMs, expectedIn(model, bin.start))
    else if (bin.start < at) course = within(course, bin, at, expectedIn(model, bin.start), stepMs)
  }
  return lastMessage === undefined ? course : sinceMessage(course, lastMessage, at, model)
}

const within = (course: Course, bin: Bin, at: number, expected: Expected, stepMs: number): Course =>
  bin.count > 0
    ? { ...course, silence: 0, lastMessage: at }
    : { ...course, silence: course.silence + (expected.bursts * (at - bin.start)) / stepMs }

/** The silence counted from the message itself, where that is told, instead of from the end of a bin. */
const sinceMessage = (course: Course, lastMessage: number, at: number, model: Model): Course => {
  const { stepMs } = model
  if (lastMessage >= at) return { ...course, silence: 0, lastMessage: at }
  const end = course.lastMessage
  if (end !== undefined && lastMessage < end - stepMs) return course
  const part =
    (expectedIn(model, lastMessage - stepMs / 2).bursts * Math.abs((end ?? at) - lastMessage)) / stepMs
  if (end !== undefined && lastMessage < end)
    return { ...course, silence: course.silence + part, lastMessage }
  return { ...course, silence: Math.max(0, course.silence - part), lastMessage }
}
