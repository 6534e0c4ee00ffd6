import type { Reason } from './reason.ts'

/*
 * Codes of their own that large receivers put into their answers, and that say more exactly what they mean than the
 * words around them. Sources: the postmaster pages of each, e.g. https://senders.yahooinc.com/smtp-error-codes/,
 * https://postmaster.facebook.com/response_codes, https://postmaster.comcast.net/smtp-error-codes.php,
 * https://www.spectrum.net/support/internet/understanding-email-error-codes, https://postmaster.orange.fr,
 * https://www.cox.com/residential/support/email-error-codes.html,
 * https://www.godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685,
 * https://substrate.office.com/ip-domain-management-snds/postmaster/troubleshooting
 */
const CODES: readonly (readonly [RegExp, Reason])[] = [
  // Facebook: the group before the number names what was looked at, P or T whether it lasts.
  [/\b(?:rcp-p1|int-p[134])\b/, 'userunknown'],
  [/\brcp-p[2-9]\b/, 'filtered'],
  [/\brcp-t4\b/, 'suspend'],
  [/\brcp-t\d\b/, 'systemerror'],
  [/\b(?:con-t\d|msg-t1)\b/, 'toomanyconn'],
  [/\b(?:msg-p1|int-p2)\b/, 'mesgtoobig'],
  [/\bmsg-p2\b/, 'contenterror'],
  [/\bmsg-p3\b/, 'notcompliantrfc'],
  [/\bpol-p5\b/, 'virusdetected'],
  [/\bpol-p[67]\b/, 'spamdetected'],
  [/\bpol-(?:p[1-4]|t\d)\b/, 'blocked'],
  [/\bdns-(?:p3|t2)\b/, 'requireptr'],
  [/\bdns-[pt]\d\b/, 'rejected'],
  // Orange and La Poste: `OFR_506`, `OFR006_102`, `LPN416`.
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:10[1235789]|201|423|424|510|999)\b/, 'blocked'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?104\b/, 'toomanyconn'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:401|517)\b/, 'authfailure'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:305|402)\b/, 'securityerror'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:403|405|415|421)\b/, 'rejected'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:416|418)\b/, 'userunknown'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?417\b/, 'mailboxfull'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:420|426)\b/, 'suspend'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?505\b/, 'systemerror'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?(?:506|511|513|515|518)\b/, 'spamdetected'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?514\b/, 'mesgtoobig'],
  [/\b(?:ofr|lpn|ouk)(?:[a-z0-9]{3}_|_)?630\b/, 'policyviolation'],
  // Spectrum: the number after the direction.
  [/aup#(?:in|out|i|o)?-?(?:1000|12[0-5]0)\b/, 'blocked'],
  [/aup#(?:in|out|i|o)?-?(?:10[1-8]0|15[02]0)\b/, 'rejected'],
  [/aup#(?:in|out|i|o)?-?11[0-5]0\b/, 'requireptr'],
  [/aup#(?:in|out|i|o)?-?(?:11[6-9]0|1560)\b/, 'policyviolation'],
  [/aup#(?:in|out|i|o)?-?1260\b/, 'networkerror'],
  [/aup#(?:in|out|i|o)?-?13[0-4]0\b/, 'toomanyconn'],
  [/aup#(?:in|out|i|o)?-?(?:13[5-9]0|14\d0|15[458]0)\b/, 'speeding'],
  [/aup#(?:in|out|i|o)?-?1530\b/, 'mesgtoobig'],
  // Cox.
  [/aup#(?:cxbl|cdrbl|ipbl|blk|rbl|c-rbl)/, 'blocked'],
  [/aup#cxsndr/, 'authfailure'],
  [/aup#(?:cxsmtp|snder)/, 'rejected'],
  [/aup#(?:cxcnct|cxmxrt)/, 'toomanyconn'],
  [/aup#(?:cxthrt|cxmj)/, 'securityerror'],
  [/aup#urlbl/, 'spamdetected'],
  [/aup#(?:cxdns|dnsbl|dns\b)/, 'requireptr'],
  // GoDaddy.
  [/\bib103\b/, 'badreputation'],
  [/\bib1(?:0[456]|1[0-3])\b/, 'blocked'],
  [/\bib108\b/, 'requireptr'],
  [/\bib212\b/, 'spamdetected'],
  [/\bib50[12]\b/, 'notcompliantrfc'],
  [/\bib506\b/, 'rejected'],
  [/\bib508\b/, 'authfailure'],
  [/\bib(?:101|504|510|607)\b/, 'speeding'],
  [/\bib(?:007|605)\b/, 'toomanyconn'],
  [/\bib705\b/, 'virusdetected'],
  // Outlook.com.
  [/\b(?:rp-00[1-3]|sc-001|ou-002)\b/, 'badreputation'],
  [/\b(?:sc-00[34]|dy-001|ou-001)\b/, 'blocked'],
  [/\bsc-002\b/, 'policyviolation'],
  [/\bdy-002\b/, 'virusdetected'],
  // Yahoo and AOL.
  [/\[ts(?:s)?0[1-9]\]/, 'badreputation'],
  [/\[bl2[1-3]\]|\[ipts04\]/, 'blocked'],
  [/\[ph01\]/, 'spamdetected'],
  [/\bdd this user doesn't have an? \S{1,60} account/, 'userunknown'],
  [/\bdd \S{1,80} is no longer valid/, 'suspend'],
  // KDDI tells of an address that does not exist by naming it; without the name it is the recipient's filter.
  [/<[^\s<>]{1,64}@(?:ezweb\.ne\.jp|au\.com)>: user unknown/, 'userunknown'],
  // NTT DOCOMO: the recipient's filter for senders answers like this, after the message was sent.
  [/mfsmax\.docomo\.ne\.jp\S* said:\s+550 unknown user\b[^]{0,200}end of data/, 'rejected'],
  // NetEase: http://mail.163.com/help/help_spam_16.htm
  [/\bdt:sp[mc]\b/, 'spamdetected'],
  [/\bhl:(?:rep|mep)\b|\bdt:rbl\b|\bwm:bli\b/, 'blocked'],
  [/\bwm:blu\b/, 'rejected'],
  [/\bhl:ifc\b|\bmi:(?:dmc|sfq|ccl)\b/, 'speeding'],
  [/\bhl:icc\b|\brp:drc\b/, 'toomanyconn'],
  // AOL until 2017, and what still copies it: https://postmaster.aol.com/error-codes
  [/\b(?:rtr:(?:sc|bl|bb|du|ge)|con:b1|rly:(?:b[123l]|ir)|dyn:t\d)\b/, 'blocked'],
  [/\brtr:rd\b/, 'requireptr'],
  [/\bhvu:b\d|\brly:(?:bd|ch)\b/, 'spamdetected'],
  // Comcast.
  [/\bbl0000\d\d\b/, 'blocked'],
  [/\brl00000\d\b/, 'speeding'],
]

/** What a receiver's own code in the words says; undefined when there is none that is known. */
export const operatorReason = (words: string): Reason | undefined => {
  const lower = words.toLowerCase()
  return CODES.find(([pattern]) => pattern.test(lower))?.[1]
}
