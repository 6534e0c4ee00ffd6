import type { Rule } from './rule.ts'
import { MACHINE, near, REFUSED } from './words.ts'

/* What servers say of the sending machine: its name, its address, its reputation. */

/** The sending machine has no proper name in DNS. */
export const PTR: Rule = {
  reason: 'requireptr',
  says: [
    /\bptr\b/,
    /\br-?dns\b/,
    /fcrdns/,
    /reverse[ -](?:dns|lookup|name|mapping|host ?name|address|record|resol)/,
    /(?:can ?not|could not|cannot|unable to|failed to) (?:find|resolve|look ?up|verify|get) (?:your|the|client|reverse|hostname|a)\b(?! (?:sender|mail exchanger|user|recipient|mail ?box|alias)\b).{0,30}(?:host ?name|address|domain|name|dns)/,
    /(?:domain|host ?name|helo).{0,40}mismatch\w* (?:the )?client (?:ip|address)/,
    /unverif\w+ (?:sending|client) ips?/,
    /unresolvable (?:relay |client )?host/,
    /(?:no|missing|without|invalid|bad) (?:valid )?(?:reverse|ptr|rdns)\b/,
    /(?:host ?)?name of (?:the|your) (?:connecting |sending |mail )*(?:server|host|client|machine)\b.{0,20}not (?:resolve|match)/,
    /ip (?:name )?lookup failed/,
    /(?:your|client|sending) (?:ip|address|host)\b.{0,40}(?:does not|not|no) (?:resolv|have a (?:valid )?(?:name|dns|host)|match)/,
    /without a valid (?:sender domain|reverse|host ?name)/,
    /dns (?:check|lookup) failure\b.{0,30}try again later/,
    /no (?:valid )?(?:dns|host ?name|name) (?:record |entry )?(?:found )?for (?:your|client|@ip|this ip)/,
  ],
}

/** A bad name. */
export const REPUTATION: Rule = {
  reason: 'badreputation',
  says: [/reputation/, /user complaints/, /poor sender/, /sender ?score/, /complaint rate/],
}

/** A wave of mail, told with the names of the checks that found whose it is. */
export const WAVE: Rule = {
  reason: 'blocked',
  says: [/unusual rate of/],
}

/** The same, told with words that speak of spam, recipients or senders too; so it stands before those. */
export const SENT_FROM: Rule = {
  reason: 'blocked',
  says: [
    /\bsender(?:'s)? ip\b/,
    /\bspam ips?\b/,
    /@addr:blocked\)/,
    /\bip (?:is |was |has been )?(?:reject|bann)/,
    /@ip\]?\)?:? (?:(?:is|was|appears|found|listed|blacklisted) ){1,3}(?:in|on|at|as|by)\b/,
    near(MACHINE, `not (?:allowed|permitted|authori[sz]ed) to (?:send|connect|deliver)`, 20),
    /geo-?ip|geographic|(?:your|from|by) country|country of origin/,
    /(?:you are|currently) sending spam/,
    /\b(?:spams?|abuse) from (?:your|this) ip/,
    /because (?:your|the|this) (?:ip|host|server)\b/,
    /looks suspiciously like spam/,
    /no valid recipients from/,
    /\bip not in (?:the )?(?:white|allow) ?-?list/,
    /\brbl reject/,
  ],
}

/** On a list of those. */
const LISTED =
  '(?:listed|(?:in|on|found (?:in|on)) (?:an?|the|our|their|one or more|my|this)\\b.{0,20}\\b(?:lists?|rbls?|dnsbls?|database|spammers?))'

/** The name by which the sending machine greets; the answers like to name the RFC that asks for it. */
export const GREETING: Rule = {
  reason: 'blocked',
  says: [
    near('(?:helo|ehlo)', '(?:invalid|bad|fully[- ]qualified|impersonat\\w+|mismatch|not found)', 60),
    near('(?:invalid|bad|wrong|forged|fake)', '(?:helo|ehlo)', 10),
  ],
}

/** The host or the network address of the sender is not wanted. */
export const BLOCKED: Rule = {
  reason: 'blocked',
  says: [
    /blocklist/,
    /(?<!may be )black ?-?list/,
    /block ?-?list/,
    /\bdnsbls?\b/,
    /spamhaus|spamcop|abuseat|\bsorbs\b/,
    /\brbls?\b/,
    /real-?time (?:black|block)/,
    /denylist/,
    /blocked using/,
    /use the smtp server of your isp/,
    /dynamic (?:ip|address|host|dns)/,
    /open (?:proxy|relay)/,
    /dial-?up/,
    /go away/,
    /(?:blocked|refused|rejected) - (?:see|@url|blocklist|multi)/,
    /(?:was|been|is) blocked by\b(?!.{0,10}(?:recipient|filter|polic))/,
    /not allowed to connect/,
    /(?:server|sender) requires confirmation/,
    /connections? (?:will )?not (?:be )?accepted/,
    /smtp not accepting connections/,
    /service not available,? closing (?:transmission )?channel/,
    /try again later, closing connection/,
    /connection (?:was |has been )?(?:refused|dropped|reset) by\b/,
    /sending mta\b/,
    /\b(?:bad|invalid) ip\b|\bip (?:is )?blocked/,
    /unwanted messages/,
    /may not be mail exchanger/,
    /no access from mail server/,
    /confirm this mail server/,
    /looks suspiciously like spammer/,
    /proxy detected/,
    /service refus/,
    /suspicious (?:ip|activity)/,
    near(MACHINE, REFUSED, 60),
    near(MACHINE, LISTED),
    near(
      `${REFUSED}(?! by (?:an?|the) remote)`,
      `(?:${MACHINE}|from (?:your|this|ip|@ip|host)|client|host @(?!fqdn said))`,
    ),
    new RegExp(
      `@ip\\b\\W{0,3}(?:${REFUSED}|(?:(?:is|was|has|been|found|currently|temporarily) ){1,4}(?:${REFUSED}|${LISTED}))`,
    ),
    new RegExp(`mail from @ip\\b.{0,40}\\b${REFUSED}`),
    /suspicious behaviou?r|unauthori[sz]ed (?:server|host)/,
    /connection (?:denied|rejected)/,
  ],
}
