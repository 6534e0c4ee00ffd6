import PostalMime, { decodeWords, type Email } from 'postal-mime'
import { ADDRESS, returnedWords } from './body.ts'
import { forwardedIn } from './forwarded.ts'
import { bouncesIn, complaintsTold } from './notification.ts'

/** A message as far as it can tell why another one was not delivered. */
export interface Letter {
  /** The first value of a header of the message itself, by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** What a person would read. HTML is reduced to its text. */
  readonly body: string
  /** The fields of `message/delivery-status` (RFC 3464), as they stand. */
  readonly status: string
  /** The fields of `message/feedback-report` (RFC 5965), as they stand. */
  readonly feedback: string
  /** Whether it has headers: else it is words that somebody pasted. */
  readonly isMail: boolean
  /** The only address in the To header of the returned message; empty when there are several or none. */
  readonly addressee: string
  /** Messages that came along: the returned one, or a report that somebody forwarded. */
  readonly enclosed: readonly Uint8Array[]
}

/** More than this of a message is not read, bytes: reports stand at its beginning, the returned message at its end. */
const MOST_BYTES = 2_000_000
/** So many messages of one mailbox file are read. */
const MOST_LETTERS = 1000

const latin1 = new TextDecoder('latin1')
const utf8 = new TextDecoder()

/** Reads one message, a mailbox file with several (RFC 4155), or plain words. Never throws: what is no MIME is words. */
export const lettersOf = async (source: string | Uint8Array): Promise<readonly Letter[]> => {
  const bytes = (typeof source === 'string' ? new TextEncoder().encode(source) : inUtf8(source)).subarray(
    0,
    MOST_BYTES,
  )
  const letters: Letter[] = []
  for (const part of mailbox(bytes)) letters.push(await letterOf(part))
  return letters
}

/** Windows saves text with two bytes for each character and a mark at the beginning that says so (RFC 2781). */
const inUtf8 = (bytes: Uint8Array): Uint8Array => {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return recoded(bytes, 'utf-16le')
  return first === 0xfe && second === 0xff ? recoded(bytes, 'utf-16be') : bytes
}

const recoded = (bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Uint8Array =>
  new TextEncoder().encode(new TextDecoder(encoding).decode(bytes.subarray(0, 2 * MOST_BYTES)))

/** The messages of a mailbox file: each begins with a line `From ` after an empty one. */
const mailbox = (bytes: Uint8Array): readonly Uint8Array[] => {
  const text = latin1.decode(bytes)
  if (!/^From \S+ +\S/.test(text)) return [bytes]
  const starts = [...text.matchAll(/(?:^|\n\r?\n)From \S+ +(?:mon|tue|wed|thu|fri|sat|sun)\b[^\n]*\n/gi)]
    .slice(0, MOST_LETTERS)
    .map((match) => ({ at: match.index, after: match.index + match[0].length }))
  if (starts.length === 0) return [bytes.subarray(text.indexOf('\n') + 1)]
  return starts.map(({ after }, index) => bytes.subarray(after, starts[index + 1]?.at))
}

/** A message begins with header lines, and one of them is of those that no message lacks altogether. */
const HEAD = /^(?:[\w-]{2,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)+/
const TELLING = /^(?:from|to|subject|received|return-path|content-type|mime-version|date):/im

const letterOf = async (bytes: Uint8Array): Promise<Letter> => {
  const start = latin1.decode(bytes.subarray(0, 40_000)).replaceAll('\r\n', '\n')
  const head = HEAD.exec(start.trimStart())?.[0]
  if (head === undefined || !TELLING.test(head)) return words(utf8.decode(bytes))
  try {
    const mime = new PostalMime({
      forceRfc822Attachments: true,
      maxNestingDepth: 30,
      maxHeadersSize: 500_000,
    })
    return letterFrom(await mime.parse(trimmedStart(bytes)), bytes)
  } catch {
    return words(utf8.decode(bytes))
  }
}

const trimmedStart = (bytes: Uint8Array): Uint8Array => {
  const from = bytes.findIndex((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0x20)
  return from > 0 ? bytes.subarray(from) : bytes
}

const words = (text: string): Letter => ({
  header: () => undefined,
  body: /<(?:html|body|p|div|br)\b/i.test(text) ? htmlWords(text) : text,
  status: fieldsIn(text),
  feedback: complaintsTold(text),
  isMail: false,
  addressee: '',
  enclosed: [],
})

const ENCLOSED = /^message\/(?:rfc822|global)$/

const letterFrom = (email: Email, bytes: Uint8Array): Letter => {
  const parts = (type: RegExp): readonly Uint8Array[] =>
    email.attachments.filter(({ mimeType }) => type.test(mimeType)).map(({ content }) => bytesOf(content))
  const text = (type: RegExp): string =>
    parts(type)
      .map((part) => utf8.decode(part))
      .join('\n\n')
  const read = bodyOf(email)
  // A multipart whose boundaries are missing has no part at all.
  const body = read.trim() === '' && email.attachments.length === 0 ? afterHead(utf8.decode(bytes)) : read
  const status = text(/^message\/(?:global-)?delivery-status/)
  const enclosed = email.attachments
    .filter(({ mimeType, filename }) => ENCLOSED.test(mimeType) || /\.eml$/i.test(filename ?? ''))
    .map(({ content }) => bytesOf(content))
  const quoted = forwardedIn(body)
  return {
    header: (name) => decoded(email.headers.find(({ key }) => key === name)?.value),
    body: body === '' ? text(/^text\/(?!rfc822-headers)/) : body,
    status: status === '' ? fieldsIn(body) : status,
    feedback: text(/^message\/feedback-report/) || complaintsTold(body),
    isMail: true,
    addressee:
      addresseeIn(latin1.decode(enclosed[0]?.subarray(0, 40_000))) ||
      addresseeIn(text(/^text\/rfc822-headers/)) ||
      addresseeIn(returnedWords(body)),
    enclosed: quoted === undefined ? enclosed : [...enclosed, new TextEncoder().encode(quoted)],
  }
}

const addresseeIn = (headers: string): string => {
  const to = /^to:((?:[^\n]|\n[ \t]){0,2000})/im.exec(headers)?.[1] ?? ''
  const addresses = new Set([...to.matchAll(ADDRESS)].map(([address]) => address.toLowerCase()))
  return addresses.size === 1 ? ([...addresses][0] ?? '') : ''
}

/** Fields of a report that stand in plain words. */
const fieldsIn = (body: string): string =>
  /^[ \t]*(?:final|original)-recipient:/im.test(body) ? body : bouncesIn(body)

const afterHead = (text: string): string => /\r?\n\r?\n([\s\S]*)$/.exec(text)?.[1] ?? ''

const decoded = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : decodeWords(value)

const bytesOf = (content: string | ArrayBuffer | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)

const bodyOf = ({ text, html }: Email): string =>
  text === undefined || text.trim() === '' ? htmlWords(html ?? '') : text

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  amp: '&',
}

const htmlWords = (html: string): string =>
  html
    .replaceAll(/<(style|script|head)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d|\/pre)\b[^>]*>/gi, '\n')
    .replaceAll(/<\/?[a-z!][^<>]*>/gi, ' ')
    .replaceAll(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Math.min(Number(code), 0xff_ff)))
    .replaceAll(/&(lt|gt|quot|apos|nbsp|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
