import { OTHER_LANGUAGES } from './phrases/languages.ts'
import { BLOCKED, GREETING, PTR, REPUTATION, SENT_FROM, WAVE } from './phrases/machine.ts'
import {
  ALLOWED_RECIPIENTS,
  DISK,
  FULL,
  FULL_BY_SIZE,
  MOVED,
  NO_USER,
  PREFERENCE,
  SIZE,
  SIZE_FOR_RECIPIENT,
  SUSPENDED,
} from './phrases/mailbox.ts'
import { ATTACHMENT, FORM, POLICY, SCORED, SPAM, STANDARDS, VIRUS } from './phrases/message.ts'
import type { Rule } from './phrases/rule.ts'
import {
  AUTHENTICITY,
  CONNECTIONS,
  GREYLISTED,
  RELAY,
  SENDER,
  SPEED,
  THROTTLED,
  TLS,
} from './phrases/sender.ts'
import { PERMISSION, PROGRAM, SYNTAX, SYSTEM } from './phrases/server.ts'
import { CONNECTION, MISLED, NO_ANSWER, NO_HOST, NO_MAIL_HERE, TIME } from './phrases/way.ts'
import type { Reason } from './reason.ts'

/**
 * What servers say, and what they mean by it. The first rule that fits counts; so a rule stands before those whose words
 * it contains by chance ("blocked because your PTR record is missing" is about the PTR record).
 */
const RULES: readonly Rule[] = [
  PTR,
  SCORED,
  THROTTLED,
  FORM,
  SIZE_FOR_RECIPIENT,
  FULL_BY_SIZE,
  SIZE,
  FULL,
  DISK,
  WAVE,
  STANDARDS,
  AUTHENTICITY,
  GREETING,
  TLS,
  GREYLISTED,
  REPUTATION,
  SENT_FROM,
  CONNECTIONS,
  SPEED,
  VIRUS,
  ATTACHMENT,
  SPAM,
  ALLOWED_RECIPIENTS,
  RELAY,
  PREFERENCE,
  SENDER,
  BLOCKED,
  MOVED,
  SUSPENDED,
  PROGRAM,
  MISLED,
  NO_MAIL_HERE,
  NO_ANSWER,
  NO_HOST,
  NO_USER,
  CONNECTION,
  TIME,
  POLICY,
  SYNTAX,
  PERMISSION,
  SYSTEM,
  ...OTHER_LANGUAGES,
]

/** What the words say; undefined when they say nothing that is known. */
export const phraseIn = (words: string): Reason | undefined => {
  const smooth = smoothed(words)
  if (EMPTY.test(smooth)) return undefined
  const telling = smooth.replace(NO_MORE, '')
  return ruledBy(telling) ?? (telling === smooth ? undefined : ruledBy(smooth))
}

const ruledBy = (smooth: string): Reason | undefined =>
  RULES.find(({ says }) => says.some((pattern) => pattern.test(smooth)))?.reason

/** Words that only say that it failed; the first are sendmail's for any refusal after the message was sent. */
const EMPTY =
  /^(?:554 (?:5\.0\.0 )?(?:@addr\.\.\. )?service unavailable|4\d\d (?:4\.\d\.\d )?temporary failure)\.?$/

/** qmail's last remark: it says that time ran out, not on what. */
const NO_MORE = / ?\/?i'm not going to try again; this message has been in the queue too long\.?/

const MOST = 3000

/** Header lines of the returned message among the words: what they say is no reason. */
const QUOTED = /^[ \t>]*(?:subject|sent|date|message-id)\s*:.*$/gim
const LINK = /\b(?:https?|ftp):\/\/\S+|\bwww\.\S+/g
const ADDRESS = /<?[^\s<>"'()[\]{}:;,]{1,64}@(?:[a-z0-9_-]{1,63}\.){0,8}[a-z0-9_-]{1,63}>?/g
const IP = /\[?(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])\]?|\[(?:ipv6:)?[0-9a-f:.]*:[0-9a-f:.]+\]/g
const HOST_NAME =
  /\b(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}(?!(?:expired|notfound|notauthorized|authrequired|deliver|submit|advertising)\b)[a-z]{2,24}\b(?!\.[a-z])/g
/** Names of Exchange's components look like host names. */
const COMPONENT = /^(?:resolver|storedrv|transport|smtpsend|queue|routing|agent|cat|m2mcvt)\./
const BLOCK_LIST = /spamhaus|spamcop|sorbs|rbl|dnsbl|abuseat|barracudacentral|ipcheck|ip-?lookup/
const SPF = /spf\.pobox|open-?spf/
const GOOGLE_GROUPS = /groups\.google|google\.com\/a\/\S+\/group/

/**
 * The words in lower case without accents, in full (`does not`) and with single spaces; addresses, hosts, network
 * addresses and links become @addr, @fqdn, @ip and @url, so that no name can look like a reason.
 */
const smoothed = (words: string): string =>
  words
    .slice(0, MOST)
    .replaceAll(QUOTED, ' ')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .replaceAll('’', "'")
    .replaceAll(/\bcan't\b/g, 'cannot')
    .replaceAll(/\bwon't\b/g, 'will not')
    .replaceAll(/(?<=\w)n't\b/g, ' not')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('delivery temporarily suspended:', '')
    .replaceAll(LINK, linkWord)
    .replaceAll(ADDRESS, '@addr')
    .replaceAll(IP, '@ip')
    .replaceAll(HOST_NAME, hostWord)
    .replaceAll(/\b[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3} ?)?/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()

const linkWord = (link: string): string => {
  if (BLOCK_LIST.test(link)) return ' blocklist '
  if (SPF.test(link)) return ' spf '
  return GOOGLE_GROUPS.test(link) ? ' google groups ' : '@url'
}

const hostWord = (name: string): string => {
  if (COMPONENT.test(name)) return name
  return /spamhaus|spamcop|sorbs|abuseat|barracudacentral/.test(name) ? 'blocklist' : '@fqdn'
}
