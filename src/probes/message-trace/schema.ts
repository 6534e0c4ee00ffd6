import { z } from 'zod'
import { Moment, named, say } from '../raw.ts'
import { daysBefore, lastIn } from './bins.ts'
import { statusOf } from './status.ts'

/** One row of exchangeMessageTrace: one message to one recipient. */
export const TraceRow = z.object({
  id: z.string(),
  senderAddress: z.string().default(''),
  recipientAddress: z.string().default(''),
  receivedDateTime: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is no date'),
  status: z.string().default('unknownFutureValue'),
})
export type TraceRow = z.infer<typeof TraceRow>

/** One event of exchangeMessageTraceDetail. */
export const TraceEvent = z.object({
  event: say(z.string(), 'Fail, Defer, Drop, Transport rule, Receive, Deliver ...'),
  dateTime: z.string().optional(),
  description: say(
    z.string().optional(),
    "The service's words, e.g. Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound; ...}], or for a rule: Transport rule: 'its name', ID: ('its guid').",
  ),
  /** XML: `<root><MEP Name="..." String="..."/></root>`. */
  data: z.string().optional(),
})
export type TraceEvent = z.infer<typeof TraceEvent>

export const Span = named(
  'span',
  z
    .object({ from: Moment, to: Moment })
    .refine(({ from, to }) => from <= to, 'ends before it begins: `to` is before `from`'),
)
export type Span = z.infer<typeof Span>

/** `internal` is between two addresses of ours; `other` concerns none of ours, or not the domain that was asked about. */
export const Course = say(
  z.enum(['inbound', 'outbound', 'internal', 'other']),
  'internal: between two addresses of ours. other: mail that is not asked about.',
)
export type Course = z.infer<typeof Course>

const Status = say(
  z.string().overwrite(statusOf),
  'delivered, failed, pending, expanded, quarantined, filteredAsSpam, gettingStatus or recalled; capitals do not matter. Any other word is mail of which nothing is known.',
)

/** How many rows of one course and status were received from `at` on, in five minutes where nothing else is said. */
export const Count = named(
  'trace-count',
  z.object({
    at: say(Moment, 'The first moment that it counts.'),
    minutes: say(
      z.number().positive().max(11_520).optional(),
      'For how long it counts from `at` on, so that a whole morning may be one entry; mail is taken as spread evenly over it. Left out: 5, or the grid on which all counts lie, such as whole hours.',
    ),
    course: Course,
    status: Status,
    count: z.number().nonnegative(),
  }),
)
export type Count = z.infer<typeof Count>

/** The newest row of a course and status. */
export const Last = z.object({ at: Moment, course: Course, status: Status })
export type Last = z.infer<typeof Last>

/** A row that was not delivered, and what happened to it; no events where they could not be read. */
export const Sample = named(
  'trace-sample',
  z.object({
    at: Moment,
    course: Course,
    status: Status,
    sender: z.string().default(''),
    recipient: z.string().default(''),
    events: z.array(TraceEvent).default([]),
  }),
)
export type Sample = z.infer<typeof Sample>

/** The same 24 hours on an earlier day, for comparison: counts of what was read, up to the end of the day first. */
const EarlierDay = z.object({
  daysAgo: say(z.number().positive(), '1: the 24 hours before the window; 7: the same a week ago.'),
  covered: say(z.array(Span).optional(), 'What was read of that day; all of it where it is left out.'),
  counts: z.array(Count),
})
export type Earlier = z.infer<typeof EarlierDay> & { readonly covered: Span[] }

const Read = z.object({
  window: say(Span, 'The 24 hours up to the moment of the diagnosis.'),
  /** Verified domains of the tenant: what tells the directions apart. */
  domains: say(z.array(z.string()).default([]), 'Our own domains: what tells the directions apart.'),
  /** The parts of the window of which every row was read. */
  covered: say(
    z.array(Span).optional(),
    'The parts of the window of which every row was read; the whole window where it is left out.',
  ),
  counts: say(
    z.array(Count),
    'Rows of the trace by course and status over the whole window, delivered ones too.',
  ),
  last: say(
    z.array(Last).default([]),
    'The newest row of each course and status, where it is known better than from the counts. The newest of all shows how fresh the trace is.',
  ),
  samples: say(
    z.array(Sample).default([]),
    'Some rows that were not delivered, with their events: each stands for its part of all rows of its course and status.',
  ),
  earlier: say(
    z.array(EarlierDay).default([]),
    'Earlier days for comparison. Without them silence is told from the pace of the hours before it, and only for three hours.',
  ),
  notRead: say(
    z.array(z.object({ what: z.string(), why: z.string() })).default([]),
    'Parts that could not be had, and why; the rest stands without them.',
  ),
})

export const Raw = Read.transform((raw) => ({
  ...raw,
  covered: raw.covered ?? [raw.window],
  earlier: raw.earlier
    .map((day): Earlier => ({ ...day, covered: day.covered ?? [daysBefore(raw.window, day.daysAgo)] }))
    .toSorted((one, other) => other.daysAgo - one.daysAgo),
  last: [...raw.last, ...lastIn(raw.counts, raw.last, raw.window.to)],
}))
export type Raw = z.infer<typeof Raw>
