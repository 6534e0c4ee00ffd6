import type { MxTrouble } from '../../model/findings.ts'
import { type Reply, recordsIn } from '../dns-reply.ts'

/** Names under which Exchange Online sends, in all clouds. Source: learn.microsoft.com, "Set up SPF". */
const MICROSOFT =
  /\b(?:include:|redirect=)spf\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)\b/i
const ELSEWHERE = /\b(?:include:|redirect=|exists:)\S+/i

/**
 * What receivers make of mail from the domain (RFC 7208). Only an answer counts: a resolver in trouble says nothing, and
 * a domain that does not exist has other troubles.
 */
export const spfTroubles = (domain: string, txt: Reply<'TXT'>): readonly MxTrouble[] => {
  if (txt.kind === 'failed' || txt.kind === 'nxdomain') return []
  const records = recordsIn(txt)
    .map(({ text }) => text)
    .filter((text) => /^v=spf1(?: |$)/i.test(text))
  const [record] = records
  if (record === undefined)
    return [spf(`${domain} has no SPF record: receivers may hold its mail for forged or refuse it`)]
  if (records.length > 1)
    return [
      spf(`${domain} has ${records.length} SPF records, which is a permanent error to receivers (RFC 7208)`),
    ]
  if (MICROSOFT.test(record)) return []
  // Another include may lead to Microsoft's names in the end.
  return ELSEWHERE.test(record)
    ? []
    : [
        spf(
          `The SPF record of ${domain} does not name Exchange Online (include:spf.protection.outlook.com): "${record}"`,
        ),
      ]
}

const spf = (text: string): MxTrouble => ({ kind: 'spf', text })
