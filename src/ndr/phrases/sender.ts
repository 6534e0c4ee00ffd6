import type { Rule } from './rule.ts'
import { near, REFUSED, SENDING_ADDRESS, together } from './words.ts'

/* What servers say of the sender and of how much it sends. */

/** SPF, DKIM, DMARC. */
export const AUTHENTICITY: Rule = {
  reason: 'authfailure',
  says: [
    /\bdmarc\b/,
    /\bspf\b/,
    /sender policy framework/,
    /\bdkim\b/,
    /domainkeys/,
    /sender[ -]?id\b/,
    /\barc (?:seal|validation|chain)/,
    /multiple authentication checks/,
    /authentication checks? fail/,
    /(?:does not|did not|must|fail\w*(?: to)?) (?:meet|pass)\b.{0,40}\bauthenticat/,
    /not meet the (?:sender )?authentication/,
    /unauthenticated (?:e-?mail|message)s? (?:from|is|are)/,
    /sender.{0,20}\bauthenticat\w+ (?:required level|check|fail)/,
  ],
}

/** The servers cannot agree on TLS. */
export const TLS: Rule = {
  reason: 'failedstarttls',
  says: [
    /starttls.{0,40}(?:required|first|needed|must|not support|fail)/,
    /(?:must|need to|should) issue (?:a )?starttls/,
    /(?:tls|ssl|encryption|encrypted connection|secure connection)\b.{0,30}(?:is |was )?(?:required|needed|handshake fail|negotiation fail|not available|not supported|unavailable|mandatory)/,
    /(?:requires?|require) (?:tls|starttls|encryption)/,
    /certificate.{0,40}(?:(?:does )?not match|expired|untrusted|not (?:be )?(?:trusted|verified|valid)|verif\w+ fail|invalid|mismatch|fail|rejected)/,
    /\bdnssec\b/,
    /\bciphers?\b|unencrypted/,
    near(REFUSED, '(?:start)?tls', 15),
    /(?:requires?|use|over an?|using) (?:tls|ssl)\b/,
    /failed (?:tls|mta-sts|dane)/,
    /(?:mta-sts|dane)\b.{0,30}fail/,
    /untrustedroot/,
    /subjectmismatch/,
    /starttls-not-supported/,
    /tlsa-invalid/,
    /dnssec-invalid/,
    /cannot start tls/,
    /tls handshake/,
    /(?:does|do) not support (?:tls|starttls|encryption)/,
    /tls missing certificate/,
    /tls\S* connection required/,
  ],
}

/** Too many at once. */
export const CONNECTIONS: Rule = {
  reason: 'toomanyconn',
  says: [
    /too many (?:concurrent |simultaneous |smtp |open |active )*(?:connection|session|recipient|rcpt|message per connection|process)/,
    /(?:connection|session|concurren\w+|recipient)s?\b.{0,20}\b(?:rate|limit|count|frequency|number|max\w*)\b.{0,30}(?:exceed|reach|hit|over)/,
    /(?:rcpt|recipient)s? (?:numbers?|count)/,
    ...together(
      '(?:connections?|sessions?|threads?|processes)',
      '(?:too many|maximum|exceed\\w*|limit(?: reached)?)',
    ),
    /(?:number of|too many|max\w*) (?:recipient|rcpt)|(?:recipient|rcpt)s? (?:limit|per (?:session|message))/,
    /(?:simultaneous|concurrent|parallel) (?:smtp )?(?:connection|session)/,
    /all server ports are busy/,
    /recipient thread limit/,
    /trop de connexions/,
    /messages? per (?:connection|session)/,
    /message threshold exceeded/,
    /max(?:imum)? e?-?mails? per hour/,
    /numerous attempts to deliver this message/,
  ],
}

/** Slowed down by name: stands before the words for room, which speak of limits too. */
export const THROTTLED: Rule = {
  reason: 'speeding',
  says: [
    /\bthrottl/,
    /(?:submission|sending|queue|outgoing|outbound|daily|hourly) quota|quota (?:for|of) (?:sending|messages?|outgoing)/,
    /(?:receive|thread) limit/,
    /\b(?:messages?|mails?|recipients?|limit)\b.{0,20}\bper (?:second|minute|hour|day)\b/,
    /per hour message/,
    /\b(?:daily|hourly|sending|relay) (?:(?:user|smtp|relay|message|sending|recipient) ){0,3}(?:limit|quota|rate)\b/,
    /frequency (?:of \w+ messages )?(?:is )?limit/,
    /too many messages (?:this|per|in the last) (?:hour|day)/,
    /excessive volume/,
  ],
}

/** Too much in too short a time. */
export const SPEED: Rule = {
  reason: 'speeding',
  says: [
    /receiving mail at a rate/,
    /rate[ -]?limit/,
    /\bthrottl/,
    /(?:receive|thread) limit/,
    /\b(?:messages?|mails?|recipients?|limit)\b.{0,20}\bper (?:second|minute|hour|day)\b/,
    /per hour message/,
    /too many (?:\w+ ){1,2}(?:e-?)?mails\b/,
    /too (?:fast|quickly|frequent|many (?:messages?|mails?|e-?mails?|errors|attempts|unknown|invalid|commands|failures|bad|requests|times))/,
    /(?:exceed\w*|over|reached)\b.{0,50}\b(?:rate|hourly|daily|per (?:hour|day|minute|second)|threshold|permitted limits|message limit|sending limit|quota of messages|allowed messages)/,
    /too much (?:e-?)?(?:mail|traffic|messages)|(?:short|given) (?:period|time)|short (?:period )?of time/,
    /(?:message|sending|delivery|hourly|daily|per hour)\b.{0,20}\b(?:rate|limit|quota|volume)\b.{0,30}(?:exceed|reach|over|too)/,
    /unusual(?:ly)? (?:rate|volume|high)/,
    /unexpected volume/,
    /excessive (?:rate|volume|message)/,
    /mail flood/,
    /slow down/,
    /please try again slower/,
    /receive limit/,
    /frequency (?:is )?limit/,
  ],
}

