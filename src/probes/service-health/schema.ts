import { z } from 'zod'

/** serviceHealthIssue of Graph, as far as it is used. */
export const Issue = z.object({
  id: z.string(),
  title: z.string().optional(),
  classification: z.string(),
  status: z.string(),
  service: z.string(),
  feature: z.string().optional(),
  featureGroup: z.string().optional(),
  impactDescription: z.string().optional(),
  isResolved: z.boolean(),
  startDateTime: z.string(),
  lastModifiedDateTime: z.string().optional(),
  posts: z
    .array(
      z.object({
        createdDateTime: z.string(),
        description: z.object({ content: z.string().optional() }).optional(),
      }),
    )
    .optional(),
})
export type Issue = z.infer<typeof Issue>

export const Overview = z.object({ service: z.string(), status: z.string() })

export const Raw = z.object({ overview: Overview, issues: z.array(Issue) })
export type Raw = z.infer<typeof Raw>
