import { bits } from './chance.ts'
import { STREAMS } from './mail.ts'
import type { MailKey } from './trace.ts'

const hex = (number: number, digits: number): string =>
  (number >>> 0).toString(16).padStart(8, '0').slice(-digits)

const check = (seed: number, minute: number, place: number): string => hex(bits(seed, minute, place, 99), 4)

/** The network message id of a message: a GUID that the message can be found by again. */
export const traceIdOf = (seed: number, { stream, minute, index }: MailKey): string => {
  const place = (STREAMS.indexOf(stream) << 28) | index
  const salt = bits(seed, minute, place)
  const tail = hex((place ^ bits(seed, minute, 98)) >>> 0, 8) + check(seed, minute, place)
  return [
    hex(minute ^ bits(seed, 97), 8),
    hex(salt, 4),
    `4${hex(salt >>> 4, 3)}`,
    `a${hex(salt >>> 8, 3)}`,
    tail,
  ].join('-')
}

/** The way back; undefined for an id that was not made here. */
export const keyOf = (seed: number, id: string): MailKey | undefined => {
  const parts = /^([0-9a-f]{8})-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-([0-9a-f]{8})([0-9a-f]{4})$/i.exec(id)
  if (parts === null) return undefined
  const minute = (Number.parseInt(parts[1] as string, 16) ^ bits(seed, 97)) >>> 0
  const place = (Number.parseInt(parts[2] as string, 16) ^ bits(seed, minute, 98)) >>> 0
  const stream = STREAMS[place >>> 28]
  if (stream === undefined || check(seed, minute, place) !== (parts[3] as string).toLowerCase())
    return undefined
  return { stream, minute, index: place & 0x0fffffff }
}
