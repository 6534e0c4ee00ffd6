/*
 * The vocabulary of servers: words of one meaning, of which the rules put their patterns together. A rule names who or
 * what is meant and what is wrong with it, so that it also knows sentences that nobody has seen yet.
 */

/** One of these words. */
const oneOf = (...words: readonly string[]): string => `(?:${words.join('|')})`

const NOT = '(?:not|never|no longer|cannot be)'

/** Who was to receive it. */
export const RECIPIENT = oneOf(
  'users?',
  'recipients?(?: name| address(?:es)?)?',
  'mail ?box(?:es)?',
  'mail ?drops?',
  'accounts?',
  'address(?:es)?',
  'addressees?',
  'e-?mail',
  'alias(?:es)?',
  'persons?',
  'names?',
  'rcpt',
  'local[ -]?parts?',
  'subscribers?',
  'customers?',
  'members?',
  'groups?',
  'lists?',
  'ids?',
)

/** It is not there. */
export const ABSENT = oneOf(
  'unknown',
  'not (?:be |currently |been )?(?:found|known|recogni[sz]ed|listed|exist\\w*|valid|present|available|a valid|defined|local|ok|verified)',
  '(?:does|do|did|could|can|has|was|is) not (?:be )?(?:exist|have|match|appear|found|verified|resolved|located|like)',
  'cannot be (?:verified|found)',
  'does not (?:belong|work|reside|live)\\b',
  'not in (?:the |our |my |this |any )?(?:directory|database|tables?|system|domain)',
  '(?:has|have|who) left\\b',
  'un(?:available|deliverable|routeable|routable|recogni[sz]ed|identified)',
  'unavaiable',
  'non-?exist\\w*',
  'no (?:longer )?exist\\w*',
  'no longer (?:valid|available|in use|accepts|an? (?:employee|user|customer|member))',
  'invalid',
  'inexist\\w*',
  '(?:has (?:been )?)?(?:deleted|removed)',
  'missing',
  'verif\\w+ fail\\w*',
  'not an? (?:member|user|customer|mail ?box|account|recipient) (?:of|in|at|on)\\b',
  'bogus',
)

/** It is there and closed. */
export const CLOSED = oneOf(
  'limited',
  'disabled',
  'suspend\\w*',
  'frozen',
  'dormant',
  'retired',
  'inactiv\\w*',
  'deactivated',
  'locked',
  'expired',
  'blocked',
  'restricted(?! by)',
  'on hold',
  'cancel\\w+',
  'terminated',
  'closed',
  'discontinued',
  'lapsed',
  '(?:not|no longer) activ\\w+',
  '(?:not (?:been )?|un)used for',
)

/** Who sent it: the address or its owner. */
export const SENDING_ADDRESS = oneOf(
  "sender(?:s|'s)?(?: e?-?mail| envelope)?(?: address(?:es)?| domain)?",
  'mail ?from(?! (?:(?:ip )?@ip|your|this|hosts?|residential|dynamic))(?: address| domain)?',
  '(?:from|return|reverse|sending|envelope)[ -](?:address|domain|path|from|sender)',
)

/** Which machine sent it. */
export const MACHINE = oneOf(
  "(?:client|sending|sender'?s?|your|remote|connecting|originating|source|helo|ehlo|spamming) (?:e?-?mail )?(?:server|host(?: ?name)?|ips?|ip[ -]address(?:es)?|network|ip address range|subnet|isp|mta|machine)",
  'ip[ -]address(?:es)?',
  '(?:this|that|the) ip',
  'ip @ip',
  '(?:helo|ehlo)(?: name| host)?',
  '(?:residential|dynamic|blocked|your) (?:ip )?(?:space|range|provider)',
  'ips',
)

/** It is not wanted. */
export const REFUSED = oneOf(
  'reject\\w*',
  'refus\\w*',
  'den(?:y|ies|ied)',
  'block\\w*',
  'ban(?:ned|s)?',
  'black ?-?list\\w*',
  'forbid\\w*',
  'disallow\\w*',
  'prohibit\\w*',
  `${NOT} (?:\\w+[ -])?(?:allow\\w*|permit\\w*|accept\\w*|welcome|authori[sz]ed|approved|wanted)`,
)

/** It is more than is allowed. */
export const TOO_LARGE = oneOf(
  '(?<!for |queue |queued )too (?:large|big|long)',
  'larger than',
  'exceed\\w*\\b(?! the (?:rate|number))(?:(?!\\. | rate| hour| per ).){0,40}\\b(?:size|length|bytes|limit of|maximum (?:message|size|length|allowed|inbound|incoming|permitted|value))',
)

/** The first and then the second within one sentence, so many characters apart at most. */
export const near = (first: string, second: string, most = 40): RegExp =>
  new RegExp(`\\b${first}\\b(?:(?!\\. |; ).){0,${most}}?\\b${second}\\b`)

/** One of them in either order. */
export const together = (one: string, other: string, most = 40): readonly RegExp[] => [
  near(one, other, most),
  near(other, one, most),
]
