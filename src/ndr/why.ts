import type { Phase } from './codes.ts'
import { operatorReason } from './operators.ts'
import { phraseIn } from './phrases.ts'
import type { Reason } from './reason.ts'

/** One message that was not delivered to one recipient, as its report tells. */
export interface Failure {
  readonly recipient: string
  /** `failed`, `delayed`, `delivered` ...; empty when not said. */
  readonly action: string
  /** The enhanced status code that says most; empty when there is none. */
  readonly status: string
  /** The SMTP reply code; empty when there is none. */
  readonly reply: string
  readonly phase: Phase
  /** `smtp`, `x-unix` and the like; empty when not said. */
  readonly diagnosticType: string
  /** PowerMTA's word for the kind of failure; empty when there is none. */
  readonly category: string
  /** The words of the failing server, the surest first. */
  readonly words: readonly string[]
  /** The words of the report around them: they may say why, and they are full of what every report says. */
  readonly around: readonly string[]
}

/**
 * What a status code means by itself. Sources: the registry of RFC 5248 at
 * https://www.iana.org/assignments/smtp-enhanced-status-codes and, for details of three digits and a few more,
 * https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online
 */
const BY_STATUS: readonly (readonly [RegExp, Reason])[] = [
  [/^2\./, 'delivered'],
  [
    /^5\.7\.(?:50[1-3]|51[1-3]|50[67]|510|60[6-9]|6[1-4]\d|70[358]|750|800)$|^4\.7\.(?:5\d\d|6\d\d|8[5-9]\d)$/,
    'blocked',
  ],
  [/^.\.7\.(?:32[1-5]|5|10|11)$|^.\.4\.(?:317|8)$/, 'failedstarttls'],
  [/^.\.7\.(?:2[0-4]|26|29|509|515)$/, 'authfailure'],
  [/^.\.7\.25$/, 'requireptr'],
  [/^.\.7\.(?:512)$|^5\.6\.11$|^5\.1\.20$/, 'notcompliantrfc'],
  [/^.\.7\.(?:9\d\d|23[0-9]|520)$|^5\.3\.190$/, 'policyviolation'],
  [/^.\.7\.(?:12|13[3-6]|124|57|30|139|8|9)$/, 'securityerror'],
  [/^.\.7\.(?:64|68|51)$/, 'norelaying'],
  [/^5\.1\.90$/, 'speeding'],
  [/^5\.7\.50[45]$|^5\.1\.(?:[013]|10|351)$/, 'userunknown'],
  [/^5\.1\.2$|^.\.4\.310$/, 'hostunknown'],
  [/^.\.1\.6$|^5\.7\.1[78]$/, 'hasmoved'],
  [/^.\.1\.[78]$/, 'rejected'],
  [/^.\.2\.2$/, 'mailboxfull'],
  [/^.\.2\.3$/, 'exceedlimit'],
  [/^5\.2\.[014]$|^5\.1\.4$/, 'filtered'],
  [/^4\.2\.1$/, 'suspend'],
  [/^5\.7\.13$/, 'suspend'],
  [/^.\.2\.12[12]$|^.\.7\.(?:28|508)$/, 'speeding'],
  [/^.\.3\.1$|^.\.4\.5$/, 'systemfull'],
  [/^.\.3\.2$/, 'notaccept'],
  [/^.\.7\.27$/, 'rejected'],
  [/^.\.3\.4$|^.\.7\.16$/, 'mesgtoobig'],
  [/^.\.3\.[035]$/, 'systemerror'],
  [/^.\.4\.(?:1|7|300|31[45])$/, 'expired'],
  [/^5\.4\.4$/, 'hostunknown'],
  [/^.\.4\.(?:2|4|6|14|0|312|316|318)$/, 'networkerror'],
  [/^.\.4\.3$|^.\.5\.[45]$|^.\.1\.9$/, 'systemerror'],
  [/^.\.5\.3$/, 'toomanyconn'],
  [/^5\.5\.[126]$/, 'syntaxerror'],
  [/^.\.6\./, 'contenterror'],
  [/^4\.7\.[12]$/, 'blocked'],
  [/^.\.7\./, 'securityerror'],
]

const reasonByStatus = (status: string): Reason | undefined =>
  BY_STATUS.find(([pattern]) => pattern.test(status))?.[1]

/** The words of the server and those around them. */
export const allWords = ({ words, around }: Pick<Failure, 'words' | 'around'>): readonly string[] => [
  ...words,
  ...around,
]

