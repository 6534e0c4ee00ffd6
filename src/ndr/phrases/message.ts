import type { Rule } from './rule.ts'
import { near, REFUSED, together } from './words.ts'

/* What servers say of the message itself. */

/** Not as RFC 5322 has it. */
export const STANDARDS: Rule = {
  reason: 'notcompliantrfc',
  says: [
    /(?<!dns violates |see |visit |visit the )\brfc ?-?(?!2606)\d{3,4}\b/,
    /\bblank from\b/,
    /rfc.{0,12}(?:complian|violat)/,
    /(?:duplicate|multiple|missing|invalid|malformed|more than one|bad|no valid|several)\b(?! mime).{0,40}\b(?:header|from:|message-id|date:)(?! too)/,
    /bad header/,
    /multiple addresses in from/,
    /(?:character|word|syntax)\b.{0,40}\b(?:disallowed|not permitted|not allowed|in)\b.{0,20}\bheader(?! size)/,
    /(?:bare|lone) <?(?:lf|cr|line ?feed|newline)/,
    /not rfc/,
    /message-id.{0,20}(?:missing|invalid)/,
    /(?:header|message) (?:is |was )?(?:malformed|not compliant)/,
    /\bno (?:valid )?[\w-]+:? (?:header|field)\b/,
    /header\b.{0,30}\bmissing/,
  ],
}

export const VIRUS: Rule = {
  reason: 'virusdetected',
  says: [
    /\bvirus(?:es)?\b(?! (?:firewall|scan(?:ner|ning)? (?:service|server)))/,
    /malware/,
    /trojan/,
    /\bworm\b/,
    /infected/,
    /executable attachment/,
    /malicious (?:code|file|content|software)/,
  ],
}

/** What is attached is not allowed. */
export const ATTACHMENT: Rule = {
  reason: 'policyviolation',
  says: [
    /(?:illegal|prohibited|forbidden|blocked|banned|dangerous|disallowed|unacceptable|not allowed) (?:attachment|file)/,
    ...together(
      '(?:attach\\w+|(?:file|archive|document)s?(?: types?| extensions?| @fqdn| \\.\\w+)*)',
      REFUSED,
    ),
    ...together('(?:content of|the) attachment', REFUSED),
    /password[ -]protected|encrypted (?:archive|attachment|zip|file)/,
    /its content presents a potential/,
    /security (?:issue|policy|policies)/,
    /contains? (?:executable|banned)/,
    /executable files?/,
  ],
}

/** The verdict of a filter that counts; it speaks of limits too. */
export const SCORED: Rule = {
  reason: 'spamdetected',
  says: [/\b(?:spam|mail|message|content) ?score\b/, /\bspam (?:threshold|level|scale|classif\w+)\b/],
}

export const SPAM: Rule = {
  reason: 'spamdetected',
  says: [
    /\b(?:anti)?spam(?!haus|cop|mer|assassin timeout| and phishing| \()/,
    /\bjunk\b/,
    /\b(?:suspicious|unsafe|offensive|unwanted|suspected) (?:content|link|url|mail|message|e-?mail)/,
    /gtube/,
    /unsolicited/,
    /\buce\b/,
    /\bube\b/,
    /bulk (?:e-?)?mail/,
    /phish/,
    /content (?:was |is )?(?:reject|denied|refused|filtered)|content filter\w* (?:reject|block)|(?:by|our) content filter/,
    near('(?:url|link|uri|web ?site)s?', '(?:listed|blacklisted|black|blocked)'),
    /black ?-?listed (?:url|uri|link)/,
    /(?:mail|message) rejete/,
    /mail rejected/,
    /rejected (?:by|due to) (?:the )?content/,
    /bad content/,
    /classified as/,
    /high probability of/,
    /dangerous links?/,
    /(?:contains?|containing) (?:a )?(?:blacklisted|blocked|suspicious|listed|bad) (?:url|uri|link|domain)/,
    /(?:url|uri)bl\b/,
    /surbl/,
    /message (?:was |has been )?(?:rejected|blocked|refused) (?:by|due to|because of) (?:our |the )?(?:anti-?spam|filter|heuristic)/,
    /greylist\w* as spam/,
    /bayes/,
    /recurrent pattern detection/,
    /likely unsolicited/,
    /has detected that this message is/,
    /55\d 5\.7\.0 reject, id=/,
    /denied \(mode: normal\)/,
    /message filtered/,
    /for abuse\b/,
    /blocked by our filter/,
    /triggered a/,
    /bulk\.advertising/,
    /(?:unacceptable|banned|prohibited|forbidden|illegal) content/,
    /\d spam$/,
  ],
}

/** Of a form that cannot be taken. */
export const FORM: Rule = {
  reason: 'contenterror',
  says: [
    /headers? (?:size|(?:are |is )?too (?:large|long|big))/,
    /improperly-formatted/,
    /media (?:error|type|not supported)/,
    /(?:mime|conversion|8bit|8-bit|utf-?8|charset|encoding)\b.{0,40}(?:error|not support|required|fail|invalid|illegal|bad|improper)/,
    /improper use of 8-?bit/,
    /malformed mime/,
    /invalid (?:mime|character)/,
    /illegal (?:8bit|character)/,
    /too many (?:mime|attachments)/,
    /partial message/,
    /message (?:could not be )?pars/,
    /bad (?:mime|base64|attachment)/,
    /(?:invalid|bad|illegal|malformed) (?:data|content|body|structure)\b/,
    /loss of data/,
    /too many "?received"?:? headers/,
    /\bbase64 encoding/,
    /mime complexity/,
    /m2mcvt|content conversion|cat\.invalidcontent/,
    /conversion to internet format/,
    /stray (?:linefeed|lf)/,
    /content (?:format|type) (?:is )?not (?:allowed|supported)/,
  ],
}

/** Rules of the house. */
export const POLICY: Rule = {
  reason: 'policyviolation',
  says: [
    /\bpolic(?:y|ies)\b/,
    /transport\.rules/,
    /\brule (?:of|in|set by)\b.{0,30}\borgani[sz]ation/,
    /mail flow rule/,
    /organi[sz]ation(?:al)? (?:settings|policy|rule)/,
    /network not allowed/,
    /closed (?:mailing )?list/,
    /members?-only/,
    /non-?member/,
    /not (?:a )?(?:subscribed|member)/,
    /moderat/,
    /(?:local|company|corporate|house|site|custom|content|compliance) (?:filter )?rules?\b/,
    /(?:data|talk\w*|command\w*|speak\w*) before (?:greeting|banner)|too (?:soon|early)/,
    /administrative(?:ly)? (?:prohibit|lock|den)/,
    /protocol violation/,
    /header (?:error|are not accepted)/,
    /mass mailer/,
    /message not allowed/,
    /content restriction/,
    /compliance/,
    /\bdlp\b/,
    /low priority/,
    /not accepting (?:mail|messages) with/,
    /multiple addresses/,
  ],
}
