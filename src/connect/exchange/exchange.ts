import { z } from 'zod'
import type { CallOptions, Clock, Exchange } from '../../model/ports.ts'
import type { Token } from '../credential.ts'
import { insist, isSilence, type Reply } from '../http.ts'
import { ExchangeFault, malformedFault, replyFault, silenceFault } from './fault.ts'

export interface ExchangeSettings {
  /** `https://outlook.office365.com`, or that of a national cloud. */
  readonly baseUrl: string
  /** The tenant's GUID. */
  readonly tenant: string
  readonly token: Token
  readonly clock: Clock
  readonly timeoutMs?: number
  readonly longestPauseMs?: number
}

const Page = z.object({
  value: z.array(z.record(z.string(), z.unknown())).default([]),
  '@odata.nextLink': z.string().optional(),
  '@adminapi.warnings': z.array(z.string()).default([]),
})
type Page = z.infer<typeof Page>

/** A guard against a service that never ends; 1,000 rows a page. */
const MAX_PAGES = 200

/**
 * Exchange Online cmdlets over `adminapi/beta/{tenant}/InvokeCommand`, the transport of the ExchangeOnlineManagement
 * module. It is not documented by Microsoft: facts here are measured ones. Throws ExchangeFault.
 */
export const exchangeOver = (settings: ExchangeSettings): Exchange => ({
  invoke: async (cmdlet, parameters, options = {}) => {
    const body = JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } })
    const ask = (url: string): Promise<Page> => pageAt(url, body, cmdlet, settings, options)
    const home = `${settings.baseUrl.replace(/\/$/, '')}/adminapi/beta/${settings.tenant}/InvokeCommand`
    const first = await ask(home)
    const rest = await following(first, ask, home)
    const pages = [first, ...rest.pages]
    const warnings = pages.flatMap((page) => page['@adminapi.warnings'])
    return {
      rows: pages.flatMap((page) => page.value).map(withoutAnnotations),
      warnings: rest.broken === undefined ? warnings : [...warnings, rest.broken],
      truncated: warnings.length > 0 || rest.broken !== undefined,
    }
  },
})

/** The port of a bot that cannot administer Exchange: says so, and what to set. */
export const exchangeNotConfigured = (why: string): Exchange => ({
  invoke: () =>
    Promise.reject(new ExchangeFault(why, { code: 'exchange.not-configured', kind: 'unreachable' })),
})

/** The pages after the first. A page that fails ends the list; what was read is kept and said to be cut short. */
const following = async (
  first: Page,
  ask: (url: string) => Promise<Page>,
  home: string,
): Promise<{ pages: readonly Page[]; broken?: string }> => {
  const pages: Page[] = []
  let next = first['@odata.nextLink']
  while (next !== undefined) {
    if (pages.length >= MAX_PAGES) return { pages, broken: `There are more than ${MAX_PAGES} pages.` }
    if (new URL(next, home).origin !== new URL(home).origin)
      return { pages, broken: `The next page is elsewhere (${next}).` }
    try {
      const page = await ask(next)
      pages.push(page)
      next = page['@odata.nextLink']
    } catch (thrown) {
      if (thrown instanceof ExchangeFault) return { pages, broken: thrown.message }
      throw thrown
    }
  }
  return { pages }
}

const pageAt = async (
  url: string,
  body: string,
  cmdlet: string,
  settings: ExchangeSettings,
  { signal = new AbortController().signal }: CallOptions,
): Promise<Page> => {
  const reply = await insist(
    async (patient) =>
      fetch(url, {
        method: 'POST',
        headers: headersOf(await settings.token(patient), cmdlet, settings.tenant),
        body,
        signal: patient,
        redirect: 'error',
      }),
    {
      clock: settings.clock,
      signal,
      timeoutMs: settings.timeoutMs ?? 30_000,
      attempts: 3,
      longestPauseMs: settings.longestPauseMs ?? 10_000,
      repeatable: cmdlet.startsWith('Get-'),
    },
  )
  if (isSilence(reply)) throw silenceFault(reply, cmdlet)
  if (reply.status >= 300) throw replyFault(reply, cmdlet, settings.clock)
  return parsed(reply, cmdlet)
}

/**
 * Without the anchor mailbox the next page is refused as expired. `@` and `{}` are part of it: the system mailbox has
 * the same name in every tenant.
 */
const headersOf = (token: string, cmdlet: string, tenant: string): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  Accept: 'application/json',
  'Content-Type': 'application/json; charset=utf-8',
  Prefer: 'odata.maxpagesize=1000',
  'X-AnchorMailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenant}`,
  'X-CmdletName': cmdlet,
  'X-ResponseFormat': 'json',
})

/** A cmdlet without output answers with an empty body. */
const parsed = (reply: Reply, cmdlet: string): Page => {
  const text = reply.text ?? ''
  if (text === '') return Page.parse({})
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw malformedFault(cmdlet, 'it is not JSON')
  }
  const page = Page.safeParse(json)
  if (!page.success) throw malformedFault(cmdlet, 'it is no list of rows')
  return page.data
}

/** Rows carry a type beside each value (`Priority@data.type`), which nobody needs. */
const withoutAnnotations = (row: Record<string, unknown>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(row).filter(([key]) => !key.includes('@')))
