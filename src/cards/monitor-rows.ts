import type { MonitorRow } from '../model/incident.ts'
import type { Instant } from '../model/time.ts'
import type { StepLine } from './blocks.ts'
import { plain, prose, time } from './text.ts'

const LOOKS = {
  good: { mark: '✓', colour: 'Good', word: 'green', ink: 'quiet' },
  amber: { mark: '!', colour: 'Warning', word: 'amber', ink: 'plain' },
  red: { mark: '✕', colour: 'Attention', word: 'red', ink: 'alarm' },
  off: { mark: '–', colour: 'Default', word: 'off', ink: 'quiet' },
} as const

/** A monitor as its row: how it stands, what it says, what to do, and when it looked. */
export const monitorLine = (
  row: MonitorRow,
  near: Instant,
  { isDated }: { readonly isDated: boolean },
): StepLine => {
  const looked = isDated && row.lastDone !== undefined ? [`looked at ${time(row.lastDone, near)}`] : []
  const says = [
    prose(row.says, near, 240),
    ...(row.advice === undefined ? [] : [prose(row.advice, near, 300)]),
  ]
  return { ...LOOKS[row.health], name: plain(row.id, 60), result: [...says, ...looked].join(' · ') }
}
