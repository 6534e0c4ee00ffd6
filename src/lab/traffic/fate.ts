import { millis } from '../../model/time.ts'
import type { Fate, MailBreak, Stream } from '../scenario.ts'
import { type Lasting, lastsAt, type Timeline } from '../timeline.ts'
import type { Mail } from './mail.ts'

/** Spelled as Graph spells exchangeMessageTraceStatus. */
export type TraceStatus =
  | 'gettingStatus'
  | 'pending'
  | 'failed'
  | 'delivered'
  | 'quarantined'
  | 'filteredAsSpam'

/** What a message met with: its usual fate, or that of the break it ran into. */
export interface Meeting {
  /** The message, as whoever broke something made people write it. */
  readonly mail: Mail
  readonly fate: Mail['fate']
  readonly by?: Lasting
}

/** What the trace shows of a message at a moment. */
export interface Standing {
  readonly status: TraceStatus
  /** When it came to that, milliseconds since the epoch. */
  readonly at: number
  /** The last reply of whoever did not take it. */
  readonly reply?: string
  readonly connector?: string
  readonly rule?: string
}

const DAY_MS = 24 * 3_600_000
export const EXPIRED = '550 5.4.316 Message expired, connection refused(Socket error code 10061)'

const DRAW = { lag: 20, late: 21, work: 22, retry: 23, share: 24 }

/** How long the service works on a message before it is where it should be: seconds, for two in a hundred minutes. */
export const workMs = (mail: Mail): number => {
  const draw = mail.draw(DRAW.work)
  return draw < 0.02 ? 60_000 + 540_000 * mail.draw(DRAW.retry) : 2_000 + 38_000 * draw ** 2
}

/** How long until the trace knows of a message: mostly one to four minutes, for one in a hundred up to half an hour. */
export const lagMs = (mail: Mail): number =>
  mail.draw(DRAW.late) < 0.01 ? 30 * 60_000 * mail.draw(DRAW.lag) : 45_000 + 180_000 * mail.draw(DRAW.lag)

export const meet = (mail: Mail, timeline: Timeline): Meeting => {
  const at = new Date(mail.at).toISOString()
  for (const lasting of timeline) {
    if (!lastsAt(lasting, at)) continue
    const hit = lasting.trouble.mail?.find((part, order) => touches(part, mail, order))
    if (hit !== undefined) return { mail: moved(mail, hit.domain), fate: hit.fate, by: lasting }
  }
  return { mail, fate: mail.fate }
}

/** Whether a break takes away every message of a stream in a minute (counted from the epoch): then none need be made. */
export const allLost = (stream: Stream, minute: number, timeline: Timeline): boolean => {
  const [begin, end] = [minute, minute + 1].map((at) => new Date(at * 60_000).toISOString()) as [
    string,
    string,
  ]
  for (const lasting of timeline) {
    const part = lasting.trouble.mail?.find(({ streams }) => streams.includes(stream))
    if (part === undefined || (!lastsAt(lasting, begin) && !lastsAt(lasting, end))) continue
    const total = part.fate.kind === 'lost' && part.share >= 1 && part.users === undefined
    return total && lastsAt(lasting, begin) && lastsAt(lasting, end)
  }
  return false
}

/** The message as written to the recipient's address in another domain. */
const moved = (mail: Mail, domain: string | undefined): Mail =>
  domain === undefined || mail.stream === 'outbound'
    ? mail
    : { ...mail, recipient: `${mail.recipient.split('@')[0] ?? ''}@${domain}` }

const touches = ({ streams, users, share }: MailBreak, mail: Mail, order: number): boolean =>
  streams.includes(mail.stream) &&
  (users === undefined || users.includes(mail.recipient) || users.includes(mail.sender)) &&
  mail.draw(DRAW.share + order) < share

/** Where a message stands at a moment; undefined when no trace shows it (yet, or ever). */
export const standingAt = (
  { mail, fate, by }: Meeting,
  now: number,
  lag = lagMs(mail),
): Standing | undefined => {
  if (fate.kind === 'lost' || now < mail.at + lag) return undefined
  const done = mail.at + workMs(mail)
  if (now < done) return { status: 'gettingStatus', at: mail.at }
  if (fate.kind === 'deferred') return deferred(mail, fate, by, now)
  return { at: done, ...ended(fate) }
}

const ended = (fate: Exclude<Mail['fate'], { kind: 'lost' | 'deferred' }>): Omit<Standing, 'at'> => {
  if (fate.kind !== 'failed') return { status: fate.kind === 'spam' ? 'filteredAsSpam' : fate.kind }
  const { reply, connector, rule } = fate
  return {
    status: 'failed',
    reply,
    ...(connector === undefined ? {} : { connector }),
    ...(rule === undefined ? {} : { rule }),
  }
}

/** Exchange Online tries for a day, then gives up; when the way is free again the queue drains within minutes. */
const deferred = (
  mail: Mail,
  { reply, connector }: Extract<Fate, { kind: 'deferred' }>,
  by: Lasting | undefined,
  now: number,
): Standing => {
  const named = connector === undefined ? {} : { connector }
  const freed = by?.until === undefined ? Number.POSITIVE_INFINITY : millis(by.until)
  const sent = freed + 15 * 60_000 * mail.draw(DRAW.retry)
  const given = mail.at + DAY_MS
  if (sent < given && sent <= now) return { status: 'delivered', at: sent, ...named }
  if (given < sent && given <= now) return { status: 'failed', at: given, reply: EXPIRED, ...named }
  return { status: 'pending', at: mail.at + workMs(mail), reply, ...named }
}
