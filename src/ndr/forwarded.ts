/*
 * A report that somebody forwarded or quoted inside a message of their own. Mail programs put a few of its header lines
 * above it, in the language of the sender, and some put a mark before each line.
 */

const QUOTE = /^(?:[ \t]*[>|] ?)+/

const FROM = /^[ \t*]*(?:from|von|de|da|van|fra|fr[åa]n|od|от|差出人|发件人|寄件者)[ \t*]*[:：]/i
const SUBJECT =
  /^[ \t*]*(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|emne|[äa]mne|temat|p[řr]edm[ěe]t|тема|件名|主题|主旨)[ \t*]*[:：]/i

/** So many lines of a message are looked at, and so many may stand between its first header line and the subject. */
const MOST_LINES = 2000
const MOST_HEADERS = 12

const valueOf = (line: string): string => line.slice(line.search(/[:：]/) + 1).trim()

/** The first message that is quoted, as a message of its own; undefined when there is none. */
export const forwardedIn = (body: string): string | undefined => {
  const lines = body.split('\n', MOST_LINES).map((line) => line.replace(QUOTE, '').trimEnd())
  for (const [at, line] of lines.entries()) {
    if (!FROM.test(line)) continue
    const subject = lines.slice(at, at + MOST_HEADERS).findIndex((one) => SUBJECT.test(one))
    if (subject < 0) continue
    const rest = lines.slice(at + subject)
    const end = rest.findIndex((one) => one.trim() === '')
    if (end < 0) return undefined
    return [
      `From: ${valueOf(line)}`,
      `Subject: ${valueOf(rest[0] ?? '')}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      ...rest.slice(end + 1),
    ].join('\n')
  }
  return undefined
}
