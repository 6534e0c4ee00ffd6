import type { Reason } from './reason.ts'

/*
 * Codes of their own that large receivers put into their answers, and that say more exactly what they mean than the
 * words around them. Sources: the postmaster pages of each, e.g. https://senders.yahooinc.com/smtp-error-codes/,
 * https://postmaster.facebook.com/response_codes, https://postmaster.comcast.net/smtp-error-codes.php,
 * https://www.spectrum.net/support/internet/understanding-email-error-codes, https://postmaster.orange.fr
 */
const CODES: readonly (readonly [RegExp, Reason])[] = [
  // Facebook: the group before the number names what was looked at.
  [/\brcp-p1\b/, 'userunknown'],
  [/\brcp-p[2-9]\b/, 'filtered'],
  [/\brcp-t\d\b/, 'systemerror'],
  [/\bcon-t\d\b/, 'toomanyconn'],
  [/\bmsg-p\d\b|\bpol-p[3-8]\b/, 'policyviolation'],
  [/\bdns-[pt]\d\b/, 'hostunknown'],
  // Orange and La Poste.
  [/\b(?:ofr|lpn)\d*_(?:104|105|109|500|501|502|503|999)\b/, 'blocked'],
  [/\b(?:ofr|lpn)\d*_(?:108|101)\b/, 'toomanyconn'],
  [/\b(?:ofr|lpn)\d*_(?:415|416|418)\b/, 'userunknown'],
  [/\b(?:ofr|lpn)\d*_417\b/, 'mailboxfull'],
  [/\b(?:ofr|lpn)\d*_(?:506|510|511|515|517|518)\b/, 'spamdetected'],
  // Spectrum: limits of connections and of messages for one address.
  [/aup#(?:in-)?(?:1310|1320|1330|1340|1440)\b/, 'toomanyconn'],
  [/aup#(?:i|o|in|out)?-?(?:1000|1010|1020|1200|1210|1220|1230|1240|1250|1260)\b/, 'blocked'],
  [/aup#(?:cdrbl|blk|rbl|snder|c-rbl)/, 'blocked'],
  [/aup#dnsbl|aup#dns\b/, 'requireptr'],
  // Yahoo and AOL.
  [/\[ts(?:s)?0[1-9]\]/, 'badreputation'],
  [/\[bl2[1-3]\]|\[ipts04\]/, 'blocked'],
  [/\[ph01\]/, 'spamdetected'],
  // NTT DOCOMO: the recipient's filter for senders answers like this, after the message was sent.
  [/mfsmax\.docomo\.ne\.jp\S* said:\s+550 unknown user\b[^]{0,200}end of data/, 'rejected'],
  // NetEase.
  [/\bdt:sp[mc]\b/, 'spamdetected'],
  // Comcast.
  [/\bbl0000\d\d\b/, 'blocked'],
  [/\brl00000\d\b/, 'speeding'],
]

/** What a receiver's own code in the words says; undefined when there is none that is known. */
export const operatorReason = (words: string): Reason | undefined => {
  const lower = words.toLowerCase()
  return CODES.find(([pattern]) => pattern.test(lower))?.[1]
}
