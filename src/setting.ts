import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'

/** A host and a port to connect to. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** A setting read from text: what it must be, an example, and how to read it (undefined when it is not that). */
export const setting = <T>(must: string, example: string, read: (text: string) => T | undefined) =>
  z.string().transform((text, context): T => {
    const value = read(text.trim())
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: `must be ${must}, for example ${example}` })
    return z.NEVER
  })

export const readPort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const readGuid = (text: string): string | undefined =>
  GUID.test(text) ? text.toLowerCase() : undefined

const readUrl = (text: string): string | undefined => {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) ? text.replace(/\/+$/, '') : undefined
}

export const readHost = (text: string): string | undefined => domainToASCII(text) || undefined

/** `host:port`, `[v6]:port`, or without the port where one is implied. */
const readPlace = (text: string, impliedPort?: number): Place | undefined => {
  const [, v6, name, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? []
  const host = v6 ?? (name === undefined ? undefined : readHost(name))
  const port = digits === undefined ? impliedPort : readPort(digits)
  if (host === undefined || port === undefined || (v6 !== undefined && isIP(v6) !== 6)) return undefined
  return { host, port }
}

/** Items between commas, each read; undefined when one of them is not what it must be. */
export const readList =
  <T>(read: (item: string) => T | undefined) =>
  (text: string): readonly T[] | undefined => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(read)
    return items.every((item) => item !== undefined) ? items : undefined
  }

export const readDnsServer = (text: string): string | undefined => {
  if (isIP(text) !== 0) return text
  const place = readPlace(text, 53)
  return place !== undefined && isIP(place.host) !== 0 ? text : undefined
}

export const readConnectTo = (item: string): readonly [string, Place] | undefined => {
  const [from, to, ...more] = item.split('=')
  const host = readHost(from ?? '')
  const place = readPlace(to ?? '', 25)
  return host !== undefined && place !== undefined && more.length === 0 ? [host, place] : undefined
}

export const oneOf =
  <T extends string>(names: readonly T[]) =>
  (text: string): T | undefined =>
    names.find((name) => name.toLowerCase() === text.toLowerCase())

export const some = (text: string): string | undefined => (text === '' ? undefined : text)

export const SAMPLE_GUID = '00000000-0000-0000-0000-000000000001'
export const port = (example: string) => setting('a port from 0 to 65535', example, readPort)
export const guid = setting('a GUID', SAMPLE_GUID, readGuid)
export const guids = setting('GUIDs with commas between them', SAMPLE_GUID, readList(readGuid))
export const url = (example: string) => setting('an http or https address', example, readUrl)
export const file = (example: string) => setting('the path of a file', example, some)
export const secret = setting('some text', 'a secret from the vault', some)
