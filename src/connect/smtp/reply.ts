import type { SmtpReply } from '../../model/smtp.ts'

/** What has come in so far of one reply. Start with `NOTHING`; `lines` is all of it as soon as it is complete. */
export interface Reading {
  /** Bytes of the line that is still incomplete. */
  readonly rest: Buffer
  readonly lines: readonly string[]
  readonly bytes: number
  readonly complete: boolean
}

export const NOTHING: Reading = { rest: Buffer.alloc(0), lines: [], bytes: 0, complete: false }

/** RFC 5321 section 4.5.3.1.5 allows 512; servers with long texts exceed it, and nobody needs more than this. */
const LONGEST_LINE = 4096
const LONGEST_REPLY = 65_536

const LINE = /^[2-5][0-9]{2}(?:[ -]|$)/

/** The peer does not speak SMTP. `detail` quotes what it said. */
export interface NotSmtp {
  readonly notSmtp: string
}

/** Takes in further bytes. The same bytes give the same reply however they are cut. Bytes after the reply are kept in `rest`. */
export const read = (before: Reading, bytes: Buffer): Reading | NotSmtp => {
  let rest: Buffer = Buffer.concat([before.rest, bytes])
  if (before.complete)
    return rest.length > LONGEST_REPLY
      ? { notSmtp: `more than ${LONGEST_REPLY} bytes that nobody asked for` }
      : { ...before, rest }
  const lines = [...before.lines]
  let taken = before.bytes
  for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
    const line = rest.subarray(0, end).toString('utf8').replace(/\r$/, '')
    taken += end + 1
    if (end > LONGEST_LINE) return { notSmtp: `a line of ${end} bytes` }
    if (taken > LONGEST_REPLY) return { notSmtp: `a reply of more than ${LONGEST_REPLY} bytes` }
    if (!LINE.test(line)) return { notSmtp: quoted(line) }
    lines.push(line)
    rest = rest.subarray(end + 1)
    if (line[3] !== '-') return { rest, lines, bytes: taken, complete: true }
  }
  if (rest.length > LONGEST_LINE) return { notSmtp: `a line of more than ${LONGEST_LINE} bytes` }
  return { rest, lines, bytes: taken, complete: false }
}

const ENHANCED = /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/

/**
 * The reply that these lines make. Its code is that of the last line: a server that gives up in the middle of a long
 * reply says so there.
 */
export const replyOf = (lines: readonly string[]): SmtpReply => {
  const last = lines.at(-1) ?? ''
  const texts = lines.map((line) =>
    line
      .slice(4)
      .replaceAll(/\p{Cc}/gu, ' ')
      .trim(),
  )
  const enhanced = texts.map((text) => ENHANCED.exec(text)?.[1]).find((code) => code !== undefined)
  return {
    code: Number(last.slice(0, 3)),
    ...(enhanced === undefined ? {} : { enhanced }),
    text: texts.join('\n'),
  }
}

const LONGEST_QUOTE = 80

/** Foreign bytes, shortened and made printable. */
export const quoted = (text: string): string => {
  const shown = text.replaceAll(/[^\x20-\x7e]/g, '?')
  return shown.length > LONGEST_QUOTE ? `"${shown.slice(0, LONGEST_QUOTE)}…"` : `"${shown}"`
}
