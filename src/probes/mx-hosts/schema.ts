import { z } from 'zod'
import { asideOf } from '../aside.ts'

/** The first words of a mail host: connection, greeting, EHLO; neither TLS nor a message. */
const Contact = z.object({
  address: z.string().optional(),
  greeting: z.string().optional(),
  failure: z
    .object({
      phase: z.string(),
      kind: z.string(),
      detail: z.string(),
      /** The reply that turned us away, with its code. */
      reply: z.object({ code: z.number(), enhanced: z.string().optional(), text: z.string() }).optional(),
    })
    .optional(),
})
export type Contact = z.infer<typeof Contact>

const Host = z.object({
  host: z.string(),
  serves: z.array(z.string()),
  contact: asideOf(Contact),
})
export type Host = z.infer<typeof Host>

export const Raw = z.object({
  hosts: z.array(Host),
  /** Domains whose MX could not be looked up, and why. */
  failed: z.array(z.object({ domain: z.string(), why: z.string() })),
  /** What was left out because there are too many. */
  left: z.array(z.string()),
})
export type Raw = z.infer<typeof Raw>