/** Refused now so that a proper server comes again. */
export const GREYLISTED: Rule = {
  reason: 'onhold',
  says: [/gr[ea]y-?list/],
}

/** The server is no way to that recipient. */
export const RELAY: Rule = {
  reason: 'norelaying',
  says: [
    /\brelay(?:ing|ed|s)?\b(?! access denied user).{0,40}\b(?:denied|prohibit|not (?:permit|allow|accept|authori|support|possible)|disallow|forbid|refus|reject|restrict|disabled|violation|mail|for|here)/,
    /(?:not|no|unable to|cannot|will not|do not|does not|refus\w*|denied|insecure|no such|unauthorized|authenticat\w* (?:is )?required (?:to|for)|without|mail server|attempt\w*|permission|permitted|allowed|authorized) (?:mail )?(?:to )?(?:open )?\brelay/,
    /rcpthosts/,
    /not (?:a )?(?:local|gateway|hosted|in local) (?:host|domain|to)/,
    /(?:do|does) not (?:handle|host|serve|accept) (?:mail for )?(?:the |this |that |@fqdn )*domain/,
    /not (?:allowed|authori[sz]ed) to (?:relay|route|forward)/,
    /is not verified/,
    /tenantattribution/,
    /email address is not verified/,
    /that domain is not in my list/,
    near(
      '(?:domain|mail (?:to|for) (?:@fqdn|this domain|that domain))',
      'not (?:hosted|served|local|handled|routed)\\b',
    ),
    /not (?:an? )?(?:open )?relay\b/,
    /not (?:one of |in )?(?:our|my) (?:list of )?(?:local |hosted )?domains?/,
    /\bas a relay\b/,
    /\bnot a gateway\b/,
    /(?:specified domain|domain of (?:the )?(?:forward-path|recipient|destination)) is not (?:allowed|accepted)/,
    near(REFUSED, '(?:open )?relay(?:ing)?', 10),
    /not an? (?:mail exchanger|mx|mail server) for\b/,
    /not authori[sz]ed to send e?-?mail directly/,
    /requires authentication when attempting to send/,
  ],
}

/** It cannot be a sender's. */
const IMPOSSIBLE =
  '(?:invalid|unrout\\w+|spammer|empty|unknown|malformed|unvalidated|not (?:exist|valid|found|verified|registered|known|in my|our|a? ?member|resolve)|(?:does|do) not (?:exist|resolve|include|have)|(?:has|have) no\\b|resolve fail|must exist|null mx)'

/** The sender's address is not wanted. */
export const SENDER: Rule = {
  reason: 'rejected',
  says: [
    /google groups/,
    near(`(?<!unauthenticated )${SENDING_ADDRESS}`, `(?:${REFUSED}|${IMPOSSIBLE})`),
    near(REFUSED, `(?:the|this|that|your) (?:sender|e?-?mail address)`, 10),
    /(?:bad|invalid|banned|unrout\w+|unknown|refused|blocked|empty|unqualified|null|blacklisted) (?:mail |outbound |envelope |return )?(?:sender|from|return[ -]path|reverse[ -]path)/,
    /(?:sender|mail ?from)\b.{0,20}\bverif\w+ fail|verify (?:sender|mail ?from)/,
    /unresolvable\b.{0,30}\bdomain/,
    /spoof|forged (?:sender|address)/,
    /(?:mail )?from\b.{0,30}(?:not owned|does not exist|invalid|not allowed)/,
    /batv/,
    /bouncedeny/,
    /backscatter/,
    /<> /,
    /no third-party dsns/,
    /not (?:a )?registered gateway user/,
    /does not exist e2\d{3}/,
    /(?:bounce|bogus|dsn)s? (?:mail )?(?:from|not accepted|denied)/,
    /returned mail not accepted/,
    /you are not allowed to (?:send|post|contact)/,
    /fully[- ]qualified/,
    /(?:unverifiable|unverified|cannot verify|could not verify|unable to verify)\b.{0,10}\bsender/,
    /may not send\b|must be a local address/,
    /not allowed to send/,
    /send as this sender/,
    /delivery not authori[sz]ed/,
    /permission to post/,
    /address rejected e/,
    /purported responsible/,
    /valid-address-filter|sender ?filter/,
    /envelope (?:blocked|rejected|sender has been denied)/,
    /badmailfrom/,
    /not accept\w* (?:any )?(?:e-?mail|mail|messages) from @addr/,
    /different address or alias/,
    /invalid domain, see/,
    /mx records? for @fqdn (?:violat|point)/,
    /rule imposed/,
    /unsigned dsn/,
    /empty e-?mail address/,
    /access to submit messages/,
    /your (?:e-?mail address|domain) (?:\(?@\w+\)? )?(?:is |has been )?(?:on our |in our )?(?:black|block|listed)/,
  ],
}
