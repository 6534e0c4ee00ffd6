import type { Reason } from './reason.ts'
import type { Failure } from './why.ts'

/**
 * Details of codes that stand for a reason where no server gave a code: `X.0.9NN`. RFC 3463 leaves them free and the
 * analysis tools that use these reasons number them like this, so that each answer can be sorted by its code.
 */
const DETAILS: Partial<Readonly<Record<Reason, number>>> = {
  authfailure: 926,
  badreputation: 975,
  blocked: 971,
  contenterror: 960,
  exceedlimit: 923,
  expired: 947,
  failedstarttls: 976,
  filtered: 910,
  hasmoved: 916,
  hostunknown: 912,
  mailboxfull: 922,
  mailererror: 939,
  mesgtoobig: 934,
  networkerror: 944,
  norelaying: 909,
  notaccept: 932,
  notcompliantrfc: 974,
  onhold: 901,
  policyviolation: 972,
  rejected: 918,
  requireptr: 973,
  securityerror: 970,
  spamdetected: 980,
  speeding: 946,
  suspend: 921,
  syntaxerror: 902,
  systemerror: 930,
  systemfull: 931,
  toomanyconn: 945,
  undefined: 900,
  userunknown: 911,
  virusdetected: 981,
}

/** A wrong address does not become right by waiting. */
const LASTING = new Set<Reason>(['userunknown', 'hostunknown', 'hasmoved'])

export const isDerived = (status: string): boolean => /^[45]\.0\.9\d\d$/.test(status)

/** The code for a reason that came without one; empty for what is no failure. */
export const derivedStatus = (
  reason: Reason,
  failure: Pick<Failure, 'reply' | 'action' | 'words'>,
): string => {
  if (reason === 'delivered' || reason === 'vacation' || reason === 'feedback') return ''
  const passing = !LASTING.has(reason) && isPassing(failure)
  const detail = passing && reason === 'filtered' ? 924 : (DETAILS[reason] ?? 900)
  return `${passing ? 4 : 5}.0.${detail}`
}

/** `retry time` is Exim's: it gives up only on what it has tried again for days. */
const PASSING = /\b(?:tempor\w+|persistent|deferred|retry time)/i

const isPassing = ({ reply, action, words }: Pick<Failure, 'reply' | 'action' | 'words'>): boolean => {
  if (reply !== '') return reply.startsWith('4')
  return (
    action === 'delayed' ||
    words.some((one) => one.split('\n').some((line) => PASSING.test(line) && !/permanent/i.test(line)))
  )
}
