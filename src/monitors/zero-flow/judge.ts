import { byTheGuide, type Evidence, type Lines } from './evidence.ts'
import type { Alarm, Course } from './memory.ts'
import { GUIDE_MS, type Settings } from './settings.ts'
import type { State, Witness } from './witness.ts'

/** A second witness is worth so much evidence: odds of 20 to 1. */
const WITNESS = 3
/** From this share of a line on a state is suspicious: unusual, though seen now and then. */
const SUSPICIOUS_SHARE = 0.6
/** A drought is an alarm only when a holiday is this improbable (-ln of the odds). */
const NO_HOLIDAY = 6
/** The flow is back at this share of the usual over the last half hour, in two bins at least. */
const BACK_SHARE = 0.25
const BACK_BINS = 1.5

/** All that a decision at one moment rests on. */
export interface Situation {
  readonly at: number
  readonly course: Course
  readonly evidence: Evidence
  readonly lines: Lines
  readonly settings: Settings
  readonly witness: Witness
}

/** The alarm after this moment: raised, standing, grown from a drought to a stop, or over. */
export const alarmAfter = (alarm: Alarm | undefined, situation: Situation): Alarm | undefined => {
  if (alarm === undefined) return reasonIn(situation) ? raised(situation) : undefined
  if (isBack(situation)) return undefined
  return alarm.state === 'suspicious' && nothingComes(situation) ? { ...alarm, state: 'zero' } : alarm
}

const reasonIn = ({ evidence, lines, settings, witness }: Situation): boolean => {
  if (settings.rule === '15min') return evidence.silentMs >= GUIDE_MS
  if (witness === 'against') return false
  if (witness === 'for' && !evidence.known && evidence.silentMs >= GUIDE_MS) return true
  const weight = witness === 'for' ? WITNESS : 0
  return byTheGuide(evidence) || evidence.silence + weight >= lines.silence || isDrought(evidence, lines)
}

const isDrought = ({ known, notHoliday, drought }: Evidence, lines: Lines): boolean =>
  known && notHoliday >= NO_HOLIDAY && drought >= lines.drought

const raised = (situation: Situation): Alarm => {
  const { at, course } = situation
  const zero = nothingComes(situation)
  const since = (zero ? course.lastMessage : course.droughtSince) ?? at
  return { at, since, state: zero ? 'zero' : 'suspicious' }
}

const nothingComes = ({ evidence, lines }: Situation): boolean =>
  evidence.silentMs >= GUIDE_MS || evidence.silence >= lines.silence

const isBack = ({ course, evidence, lines, settings }: Situation): boolean => {
  if (evidence.silentMs >= GUIDE_MS) return false
  if (settings.rule === '15min') return true
  const { seen, expected, active } = course.minutes
  return active >= BACK_BINS && seen >= BACK_SHARE * expected && !isHigh(evidence, lines)
}

const isHigh = ({ silence, drought }: Evidence, lines: Lines): boolean =>
  silence >= SUSPICIOUS_SHARE * lines.silence || drought >= SUSPICIOUS_SHARE * lines.drought

/** The state of a flow whose data is fresh, with the alarm that stands after `alarmAfter`. */
export const stateOf = (alarm: Alarm | undefined, situation: Situation): State => {
  const { evidence, lines } = situation
  if (alarm !== undefined) return nothingComes(situation) ? 'zero' : 'suspicious'
  const silent = evidence.silentMs >= GUIDE_MS
  if (isHigh(evidence, lines) || (silent && !evidence.known)) return 'suspicious'
  return silent || situation.course.lastMessage === undefined ? 'quiet' : 'flowing'
}
