import type { Letter } from './letter.ts'

/*
 * Whether a message without the fields of RFC 3464 is a report at all. A message of a machine counts even where it gives
 * no code; what a person may have written as well counts only when there is a code in it.
 */

const MACHINES = [
  /mailer[-_. ]?daemon/i,
  /mdaemon/i,
  /postmaster/i,
  /mail ?delivery/i,
  /mail system/i,
  /(?:mail|system) administrator/i,
  /mmsc/i,
  /\bdaemon@/i,
  /^\s*<>\s*$/,
]

const SUBJECTS = [
  /undeliver/i,
  /non-?delivery/i,
  /deliver\w*.{0,30}(?:fail|status|notif|delay|problem|error)/i,
  /(?:fail|notif|delay|problem|error|unable|status).{0,30}deliver/i,
  /could(?: not|n't) be (?:sent|delivered)/i,
  /returned (?:mail|message|to sender)/i,
  /failure notice/i,
  /mail (?:system )?(?:error|failure|failed)/i,
  /message (?:delayed|you sent blocked|not delivered)/i,
  /error sending your mail/i,
  /user unknown|unknown user/i,
  /warning: message/i,
  /not (?:a )?member/i,
  /non recapitabile|impossibile recapitare|unzustellbar|non remis|no se puede entregar/i,
  /onbestelbaar|olevererbart|kan ikke leveres|n[ãa]o [ée] poss[íi]vel entregar|falha na entrega/i,
]

/** Headers that only reports have. */
const MARKS = ['x-failed-recipients', 'x-ms-exchange-message-is-ndr']

const MAYBE = [
  /\bbounced?\b/i,
  /\brejected\b/i,
  /\bblocked\b/i,
  /mail status/i,
  /zustell|[ée]chec|\bremise\b|配信|送信でき|配達/i,
]

const UNDELIVERED =
  /(?:could not|was not|not|unable to|cannot) be delivered|was not delivered|undeliver|unable to deliver/i

export type Kind = 'report' | 'maybe' | 'other'

/** Whether a sender is a mail system, by its name. */
export const isMachine = (from: string): boolean => MACHINES.some((one) => one.test(from))

export const kindOf = (letter: Letter): Kind => {
  const from = letter.header('from') ?? ''
  const subject = letter.header('subject') ?? ''
  const said = (patterns: readonly RegExp[], text: string): boolean => patterns.some((one) => one.test(text))
  if (MARKS.some((name) => letter.header(name) !== undefined)) return 'report'
  if (/multipart\/report\b.*\bdelivery-status/is.test(letter.header('content-type') ?? '')) return 'report'
  if (isMachine(from) || /^\s*<>\s*$|mailer-daemon/i.test(letter.header('return-path') ?? '')) return 'report'
  if (said(SUBJECTS, subject)) return 'report'
  if (/no-?reply/i.test(from) && UNDELIVERED.test(letter.body.slice(0, 500))) return 'report'
  return said(MAYBE, subject) ? 'maybe' : 'other'
}
