import { inRanges } from '../addresses.ts'
import { takesIn } from '../names.ts'
import { domainOf, type Mail } from './mail.ts'
import { type Matcher, patternMatcher, wordMatcher } from './patterns.ts'
import { ALL, both, except, FEW, NONE, PART, type Portion, UNKNOWN } from './portion.ts'
import type { Values } from './schema.ts'
import { bytesOf } from './size.ts'

/** How much of some mail a condition takes in. */
export type Judge = (mail: Mail) => Portion

/** Makes a judge of the values that a rule sets for one condition. Several values of one condition are alternatives. */
type Maker = (values: readonly string[], all: Values) => Judge

/** All of the texts match, none does, or some: then it hangs on what the mail really is. */
const judged = (
  texts: readonly string[],
  matches: Matcher | undefined,
  mail: Mail,
  otherwise: Portion,
): Portion => {
  if (matches === undefined || texts.length === 0) return UNKNOWN
  const hits = texts.filter(matches).length
  if (hits === texts.length) return ALL
  if (hits > 0) return UNKNOWN
  return mail.traced ? NONE : otherwise
}

type Side = 'senders' | 'recipients'

const isOurs = (side: Side, mail: Mail): boolean => (side === 'recipients') === (mail.direction === 'inbound')

/** Of strangers' addresses nothing is known; of ours at least the domain. */
const addressJudge =
  (side: Side, matches: Matcher | undefined): Judge =>
  (mail) =>
    judged(mail[side], matches, mail, isOurs(side, mail) && mail.domain !== undefined ? FEW : UNKNOWN)

const addressWords =
  (side: Side): Maker =>
  (values) =>
    addressJudge(side, wordMatcher(values))
const addressPatterns =
  (side: Side): Maker =>
  (values) =>
    addressJudge(side, patternMatcher(values))

/** A domain takes in its subdomains. No stranger receives in our own domains; some devices and services send in them. */
const domains =
  (side: Side): Maker =>
  (values) => {
    const listed = (address: string): boolean =>
      values.some((domain) => takesIn(`*.${domain.toLowerCase()}`, domainOf(address)))
    return (mail) => {
      if (mail.traced || (isOurs(side, mail) && mail.domain !== undefined))
        return judged(mail[side], listed, mail, NONE)
      const allOurs = values.every((value) =>
        mail.ours.some((domain) => takesIn(`*.${domain}`, value.toLowerCase())),
      )
      return allOurs ? (side === 'recipients' ? NONE : FEW) : UNKNOWN
    }
  }

/** More names than this may well be most of the people. */
const MANY_PEOPLE = 20

/** People by address; a name without one cannot be recognised in a trace. */
const people =
  (side: Side): Maker =>
  (values) => {
    const listed = new Set(values.map((value) => value.toLowerCase()))
    const nameless = values.some((value) => !value.includes('@'))
    const otherwise = values.length > MANY_PEOPLE ? UNKNOWN : FEW
    return (mail) => {
      if (!mail.traced) return otherwise
      return mail[side].some((address) => listed.has(address)) ? ALL : nameless ? otherwise : NONE
    }
  }

const subjectJudge =
  (matches: Matcher | undefined, otherwise: Portion): Judge =>
  (mail) =>
    judged(mail.subjects, matches, mail, otherwise)

/** The body is not seen: where the subject does not settle it, nothing does. */
const orBody =
  (judge: Judge): Judge =>
  (mail) =>
    judge(mail).least === 1 ? ALL : UNKNOWN

/** `InOrganization` is said of the sender or the recipient; of the two others only on-premises Exchange knows. */
const scope =
  (side: Side): Maker =>
  (values) =>
  (mail) => {
    const inside = isOurs(side, mail)
    if (values.includes('InOrganization') && values.includes('NotInOrganization')) return ALL
    if (values.includes('InOrganization')) return inside ? ALL : NONE
    if (values.includes('NotInOrganization')) return inside ? NONE : ALL
    return inside ? NONE : UNKNOWN
  }

/** No message with its headers is smaller. */
const SMALLEST = 2_048
const LARGE = 1_048_576

const sizeOver: Maker = (values) => {
  const limit = bytesOf(values[0] ?? '')
  return (mail) => {
    if (limit === undefined) return UNKNOWN
    if (mail.bytes !== undefined) return mail.bytes >= limit ? ALL : NONE
    return limit <= SMALLEST ? ALL : limit >= LARGE ? PART : UNKNOWN
  }
}

const addresses: Maker = (values) => (mail) => judged(mail.ips, (ip) => inRanges(ip, values), mail, UNKNOWN)

