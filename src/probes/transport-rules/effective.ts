import { between, type Instant, inText, millis } from '../../model/time.ts'
import type { Rule } from './schema.ts'

/** Why a rule does nothing now, as the beginning of a sentence; undefined when it is in effect. */
export const idleBecause = (rule: Rule, at: Instant): string | undefined => {
  if (rule.State !== 'Enabled') return rule.State === 'Disabled' ? 'Switched off' : `Of state ${rule.State}`
  if (rule.Mode !== 'Enforce') return `Only tested (mode ${rule.Mode})`
  const { ActivationDate: begins, ExpiryDate: ends } = rule
  if (begins !== undefined && Number.isNaN(millis(begins)))
    return `In effect from a date that cannot be read (${begins})`
  if (ends !== undefined && Number.isNaN(millis(ends)))
    return `In effect until a date that cannot be read (${ends})`
  if (begins !== undefined && between(begins, at) < 0) return `In effect only from ${inText(begins)}`
  if (ends !== undefined && between(ends, at) >= 0) return `Expired at ${inText(ends)}`
  return undefined
}

/** A new or changed rule reaches all servers within about this time. */
const SPREADING_MS = 30 * 60_000

/** A remark for a rule that was changed a moment ago: what it was before may still be what servers do. */
export const spreading = (rule: Rule, at: Instant): string | undefined => {
  const since = rule.WhenChanged === undefined ? Number.NaN : between(rule.WhenChanged, at)
  if (rule.WhenChanged === undefined || !(since >= 0 && since < SPREADING_MS)) return undefined
  return `changed at ${inText(rule.WhenChanged)}, which takes up to 30 minutes to reach every server`
}
