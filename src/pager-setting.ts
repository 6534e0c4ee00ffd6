import { z } from 'zod'
import type { PagerSettings, PagerTls } from './connect/pager/settings.ts'
import { oneOf, readHost, readList, secret, setting, url } from './setting.ts'

/** A mail server as it stands in an address: `smtp://user:password@relay.example:587`. */
interface MailServer {
  readonly host: string
  readonly port: number
  readonly implicit: boolean
  readonly login?: { readonly user: string; readonly password: string }
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** RFC 6409 and RFC 8314: submission is on 587 with STARTTLS, on 465 with TLS from the start. */
const readMailServer = (text: string): MailServer | undefined => {
  const read = URL.parse(text)
  if (read === null || !/^smtps?:$/.test(read.protocol) || !/^\/?$/.test(read.pathname)) return undefined
  const implicit = read.protocol === 'smtps:'
  const host = readHost(read.hostname)
  const user = decoded(read.username)
  const password = decoded(read.password)
  if (host === undefined || user === undefined || password === undefined) return undefined
  if ((user === '') !== (password === '') || read.search !== '' || read.hash !== '') return undefined
  const port = read.port === '' ? (implicit ? 465 : 587) : Number(read.port)
  return { host, port, implicit, ...(user === '' ? {} : { login: { user, password } }) }
}

const readAddress = (text: string): string | undefined => {
  const [, name, domain] = /^([\w.!#$%&'*+/=?^`{|}~-]{1,64})@([^@\s]+)$/.exec(text) ?? []
  const host = domain === undefined ? undefined : readHost(domain)
  return host === undefined ? undefined : `${name}@${host}`
}

const readAddresses = (text: string): readonly string[] | undefined => {
  const addresses = readList(readAddress)(text)
  return addresses === undefined || addresses.length === 0 ? undefined : addresses
}

/** An address to the last stroke: a slash at its end may matter to who is called. */
const readExactUrl = (text: string): string | undefined =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text : undefined

const STARTTLS = ['required', 'if-offered', 'never'] as const
const EVENTS = 'https://events.pagerduty.com/v2/enqueue'

/** The settings of the ways out, as they stand in the environment. */
export const PAGER_ENVIRONMENT = {
  MAILFLOW_PAGER_WEBHOOK_URL: setting(
    'an http or https address',
    'https://alerts.contoso.com/mailflow',
    readExactUrl,
  ).optional(),
  MAILFLOW_PAGER_WEBHOOK_SECRET: setting('at least 16 characters', 'whsec_ and base64', (text) =>
    text.length < 16 ? undefined : text,
  ).optional(),
  MAILFLOW_PAGERDUTY_ROUTING_KEY: secret.optional(),
  MAILFLOW_PAGERDUTY_URL: url(EVENTS).default(EVENTS),
  MAILFLOW_PAGER_SMTP_URL: setting(
    'an smtp or smtps address, with user and password or neither',
    'smtp://user:password@relay.example:587',
    readMailServer,
  ).optional(),
  MAILFLOW_PAGER_SMTP_STARTTLS: setting(
    `one of ${STARTTLS.join(', ')}`,
    'required',
    oneOf(STARTTLS),
  ).optional(),
  MAILFLOW_PAGER_SMTP_FROM: setting('a mail address', 'mailflow@relay.example', readAddress).optional(),
  MAILFLOW_PAGER_SMTP_TO: setting(
    'mail addresses with commas between them',
    'oncall@mobile.example',
    readAddresses,
  ).optional(),
}

const PagerEnvironment = z.object(PAGER_ENVIRONMENT)
type Read = z.infer<typeof PagerEnvironment>

/** Hosts of Exchange Online, in all clouds: they are down with the mail that a page is about. */
const IN_THE_TENANT =
  /(^|\.)(office365\.(com|us)|outlook\.(com|cn)|office365\.outlook\.cn|mx\.microsoft|partner\.outlook\.cn)$/

const tlsOf = (server: MailServer, env: Read): PagerTls =>
  server.implicit ? 'implicit' : (env.MAILFLOW_PAGER_SMTP_STARTTLS ?? 'required')

const both = (env: Read, one: keyof Read, other: keyof Read, example: string): string | false =>
  env[one] !== undefined &&
  env[other] === undefined &&
  `${other} must be set because ${one} is, for example ${other}=${example}.`

/** What must hold between the settings of the ways out. */
export const pagerProblems = (env: Read): readonly (string | false)[] => {
  const server = env.MAILFLOW_PAGER_SMTP_URL
  const clear = server !== undefined && !['implicit', 'required'].includes(tlsOf(server, env))
  return [
    both(env, 'MAILFLOW_PAGER_WEBHOOK_URL', 'MAILFLOW_PAGER_WEBHOOK_SECRET', '(some text of 16 characters)'),
    both(
      env,
      'MAILFLOW_PAGER_WEBHOOK_SECRET',
      'MAILFLOW_PAGER_WEBHOOK_URL',
      'https://alerts.contoso.com/mailflow',
    ),
    both(env, 'MAILFLOW_PAGER_SMTP_URL', 'MAILFLOW_PAGER_SMTP_FROM', 'mailflow@relay.example'),
    both(env, 'MAILFLOW_PAGER_SMTP_URL', 'MAILFLOW_PAGER_SMTP_TO', 'oncall@mobile.example'),
    both(env, 'MAILFLOW_PAGER_SMTP_FROM', 'MAILFLOW_PAGER_SMTP_URL', 'smtp://relay.example:587'),
    both(env, 'MAILFLOW_PAGER_SMTP_TO', 'MAILFLOW_PAGER_SMTP_URL', 'smtp://relay.example:587'),
    server !== undefined &&
      IN_THE_TENANT.test(server.host) &&
      'MAILFLOW_PAGER_SMTP_URL must name a server outside Exchange Online, for example smtp://relay.example:587: ' +
        'a page about mail that has stopped cannot go by that mail.',
    clear &&
      server.login !== undefined &&
      'MAILFLOW_PAGER_SMTP_STARTTLS must be required when MAILFLOW_PAGER_SMTP_URL has a password: ' +
        'it would go in clear text.',
  ]
}

/** The ways out that are set up. */
export const pagerSettings = (env: Read): PagerSettings => ({
  ...webhookOf(env),
  ...(env.MAILFLOW_PAGERDUTY_ROUTING_KEY === undefined
    ? {}
    : { pagerDuty: { url: env.MAILFLOW_PAGERDUTY_URL, routingKey: env.MAILFLOW_PAGERDUTY_ROUTING_KEY } }),
  ...mailOf(env),
})

const webhookOf = ({
  MAILFLOW_PAGER_WEBHOOK_URL: url,
  MAILFLOW_PAGER_WEBHOOK_SECRET: secret,
}: Read): PagerSettings => (url === undefined || secret === undefined ? {} : { webhook: { url, secret } })

const mailOf = (env: Read): PagerSettings => {
  const { MAILFLOW_PAGER_SMTP_URL: server, MAILFLOW_PAGER_SMTP_FROM: from, MAILFLOW_PAGER_SMTP_TO: to } = env
  if (server === undefined || from === undefined || to === undefined) return {}
  const { host, port, login } = server
  return {
    smtp: { host, port, tls: tlsOf(server, env), ...(login === undefined ? {} : { login }), from, to },
  }
}
