import { createTransport } from 'nodemailer'
import type { Page } from '../../model/page.ts'
import type { CallOptions, Pager } from '../../model/ports.ts'
import type { SmtpPagerSettings } from './settings.ts'
import { partlyFault, smtpFault } from './smtp-fault.ts'

export interface SmtpPagerParts extends SmtpPagerSettings {
  /** Our name in EHLO. */
  readonly heloName: string
  /** Further authorities to trust, PEM. */
  readonly ca?: string
}

const PHASE_MS = 10_000
const TLS = {
  implicit: { secure: true },
  required: { secure: false, requireTLS: true },
  'if-offered': { secure: false },
  never: { secure: false, ignoreTLS: true },
} as const

const WORDS = { trigger: '', acknowledge: 'Acknowledged: ', resolve: 'Resolved: ' } as const

/** What may stand to the left of the @ (RFC 5322, `dot-atom`). */
const atom = (text: string): string => text.replaceAll(/[^\w-]+/g, '-')

/**
 * The message. Its Message-ID is made of the page's id, so that one that arrives twice shows as one; all messages of an
 * incident refer to the same id, so that clients keep them together. RFC 3834 keeps vacation replies away.
 */
const messageOf = (page: Page, { from, to }: SmtpPagerSettings) => {
  const domain = from.split('@').at(-1) ?? 'mailflow.invalid'
  return {
    from: { name: 'Mailflow', address: from },
    to: [...to],
    subject: `[${page.severity}] ${WORDS[page.action]}${page.title}`,
    messageId: `<${atom(page.id)}@${domain}>`,
    references: [`<incident.${atom(page.incident)}@${domain}>`],
    date: page.at,
    priority: page.action === 'trigger' ? ('high' as const) : ('normal' as const),
    headers: { 'Auto-Submitted': 'auto-generated' },
    text: [
      page.title,
      '',
      ...page.facts.map(({ label, text }) => `${label}: ${text}`),
      '',
      `Incident ${page.incident} of tenant ${page.tenant}`,
      ...(page.link === undefined ? [] : [page.link]),
    ].join('\n'),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Mail by a smart host that does not depend on the tenant. One connection for each page. */
export const smtpPager = (parts: SmtpPagerParts): Pager => ({
  name: 'mail',
  page: async (page, options: CallOptions = {}) => {
    const transport = createTransport({
      host: parts.host,
      port: parts.port,
      name: parts.heloName,
      ...TLS[parts.tls],
      ...(parts.login === undefined ? {} : { auth: { user: parts.login.user, pass: parts.login.password } }),
      ...(parts.ca === undefined ? {} : { tls: { ca: parts.ca } }),
      connectionTimeout: PHASE_MS,
      greetingTimeout: PHASE_MS,
      socketTimeout: PHASE_MS,
      socketCloseTimeout: 0,
    })
    try {
      const { rejected } = await transport.sendMail({
        ...messageOf(page, parts),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      })
      if (rejected.length > 0) throw partlyFault(rejected.length, parts)
    } catch (thrown) {
      throw smtpFault(thrown, parts)
    } finally {
      transport.close()
    }
  },
})