/** Headers that every message has, beside those that are seen. */
const EVERYWHERE = /^(received|message-id|date|mime-version|content-type|return-path|x-ms-exchange-.*)$/i
const ANYTHING = [
  '',
  'x',
  '7',
  '<a@b.example>',
  'from host.example by mail.example; Mon',
  '!',
  'text/plain',
  'ü',
]

const header =
  (nameOf: string, matcher: (values: readonly string[]) => Matcher | undefined, wordsOf: string): Maker =>
  (_values, all) => {
    const name = all[nameOf]?.[0]?.toLowerCase() ?? ''
    const matches = matcher(all[wordsOf] ?? [])
    if (name === 'from' || name === 'to')
      return addressJudge(name === 'from' ? 'senders' : 'recipients', matches)
    if (name === 'subject') return subjectJudge(matches, FEW)
    const any = matches !== undefined && EVERYWHERE.test(name) && ANYTHING.every(matches)
    return () => (any ? ALL : UNKNOWN)
  }

/** Spam confidence runs from -1, which everything has or exceeds. */
const sclOver: Maker = (values) => () => (Number(values[0]) <= -1 ? ALL : UNKNOWN)

const importance: Maker = (values) => () => (values.includes('Normal') ? except(ALL, FEW) : PART)

const always =
  (portion: Portion): Maker =>
  () =>
  () =>
    portion

/** Conditions that can be judged, at least in part. All others are unknown. */
const MAKERS: Readonly<Record<string, Maker>> = {
  FromScope: scope('senders'),
  SentToScope: scope('recipients'),
  From: people('senders'),
  SentTo: people('recipients'),
  AnyOfToHeader: people('recipients'),
  AnyOfCcHeader: always(FEW),
  AnyOfToCcHeader: people('recipients'),
  SenderDomainIs: domains('senders'),
  RecipientDomainIs: domains('recipients'),
  FromAddressContainsWords: addressWords('senders'),
  FromAddressMatchesPatterns: addressPatterns('senders'),
  RecipientAddressContainsWords: addressWords('recipients'),
  RecipientAddressMatchesPatterns: addressPatterns('recipients'),
  AnyOfRecipientAddressContainsWords: addressWords('recipients'),
  AnyOfRecipientAddressMatchesPatterns: addressPatterns('recipients'),
  SubjectContainsWords: (values) => subjectJudge(wordMatcher(values), FEW),
  SubjectMatchesPatterns: (values) => subjectJudge(patternMatcher(values), FEW),
  SubjectOrBodyContainsWords: (values) => orBody(subjectJudge(wordMatcher(values), UNKNOWN)),
  SubjectOrBodyMatchesPatterns: (values) => orBody(subjectJudge(patternMatcher(values), UNKNOWN)),
  HeaderContainsMessageHeader: header('HeaderContainsMessageHeader', wordMatcher, 'HeaderContainsWords'),
  HeaderMatchesMessageHeader: header('HeaderMatchesMessageHeader', patternMatcher, 'HeaderMatchesPatterns'),
  MessageSizeOver: sizeOver,
  SenderIpRanges: addresses,
  SCLOver: sclOver,
  WithImportance: importance,
  HasNoClassification: always(except(ALL, FEW)),
  HasClassification: always(PART),
  HasSenderOverride: always(FEW),
  MessageTypeMatches: always(PART),
  AttachmentSizeOver: always(PART),
  AttachmentContainsWords: always(PART),
  AttachmentMatchesPatterns: always(PART),
  AttachmentNameMatchesPatterns: always(PART),
  AttachmentExtensionMatchesWords: always(PART),
  AttachmentPropertyContainsWords: always(PART),
  AttachmentIsUnsupported: always(PART),
  AttachmentProcessingLimitExceeded: always(FEW),
  AttachmentHasExecutableContent: always(FEW),
  AttachmentIsPasswordProtected: always(PART),
}

/** Second halves of a pair, which their first half has read already. */
const READ_WITH_ANOTHER = new Set(['HeaderContainsWords', 'HeaderMatchesPatterns'])

export const judgesOf = (values: Values, unread: readonly string[]): readonly Judge[] => [
  ...Object.entries(values)
    .filter(([name]) => !READ_WITH_ANOTHER.has(name))
    .map(([name, set]) => (MAKERS[name] ?? always(UNKNOWN))(set, values)),
  ...unread.map(() => () => UNKNOWN),
]

/** Mail that meets every condition and no exception. */
export const matching = (conditions: readonly Judge[], exceptions: readonly Judge[]): Judge => {
  return (mail) => {
    const wanted = conditions.reduce((so, judge) => both(so, judge(mail)), ALL)
    return exceptions.reduce((so, judge) => except(so, judge(mail)), wanted)
  }
}
