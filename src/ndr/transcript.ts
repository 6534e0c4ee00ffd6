/*
 * Sessions that a report quotes. sendmail's form, `>>> command` and `<<< reply`, is the one that is read; others are
 * put into it:
 * - Postfix tells its postmaster of a session as `In:  RCPT TO:<...>` and `Out: 550 ...` (smtpd_chat.c);
 * - hMailServer writes `hMailServer sent: RCPT TO:<...>` and `Remote server replied: 550 ...`;
 * - InterScan writes `Sent <<< RCPT TO:<...>` and `Received >>> 550 ...`.
 */

const COMMAND =
  /^[ \t]*(?:in:|sent <<<|hmailserver sent:)[ \t]*(?=(?:ehlo|helo|lhlo|mail|rcpt|data|bdat|auth|quit|rset)\b)/gim
const REPLY = /^[ \t]*(?:out:|received >>>|remote server replied:)[ \t]*(?=[2-5]\d\d\b)/gim

export const asTranscript = (words: string): string =>
  words.replaceAll(COMMAND, '>>> ').replaceAll(REPLY, '<<< ')

const SESSION = /^[ \t]*(?:>>>|<<<|(?:\.\.\. )?while talking to )/i

/** Where the session begins whose outcome is told at this place: above the line that names the recipient. */
export const sessionStart = (words: string, lineStart: number): number => {
  let start = lineStart
  while (start > 0) {
    const above = words.lastIndexOf('\n', start - 2) + 1
    if (!SESSION.test(words.slice(above, start))) return start
    start = above
  }
  return start
}