/** Codes with one meaning, whatever the words around them. */
const DECISIVE =
  /^5\.1\.(?:20|351|90)$|^5\.2\.12[12]$|^5\.6\.11$|^5\.3\.190$|^5\.7\.(?:50[67]|51[013]|60[6-9]|6[1-4]\d|124|129|13[3-6])$|^.\.7\.(?:2[0-6]|509|9\d\d|32[1-5])$|^.\.4\.31[0-8]$/

/** PowerMTA sorts answers by patterns of its own: PowerMTA User's Guide, "bounce categories". */
const CATEGORIES: Readonly<Record<string, Reason>> = {
  'bad-domain': 'hostunknown',
  'bad-mailbox': 'userunknown',
  'inactive-mailbox': 'suspend',
  'invalid-sender': 'rejected',
  'message-expired': 'expired',
  'no-answer-from-host': 'networkerror',
  'bad-connection': 'networkerror',
  'policy-related': 'policyviolation',
  'content-related': 'contenterror',
  'protocol-errors': 'syntaxerror',
  'quota-issues': 'mailboxfull',
  'relaying-issues': 'norelaying',
  'routing-errors': 'systemerror',
  'spam-related': 'spamdetected',
  'virus-related': 'virusdetected',
}

/** Why it was not delivered: what the words say, seen in the light of the command that was refused; else the codes. */
export const reasonOf = (failure: Failure): Reason => {
  if (isDelivered(failure)) return 'delivered'
  const exact = DECISIVE.test(failure.status) ? reasonByStatus(failure.status) : undefined
  if (exact !== undefined) return exact
  if (/^53[45]$/.test(failure.reply)) return 'securityerror'
  const own = operatorReason(allWords(failure).join('\n'))
  if (own !== undefined) return own
  const local = failure.diagnosticType === 'x-unix' && /[a-z]{3}/i.test(failure.words[0] ?? '')
  return (
    saidIn(local ? failure.words.slice(0, 1) : failure.words, failure) ??
    CATEGORIES[failure.category] ??
    (TELLING.test(failure.status) ? reasonByStatus(failure.status) : undefined) ??
    (failure.diagnosticType === 'x-unix' ? 'mailererror' : undefined) ??
    (isAnswer(failure.words[0] ?? '') ? undefined : saidIn(failure.around, failure)) ??
    fallback(failure)
  )
}

/** A code that says more than the subject, and more than that a server refuses. */
const TELLING = /^5\.[1-7]\.(?!0$)\d+$/

/** A server answered in more than a word: what the report says besides is not about its answer. */
const isAnswer = (words: string): boolean =>
  /^[45]\d\d\b/.test(words) &&
  !/service unavailable/i.test(words) &&
  (words.replaceAll(/<?\S+@\S+/g, '').match(/\p{L}{3,}/gu) ?? []).length > 1

/** What the first words say that say anything. */
const saidIn = (all: readonly string[], failure: Failure): Reason | undefined => {
  for (const words of all) {
    const phrase = words.trim() === '' ? undefined : phraseIn(words)
    if (phrase !== undefined) return settled(phrase, failure, words)
  }
  return undefined
}

const isDelivered = ({ action, status }: Failure): boolean =>
  /^(?:delivered|deliverable|relayed|expanded)$/.test(action) || (action === '' && status.startsWith('2'))

/** Words that a server uses for more than they say. */
const LOOSE = new Set<Reason>(['policyviolation', 'securityerror', 'rejected', 'userunknown', 'filtered'])

/** Gmail tells the state in which its session ended; that counts where the code says nothing exact. */
const gmailReason = (phrase: Reason, { status, words }: Failure): Reason | undefined => {
  const state = /\(state (1[4-8])\)/.exec(words[0] ?? '')?.[1]
  if (state === undefined || !LOOSE.has(phrase) || !/^$|\.0$/.test(status)) return undefined
  return state === '14' ? 'userunknown' : 'filtered'
}

const RATES = new Set<Reason>(['speeding', 'toomanyconn'])

