import type { Rule } from './rule.ts'

/* What servers say of the dialogue, of who may use them, and of their own troubles. */

/** A program that was to take the message on the same machine did not. */
export const PROGRAM: Rule = {
  reason: 'mailererror',
  says: [
    /pipe to \|/,
    /command (?:output|failed|died|exited|line usage)/,
    /(?:exit(?:ed)? (?:status|code|with)|died with|killed by|terminated by) /,
    /local (?:program|mailer)|child process/,
    /mail ?box_command/,
    /^maildrop|maildrop: /,
    /x-unix/,
    /procmail/,
    /\bmailer error/,
    /^(?:[245]\d\d )?(?:[245]\.\d\.\d )?(?:program|command|script) \S+ (?:failed|exited|returned|died)/,
    /generated during the delivery/,
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
    /^(?:[245]\d\d )?(?:[245]\.\d\.\d )?syntax:/,
    /parse error/,
    /unsupported (?:option|command|parameter)/,
    /sequence error|bad (?:address )?syntax|(?:ehlo|helo|data) first/,
    /protocol error/,
  ],
}

/** Not signed in, or not allowed. */
export const PERMISSION: Rule = {
  reason: 'securityerror',
  says: [
    /\bauth(?:entication)? (?:is )?(?:required|fail|unsuccessful|credentials|needed|error)|fail\w* auth/,
    /trust relationship/,
    /(?:must|please|need to) (?:first )?(?:authenticate|log ?in|turn on smtp auth)/,
    /authentication turned on/,
    /unauthenticated senders?/,
    /not authenticated/,
    /resolver\.rst\.authrequired/,
    /(?:invalid|bad) (?:login|password|credentials|authentication)/,
    /could not authenticate/,
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
    /incorrect authentication/,
    /retrieve credentials/,
    /login attempts/,
    /not authorized to perform/,
  ],
}

/** The machine has a fault. */
export const SYSTEM: Rule = {
  reason: 'systemerror',
  says: [
    /system (?:config\w*|error)/,
    /insufficient (?:permission|privilege)/,
    /\b(?:configuration|internal|server|local|software|processing|database|db|sql|directory|ldap|system|backend|scanner|filter|milter|storage|qqt?)\b.{0,20}\b(?:error|failure|problem|fault|crash\w*|(?:not|un)(?: be)? ?(?:reachable|available)|is down|timed out)/,
    /mis-?configured/,
    /could not (?:load|open|lock|create|write|read|complete)/,
    /cannot (?:create|open|write|read|lock|contact)/,
    /queue file/,
    /service (?:is )?(?:currently |temporarily )?(?:unavailable|not available|not active)/,
    /resource.{0,20}(?:unavailable|problem|exhaust\w*)/,
    /shutting down|(?:ldap|database|map) lookup/,
    /unable to (?:contact|verify|open|process|chdir|stat|read|write|lock|switch|run|access)/,
    /out of memory/,
    /(?:system|server|service|queue|host|machine)\b.{0,20}\b(?:busy|overload\w*|out of order|maintenance|load)/,
    /(?:system|server|service|queue) (?:is )?(?:currently |temporarily )?(?:not available|unavailable)/,
    /(?:ended|terminated) (?:early|unexpectedly)|maintenance (?:mode|window|in progress)/,
    /i\/o error/,
    /try again/,
    /internal server/,
    /temporar(?:y|ily) (?:\w+ ){0,2}(?:problem|error|unavailable|failure|fault)/,
    /[a-z.]exception\b|failed to process/,
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
