/** Reading of SMTP reply codes (RFC 5321 section 4.2) and enhanced status codes (RFC 3463 section 2) out of words. */

/** Reply codes that an SMTP server gives for trouble; other numbers of this look are something else. */
const REPLIES =
  /(?<![\d.-])(?:42[12]|43[02]|45[0-9]|50[0-4]|52[0134-6]|53[0458]|541|55[0-8])(?=$|[\s\-,;:'")>\]/.])(?!\.\d)/g
const SUCCESS = /(?<![\d.-])25[0-3](?=[\s-])/g

/** The reply codes in the order of the words. */
export const repliesIn = (text: string): readonly string[] => {
  const found = [...text.matchAll(REPLIES)].map(([code]) => code)
  return found.length > 0 ? found : [...text.matchAll(SUCCESS)].map(([code]) => code)
}

/** A version or an address has more dots, a number with a unit is no code. */
const STATUS = /(?<![\d.])([245])\.([0-7])\.(\d{1,3})(?![\d.]*\.?\d)/g

/** The enhanced status codes in the order of the words. */
export const statusesIn = (text: string): readonly string[] =>
  [...text.matchAll(STATUS)].map(([code]) => code)

/**
 * How much a code says: `X.0.0` nothing, `X.4.7` only that time ran out (RFC 3463 section 3.5), `X.Y.0` the subject.
 * Reporting servers fill in codes of systems and of the protocol, and `5.1.1`, where they know no better.
 */
const WEIGHTS: readonly (readonly [RegExp, number])[] = [
  [/^$/, 0],
  [/^.\.0\.0$/, 1],
  [/^.\.4\.7$/, 2],
  [/^.\.\d\.0$/, 3],
  [/^.\.[35]\./, 4],
  [/^5\.1\.1$/, 5],
]

const weightOf = (code: string): number => WEIGHTS.find(([pattern]) => pattern.test(code))?.[1] ?? 6

/**
 * The code that says most, of those whose class is that of the reply. Where two say as much, the one that the report
 * gives as its own stands before one in the words.
 */
export const tellingStatus = (given: string, words: string): string => {
  const answered = [
    ...words.matchAll(/(?<!\d)[245]\d\d[ -]['"#(]{0,2}([245]\.[0-7]\.\d{1,3})(?![\d.]*\.?\d)/g),
  ]
  const all = [given, ...answered.map(([, code]) => code ?? ''), ...statusesIn(words)]
  const kind = repliesIn(words)[0]?.[0]
  const akin = kind === undefined ? [] : all.filter((code) => code.startsWith(kind))
  return (akin.length > 0 ? akin : all).reduce(
    (best, code) => (weightOf(code) > weightOf(best) ? code : best),
    '',
  )
}

/** The reply code that belongs to a status: of the same class. */
export const replyFor = (status: string, words: string): string => {
  const replies = repliesIn(words)
  if (status === '') return replies[0] ?? ''
  return replies.find((reply) => reply[0] === status[0]) ?? ''
}

/** When an SMTP session was refused: at which command of RFC 5321. */
export type Phase = 'connect' | 'helo' | 'mail' | 'rcpt' | 'data' | 'unsaid'

const PHASES: readonly (readonly [RegExp, Phase])[] = [
  // Gmail's reports end the answer of the other server with the state of their session.
  [/\(state 14\)/, 'rcpt'],
  [/\(state 1[5-8]\)/, 'data'],
  [/-smtp command data\b/i, 'data'],
  [/-smtp command rcpt\b/i, 'rcpt'],
  [/-smtp command mail\b/i, 'mail'],
  [
    /in reply to (?:the )?(?:end of )?(?:data|bdat)\b|after (?:sending )?(?:end of data|message body|data\b)/i,
    'data',
  ],
  [/in reply to rcpt|for rcpt to response|after (?:pipelined )?(?:sending )?rcpt/i, 'rcpt'],
  [/in reply to mail|after (?:pipelined )?(?:sending )?mail from/i, 'mail'],
  [/in reply to (?:[eh]h?elo|lhlo)|after (?:[eh]h?elo|lhlo)/i, 'helo'],
  [/refused to talk to me|after initial connection|in reply to (?:initial|server) greeting/i, 'connect'],
  [/does not like recipient|\[rcpt_to\]|smtp:rcpt|our rcpt to|\brcpt command/i, 'rcpt'],
  [/but sender was rejected|\[mail_from\]|smtp:mail|our mail from|\bmail command/i, 'mail'],
  [
    /failed (?:after i sent the message|on data command)|\[data\]|\[body\]|smtp:(?:data|text)|our (?:final )?data|\b(?:text|data) command|\(data\)/i,
    'data',
  ],
  [/connected to \S+ but greeting failed/i, 'connect'],
  [/connected to \S+ but my name was rejected|our [eh]h?elo/i, 'helo'],
]

const COMMANDS: Readonly<Record<string, Phase>> = {
  rcpt: 'rcpt',
  mail: 'mail',
  data: 'data',
  bdat: 'data',
  ehlo: 'helo',
  helo: 'helo',
}

/** Which command the server refused, from the remarks of the reporting server or a transcript of the session. */
export const phaseIn = (text: string): Phase => transcribed(text) ?? remarked(text)

const remarked = (text: string): Phase => {
  const line = text.replaceAll(/\s+/g, ' ')
  return PHASES.find(([pattern]) => pattern.test(line))?.[1] ?? 'unsaid'
}

/** `>>> RCPT To:<...>` and below it `<<< 550 ...`: the first command that was refused. */
const transcribed = (text: string): Phase | undefined => {
  let command: string | undefined
  for (const line of text.split('\n')) {
    const said = /^\s*>>>\s*([a-z]{4})\b/i.exec(line)?.[1]
    if (said !== undefined) command = said.toLowerCase()
    if (/^\s*<<<\s*[45]\d\d\b/.test(line) && command !== undefined) return COMMANDS[command]
  }
  return command === undefined ? undefined : COMMANDS[command]
}
