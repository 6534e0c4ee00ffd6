import type { Reason } from './reason.ts'

/*
 * What servers say, and what they mean by it. The first rule that fits counts; so a rule stands before the ones whose
 * words it contains by chance ("blocked because your PTR record is missing" is about the PTR record). The words come in
 * lower case with single spaces; addresses, hosts, network addresses and links are replaced by @addr, @fqdn, @ip and
 * @url, so that no name can look like a reason.
 */

type Rule = readonly [Reason, RegExp]

/** The recipient's mailbox or the server behind it has no room. */
const ROOM: readonly Rule[] = [
  [
    'exceedlimit',
    /resolver\.rst\.recipsizelimit|too (?:large|big|long) for (?:this|the) (?:recipient|mailbox|user)/,
  ],
  [
    'mesgtoobig',
    /(?:message|mail|e-?mail|size|content|line|length)\b(?:(?! too many| rate|queue).){0,40}\b(?:too (?:large|big)|exceed(?:s|ed|ing)?\b.{0,40}\b(?:size|maximum|length))|(?:length|size) exceed|(?:message|mail) (?:is )?too long|exceeds? (?:the )?(?:maximum|max\w*) (?:message |mail )?(?:size|length)|(?:maximum|max) (?:message |mail )?size (?:limit )?exceed|message size limit|size limit exceeded|sizelimit/,
  ],
  [
    'mailboxfull',
    /(?:mail ?box|mailfolder|inbox|maildir|mail ?drop|account|user'?s?|recipient'?s?|storage|folder|quota)\b.{0,60}\b(?:is |are |was |has (?:been )?)?(?:full\b|over ?quota|over (?:the |its |his |their )?(?:quota|limit|allocated)|exceed(?:s|ed|ing)?\b(?!.{0,30}(?:rate|hour|threshold|messages? per)))/,
  ],
  [
    'mailboxfull',
    /\bquota\b.{0,40}\b(?:exceed|full|reached|violat)|(?:over|out of|exceed\w*|insufficient|not enough)\b.{0,30}\b(?:quota|mail ?box space|storage (?:space|limit|allocat\w+))|\bover ?quota\b|mail ?box (?:size )?(?:is )?full|full mail ?box|boite du destinataire pleine|would (?:be )?(?:exceed|over)\b.{0,30}quota|no space left for (?:this )?user|delivery failed: over quota|too much mail data|space has been used up|too many messages on the server|(?:does not have|not) enough (?:storage |disk )?space|exceeded storage allocation|disk (?:quota|space) (?:usage )?(?:exceed|limit)/,
  ],
  [
    'systemfull',
    /(?:insufficient|no|out of|low)\b.{0,12}\b(?:system |disk |free |server )?(?:storage|space|resources?)\b(?!.{0,20}\bmailbox)|(?:disk|file ?system|mail system|spool) (?:is )?full|no space left on device|requested mail action aborted: exceeded storage|insufficient system/,
  ],
]

