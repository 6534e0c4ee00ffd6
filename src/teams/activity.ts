import { z } from 'zod'

/** An optional part that is dropped when it is not what it should be: nobody's command fails over an odd extra. */
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)

/** An id that a store can keep: no control characters (PostgreSQL takes no NUL), no half of a surrogate pair. */
export const Id = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)

const Account = z.object({ id: Id, name: lenient(z.string()), aadObjectId: lenient(Id) })
const Identified = z.object({ id: Id })

const Entity = z.object({
  type: z.string(),
  text: lenient(z.string()),
  mentioned: lenient(Identified),
})

export const Attachment = z.object({
  contentType: z.string(),
  contentUrl: lenient(z.string()),
  content: z.unknown().optional(),
  name: lenient(z.string()),
})
export type Attachment = z.infer<typeof Attachment>

/** A list whose odd members are left out. */
const listOf = <T extends z.ZodType>(schema: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((item) => {
        const read = schema.safeParse(item)
        return read.success ? [read.data] : []
      }),
    )

/** The common part of the activities that Teams sends, as far as we use it (Bot Framework activity schema). */
export const Activity = z.object({
  type: z.string().min(1),
  id: lenient(Id),
  name: lenient(z.string()),
  action: lenient(z.string()),
  channelId: lenient(Id),
  serviceUrl: z.url({ protocol: /^https?$/ }).max(2000),
  deliveryMode: lenient(z.string()),
  timestamp: lenient(z.string()),
  replyToId: lenient(Id),
  text: lenient(z.string()),
  from: Account,
  recipient: Account,
  conversation: z.object({
    id: Id,
    conversationType: lenient(z.string()),
    tenantId: lenient(Id),
    isGroup: lenient(z.boolean()),
  }),
  channelData: lenient(
    z.object({
      tenant: lenient(Identified),
      team: lenient(Identified),
      channel: lenient(Identified),
    }),
  ),
  entities: listOf(Entity),
  attachments: listOf(Attachment),
  membersAdded: listOf(Identified),
  value: z.unknown().optional(),
})
export type Activity = z.infer<typeof Activity>
