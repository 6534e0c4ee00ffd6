import type { Rule } from './rule.ts'

/* What servers say of the way, the machines and the dialogue. */

/** The host takes no mail at all. */
export const NO_MAIL_HERE: Rule = {
  reason: 'notaccept',
  says: [
    /null ?mx/,
    /does ?(?:not|n't) accept (?:any )?(?:e-?)?mail/,
    /(?:not|no longer) accept(?:ing)? (?:any )?(?:network )?(?:e-?mail|mail|messages)(?! from your)/,
    /no smtp service/,
    /domain (?:that )?does not receive/,
    /smtp (?:service )?(?:is )?not (?:available|supported|enabled)/,
    /invalid mx/,
    /mx (?:record )?points? to (?:localhost|127)/,
    /does not run smtp/,
    /destination seem to reject all mails/,
    /no mx (?:record )?(?:was )?found/,
    /couldn't find a mail exchanger/,
    /(?:host|domain) does not accept mail/,
    /smtp protocol returned a permanent error/,
  ],
}

/** The domain leads nowhere. */
export const NO_HOST: Rule = {
  reason: 'hostunknown',
  says: [
    /(?:host|domain|server|site|node)(?: name)?s?\b(?! said)(?:(?! of sender).){0,40}\b(?:unknown|not (?:be )?found|(?:does|do) not exist|doesn't exist|non-?exist\w*|not exist|invalid|no such|unrout\w+|could not be found|not known|is bogus|unresolvable|couldn't be found)/,
    /(?:unknown|no such|non-?exist\w*|invalid|bad destination|unrouteable|unroutable|illegal) (?:mail )?(?:host|domain|system|server)/,
    /nxdomain/,
    /name or service not known/,
    /host not found/,
    /domain not found/,
    /@fqdn (?:does not exist|unknown|not found)/,
    /unrout(?:e)?able (?:mail )?(?:domain|address)/,
    /account or domain may not exist/,
    /(?:host|domain) (?:must exist|is unreachable|unreachable)/,
    /dead domain/,
    /all relevant mx records point to non-?exist/,
    /couldn't find any host/,
    /domain is not reachable/,
    /no (?:dns|a|aaaa) (?:or (?:a|mx|aaaa) )?(?:record|entry|host)s?\b.{0,20}(?:for|found|exist)/,
    /nonexistent ?domain/,
    /name server:? .{0,40}(?:no data|host not found|unknown)/,
    /invalid (?:recipient )?domain/,
  ],
}

/** A program that was to take the message on the same machine did not. */
export const PROGRAM: Rule = {
  reason: 'mailererror',
  says: [
    /pipe to \|/,
    /command (?:output|failed|died|exited|line usage)/,
    /(?:exit(?:ed)? (?:status|code|with)|died with|killed by|terminated by) /,
    /local (?:program|mailer)/,
    /mail ?box_command/,
    /x-unix/,
    /procmail/,
    /\bmailer error/,
    /generated (?:by|during the delivery)/,
  ],
}

/** Routed to itself, or a lookup of its own failed. */
export const MISLED: Rule = {
  reason: 'systemerror',
  says: [
    /loops? back to (?:myself|me|self)/,
    /aliasing\/forwarding/,
    /loop was found in the mail exchanger/,
    /timeout waiting for input/,
    /temporary lookup failure/,
    /temporary local problem/,
  ],
}

/** The way is broken. */
export const CONNECTION: Rule = {
  reason: 'networkerror',
  says: [
    /too many hops/,
    /hop ?count exceed/,
    /(?:mail|routing|forwarding|delivery|message) loop/,
    /loop(?:s|ing)? (?:detected|count)/,
    /no route to host/,
    /network (?:is )?(?:unreachable|error|down)/,
    /host (?:is )?unreachable/,
    /connection (?:was |has been )?(?:refused|reset|lost|dropped|closed|aborted|abort|broken|interrupted|shutdown)/,
    /(?:name ?server|name service|dns|host ?name|mx|host name|address)\b.{0,30}(?:lookup|error|fail\w*|servfail|query|timeout|timed out|problem|malformed)/,
    /lookup (?:of|fail)/,
    /server dropped connection/,
    /broken pipe/,
    /lost connection/,
    /establish an? (?:smtp )?connection/,
    /maximum forwarding loop/,
    /message (?:probably in a routing )?loop/,
    /dns records for the destination/,
    /could not connect and send/,
    /temporarily unable to (?:look|resolv)/,
    /temporary (?:failure in name|dns)/,
    /no (?:route|path)/,
    /couldn't connect/,
    /unable to resolve/,
    /lookup did not complete/,
    /could not connect to any/,
    /unable to route/,
    /mx (?:list )?.{0,20}(?:localhost|points? to)/,
    /all relevant mx/,
    /servfail/,
    /socket error code/,
  ],
}

/** Time ran out. */
export const TIME: Rule = {
  reason: 'expired',
  says: [
    /tim(?:ed?|e)[ -]?out/,
    /timed out/,
    /\bexpired\b/,
    /queue\.expired/,
    /(?:delivery|connection|message|retry|queue)\b.{0,20}\b(?:time|timeout)\b.{0,20}(?:exceed|expire|limit|over)/,
    /too long (?:in|on) (?:the )?queue/,
    /(?:queue|queued) (?:for )?too long/,
    /in the queue too long/,
    /unable to deliver.{0,30}(?:in|for|after) \d+ (?:minute|hour|day|second)/,
    /could not be (?:sent|delivered) (?:for|within|after|in)/,
    /not (?:been )?(?:delivered|reach\w*) (?:for|after|within|in) /,
    /retr(?:y|ies).{0,30}(?:exceed|exhaust|limit)/,
    /host not reachable/,
    /unable to connect/,
    /could not connect/,
    /(?:can|could) ?(?:not|n't) (?:connect|contact|reach|establish)/,
    /couldn't (?:make|establish).{0,20}connection/,
    /did not accept our requests to connect/,
    /not accept(?:ing)? connection/,
    /recipient server (?:is )?(?:unavailable|not)/,
    /giving up(?: on @)/,
    /(?:no|did not|doesn't) (?:answer|respond|response)/,
    /undelivered after/,
    /still undelivered/,
    /could not send message for/,
    /resources temporarily unavailable/,
    /delivery (?:time|attempts?) (?:exceed|expired)/,
    /has been delayed/,
    /is delayed/,
    /temporarily deferred/,
    /could not (?:be )?deliver(?:ed)? (?:for|in|within|after)/,
    /(?:aborted|abandoned|stopped|gave up|given up|failed) after [\d.]+ /,
    /failed \d+ (?:attempts|times)/,
    /could not find a gateway/,
    /maximum delivery attempts/,
    /attempts will continue/,
    /keep trying/,
    /not been collected/,
    /not reachable within/,
    /did not respond/,
    /retry time not reached/,
    /was not reachable/,
    /try again later.{0,20}#4\.4/,
  ],
}

/** A command was not understood. */
export const SYNTAX: Rule = {
  reason: 'syntaxerror',
  says: [
    /syntax error/,
    /malformed (?:recipient )?address/,
    /incorrectly constructed/,
    /(?:command|parameter|argument|verb)s?\b.{0,30}\b(?:not (?:implemented|recogni[sz]ed|understood|supported|allowed)|unrecogni[sz]ed|unknown|invalid|rejected|sequence|out of order)/,
    /(?:unrecogni[sz]ed|unknown|bad|invalid|improper|wrong) (?:sequence of )?(?:command|parameter|argument|verb)s?/,
    /sequence of commands/,
    /need (?:rcpt|mail) (?:command )?(?:first|before)?/,
    /(?:rcpt|mail) first/,
    /polite people say/,
    /line too long/,
    /protocol error/,
  ],
}

/** Not signed in, or not allowed. */
export const PERMISSION: Rule = {
  reason: 'securityerror',
  says: [
    /authentication (?:is )?(?:required|fail|unsuccessful|credentials|needed)/,
    /(?:must|please|need to) (?:first )?(?:authenticate|log ?in|turn on smtp auth)/,
    /smtp auth/,
    /authentication turned on/,
    /unauthenticated senders?/,
    /not authenticated/,
    /resolver\.rst\.authrequired/,
    /(?:invalid|bad) (?:login|password|credentials|authentication)/,
    /(?:could not|couldn't) authenticate/,
    /does not advertise auth/,
    /not (?:logged in|permitted to submit)/,
    /access denied/,
    /permission denied/,
    /verification fail/,
    /sender (?:was )?not authenticated/,
    /not authori[sz]ed/,
    /unauthori[sz]ed/,
    /captcha/,
    /password/,
    /not subscribed to ses/,
    /authentification (?:requise|invalide)/,
  ],
}

/** The machine has a fault. */
export const SYSTEM: Rule = {
  reason: 'systemerror',
  says: [
    /system (?:config\w*|error)/,
    /insufficient (?:permission|privilege)/,
    /(?:configuration|internal|server|local|software|processing|database|directory|ldap|system|backend)\b.{0,20}\b(?:error|failure|problem|fault)/,
    /mis-?configured/,
    /could not (?:load|open|lock|create|write|read|complete)/,
    /can(?:'t|not) (?:create|open|write|read|lock|contact)/,
    /queue file/,
    /service (?:is )?(?:currently |temporarily )?(?:unavailable|not available|not active)/,
    /resource.{0,20}(?:unavailable|problem)/,
    /unable to (?:contact|verify|open|process|chdir|stat|read|write|lock|switch|run|access)/,
    /out of memory/,
    /i\/o error/,
    /try again/,
    /internal server/,
    /temporar(?:y|ily) (?:local |system |server )?(?:problem|error|unavailable)/,
    /multiple retries/,
    /no mdb\b/,
    /transaction failed/,
    /server temporarily rejected/,
    /ldap/,
    /operation (?:not permitted|timed)/,
    /interrupted system call/,
    /error (?:while|in|reading|writing|processing)/,
  ],
}
