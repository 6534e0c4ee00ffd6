import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'mx-hosts', Raw> = {
  id: 'mx-hosts',
  about: {
    question: 'Do the mail hosts that stand before Exchange Online answer?',
    reads: ['MX records of each domain', "SMTP greeting and EHLO of each MX host that is not Microsoft's"],
    permissions: [graphPermission('Domain.Read.All')],
    usualMs: 1500,
    deadlineMs: 30_000,
    links: [
      'https://www.rfc-editor.org/rfc/rfc5321#section-5.1',
      'https://learn.microsoft.com/exchange/mail-flow-best-practices/manage-mail-flow-using-third-party-cloud',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
