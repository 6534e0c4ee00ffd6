import { ADDRESS } from './body.ts'
import { sessionStart } from './transcript.ts'

/* Which part of the words of a report speaks of which recipient. */

export interface Passage {
  readonly recipient: string
  readonly words: string
  /** What stands above all recipients. */
  readonly above: string
}

/** So many recipients of one report are read. */
const MOST_PASSAGES = 200

/**
 * The recipients that the words name, each with the words that speak of it. `known` are those that a header or a field
 * names: then no others are looked for. `not` are addresses of the sender.
 */
export const passagesOf = (
  words: string,
  known: readonly string[],
  not: readonly string[],
): readonly Passage[] => {
  const places = known.length > 0 ? placesOf(words, known) : found(words, not)
  const recipients = (known.length > 0 ? known : distinct(places)).slice(0, MOST_PASSAGES)
  if (new Set(places.map(({ recipient }) => recipient.toLowerCase())).size < 2) {
    const start = headingStart(words, places)
    return recipients.map((recipient) =>
      recipients.length === 1 || mentions(places, recipient)
        ? { recipient, above: words.slice(0, start), words: words.slice(start) }
        : { recipient, above: '', words: '' },
    )
  }
  const above = words.slice(0, passageStart(words, places[0]?.at ?? 0))
  const told = toldOf(words, places)
  return recipients.map((recipient) => ({ recipient, above, words: told.get(recipient.toLowerCase()) ?? '' }))
}

interface Place {
  readonly recipient: string
  readonly at: number
}

/** Where the only recipient heads what follows; 0 when it stands somewhere in the words. */
const headingStart = (words: string, places: readonly Place[]): number => {
  const heading = places.find((place) => isTitle(words, place) || isHeading(words, place))
  return heading === undefined ? 0 : passageStart(words, heading.at)
}

const mentions = (places: readonly Place[], recipient: string): boolean =>
  places.some((place) => place.recipient.toLowerCase() === recipient.toLowerCase())

/** A report may speak twice of each: to people and to administrators. */
const toldOf = (words: string, places: readonly Place[]): ReadonlyMap<string, string> => {
  const turns = places.filter(
    ({ recipient }, index) => recipient.toLowerCase() !== places[index - 1]?.recipient.toLowerCase(),
  )
  const starts = turns.map(({ at }) => passageStart(words, at))
  const told = new Map<string, string>()
  let below = ''
  for (const [index, { recipient }] of [...turns.entries()].toReversed()) {
    const own = words.slice(starts[index], starts[index + 1])
    // In a list of addresses the words below it speak of all.
    below = isBare(own) ? `${own}\n${below}` : own
    const later = told.get(recipient.toLowerCase())
    told.set(recipient.toLowerCase(), later === undefined ? below : `${below}\n${later}`)
  }
  return told
}

const isBare = (words: string): boolean => !/[a-z]{3}/i.test(words.slice(0, 2000).replaceAll(ADDRESS, ''))

/** A session of which the recipient's line tells the outcome belongs to it. */
const passageStart = (words: string, at: number): number => sessionStart(words, lineStart(words, at))

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at) + 1

/** What stands before a place on its line, and of a very long line the last of it. */
const beforeIn = (words: string, at: number): string => {
  const start = lineStart(words, at)
  return at - start > 300 ? `…${words.slice(at - 300, at)}` : words.slice(start, at)
}

const addressesIn = (words: string): readonly Place[] =>
  [...words.matchAll(ADDRESS)].map((match) => ({
    recipient: match[0].replace(/[.-]+$/, ''),
    at: match.index,
  }))

/** Where the known ones stand: the first time anywhere, after that where a passage of theirs begins. */
const placesOf = (words: string, known: readonly string[]): readonly Place[] => {
  const lower = words.toLowerCase()
  const names = new Set(known.map((recipient) => recipient.toLowerCase()))
  const first = [...names]
    .slice(0, MOST_PASSAGES)
    .map((recipient) => ({ recipient, at: lower.indexOf(recipient) }))
    .filter(({ at }) => at >= 0)
  const again = addressesIn(words).filter(
    (place) => names.has(place.recipient.toLowerCase()) && RANKS.some((rank) => rank(words, place)),
  )
  return inOrder([...first, ...again])
}

