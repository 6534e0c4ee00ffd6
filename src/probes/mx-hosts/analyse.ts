import type { MxHost, MxHostsFinding } from '../../model/findings.ts'
import { present } from '../wire.ts'
import type { Contact, Host, Raw } from './schema.ts'

export const analyse = ({ hosts, failed, left }: Raw): MxHostsFinding => {
  const notRead = [
    ...failed.map(({ domain, why }) => ({ what: `hosts behind the MX of ${domain}`, why })),
    ...left.map((what) => ({ what, why: 'too many domains and hosts to look at them all' })),
  ]
  return present<MxHostsFinding>({
    hosts: hosts.map(hostOf),
    notRead: notRead.length > 0 ? notRead : undefined,
  })
}

const hostOf = ({ host, serves, contact }: Host): MxHost => ({
  host,
  serves,
  ...(contact.known ? said(contact.value) : { state: 'silent', text: contact.why }),
})

type Said = Pick<MxHost, 'state' | 'text'>

/** Failures that come after the greeting still show a mail server at work. */
const BEFORE_WORDS = new Set(['connect', 'greeting'])

const said = ({ failure, greeting = '220', address }: Contact): Said => {
  if (failure === undefined || !BEFORE_WORDS.has(failure.phase)) return { state: 'answers', text: greeting }
  const at = address === undefined ? '' : ` at ${address}`
  if (failure.kind === 'name-not-resolved') return { state: 'unresolvable', text: 'has no address in DNS' }
  if (failure.kind === 'refused') return { state: 'refuses', text: `refuses the connection on port 25${at}` }
  if (failure.kind !== 'rejected' || failure.reply === undefined)
    return { state: 'silent', text: `does not answer on port 25${at} (${failure.detail})` }
  const reply = `${failure.reply.code} ${failure.reply.text}`
  return isClosed(failure.reply)
    ? { state: 'refuses', text: `greets with ${reply}` }
    : { state: 'unsure', text: `turns us away with ${reply}` }
}

/**
 * 421 means that the service closes its channel for everybody (RFC 5321 section 3.8), and X.3.2 that the system takes no
 * messages (RFC 3463 section 3.4). With any other code a host may dislike nobody but us.
 */
const isClosed = ({
  code,
  enhanced,
}: {
  readonly code: number
  readonly enhanced?: string | undefined
}): boolean =>
  (code === 421 && (enhanced === undefined || enhanced.startsWith('4.3.'))) ||
  /^[45]\.3\.2$/.test(enhanced ?? '')
