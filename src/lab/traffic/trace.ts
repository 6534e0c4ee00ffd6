import type { Volume } from '../tenant/tenant.ts'
import type { Timeline } from '../timeline.ts'
import { allLost, lagMs, meet, type Standing, standingAt } from './fate.ts'
import { countIn, type Mail, mailOf, STREAMS } from './mail.ts'

/** What the mail of a tenant depends on. */
export interface Traffic {
  readonly seed: number
  readonly volume: Volume
  readonly timeline: Timeline
  /** Longer lag of every row, milliseconds: a trace that runs behind. */
  readonly extraLagMs: number
}

/** A message with what the trace shows of it. */
export interface Traced {
  readonly mail: Mail
  readonly standing: Standing
}

/** The identity of a message: enough to find it again, and to go on after it. */
export type MailKey = Pick<Mail, 'stream' | 'minute' | 'index'>

const MINUTE = 60_000

const isAt = (mail: Mail, key: MailKey): boolean => mail.stream === key.stream && mail.index === key.index

const mailsOf = ({ seed, volume, timeline }: Traffic, minute: number): Mail[] =>
  STREAMS.filter((stream) => !allLost(stream, minute, timeline))
    .flatMap((stream) =>
      Array.from({ length: countIn(seed, stream, volume, minute) }, (_, index) =>
        mailOf(seed, stream, minute, index),
      ),
    )
    .toSorted((one, other) => other.at - one.at)

const traced = (traffic: Traffic, mail: Mail, now: number): Traced | undefined => {
  const meeting = meet(mail, traffic.timeline)
  const standing = standingAt(meeting, now, lagMs(mail) + traffic.extraLagMs)
  return standing === undefined ? undefined : { mail: meeting.mail, standing }
}

/**
 * The rows of the trace between two moments (milliseconds since the epoch, both included), newest first, as seen
 * now. Made as they are asked for, a minute at a time, so that a window of millions costs only what is read of it.
 */
export function* traceOf(
  traffic: Traffic,
  window: { readonly from: number; readonly to: number; readonly now: number },
  after?: MailKey,
): Generator<Traced> {
  const first = after?.minute ?? Math.floor(window.to / MINUTE)
  for (let minute = first; minute >= Math.floor(window.from / MINUTE); minute -= 1) {
    const mails = mailsOf(traffic, minute)
    const begin =
      after !== undefined && minute === first ? mails.findIndex((mail) => isAt(mail, after)) + 1 : 0
    for (const mail of mails.slice(begin)) {
      if (mail.at < window.from || mail.at > window.to) continue
      const row = traced(traffic, mail, window.now)
      if (row !== undefined) yield row
    }
  }
}

/** One message again, as seen now; undefined when there is none or the trace does not know of it. */
export const traceOne = (traffic: Traffic, key: MailKey, now: number): Traced | undefined => {
  const exists = key.index < countIn(traffic.seed, key.stream, traffic.volume, key.minute)
  return exists ? traced(traffic, mailOf(traffic.seed, key.stream, key.minute, key.index), now) : undefined
}