/** Who sends is not who he says he is, or his machine is not. */
const IDENTITY: readonly Rule[] = [
  [
    'requireptr',
    /\bptr\b|\br-?dns\b|fcrdns|reverse[ -](?:dns|lookup|name|mapping|host ?name|address|record|resol)|(?:can ?not|could not|can't|unable to|failed to) (?:find|resolve|look ?up|verify|get) (?:your|the|client|reverse|hostname|a)\b.{0,30}(?:host ?name|address|domain|name|dns)|(?:domain|host ?name|helo).{0,40}mismatch\w* (?:the )?client (?:ip|address)|unverif\w+ (?:sending|client) ips?|unresolvable (?:relay |client )?host|ip (?:name )?lookup failed|(?:your|client|sending) (?:ip|address|host)\b.{0,40}(?:does not|doesn't|not|no) (?:resolv|have a (?:valid )?(?:name|dns|host)|match)|without a valid (?:sender domain|reverse|host ?name)|no (?:valid )?(?:dns|host ?name|name) (?:record |entry )?(?:found )?for (?:your|client|@ip|this ip)/,
  ],
  [
    'authfailure',
    /\bdmarc\b|\bspf\b|sender policy framework|\bdkim\b|domainkeys|\barc (?:seal|validation|chain)|multiple authentication checks|authentication checks? fail|(?:does not|doesn't|did not|must|fail\w*(?: to)?) (?:meet|pass)\b.{0,40}\bauthenticat|not meet the (?:sender )?authentication|unauthenticated (?:e-?mail|message)s? (?:from|is|are)|sender.{0,20}\bauthenticat\w+ (?:required level|check|fail)/,
  ],
  [
    'notcompliantrfc',
    /\brfc ?-?\d{3,4}\b|rfc.{0,12}(?:complian|violat)|(?:duplicate|multiple|missing|invalid|malformed|more than one|bad|no valid|several)\b(?! mime).{0,40}\b(?:header|from:|message-id|date:)(?! too)|bad header|multiple addresses in from|bare (?:lf|cr|line ?feed|newline)|not rfc|message-id.{0,20}(?:missing|invalid)|(?:header|message) (?:is |was )?(?:malformed|not compliant)/,
  ],
  [
    'failedstarttls',
    /starttls.{0,40}(?:required|first|needed|must|not support|fail)|(?:must|need to|should) issue (?:a )?starttls|(?:tls|ssl|encryption|encrypted connection|secure connection)\b.{0,30}(?:is |was )?(?:required|needed|handshake fail|negotiation fail|not available|not supported|unavailable|mandatory)|(?:requires?|require) (?:tls|starttls|encryption)|certificate.{0,40}(?:expired|untrusted|not trusted|verif\w+ fail|invalid|mismatch|fail)|failed (?:tls|mta-sts|dane)|(?:mta-sts|dane)\b.{0,30}fail|untrustedroot|subjectmismatch|certificate-(?:expired|host-mismatch)|starttls-not-supported|tlsa-invalid|dnssec-invalid|cannot start tls|tls handshake/,
  ],
]

/** Refused now so that a proper server comes again. */
const LATER: readonly Rule[] = [['onhold', /gr[ea]y-?list/]]

/** What the message carries. */
const CONTENT: readonly Rule[] = [
  [
    'virusdetected',
    /\bvirus(?:es)?\b(?! (?:firewall|scan(?:ner|ning)? (?:service|server)))|malware|trojan|\bworm\b|infected|malicious (?:code|file|content|software)/,
  ],
  [
    'policyviolation',
    /(?:illegal|prohibited|forbidden|blocked|banned|dangerous|disallowed|unacceptable|not allowed) (?:attachment|file|content)|attachment.{0,40}(?:not (?:allowed|permitted|accepted)|blocked|prohibited|illegal|forbidden)|its content presents a potential|security (?:issue|policy|policies)|contains? (?:executable|banned)/,
  ],
  [
    'spamdetected',
    /\bspam(?!haus|cop|assassin timeout| and phishing| \()|junk ?mail|unsolicited|\buce\b|\bube\b|bulk (?:e-?)?mail|phish|message content (?:was )?(?:rejected|denied|refused)|content (?:was |is )?(?:rejected|denied|refused|filter)|looks like (?:spam|junk)|(?:mail|message) rejete|mail rejected|rejected (?:by|due to) (?:the )?content|identified as (?:spam|bulk|junk)|bad content|classified as|high probability of|dangerous links?|(?:contains?|containing) (?:a )?(?:blacklisted|blocked|suspicious|listed|bad) (?:url|uri|link|domain)|(?:url|uri)bl\b|surbl|message (?:was |has been )?(?:rejected|blocked|refused) (?:by|due to|because of) (?:our |the )?(?:anti-?spam|filter|heuristic)|greylist\w* as spam|bayes|recurrent pattern detection|likely unsolicited|has detected that this message is|spam-like|for abuse\b|blocked by our filter|triggered a|bulk\.advertising|rejecting (?:mail|banned) content|mail content denied|unacceptable content|\d spam$/,
  ],
  [
    'contenterror',
    /headers? (?:are |is )?too (?:large|long|big)|media (?:error|type|not supported)|(?:mime|conversion|8bit|8-bit|utf-?8|charset|encoding)\b.{0,40}(?:error|not support|required|fail|invalid|illegal|bad|improper)|improper use of 8-?bit|malformed mime|invalid (?:mime|character)|illegal (?:8bit|character)|too many (?:mime|attachments)|partial message|message (?:could not be )?pars|bad (?:mime|base64|attachment)|loss of data|content (?:format|type) (?:is )?not (?:allowed|supported)/,
  ],
]

/** The host or the network address of the sender is not wanted. */
const HOST: readonly Rule[] = [
  ['badreputation', /reputation|user complaints|poor sender|sender ?score|complaint rate/],
  [
    'blocked',
    /blocklist|black ?-?list|block ?-?list|\bdnsbl\b|\brbls?\b|real-?time (?:black|block)|denylist|client host (?:@\w+ ?)?(?:rejected|blocked)|banned sending ip|blocked using|use the smtp server of your isp|dynamic (?:ip|address|host|dns)|open (?:proxy|relay)|dial-?up|residential (?:ip|host)|not currently accepting mail from your ip|go away|may not be mail exchanger|no access from mail server|confirm this mail server|looks suspiciously like spammer|proxy detected|traffic not accepted|service refus|suspicious (?:ip|activity)/,
  ],
  [
    'blocked',
    /(?:client|sending|sender'?s?|your|remote|connecting|this|originating) (?:host|ips?|ip address(?:es)?|server|mail ?server|network|address range|mta|hostname)\b(?:(?! unknown).){0,60}\b(?:block|reject|denied|ban|refus|not (?:allowed|permitted|accept\w*|welcome))|(?:block|reject|denied|ban|refus)\w*\b.{0,40}\b(?:your (?:ip|host|server|network|mail ?server)|from (?:your|this|ip|@ip|host)|client|ip address|ip @ip|host @)|(?:ip|ip address|mail from) @ip\b.{0,40}\b(?:block|ban|reject|not allowed|denied|listed|refus)|@ip (?:is |has been |was )?(?:block|ban|reject|not allowed|denied|listed)|access from ip|(?:helo|ehlo)\b.{0,30}(?:reject|invalid|denied|bad)|bad (?:helo|ehlo)/,
  ],
]

/** Too much in too short a time. */
const RATE: readonly Rule[] = [
  [
    'toomanyconn',
    /too many (?:concurrent |simultaneous |smtp |open |active )*(?:connection|session|recipient|rcpt|message per connection|process)|(?:connection|session|concurren\w+|recipient)s?\b.{0,20}\b(?:rate|limit|count|frequency|number|max\w*)\b.{0,30}(?:exceed|reach|hit|over)|(?:exceed\w*|reached|over)\b.{0,40}\b(?:connection|session|concurren\w+|recipients? (?:limit|per|count|number|allowed))|maximum (?:number of )?(?:connections?|sessions?|recipients?|parallel)|max(?:imum)? (?:connections?|sessions?|recipients?)|connections? limit|all server ports are busy|recipient thread limit|trop de connexions|max(?:imum)? e?-?mails? per hour|numerous attempts to deliver this message/,
  ],
  [
    'speeding',
    /receiving mail at a rate|rate[ -]?limit|\bthrottl|too (?:fast|quickly|frequent|many (?:messages?|mails?|e-?mails?|errors|attempts|unknown|invalid|commands|failures|bad|requests|times))|(?:exceed\w*|over|reached)\b.{0,50}\b(?:rate|hourly|daily|per (?:hour|day|minute|second)|threshold|permitted limits|message limit|sending limit|quota of messages|allowed messages)|(?:message|sending|delivery|hourly|daily|per hour)\b.{0,20}\b(?:rate|limit|quota|volume)\b.{0,30}(?:exceed|reach|over|too)|unusual(?:ly)? (?:rate|volume|high)|unexpected volume|excessive (?:rate|volume|message)|mail flood|daily limit|submission quota|sending limit|slow down|please try again slower|receive limit|frequency (?:is )?limit/,
  ],
]

/** The server is no way to that recipient. */
const RELAY: readonly Rule[] = [
  [
    'norelaying',
    /\brelay(?:ing|ed|s)?\b(?! access denied user).{0,40}\b(?:denied|prohibit|not (?:permit|allow|accept|authori|support|possible)|disallow|forbid|refus|reject|restrict|disabled|violation|mail|for|here)|(?:not|no|unable to|cannot|can't|won't|don't|do not|does not|refus\w*|denied|insecure|no such|unauthorized|authenticat\w* (?:is )?required (?:to|for)|without|mail server|attempt\w*|permission|permitted|allowed|authorized) (?:mail )?(?:to )?(?:open )?\brelay|relay access denied|allowed rcpthosts|rcpthosts|not (?:a )?(?:local|gateway|hosted|in local) (?:host|domain|to)|we do not (?:handle|host|serve) (?:mail for )?(?:this |that |@fqdn )?domain|not (?:allowed|authori[sz]ed) to (?:relay|route|forward)|is not verified|tenantattribution|email address is not verified|that domain isn't in my list|domain (?:is )?not (?:hosted|served|local|handled)|no relaying|this mail server requires authentication when attempting to send to a non-local/,
  ],
]

/** The mailbox is there but closed, or gone elsewhere. */
const CLOSED: readonly Rule[] = [
  [
    'hasmoved',
    /has (?:been )?(?:moved|changed)\b|no longer on (?:this )?server|mailbox (?:has )?moved|(?:address|user|recipient|account|mailbox).{0,30}(?:has |was |is )(?:been )?(?:moved|replaced|changed|renamed)|new (?:e-?mail )?address is|user not local; please try|moved to (?:another|a new|@)|please (?:try|use) (?:the )?(?:new address|@addr)|forwarding address/,
  ],
  [
    'suspend',
    /(?:account|mail ?box|user|address|recipient|domain|subscri\w+)\b.{0,60}\b(?:disabled|suspend\w*|frozen|inactive|deactivated|locked|expired|blocked|on hold|cancel\w+|terminated|closed|(?:not|no longer) active)\b|(?:disabled|suspended|inactive|frozen|deactivated|expired|locked) (?:account|mail ?box|user|address|recipient|domain|due)|temporarily (?:disabled|suspended|locked|inactive|blocked)|invalid\/inactive user|not active user|is (?:currently )?suspended|vacation hold|extended inactivity|user suspended|boite du destinataire archivee|suspend the service|unavailable or access denied|access to this account/,
  ],
]

/** A program that was to take the message on the same machine did not. */
const MACHINE: readonly Rule[] = [
  [
    'mailererror',
    /pipe to \||command (?:output|failed|died|exited|line usage)|(?:exit(?:ed)? (?:status|code|with)|died with|killed by|terminated by) |local (?:program|mailer)|mail ?box_command|x-unix|procmail|\bmailer error|generated (?:by|during the delivery)/,
  ],
]

/** The address leads to nobody. */
const NOBODY: readonly Rule[] = [
  [
    'hostunknown',
    /(?:host|domain|server|site|node)(?: name)?s?\b(?! said)(?:(?! of sender).){0,40}\b(?:unknown|not (?:be )?found|(?:does|do) not exist|doesn't exist|non-?exist\w*|not exist|invalid|no such|unrout\w+|could not be found|not known|is bogus|unresolvable|couldn't be found)|(?:unknown|no such|non-?exist\w*|invalid|bad destination|unrouteable|unroutable|illegal) (?:mail )?(?:host|domain|system|server)|nxdomain|name or service not known|host not found|domain not found|@fqdn (?:does not exist|unknown|not found)|unrout(?:e)?able (?:mail )?(?:domain|address)|account or domain may not exist|(?:host|domain) (?:must exist|is unreachable|unreachable)|dead domain|all relevant mx records point to non-?exist|couldn't find any host|domain is not reachable|no (?:dns|a|aaaa) (?:or (?:a|mx|aaaa) )?(?:record|entry|host)s?\b.{0,20}(?:for|found|exist)|nonexistent ?domain|name server:? .{0,40}(?:no data|host not found|unknown)|invalid (?:recipient )?domain/,
  ],
  [
    'notaccept',
    /null ?mx|does ?(?:not|n't) accept (?:any )?(?:e-?)?mail|(?:not|no longer) accept(?:ing)? (?:any )?(?:network )?(?:e-?mail|mail|messages)(?! from your)|no smtp service|domain (?:that )?does not receive|smtp (?:service )?(?:is )?not (?:available|supported|enabled)|invalid mx|mx (?:record )?points? to (?:localhost|127)|does not run smtp|destination seem to reject all mails|no mx (?:record )?(?:was )?found|couldn't find a mail exchanger|(?:host|domain) does not accept mail|smtp protocol returned a permanent error/,
  ],
]

/** The recipient set it up like that, or a list did. */
const PREFERENCE: readonly Rule[] = [
  [
    'filtered',
    /recipient preferences|blocked by (?:the )?recipient|resolver\.rst\.notauthorized|rejected by (?:the )?(?:recipient|user|domain filter)|user reject|only accept\w* (?:mail|messages?|e-?mails?) from|not accepting (?:any )?(?:mail|messages)|refuse to receive|(?:account|mailbox|user|recipient) is protected|message (?:was )?filtered|bounced address|e-?mail preferences|(?:not|isn't) in (?:the )?(?:allow\w*|white ?list|safe ?list)|restricted sms|personal (?:filter|blocklist)|was rejected by a remote mail server|domain filter|rejected by sieve/,
  ],
]

/** Nobody of that name. */
const UNKNOWN: readonly Rule[] = [
  [
    'userunknown',
    /(?:user|recipient|mail ?box|address|account|alias|person|name|destinataire|addressee|e-?mail|rcpt|local part|recipient's name|subscriber|customer|mailhost|group|list)s?\b(?:(?! rejected: access denied).){0,80}?\b(?:unknown|not (?:be |currently )?(?:found|known|recogni[sz]ed|listed|exist\w*|valid|present|available|a valid|defined|local|active|ok)|(?:does|do|did) ?(?:not|n't) (?:exist|have|match|appear)|doesn't (?:exist|have|like)|didn't exist|couldn't be found|wasn't found|could not be (?:found|resolved|located)|un(?:available|deliverable|routeable|routable)|unavaiable|non-?exist\w*|no longer (?:exists?|valid|available|in use|active|accepts)|invalid|inconnu|invalide|has (?:been )?(?:deleted|removed)|missing|nicht|inexist\w*|not listed)/,
  ],
  [
    'userunknown',
    /(?:unknown|no such|invalid|bad|non-?exist\w*|illegal|undefined|no valid|undeliverable|unrouteable|unroutable|not a (?:valid|known|local)|no) (?:or (?:illegal|inactive|invalid|unknown) )?(?:virtual |local |e-?mail |destination |envelope |mail )?(?:user|recipient|mail ?box|address|account|alias|person|name|rcpt|local ?-?part|id|mail drop|subscriber|member)s?\b(?! syntax)/,
  ],
  [
    'userunknown',
    /(?:recipient|destination)s? address(?:es)? rejected|address(?:es)? rejected|(?:isn't|is not|not) (?:a )?(?:known|valid|registered|listed|an? active|one of our|our) (?:user|customer|recipient|address|member|in (?:the |our )?(?:director|local))|there is no (?:one|user|such)|nobody here by that name|no one (?:here )?by that name|doesn't have an? .{0,40}account|badrcptto|validrcptto|badrecipientto|@addr[>.:]* (?:unknown|not found|is unknown|does not exist|doesn't exist|not exist|is not valid|isn't valid|not known)|recip(?:ient)?notfound|exrecipnotfound|recipient ?not ?found|your envelope recipient|not our customer|requested action not taken: mailbox|can't accept user|rejected recipients|recipient (?:is )?not (?:accepted|allowed|ok)|cannot deliver to|usuario (?:desconocido|inexistente)|utente (?:sconosciuto|non)|unbekannter|empf[äa]nger/,
  ],
]

/** The way is broken, or time ran out on it. */
const WAY: readonly Rule[] = [
  [
    'networkerror',
    /too many hops|hop ?count exceed|(?:mail|routing|forwarding|delivery|message) loop|loop(?:s|ing)? (?:back to (?:myself|me|self)|detected|count)|no route to host|network (?:is )?(?:unreachable|error|down)|host (?:is )?unreachable|connection (?:was |has been )?(?:refused|reset|lost|dropped|closed|aborted|abort|broken|interrupted|shutdown)|(?:name ?server|name service|dns|host ?name|mx|host name|address)\b.{0,30}(?:lookup|error|fail\w*|servfail|query|timeout|timed out|problem|malformed)|lookup (?:of|fail)|server dropped connection|broken pipe|lost connection|establish an? (?:smtp )?connection|maximum forwarding loop|message (?:probably in a routing )?loop|dns records for the destination|could not connect and send|temporarily unable to (?:look|resolv)|temporary (?:failure in name|lookup|dns)|no (?:route|path)|couldn't connect|could not connect to any|unable to route|mx (?:list )?.{0,20}(?:localhost|points? (?:back )?to)|all relevant mx|servfail|socket error code/,
  ],
  [
    'expired',
    /tim(?:ed?|e)[ -]?out|timed out|\bexpired\b|queue\.expired|(?:delivery|connection|message|retry|queue)\b.{0,20}\b(?:time|timeout)\b.{0,20}(?:exceed|expire|limit|over)|too long (?:in|on) (?:the )?queue|(?:queue|queued) (?:for )?too long|in the queue too long|unable to deliver.{0,30}(?:in|for|after) \d+ (?:minute|hour|day|second)|could not be (?:sent|delivered) (?:for|within|after|in)|not (?:been )?(?:delivered|reach\w*) (?:for|after|within|in) |retr(?:y|ies).{0,30}(?:exceed|exhaust|limit)|host not reachable|unable to connect|could not connect|(?:can|could) ?(?:not|n't) (?:connect|contact|reach|establish)|couldn't (?:make|establish).{0,20}connection|did not accept our requests to connect|not accept(?:ing)? connection|recipient server (?:is )?(?:unavailable|not)|giving up(?: on @)|(?:no|did not|doesn't) (?:answer|respond|response)|undelivered after|still undelivered|could not send message for|resources temporarily unavailable|delivery (?:time|attempts?) (?:exceed|expired)|has been delayed|is delayed|temporarily deferred|could not (?:be )?deliver(?:ed)? (?:for|in|within|after)|(?:aborted|abandoned|stopped|gave up|given up|failed) after [\d.]+ |failed \d+ (?:attempts|times)|could not find a gateway|not been collected|not reachable within|did not respond|retry time not reached|was not reachable|try again later.{0,20}#4\.4/,
  ],
]

/** Rules of the house, of commands and of machines. */
const HOUSE: readonly Rule[] = [
  [
    'policyviolation',
    /\bpolic(?:y|ies)\b|transport\.rules|mail flow rule|organi[sz]ation(?:al)? (?:settings|policy|rule)|network not allowed|closed (?:mailing )?list|members?-only|non-?member|not (?:a )?(?:subscribed|member)|moderat|local rules?|administrative(?:ly)? (?:prohibit|lock|den)|protocol violation|header (?:error|are not accepted)|mass mailer|message not allowed|content restriction|compliance|\bdlp\b/,
  ],
  [
    'syntaxerror',
    /syntax error|malformed (?:recipient )?address|incorrectly constructed|(?:command|parameter|argument|verb)s?\b.{0,30}\b(?:not (?:implemented|recogni[sz]ed|understood|supported|allowed)|unrecogni[sz]ed|unknown|invalid|rejected|sequence|out of order)|(?:unrecogni[sz]ed|unknown|bad|invalid|improper|wrong) (?:sequence of )?(?:command|parameter|argument|verb)s?|sequence of commands|need (?:rcpt|mail) (?:command )?(?:first|before)?|(?:rcpt|mail) first|polite people say|line too long|protocol error/,
  ],
  [
    'securityerror',
    /authentication (?:is )?(?:required|fail|unsuccessful|credentials|needed)|(?:must|please|need to) (?:first )?(?:authenticate|log ?in|turn on smtp auth)|smtp auth|unauthenticated senders?|not authenticated|resolver\.rst\.authrequired|(?:invalid|bad) (?:login|password|credentials|authentication)|(?:could not|couldn't) authenticate|does not advertise auth|not (?:logged in|permitted to submit)|access denied|permission denied|verification fail|sender (?:was )?not authenticated|not authori[sz]ed|unauthori[sz]ed|captcha|password|not subscribed to ses|authentification (?:requise|invalide)/,
  ],
  [
    'systemerror',
    /system (?:config\w*|error)|insufficient (?:permission|privilege)|(?:configuration|internal|server|local|software|processing|database|directory|ldap|system|backend)\b.{0,20}\b(?:error|failure|problem|fault)|mis-?configured|could not (?:load|open|lock|create|write|read|complete)|can(?:'t|not) (?:create|open|write|read|lock|contact)|queue file|service (?:is )?(?:currently |temporarily )?(?:unavailable|not available|not active)|resource.{0,20}(?:unavailable|problem)|unable to (?:contact|verify|open|process|chdir|stat|read|write|lock|switch|run|access)|out of memory|i\/o error|try again|internal server|temporar(?:y|ily) (?:local |system |server )?(?:problem|error|unavailable)|multiple retries|ldap|operation (?:not permitted|timed)|interrupted system call|error (?:while|in|reading|writing|processing)/,
  ],
]

/** The sender's address is not wanted. */
const SENDER: readonly Rule[] = [
  ['rejected', /google groups/],
  [
    'rejected',
    /sender(?:'s)?(?: (?:e-?mail )?address| domain)?\b.{0,40}\b(?:reject|denied|refus|invalid|block|ban|not (?:exist|accept|allowed|permitted|valid|approved|found)|unrout|spammer|empty|unknown|does not exist|forbidden)|(?:bad|invalid|banned|unrout\w+|unknown|refused|blocked|empty|unqualified|null|blacklisted) (?:mail |outbound |envelope |return )?(?:sender|from|return[ -]path|reverse[ -]path)|domain of sender|sender verif\w+ fail|(?:mail )?from\b.{0,30}(?:not owned|does not exist|invalid|not allowed)|batv|backscatter|empty envelope|<> |no third-party dsns|not (?:a )?registered gateway user|does not exist e2\d{3}|(?:bounce|bogus|dsn)s? (?:mail )?(?:from|not accepted|denied)|returned mail not accepted|you are not allowed to (?:send|post|contact)|fully qualified|not allowed to send|permissions? to send as|send as this sender|emetteur|null sender|delivery not authori[sz]ed|not have permission to post|permission to post|address rejected e/,
  ],
]

/** In this order. */
export const RULES: readonly Rule[] = [
  ...IDENTITY.slice(0, 1),
  ...ROOM,
  ...IDENTITY.slice(1),
  ...LATER,
  ...HOST.slice(0, 1),
  ...RATE,
  ...CONTENT,
  ...RELAY,
  ...SENDER,
  ...HOST.slice(1),
  ...CLOSED,
  ...PREFERENCE,
  ...MACHINE,
  ...NOBODY,
  ...UNKNOWN,
  ...WAY,
  ...HOUSE,
]

const LINK = /\b(?:https?|ftp):\/\/\S+|\bwww\.\S+/g
const ADDRESS = /<?[^\s<>"'()[\]{}:;,]{1,64}@(?:[a-z0-9_-]{1,63}\.){0,8}[a-z0-9_-]{1,63}>?/g
const IP = /\[?(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])\]?|\[(?:ipv6:)?[0-9a-f:.]*:[0-9a-f:.]+\]/g
const HOSTNAME =
  /\b(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}(?!(?:expired|notfound|notauthorized|authrequired|deliver|submit)\b)[a-z]{2,24}\b(?!\.[a-z])/g
const KEPT = /^(?:resolver|storedrv|transport|smtpsend|queue|routing|agent)\./

const MOST = 3000

/** The words in the form that the rules are made for. */
export const smoothed = (words: string): string =>
  words
    .slice(0, MOST)
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(LINK, (link) =>
      /spamhaus|spamcop|sorbs|rbl|dnsbl|barracudacentral|ipcheck|ip-?lookup/.test(link)
        ? ' blocklist '
        : /groups\.google|google\.com\/a\/\S+\/group/.test(link)
          ? ' google groups '
          : '@url',
    )
    .replaceAll(ADDRESS, '@addr')
    .replaceAll(IP, '@ip')
    .replaceAll(HOSTNAME, (name) =>
      KEPT.test(name) ? name : /spamhaus|spamcop|sorbs|barracudacentral/.test(name) ? 'blocklist' : '@fqdn',
    )
    .replaceAll(/\b[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3} ?)?/g, ' ')
    .replaceAll(/ +/g, ' ')

/** sendmail's words for any refusal after the message was sent. */
const EMPTY = /^554 (?:5\.0\.0 )?(?:@addr\.\.\. )?service unavailable$/

/** qmail's last remark: it says that time ran out, not on what. */
const NO_MORE = / ?\/?i'm not going to try again; this message has been in the queue too long\.?/

export const phraseIn = (words: string): Reason | undefined => {
  const smooth = smoothed(words).trim()
  if (EMPTY.test(smooth)) return undefined
  return ruledBy(smooth.replace(NO_MORE, '')) ?? ruledBy(smooth)
}

const ruledBy = (smooth: string): Reason | undefined => RULES.find(([, pattern]) => pattern.test(smooth))?.[0]
