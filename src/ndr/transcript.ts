/*
 * Sessions that a report quotes. sendmail's form, `>>> command` and `<<< reply`, is the one that is read; others are
 * put into it:
 * - Postfix tells its postmaster of a session as `In:  RCPT TO:<...>` and `Out: 550 ...` (smtpd_chat.c);
 * - hMailServer writes `hMailServer sent: RCPT TO:<...>` and `Remote server replied: 550 ...`;
 * - InterScan writes `Sent <<< RCPT TO:<...>` and `Received >>> 550 ...`, older ones with the arrows turned.
 */

const COMMAND =
  /^[ \t]*(?:in:|sent (?:<<<|>>>)|hmailserver sent:)[ \t]*(?=(?:ehlo|helo|lhlo|mail|rcpt|data|bdat|auth|quit|rset)\b)/gim
const REPLY = /^[ \t]*(?:out:|received (?:<<<|>>>)|remote server replied:)[ \t]*(?=[2-5]\d\d\b)/gim

export const asTranscript = (words: string): string =>
  words.replaceAll(COMMAND, '>>> ').replaceAll(REPLY, '<<< ')

const OPENING = /^[ \t]*(?:\.\.\. )?while talking to /i
const SESSION = /^[ \t]*(?:>>>|<<<)/

/**
 * Where the session begins of which this line tells: a command of its own begins it, a line of its outcome stands below
 * commands and replies.
 */
export const sessionStart = (words: string, lineStart: number): number => {
  const isCommand = /^[ \t]*>>>/.test(words.slice(lineStart, lineStart + 80))
  let start = lineStart
  while (start > 0) {
    const above = words.lastIndexOf('\n', start - 2) + 1
    const line = words.slice(above, Math.min(start, above + 200))
    if (OPENING.test(line)) return above
    if (isCommand || !SESSION.test(line)) return start
    start = above
  }
  return start
}
