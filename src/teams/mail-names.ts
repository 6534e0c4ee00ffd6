import { domainToASCII } from 'node:url'

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/** RFC 5321 4.1.2 dot-string, widened to letters beyond ASCII by RFC 6531. Quoted local parts are left out. */
const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u

/** A mail domain in lower case and in its ASCII form (IDNA, RFC 5891); undefined when it cannot be one. */
export const asDomain = (text: string): string | undefined => {
  // What the address parser of a browser would cut off or read as an escape is not part of a name.
  if (text.length > 253 || /[\s/\\?#@:%[\]]/.test(text)) return undefined
  const ascii = domainToASCII(text)
  const labels = ascii.split('.')
  const named = labels.length > 1 && labels.every((label) => LABEL.test(label))
  return named && ascii.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '') ? ascii : undefined
}

/** A mail address with its domain in ASCII form; undefined when it cannot be one. Lengths by RFC 5321 4.5.3.1. */
export const asAddress = (text: string): string | undefined => {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(at, 0))
  const domain = asDomain(text.slice(at + 1))
  if (domain === undefined || local.length > 64 || !LOCAL_PART.test(local)) return undefined
  const address = `${local}@${domain}`
  return address.length <= 254 ? address : undefined
}
