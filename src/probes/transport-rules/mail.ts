import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import { takesIn } from '../names.ts'
import type { Traced } from './schema.ts'

/**
 * Mail that a rule is held against: one message of the trace, or all mail of a direction to or from one of our
 * domains. Of the latter only the domain is known; its addresses and subjects are a spread of what there could be.
 */
export interface Mail {
  readonly direction: Direction
  readonly traced: boolean
  /** Our own domain; absent when the accepted domains could not be read. */
  readonly domain?: string
  /** All our domains. */
  readonly ours: readonly string[]
  readonly senders: readonly string[]
  readonly recipients: readonly string[]
  readonly subjects: readonly string[]
  readonly ips: readonly string[]
  readonly bytes?: number
}

/** Unlike each other on purpose: a pattern that matches all of these matches anybody. */
const STRANGERS = [
  'bob@fabrikam.com',
  'a.kumar@tailspintoys.co.uk',
  'info@xn--mnchen-3ya.example',
  'no-reply@mail.northwind.io',
  '4711@shop.example.net',
  'jean-luc_d@wideworld.fr',
  'z@q.cn',
  'newsletter+x7f@lists.example.org',
  'o.hara@fourthcoffee.museum',
  'buero2@litware.de',
  'sys@host9.adatum.gov',
  'kim@proseware.travel',
]
const LOCALS = ['bob', 'a.kumar', 'info', 'no-reply', '4711', 'z', 'jean-luc_d', 'o.hara', 'sys', 'x7f']
const SUBJECTS = [
  'Re: meeting on Tuesday',
  'Invoice 2026-0042',
  'お知らせ',
  '?',
  '42',
  'Fwd: [list] hello, world',
  'Vertrag für Müller',
  'URGENT!!!',
  'a',
  'lunch',
]
const IPS = [
  '1.1.1.1',
  '9.9.9.9',
  '23.4.5.6',
  '52.100.7.8',
  '80.90.1.2',
  '104.47.9.9',
  '150.1.2.3',
  '203.0.113.9',
]

/** All mail of each direction, one entry for each of these domains, which are some of ours. */
export const anyMail = (domains: readonly string[] | undefined, all: readonly string[]): readonly Mail[] =>
  (domains ?? [undefined]).flatMap((domain) =>
    DIRECTIONS.map((direction) => {
      const own = domain === undefined ? STRANGERS : LOCALS.map((local) => `${local}@${domain}`)
      return {
        direction,
        traced: false,
        ...(domain !== undefined && { domain }),
        ours: all,
        senders: direction === 'inbound' ? STRANGERS : own,
        recipients: direction === 'inbound' ? own : STRANGERS,
        subjects: SUBJECTS,
        ips: IPS,
      }
    }),
  )

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

/** The traced messages that cross our border; mail among ourselves has no direction. */
export const tracedMail = (traced: readonly Traced[], domains: readonly string[]): readonly Mail[] =>
  traced.flatMap((row) => {
    const ours = (address: string): string | undefined =>
      domains.find((domain) => takesIn(domain, domainOf(address)))
    const [from, to] = [ours(row.sender), ours(row.recipient)]
    if ((from === undefined) === (to === undefined)) return []
    return [
      {
        direction: to === undefined ? 'outbound' : 'inbound',
        traced: true,
        domain: (to ?? from) as string,
        ours: domains,
        senders: [row.sender.toLowerCase()],
        recipients: [row.recipient.toLowerCase()],
        subjects: row.subject === undefined ? [] : [row.subject],
        ips: row.ip === undefined ? [] : [row.ip],
        ...(row.bytes !== undefined && { bytes: row.bytes }),
      },
    ]
  })
