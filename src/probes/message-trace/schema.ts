import { z } from 'zod'

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
  event: z.string(),
  dateTime: z.string().optional(),
  description: z.string().optional(),
  /** XML: `<root><MEP Name="..." String="..."/></root>`. */
  data: z.string().optional(),
})
export type TraceEvent = z.infer<typeof TraceEvent>

export const Span = z.object({ from: z.string(), to: z.string() })
export type Span = z.infer<typeof Span>

/** `internal` is between two addresses of ours; `other` concerns none of ours, or not the domain that was asked about. */
export const Course = z.enum(['inbound', 'outbound', 'internal', 'other'])
export type Course = z.infer<typeof Course>

/** How many rows of one course and status were received in the five minutes from `at` on. */
export const Count = z.object({ at: z.string(), course: Course, status: z.string(), count: z.number() })
export type Count = z.infer<typeof Count>

/** The newest row of a course and status. */
export const Last = z.object({ at: z.string(), course: Course, status: z.string() })
export type Last = z.infer<typeof Last>

/** A row that was not delivered, and what happened to it; no events where they could not be read. */
export const Sample = z.object({
  at: z.string(),
  course: Course,
  status: z.string(),
  sender: z.string(),
  recipient: z.string(),
  events: z.array(TraceEvent),
})
export type Sample = z.infer<typeof Sample>

/** The same 24 hours on an earlier day, for comparison: counts of what was read, up to the end of the day first. */
export const Earlier = z.object({ daysAgo: z.number(), covered: z.array(Span), counts: z.array(Count) })
export type Earlier = z.infer<typeof Earlier>

export const Raw = z.object({
  window: Span,
  /** Verified domains of the tenant: what tells the directions apart. */
  domains: z.array(z.string()),
  /** The parts of the window of which every row was read. */
  covered: z.array(Span),
  counts: z.array(Count),
  last: z.array(Last),
  samples: z.array(Sample),
  earlier: z.array(Earlier),
  notRead: z.array(z.object({ what: z.string(), why: z.string() })),
})
export type Raw = z.infer<typeof Raw>