/** Status codes that say more than words like "access denied" do. */
const settled = (phrase: Reason, failure: Failure, words: string): Reason => {
  const { status, phase } = failure
  const coded = reasonByStatus(status)
  const state = gmailReason(phrase, failure)
  if (state !== undefined) return state
  if (phrase === 'userunknown' || phrase === 'filtered') return nobody(phrase, failure)
  if (phrase === 'hostunknown' && phase === 'mail') return 'rejected'
  // RFC 3463 section 3.5: X.4.1 is that nobody answers, X.4.2 that a connection breaks.
  if (phrase === 'networkerror' && /^.\.4\.1$/.test(status) && /refused/i.test(words)) return 'expired'
  // A limit passes: what a server refuses for good before a word was said is the host.
  if (phase === 'connect' && RATES.has(phrase) && failure.reply.startsWith('5')) return 'blocked'
  // A message that was "filtered" may be spam or not wanted by the recipient.
  if (phrase === 'spamdetected' && /^.\.2\.[01]$/.test(status) && !/spam|junk|bulk/i.test(words))
    return coded ?? phrase
  if (phrase === 'mesgtoobig' && coded === 'exceedlimit') return coded
  // RFC 3463 section 3.2: X.1.7 and X.1.8 are about the sender's address.
  if ((phrase === 'blocked' || phrase === 'hostunknown') && coded === 'rejected') return coded
  // X.4.6 is a routing loop, whatever it was noticed by.
  if (phrase === 'contenterror' && coded === 'networkerror') return coded
  if (phrase === 'securityerror' || phrase === 'systemerror') return vague(phrase, failure, words)
  return phrase
}

/** "Unknown user" after the message was seen is a filter that hides behind these words. */
const nobody = (phrase: Reason, { status, phase, reply }: Failure): Reason => {
  const coded = reasonByStatus(status)
  if (coded === 'suspend' || coded === 'hasmoved') return coded
  if (phase === 'mail') return 'rejected'
  // Exchange Online and Outlook.com refuse unknown recipients with these codes, wherever it comes to light.
  if (/^5\.(?:4\.1|5\.0)$/.test(status) && phrase === 'userunknown') return phrase
  if (phrase === 'filtered' || coded === 'userunknown') return phrase
  if (phase === 'data' || phase === 'connect' || phase === 'helo') return 'filtered'
  if (phase === 'rcpt') return 'userunknown'
  if (coded === 'filtered') return 'filtered'
  return reply === '' ? 'userunknown' : 'filtered'
}

/** Words that fit anything: the command, then the code decide. */
const vague = (phrase: Reason, failure: Failure, words: string): Reason => {
  const { phase, status } = failure
  if (failure.diagnosticType === 'x-unix' && words === failure.words[0]) return 'mailererror'
  const denied =
    phrase === 'securityerror' &&
    allWords(failure).some((one) => /access denied|not authori[sz]ed/i.test(one))
  if (denied && phase === 'mail') return 'rejected'
  if (denied && (phase === 'connect' || phase === 'helo')) return 'blocked'
  if (phase === 'connect' && phrase === 'systemerror') return 'blocked'
  // A fault that passes may have any code of the system or of the network; Exchange's own codes say more.
  if (phrase === 'systemerror' && /^4\.(?!4\.1$)\d\.\d\d?$/.test(status)) return phrase
  const coded = reasonByStatus(status)
  if (coded === undefined || /\.0$|\.7\.[12]$/.test(status)) return phrase
  return coded
}

/** What a reply code means by itself: RFC 5321 section 4.2.3, RFC 1846, RFC 4954 section 6, RFC 5248, RFC 7504. */
const REPLIED: Readonly<Record<string, Reason>> = {
  500: 'syntaxerror',
  501: 'syntaxerror',
  502: 'syntaxerror',
  503: 'syntaxerror',
  504: 'syntaxerror',
  521: 'notaccept',
  523: 'failedstarttls',
  525: 'suspend',
  530: 'securityerror',
  538: 'failedstarttls',
  552: 'mailboxfull',
  556: 'notaccept',
}

const fallback = (failure: Failure): Reason => {
  const { status, action, phase, reply, diagnosticType } = failure
  const coded = reasonByStatus(status)
  if (action === 'delayed' && status.endsWith('.0')) return 'expired'
  if (coded !== undefined && !/^.\.3\.0$/.test(status)) return coded
  if (diagnosticType === 'x-unix') return 'mailererror'
  const replied = REPLIED[reply]
  if (replied !== undefined) return replied
  if (/^(?:delayed|expired)$/.test(action)) return 'expired'
  if (phase === 'helo' || phase === 'connect') return 'blocked'
  if (phase === 'mail') return 'rejected'
  if (coded !== undefined) return coded
  return allWords(failure).some((words) => words.trim() !== '') ? 'onhold' : 'undefined'
}
