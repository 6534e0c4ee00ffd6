import type { Rule } from './rule.ts'
import { ABSENT, CLOSED, near, RECIPIENT, TOO_LARGE } from './words.ts'

/* What servers say of the mailbox and its owner. */

/** Larger than this one recipient may receive. */
export const SIZE_FOR_RECIPIENT: Rule = {
  reason: 'exceedlimit',
  says: [
    /resolver\.rst\.recipsizelimit/,
    /too (?:large|big|long) for (?:this|the) (?:recipient|mailbox|user)/,
    /exceeds? (?:the )?recipient's (?:size )?limit/,
    /size exceeds recipient's/,
  ],
}

/** No room, told with words for sizes and limits. */
export const FULL_BY_SIZE: Rule = {
  reason: 'mailboxfull',
  says: [
    /(?:mail ?box|account) (?:size|quota|storage) limit/,
    /(?:mail ?box|account) exceeds? allowed size/,
    /(?:(?:mail|in) ?box|account)\b.{0,30}\b(?:over|exceed\w*|at|above|reached) (?:its |the |his )?(?:size )?limit/,
  ],
}

/** Larger than a server takes. */
export const SIZE: Rule = {
  reason: 'mesgtoobig',
  says: [
    /(?:message|mail|e-?mail|size|content|line|length)\b(?:(?! too many| rate|queue).){0,40}\b(?:too (?:large|big)|exceed(?:s|ed|ing)?\b.{0,40}\b(?:size|length|maximum (?:message|size|length|allowed|inbound|incoming|permitted|value)))/,
    near('(?:message|mail|msg|e-?mail|attachment|file|content)', TOO_LARGE),
    /(?:length|size|bytes?) exceed/,
    /exceed\w* (?:the )?(?:mail|message|msg) ?size/,
    /\bbytes? (?:message )?limit/,
    /exceed\w* (?:the )?(?:maximum|max\w*) (?:\w+ )?(?:message |mail )?(?:size|length)/,
    /(?:message|mail) size limit|max\w* (?:message|mail|e-?mail) size (?:is|of)/,
    /(?:message|mail|e-?mail|attachment)\b.{0,30}\b(?:size (?:is )?(?:over|above)|(?:larger|bigger) than|was too large)/,
    /sizelimit/,
    /(?:maximum|max) (?:allowed )?size\b/,
    /\b(?:line|size) limit\b/,
    /\bexee?c?eded the maximum size/,
  ],
}

/** No room in the mailbox. */
export const FULL: Rule = {
  reason: 'mailboxfull',
  says: [
    /(?:mail ?box|mailfolder|inbox|maildir|mail ?drop|account|user'?s?|(?<!number of )recipient'?s?(?! (?:limit|per|count|number))|storage|folder|quota)\b.{0,60}\b(?:is |are |was |has (?:been )?)?(?:full\b|over ?quota|over (?:the |its |his |their )?(?:quota|(?:storage |size )?limit|allocated)|reached (?:its |the |their )?(?:storage |size )?limit|used up|exceed(?:s|ed|ing)?\b(?!.{0,30}(?:rate|hour|threshold|messages? per)))/,
    /\bquota\b.{0,40}\b(?:exceed|full|reached|violat)/,
    /(?:over|out of|exceed\w*|insufficient|not enough)\b.{0,30}\b(?:quota|mail ?box space|storage (?:space|limit|allocat\w+))/,
    /\bover ?quota\b/,
    near(
      '(?:mail ?box|account|user|recipient|inbox)',
      '(?:no|out of|not enough) (?:free |more |disk )*(?:space|room|storage)',
    ),
    /exhausted\b.{0,30}\b(?:storage|space|quota)|(?:storage|space|quota)\b.{0,30}\bexhausted/,
    /(?:account|mail ?box|inbox) (?:storage|space|quota) (?:limit|full)/,
    /full mail ?box/,
    /would (?:be )?(?:exceed|over)\b.{0,30}quota/,
    /no space left for (?:this )?user/,
    /limit exc?eed\w* for this (?:e-?mail )?address/,
    /reached (?:disk |storage |the )?quota/,
    /(?:space|storage|quota) (?:is )?not enough/,
    /too much mail data/,
    /too many messages on the server/,
    /(?:does not have|not) enough (?:free |storage |disk )*space(?! on (?:the )?(?:disk|device|server|system|mail server))/,
    /exceeded storage allocation/,
    /disk (?:quota|space) (?:usage )?(?:exceed|limit)/,
    /speicher\w* (?:des|ist|voll).{0,40}(?:voll|ersch[öo])/,
  ],
}

