import { ownWords } from './body.ts'
import { phaseIn, repliesIn, replyFor, statusesIn, tellingStatus } from './codes.ts'
import { type StatusFields, statusFieldsOf } from './fields.ts'
import type { Letter } from './letter.ts'
import { type Passage, passagesOf } from './passages.ts'
import { phraseIn } from './phrases.ts'
import { kindOf } from './recognise.ts'
import { lastErrorIn } from './trace.ts'
import { asTranscript } from './transcript.ts'
import { allWords, type Failure } from './why.ts'

/** One failure for each recipient that a report names; none when the letter is no report. */
export const failuresOf = (letter: Letter): readonly Failure[] => {
  const words =
    (letter.isMail ? undefined : lastErrorIn(letter.body)) ??
    asTranscript(beforeFields(ownWords(letter.body)))
  const groups = statusFieldsOf(letter.status)
  if (groups.length > 0) {
    const passages = passagesOf(
      words,
      groups.map(({ recipient }) => recipient),
      [],
    )
    return groups.map((group, index) =>
      fromFields(group, passages[index]?.words ?? '', groups.length === 1 ? words : ''),
    )
  }
  const failures = passagesIn(letter, words).map((passage) =>
    fromWords(passage, words, letter.header('subject') ?? ''),
  )
  if (!letter.isMail) return failures.filter(isTelling)
  const kind = kindOf(letter)
  if (kind === 'report') return failures
  return kind === 'maybe' ? failures.filter(isCoded) : []
}

/** Fields that stand in the text are read as fields. */
const beforeFields = (words: string): string => {
  const at = words.search(/^[ \t]*(?:reporting-mta|final-recipient|original-recipient):/im)
  return at < 0 ? words : words.slice(0, at)
}

/** Words that somebody pasted say something when there is a code in them or a phrase of a server. */
const isTelling = (failure: Failure): boolean =>
  isCoded(failure) || allWords(failure).some((one) => phraseIn(one) !== undefined)

const isCoded = ({ status, reply }: Failure): boolean => status !== '' || reply !== ''

const passagesIn = (letter: Letter, words: string): readonly Passage[] => {
  const failed = (letter.header('x-failed-recipients') ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const named = passagesOf(words, failed, [addressIn(letter.header('to')), addressIn(letter.header('from'))])
  return named.length > 0 ? named : [{ recipient: '', above: '', words }]
}

const addressIn = (value = ''): string => /[^\s<>"(),;:]+@[^\s<>"(),;:]+/.exec(value)?.[0] ?? ''

const fromFields = (fields: StatusFields, passage: string, whole: string): Failure => {
  const around = passage === '' ? whole : passage
  const said = serverWords(around)
  const own = answerIn(fields.diagnostic)
  const bare = !hasCode(own)
  const first = tellingStatus(fields.status, bare ? said : own)
  const codes = bare || EXPIRED.test(first) ? `${own}\n${said}` : own
  const status = tellingStatus(fields.status, bare || EXPIRED.test(first) ? codes : fields.diagnostic)
  return {
    recipient: fields.recipient,
    action: fields.action,
    status,
    reply: replyFor(status, `${codes}\n${fields.remark}`),
    phase: phaseIn(`${around}\n${fields.diagnostic}`),
    diagnosticType: fields.diagnosticType,
    category: fields.category,
    words: distinct([localReason(around), own, fields.remark, said, fields.diagnostic]),
    around: distinct([around]),
  }
}

const fromWords = ({ recipient, above, words }: Passage, whole: string, subject: string): Failure => {
  const answered = !hasCode(words) && hasCode(above) ? above : words
  const said = serverWords(answered)
  const told = tellingStatus('', said)
  // A version number looks like a code of success; a server says one with its reply.
  const status = told.startsWith('2') && replyFor(told, said) === '' ? '' : told
  return {
    recipient,
    action: /delay|warning|not yet been delivered|attempts will continue|keep trying/i.test(
      `${subject} ${whole.slice(0, 400)}`,
    )
      ? 'delayed'
      : '',
    status,
    reply: replyFor(status, said),
    phase: phaseIn(answered),
    diagnosticType: '',
    category: '',
    words: distinct([localReason(words), said]),
    around: distinct([words, above, reasonInSubject(subject)]),
  }
}

const hasCode = (text: string): boolean => statusesIn(text).length > 0 || repliesIn(text).length > 0

const distinct = (all: readonly string[]): readonly string[] => [
  ...new Set(all.filter((one) => one.trim() !== '')),
]

/** `Returned mail: User unknown`; what follows `Undeliverable:` is the subject of the returned message. */
const reasonInSubject = (subject: string): string =>
  /^\s*(?:returned mail|mail fail\w*|delivery fail\w*|mail delivery fail\w*|failure notice)\s*[:-]\s*(.+)$/is.exec(
    subject,
  )?.[1] ?? ''

/** Dovecot's delivery agent names the reason in the line below, whatever codes stand around it. */
const localReason = (words: string): string =>
  /was automatically rejected:\s*(\S[^\n]*)/.exec(words)?.[1] ?? ''

/** The report only says that time ran out: the transcript may tell on what (RFC 3463 section 3.5). */
const EXPIRED = /^.\.4\.7$/

/** What the servers answered: the lines of a transcript, or from the first code to the end of its paragraph. */
const serverWords = (text: string): string => {
  const lines = text.split('\n')
  const answers = lines.filter((line) => /^\s*<<<\s*[45]\d\d/.test(line))
  if (answers.length > 0) return answers.map((line) => line.replace(/^\s*<<<\s*/, '')).join('\n')
  const replied = lines.findIndex((line) => repliesIn(line).length > 0)
  const first = replied >= 0 ? replied : lines.findIndex((line) => statusesIn(line).length > 0)
  if (first < 0) return text
  const rest = lines.slice(first)
  const end = rest.findIndex((line) => line.trim() === '' || GIVEN_UP.test(line))
  return answerIn((end < 1 ? rest : rest.slice(0, end)).join('\n'))
}

/** Remarks of the reporting server after the answer. */
const GIVEN_UP = /^(?:giving up on |\/?i'm not going to try again)/i

/** From the reply code on: before it stand the names of hosts and remarks of the reporting server. */
const answerIn = (text: string): string => {
  const [reply] = repliesIn(text)
  if (reply === undefined) return text
  const at = text.search(new RegExp(`(?<![\\d.-])${reply}(?=$|[^\\d.])`))
  return at > 0 ? text.slice(at) : text
}
