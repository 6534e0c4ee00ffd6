import type { StepId } from '../model/ids.ts'
import { derivedStatus } from './derived.ts'
import { exchangeFinding } from './exchange.ts'
import { failuresOf } from './failures.ts'
import type { Finding, Party, Suspect } from './finding.ts'
import { isRegistered, registered } from './iana.ts'
import { type Letter, lettersOf } from './letter.ts'
import { GREYLISTED, MEANINGS } from './meanings.ts'
import { complaintsIn, isAutomaticReply } from './notices.ts'
import type { Reason } from './reason.ts'
import { allWords, type Failure, reasonOf } from './why.ts'

/** What is known of one recipient whom a message did not reach. */
export interface Report {
  /** Empty when the words name nobody. */
  readonly recipient: string
  /** An enhanced status code (RFC 3463); `X.0.9NN` when no server gave one (see `derived.ts`); empty for a notice. */
  readonly status: string
  /** An SMTP reply code (RFC 5321); empty when there is none of the same class. */
  readonly reply: string
  readonly reason: Reason
  readonly step: StepId | null
  readonly cause: Suspect | null
  readonly party: Party
  readonly advice: string
  /** What it means, a sentence without a full stop. */
  readonly meaning: string
  /** What the registry says of the status code; empty for a derived code. */
  readonly registered: string
  /** The server's own words. */
  readonly said: string
}

const MOST_SAID = 600
/** So many reports of one source are given. */
const MOST_REPORTS = 1000
/** So deep is a report looked for that was forwarded inside another message. */
const DEEPEST = 3

/**
 * Says what a bounce, an SMTP reply, trace detail or a diagnostic text means: one report for each recipient, none when
 * there is nothing in it to decode. Never throws; what is oversized is read in part.
 */
export const decode = async (source: string | Uint8Array): Promise<readonly Report[]> =>
  (await decodeWithin(source, DEEPEST)).slice(0, MOST_REPORTS)

const decodeWithin = async (source: string | Uint8Array, depth: number): Promise<readonly Report[]> => {
  const reports: Report[] = []
  for (const letter of await lettersOf(source)) {
    const own = reportsOf(letter)
    // A report that names nobody may be the cover of another one.
    const inner =
      own.some(({ recipient, reason }) => recipient !== '' || reason === 'feedback') || depth === 0
        ? []
        : await insideOf(letter, depth - 1)
    reports.push(...(inner.length > 0 ? inner : own.map((report) => named(report, letter))))
  }
  return reports
}

/** Who is meant where the report names nobody: the one to whom the returned message went. */
const named = (report: Report, { addressee }: Letter): Report =>
  report.recipient === '' && report.reason !== 'vacation' ? { ...report, recipient: addressee } : report

const insideOf = async (letter: Letter, depth: number): Promise<readonly Report[]> => {
  const reports: Report[] = []
  for (const enclosed of letter.enclosed.slice(0, 10)) reports.push(...(await decodeWithin(enclosed, depth)))
  return reports
}

const reportsOf = (letter: Letter): readonly Report[] => {
  const complaints = complaintsIn(letter)
  if (complaints.length > 0) return complaints.map((recipient) => notice('feedback', recipient))
  if (isAutomaticReply(letter)) return [notice('vacation', '')]
  return failuresOf(letter).map(reportOf)
}

const notice = (reason: 'feedback' | 'vacation', recipient: string): Report =>
  told({ recipient, status: '', reply: '', reason }, MEANINGS[reason], '')

const reportOf = (failure: Failure): Report => {
  const reason = reasonOf(failure)
  const said = (failure.words[0] ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, MOST_SAID)
  const status =
    failure.status === '' ? derivedStatus(reason, { ...failure, words: allWords(failure) }) : failure.status
  const basis = { recipient: failure.recipient, status, reply: failure.reply, reason }
  return told(basis, findingOf(failure, reason), said)
}

const EXCHANGE =
  /outlook\.com|exchange|microsoft|resolver\.|storedrv|smtpsend|transport\.rules|queue\.expired|hotmail|tenant|as\(\d+\)|office ?365/i

/** The label of such a refusal is the same as that of a block list, what to do is not. */
const NOBODY_LISTENS = /connection (?:was |has been )?(?:refused|reset|dropped) by/i

/** Codes that are not registered are Exchange's own; the others only where Exchange speaks. */
const findingOf = (failure: Failure, reason: Reason): Finding => {
  const { status, words } = failure
  const all = allWords(failure).join('\n').slice(0, 5000)
  const itsOwn = (status !== '' && !isRegistered(status)) || EXCHANGE.test(all)
  if (reason === 'onhold' && /gr[ea]y-?list/i.test(all)) return GREYLISTED
  if (reason === 'blocked' && NOBODY_LISTENS.test(all)) return MEANINGS.networkerror
  return exchangeFinding(status, words[0] ?? '', itsOwn) ?? MEANINGS[reason]
}

const told = (
  basis: Pick<Report, 'recipient' | 'status' | 'reply' | 'reason'>,
  { step, cause, party, advice, meaning }: Finding,
  said: string,
): Report => ({
  ...basis,
  step: step ?? null,
  cause: cause ?? null,
  party,
  advice,
  meaning,
  registered: registered(basis.status) ?? '',
  said,
})