/** No room on the server. */
export const DISK: Rule = {
  reason: 'systemfull',
  says: [
    /(?:insufficient|no|out of|low)\b.{0,12}\b(?:system |disk |free |server )?(?:storage|space|resources?)\b(?!.{0,20}\bmailbox)/,
    /(?:disk|file ?system|mail system|spool|queue) (?:is )?full/,
    /no space left on device/,
    /requested mail action aborted: exceeded storage/,
    /insufficient system/,
    /not (?:sufficient|enough) (?:free )?(?:disk )?space\b/,
    /space on (?:the )?(?:disk|device|server|system|mail server)/,
  ],
}

/** Gone elsewhere. */
export const MOVED: Rule = {
  reason: 'hasmoved',
  says: [
    /has (?:been )?(?:moved|changed)\b/,
    /no longer on (?:this )?server/,
    /(?:address|user|recipient|account|mailbox).{0,30}(?:has |was |is )(?:been )?(?:moved|replaced|changed|renamed)/,
    /new (?:e-?mail )?address is/,
    /moved to (?:another|a new|@)/,
    /please (?:try|use) (?:the )?(?:new address|@addr)/,
    /forwarding address/,
    /has been replaced by/,
  ],
}

/** There, but closed. */
export const SUSPENDED: Rule = {
  reason: 'suspend',
  says: [
    near(`(?:${RECIPIENT}|domain|subscription)`, CLOSED, 60),
    /(?:@addr>?|>):? (?:is|was|has been) (?:now |currently |an? )?(?:disabled|suspended|deactivated|frozen|expired account|deactivated mailbox)\b/,
    /\b(?:disabled|suspended|inactive|frozen|deactivated|expired|locked) (?:account|mail ?box|user|address|recipient|domain|due)/,
    /not active user/,
    /vacation hold/,
    /extended inactivity/,
    /suspend the service/,
    /unavailable or access denied/,
    /access to this account/,
    /temporar(?:y|ily) (?:locked|limited)/,
    /archived recipient/,
    /@addr is no longer valid/,
    /no longer accepts (?:e-?)?mail/,
    /banned recipient/,
    /administrativ\w* disabled/,
  ],
}

