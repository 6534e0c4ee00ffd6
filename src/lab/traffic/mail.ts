import type { Fate, Stream } from '../scenario.ts'
import { DOMAIN, STAFF } from '../tenant/people.ts'
import type { Volume } from '../tenant/tenant.ts'
import { bits, chance, pick, poisson } from './chance.ts'
import { rateAt } from './rhythm.ts'

/** One message to one recipient, as it was sent. What became of it depends on when one looks. */
export interface Mail {
  readonly stream: Stream
  /** Minutes since the epoch, and which message of that stream and minute: together the identity. */
  readonly minute: number
  readonly index: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly sender: string
  readonly recipient: string
  readonly subject: string
  readonly size: number
  readonly messageId: string
  /** What happens to it when nothing is broken. */
  readonly fate: Fate | { readonly kind: 'delivered' } | { readonly kind: 'spam' }
  /** Draws of this message for further chances, each by its own number. */
  readonly draw: (what: number) => number
}

export const STREAMS: readonly Stream[] = ['inbound', 'outbound', 'internal']

const PARTNERS = [
  'fabrikam.com',
  'northwind.example',
  'adventure-works.example',
  'wingtip.example',
  'proseware.example',
  'litware.example',
  'woodgrove.example',
  'tailspin.example',
]
const LOCAL_PARTS = [
  'orders',
  'sales',
  'billing',
  'office',
  'support',
  'hello',
  'team',
  'service',
  'jobs',
  'press',
]
const SUBJECTS = [
  'Your order',
  'Invoice for October',
  'Re: Meeting on Thursday',
  'Offer',
  'Delivery note',
  'Question about the contract',
  'Re: Re: Drawing rev. C',
  'Reminder',
  'Newsletter',
  'Minutes of today',
]

/** Draw numbers, so that no two chances of a message hang together. */
const DRAW = {
  count: 1,
  second: 2,
  ours: 3,
  partner: 4,
  local: 5,
  subject: 6,
  size: 7,
  fate: 8,
  kind: 9,
  colleague: 10,
}

export const NOT_FOUND =
  '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

/** Refusals that every tenant sees every day from the outside world. */
const REMOTE_REFUSALS = [
  '550 5.1.1 The email account that you tried to reach does not exist',
  '552 5.2.2 Mailbox full',
  '550 5.4.310 DNS domain does not exist [Message=InfoDomainNonexistent]',
]

/** How many messages of a stream belong to a minute. */
export const countIn = (seed: number, stream: Stream, volume: Volume, minute: number): number =>
  poisson(rateAt(stream, volume[stream], minute), (turn) =>
    chance(seed, STREAMS.indexOf(stream), minute, DRAW.count, turn),
  )

/** The message with this identity; the same one whenever it is asked for. */
export const mailOf = (seed: number, stream: Stream, minute: number, index: number): Mail => {
  const draw = (what: number): number => chance(seed, STREAMS.indexOf(stream), minute, index, what)
  const ours = pick(STAFF, draw(DRAW.ours))
  const colleague = pick(STAFF, draw(DRAW.colleague))
  const theirs = `${pick(LOCAL_PARTS, draw(DRAW.local))}@${pick(PARTNERS, draw(DRAW.partner))}`
  const fate = usualFate(stream, draw)
  const unknown = fate.kind === 'failed' && stream !== 'outbound'
  const receiver = unknown ? `former.colleague${Math.floor(draw(DRAW.kind) * 9)}@${DOMAIN}` : ours
  const sender = { inbound: theirs, outbound: ours, internal: colleague }[stream]
  return {
    stream,
    minute,
    index,
    at: minute * 60_000 + Math.floor(draw(DRAW.second) * 60_000),
    sender,
    recipient: stream === 'outbound' ? theirs : receiver,
    subject: pick(SUBJECTS, draw(DRAW.subject)),
    size: Math.round(6_000 * Math.exp(6 * draw(DRAW.size) ** 3)),
    messageId: `<${bits(seed, minute, index).toString(16)}.${minute.toString(36)}@${sender.split('@')[1] as string}>`,
    fate,
    draw,
  }
}

const usualFate = (stream: Stream, draw: Mail['draw']): Mail['fate'] => {
  const luck = draw(DRAW.fate)
  if (luck < 0.01)
    return {
      kind: 'failed',
      reply: stream === 'outbound' ? pick(REMOTE_REFUSALS, draw(DRAW.kind)) : NOT_FOUND,
    }
  if (stream !== 'inbound') return { kind: 'delivered' }
  if (luck < 0.028) return { kind: 'spam' }
  return luck < 0.034 ? { kind: 'quarantined' } : { kind: 'delivered' }
}