const inOrder = (places: readonly Place[]): readonly Place[] =>
  places.toSorted((one, other) => one.at - other.at).slice(0, 5 * MOST_PASSAGES)

/** Names that speak for a system, not for a recipient. */
const SYSTEM =
  /^(?:mailer-daemon|postmaster|no-?reply|abuse|support|help|helpdesk|sysadmin|delist|bounces?)@/i

/** Words that stand before an address for which delivery failed. */
const FAILING =
  /(?:recipients?|address(?:es)?|delivered? to|deliver(?:y|ed|ing)?\b.{0,40}\bto|unknown user|user unknown|reach|failed|addressed to|message to|errors)\W{0,12}(?:is|are|was|were)?\W{0,6}$/i

/** Before the address by which the message came to the recipient. */
const ALIAS = /(?:expanded|generated|forwarded) from:?\W{0,12}$/i

/** Exim names a program or a file that was to take the message, and below it for whom. */
const PROGRAM = /^ {2}(?:pipe|save) to [^\n]{1,300}\n {2,8}generated by ([^\s@]{1,64}@[a-z0-9_.-]{1,190})$/gim

/** `<kim@contoso.example>:`, as Postfix and qmail begin what they tell of a recipient. */
const isTitle = (words: string, { recipient, at }: Place): boolean =>
  words[at - 1] === '<' &&
  lineStart(words, at) === at - 1 &&
  /^>(?::| \()/.test(words.slice(at + recipient.length, at + recipient.length + 3))

/** At the beginning of a line, or after a word of failing that is no server's. */
const isHeading = (words: string, { at }: Place): boolean => {
  const before = beforeIn(words, at)
  return (
    /^[\s<"'*>|•-]*$/.test(before) ||
    /(?:mailto:|:smtp=)$/i.test(before) ||
    (!ANSWER.test(before) && FAILING.test(words.slice(Math.max(0, at - 80), at)))
  )
}

/** From here to the end of the line a server speaks: it may name the sender, or whom it forwards to. */
const ANSWER = /(?<![\d.])[45]\d\d[ -]|\bsaid:/

/** In the command of a session, or first in the line that tells its outcome. */
const isCommanded = (words: string, { at }: Place): boolean => {
  const before = beforeIn(words, at)
  return /^\s*[45]\d\d (?:[45]\.\d+\.\d+ )?<$/.test(before) || /\brcpt to\W{0,4}$/i.test(before)
}

/** After a word of failing that is a server's. */
const isAnswered = (words: string, { at }: Place): boolean => {
  const before = beforeIn(words, at)
  return ANSWER.test(before) && FAILING.test(before)
}

/** The addresses with the surest sign of being a recipient's; when there is none, the first that is not the sender. */
const found = (words: string, not: readonly string[]): readonly Place[] => {
  const aside = new Set(not.map((address) => address.toLowerCase()))
  const all = addressesIn(words).filter(
    ({ recipient, at }) =>
      !SYSTEM.test(recipient) &&
      !aside.has(recipient.toLowerCase()) &&
      !ALIAS.test(words.slice(Math.max(0, at - 60), at)),
  )
  const programs = [...words.matchAll(PROGRAM)].map((match) => ({
    recipient: match[1] ?? '',
    at: match.index,
  }))
  if (programs.length > 0) return inOrder([...all.filter((place) => isHeading(words, place)), ...programs])
  for (const rank of RANKS) {
    const places = all.filter((place) => rank(words, place))
    if (places.length > 0) return inOrder(places)
  }
  return all.slice(0, 1)
}

/** The surer a sign is, the earlier it stands; where one is found, the others are no signs. */
const RANKS = [isTitle, isHeading, isCommanded, isAnswered]

const distinct = (places: readonly Place[]): readonly string[] => {
  const first = new Map<string, string>()
  for (const { recipient } of places)
    if (!first.has(recipient.toLowerCase())) first.set(recipient.toLowerCase(), recipient)
  return [...first.values()]
}