/** The recipient set it up like that. */
export const PREFERENCE: Rule = {
  reason: 'filtered',
  says: [
    /recipient preferences/,
    /resolver\.rst\.notauthorized/,
    /(?:rejected|refused|denied|blocked|filtered) by (?:the |this |a )?(?:recipient|user(?!name)|mail ?box owner|addressee|domain filter)/,
    near(
      '(?:users?|recipients?|addressee|mail ?box owner)',
      '(?:refuse[sd]?|blocks?|has blocked|declin\\w+|does not (?:accept|want)|only accept\\w*)',
      10,
    ),
    near('(?:users?|recipients?|mail ?box)', 'restrict\\w* (?:the )?(?:senders|from)'),
    /personal (?:block|black|filter|deny|white|allow)/,
    /user reject/,
    /only accept\w* (?:mail|messages?|e-?mails?) from/,
    /not accepting (?:any )?(?:mail|messages)(?! (?:with|from (?:@ip|your)))/,
    /accepts? (?:e-?mails?|mail|messages) only from/,
    /refuses? to receive/,
    /(?:user|recipient|mail ?box|inbox)(?:'s)? rules?\b/,
    /(?:account|mailbox|user|recipient) is protected/,
    /bounced address/,
    /e-?mail preferences/,
    /(?:not|is not) (?:in|on) (?:the |a |my |his )?(?:allow\w*|white ?list|safe ?list|bypass list|contact)/,
    /restricted sms/,
    /was rejected by a remote mail server/,
    /domain filter/,
    /rejected by sieve/,
  ],
}

/** Words of relaying that mean the user. */
export const ALLOWED_RECIPIENTS: Rule = {
  reason: 'userunknown',
  says: [
    /domain or user is not in my list/,
    /mail for (?:this|that) (?:user|recipient|address|mail ?box|account)/,
  ],
}

/** Nobody of that name. */
export const NO_USER: Rule = {
  reason: 'userunknown',
  says: [
    new RegExp(
      `\\b${RECIPIENT}\\b(?!'s server)(?:(?! rejected: access denied| server |\\. (?!not ok)).){0,80}?\\b${ABSENT}\\b`,
    ),
    /refuses to accept/,
    /\bin (?:public )?name (?:& address book|directory)/,
    /not email addresses/,
    /(?:does not|do not) exist\b/,
    /(?:unknown|no such|invalid|bad|non-?exist\w*|illegal|undefined|no valid|undeliverable|unrouteable|unroutable|not a (?:valid|known|local)|no) (?:or (?:illegal|inactive|invalid|unknown) )?(?:virtual |local |e-?mail |destination |envelope |mail )?(?:user|recipient|mail ?box|address|account|alias|person|name|rcpt|local ?-?part|id|mail drop|subscriber|member)s?\b(?! syntax)/,
    /(?:recipient|destination)s? address(?:es)? rejected/,
    /address(?:es)? rejected/,
    /(?:is not|not) (?:a )?(?:known|valid|registered|listed|an? active|one of our|our) (?:user|customer|recipient|address|member|in (?:the |our )?(?:director|local))/,
    near('no record of', RECIPIENT, 20),
    near(
      '(?:unable to|cannot|can not|could not|failed to) (?:find|locate|validate|verify|resolve|identify|recogni[sz]e)',
      `${RECIPIENT}(?! domain)`,
      20,
    ),
    /(?:know|have|find) (?:any ?(?:one|body)|no ?(?:one|body)|any (?:user|mailbox|account))\b/,
    /\bno (?:account|mail ?box|address) (?:configured|here|found)/,
    /no ?(?:body|one|users?|mail ?box|account)\b.{0,20}\b(?:by|with|at|under|of) (?:that|this) (?:name|e?-?mail|address|id)/,
    /\bwrong (?:recipient|user|address|mail ?box)/,
    /does not have an? .{0,40}account/,
    /badrcptto/,
    /validrcptto/,
    /badrecipientto/,
    /@addr[>.:]* (?:unknown|not found|is unknown|does not exist|not exist|is not valid|not known)/,
    /recip(?:ient)?notfound/,
    /recipient ?not ?found/,
    /your envelope recipient/,
    /not our customer/,
    /requested action not taken: mailbox/,
    /cannot accept user/,
    /not found recipient/,
    /recipient address(?:es)? (?:is )?reserved/,
    /mail ?box (?:name )?(?:is )?not allowed/,
    /adresse nicht gefunden/,
    /no (?:recipients?|users?) (?:were |was )?found/,
    /rejected recipients|rcpt (?:is |was )?rejected/,
    /recipient (?:is )?not (?:accepted|allowed|ok)/,
    /invalid [a-z ]{0,30}(?:userid|user id|username|login)/,
    /no matches to nameserver query/,
    /does not have a final email delivery/,
    /cannot deliver to/,
    /usuario (?:desconocido|inexistente)/,
    /utente (?:sconosciuto|non)/,
    /empf(?:[äa]|ae)nger/,
    /\b(?:no existe|in[ei]{1,2}sist?ente|inexistente|desconocid[oa]|sconosciut[oa]|desconhecid[oa]|inconnue?|unbekannt)\b/,
    /見つかりません|存在しません|リストにありません/,
  ],
}
