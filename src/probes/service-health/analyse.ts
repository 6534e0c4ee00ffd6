import type { ServiceHealthFinding, ServiceIssue } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { between, type Instant } from '../../model/time.ts'
import type { Issue, Raw } from './schema.ts'

/** Longest part of a post that is kept. */
const POST_LENGTH = 600

export const analyse = (raw: Raw, { at }: ProbeInput): ServiceHealthFinding => ({
  status: raw.overview.status,
  issues: raw.issues
    .filter((issue) => /exchange/i.test(issue.service) && isOpen(issue, at))
    .map(issueOf)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1)),
})

/** Statuses of what is over, or never was (serviceHealthStatus of Graph), in lower case. */
const OVER: ReadonlySet<string> = new Set([
  'serviceoperational',
  'servicerestored',
  'postincidentreviewpublished',
  'falsepositive',
  'resolved',
  'resolvedexternal',
  'mitigated',
  'mitigatedexternal',
])

const isOpen = ({ isResolved, status, endDateTime }: Issue, at: Instant): boolean =>
  !isResolved &&
  !OVER.has(status.toLowerCase()) &&
  (endDateTime === undefined || between(at, endDateTime) > 0)

const issueOf = (issue: Issue): ServiceIssue => {
  const latest = latestPost(issue)
  return {
    id: issue.id,
    title: issue.title ?? issue.id,
    classification: issue.classification,
    status: issue.status,
    startedAt: issue.startDateTime,
    mailFlow: concernsMailFlow(issue),
    ...(issue.feature && { feature: issue.feature }),
    ...(issue.impactDescription && { impact: issue.impactDescription }),
    ...(issue.lastModifiedDateTime && { changedAt: issue.lastModifiedDateTime }),
    ...(latest && { latest }),
  }
}

/** Microsoft's own name for the feature of Exchange Online that carries mail. */
const MAIL_FEATURE = /timely delivery/i

/** Mail that is not sent, received or delivered, or the parts that carry it; not the words of search or calendars. */
const MAIL_WORDS = [
  /\bmail[ -]?flow\b/i,
  /\b(smtp|transport|ndrs?|non-?delivery|connectors?|mail (queues?|delivery|routing))\b/i,
  /\b(send|sending|receiv\w*|deliver\w*)\b[^.]{0,60}\b(e-?mails?|messages?|mail)\b/i,
  /\b(e-?mails?|messages?|mail)\b[^.]{0,60}\b(delay\w*|queu\w*|bounc\w*|reject\w*|deliver\w*|lost|deferr\w*|not being (sent|received))\b/i,
]

const concernsMailFlow = (issue: Issue): boolean => {
  if (MAIL_FEATURE.test(`${issue.feature} ${issue.featureGroup}`)) return true
  const text = `${issue.title ?? ''}. ${issue.impactDescription ?? ''}`
  return MAIL_WORDS.some((words) => words.test(text))
}

const latestPost = (issue: Issue): string | undefined => {
  const newest = (issue.posts ?? []).toSorted((a, b) => (a.createdDateTime < b.createdDateTime ? 1 : -1))[0]
  const text = plain(newest?.description?.content ?? '')
  return text.length <= POST_LENGTH ? text : `${text.slice(0, POST_LENGTH)}…`
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
}

/** A post's HTML as text. It is Microsoft's own and simple; what reaches a card is escaped there. */
const plain = (html: string): string =>
  html
    .replaceAll(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim()
