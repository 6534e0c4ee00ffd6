import { sessionStart } from './transcript.ts'

/* The words of a report for people: what stands before the returned message, and which part speaks of whom. */

/** Where the returned message begins, in the ways of many servers and languages. */
const RETURNED = [
  /^[-=_\s|*]{0,80}(?:(?:this is|below this line is|below is|included is|here is|the following is) )?(?:(?:the |a )?(?:copy|header|headers|text|start) of (?:the |your |this )?)?(?:original|returned|unsent|undelivered|bounced|failed|rejected)[ -](?:message|mail|e-?mail)\b(?! (?:was received|to|could|has|is|sent|id)\b).{0,60}$/i,
  /^[-=_\s|*]{0,80}(?:this is a copy of|below this line is a copy of|included is a copy of) (?:the |your )?(?:message|mail|e-?mail)/i,
  /^[-=_\s|*]{0,80}(?:the )?headers? of the (?:original )?message/i,
  /^[-=_\s|*]{0,80}(?:message|mail) (?:headers?|text|body) follows?\b/i,
  /^(?:original message headers|intestazioni originali del messaggio|en-t[êe]tes (?:de message|du message) d'origine|encabezados de mensaje originales|urspr[üu]ngliche nachrichtenkopfzeilen|cabe[çc]alhos originais da mensagem)\s*:/i,
  /^-{3,}\s*(?:message log|start of message|begin message|message header)/i,
]

const HEADERS =
  /^(?:return-path|received|dkim-signature|domainkey-signature|message-id|mime-version|arc-seal|x-received):\s/i

const MOST_WORDS = 60_000

/** Without the returned message and its headers: their words would be taken for reasons. */
export const ownWords = (body: string): string => {
  const lines = body.slice(0, MOST_WORDS).replaceAll('\r\n', '\n').split('\n')
  const end = lines.findIndex(
    (line, index) =>
      RETURNED.some((pattern) => pattern.test(line.trim())) || (index > 0 && HEADERS.test(line)),
  )
  return (end < 0 ? lines : lines.slice(0, end)).join('\n')
}

export const ADDRESS =
  /[^\s<>"'`()[\]{}:;,|@=]{1,64}@(?:[a-z0-9_](?:[a-z0-9_-]{0,62}\.)?){1,10}[a-z0-9_-]{1,62}/gi

/** Names that speak for a system, not for a recipient. */
const SYSTEM =
  /^(?:mailer-daemon|postmaster|no-?reply|abuse|support|help|helpdesk|sysadmin|delist|bounces?)@/i

/** Words that stand before an address for which delivery failed. */
const FAILING =
  /(?:recipient|address|delivered? to|deliver(?:y|ed|ing)?\b.{0,40}\bto|unknown user|user unknown|reach|failed|rcpt to|addressed to|errors)\W{0,12}(?:is|are|was|were)?\W{0,6}$/i

/** The recipients that the words name, each with the words that speak of it. Falls back on none. */
export interface Passage {
  readonly recipient: string
  readonly words: string
}

/** So many recipients of one report are read. */
const MOST_PASSAGES = 200

/** `known`: recipients that a header or a field names; then no others are looked for. */
export const passagesOf = (
  words: string,
  known: readonly string[],
  not: readonly string[],
): readonly Passage[] => {
  const lower = words.toLowerCase()
  const places = (
    known.length > 0 ? known.map((recipient) => placeOf(recipient, lower)) : found(words, not)
  ).slice(0, MOST_PASSAGES)
  const sorted = places.filter(({ at }) => at >= 0).toSorted((one, other) => one.at - other.at)
  return places.map(({ recipient, at }) => {
    if (at < 0) return { recipient, words: places.length === 1 ? words : '' }
    if (sorted.length === 1) return { recipient, words }
    const next = sorted.find((other) => other.at > at)
    return {
      recipient,
      words: words.slice(
        passageStart(words, at),
        next === undefined ? undefined : passageStart(words, next.at),
      ),
    }
  })
}

interface Place {
  readonly recipient: string
  readonly at: number
}

const placeOf = (recipient: string, lower: string): Place => ({
  recipient,
  at: lower.indexOf(recipient.toLowerCase()),
})

/** A session of which the recipient's line tells the outcome belongs to it. */
const passageStart = (words: string, at: number): number => sessionStart(words, lineStart(words, at))

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at) + 1

/** Addresses at the beginning of a line or after a word of failing; when there is none, any that is not the sender. */
const found = (words: string, not: readonly string[]): readonly Place[] => {
  const aside = new Set(not.map((address) => address.toLowerCase()))
  const all = [...words.matchAll(ADDRESS)]
    .map((match) => ({ recipient: match[0].replace(/[.-]+$/, ''), at: match.index }))
    .filter(({ recipient }) => !SYSTEM.test(recipient) && !aside.has(recipient.toLowerCase()))
  const headed = all.filter(({ at }) => {
    const before = words.slice(lineStart(words, at), at)
    return (
      /^[\s<"'*>|•-]*$/.test(before) ||
      /^\s*[45]\d\d (?:[45]\.\d+\.\d+ )?<$/.test(before) ||
      FAILING.test(words.slice(Math.max(0, at - 80), at))
    )
  })
  return distinct(headed.length > 0 ? headed : all.slice(0, 1))
}

const distinct = (places: readonly Place[]): readonly Place[] => {
  const first = new Map<string, Place>()
  for (const place of places) {
    const key = place.recipient.toLowerCase()
    if (!first.has(key)) first.set(key, place)
  }
  return [...first.values()]
}
