import { z } from 'zod'
import { Moment, named, off, say, spelt } from '../raw.ts'

/** serviceHealthIssue of Graph, as far as it is used. */
export const Issue = named(
  'service-issue',
  z.object({
    id: z.string(),
    title: z.string().optional(),
    classification: say(spelt('incident', 'advisory'), 'incident or advisory.'),
    status: say(
      z.string().default('serviceDegradation'),
      'serviceHealthStatus of Graph, e.g. investigating, serviceDegradation, serviceRestored, falsePositive.',
    ),
    service: say(z.string().default('Exchange Online'), 'Only issues of Exchange Online count.'),
    feature: say(z.string().optional(), '`E-Mail timely delivery` is the one that carries mail.'),
    featureGroup: z.string().optional(),
    impactDescription: z.string().optional(),
    isResolved: off('Over: it no longer counts.'),
    startDateTime: Moment,
    endDateTime: say(Moment.optional(), 'Left out or null while it is open.'),
    lastModifiedDateTime: Moment.optional(),
    posts: z
      .array(
        z.object({
          createdDateTime: Moment,
          description: z.object({ content: z.string().optional() }).optional(),
        }),
      )
      .optional(),
  }),
)
export type Issue = z.infer<typeof Issue>

export const Overview = z.object({ service: z.string(), status: z.string() })

export const Raw = z.object({
  overview: Overview.default({ service: 'Exchange Online', status: 'unknown' }),
  issues: say(z.array(Issue), 'GET /admin/serviceAnnouncement/issues; [] where there is none.'),
})
export type Raw = z.infer<typeof Raw>
