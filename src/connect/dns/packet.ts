import { randomInt } from 'node:crypto'
import {
  type Answer,
  AUTHENTIC_DATA,
  CHECKING_DISABLED,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_DESIRED,
  streamEncode,
} from 'dns-packet'
import type { DnsType } from '../../model/dns.ts'

export interface Question {
  readonly name: string
  readonly type: DnsType
  /** Take what DNSSEC would reject. */
  readonly unchecked?: boolean
}

/** A question ready to be sent, once for datagrams and once for streams. */
export interface Asked extends Question {
  readonly id: number
  readonly datagram: Buffer
  readonly stream: Buffer
}

/** The response code beside the header's flags; dns-packet decodes it and its types leave it out. */
export type Response = DecodedPacket & { readonly rcode: string }

/** Small enough to pass every path unfragmented (RFC 9715). */
const UDP_PAYLOAD = 1232

const OPT = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_PAYLOAD,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
} satisfies Answer

/**
 * Asks for recursion always: an authoritative server ignores it, and says by its AA flag that it is one. Asks for the
 * AD flag (RFC 6840 section 5.7) to learn whether a validating resolver vouches for the answer.
 */
export const asked = (question: Question, edns: boolean): Asked => {
  const id = randomInt(0x1_00_00)
  const packet: Packet = {
    type: 'query',
    id,
    flags: RECURSION_DESIRED | (question.unchecked === true ? CHECKING_DISABLED : AUTHENTIC_DATA),
    questions: [{ name: question.name, type: question.type }],
    additionals: edns ? [OPT] : [],
  }
  return { ...question, id, datagram: encode(packet), stream: streamEncode(packet) }
}

/** The response in these bytes, or undefined when they are none to this question: stray, forged or broken. */
export const responseTo = (question: Asked, bytes: Buffer): Response | undefined => {
  const packet = decoded(bytes)
  if (packet === undefined || !packet.flag_qr || packet.id !== question.id) return undefined
  const echoed = packet.questions?.[0]
  if (echoed === undefined) return packet.rcode === 'NOERROR' ? undefined : packet
  const same = canonical(echoed.name) === canonical(question.name) && echoed.type === question.type
  return same ? packet : undefined
}

/** A name as we compare and show it: lower case, without the final dot. */
export const canonical = (name: string): string => name.replace(/\.$/, '').toLowerCase()

const decoded = (bytes: Buffer): Response | undefined => {
  try {
    return decode(bytes) as Response
  } catch {
    return undefined
  }
}
