import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Host as HostName, say } from '../raw.ts'
import { FailureKind, Phase } from '../smtp-failure.ts'

/** The first words of a mail host: connection, greeting, EHLO; neither TLS nor a message. */
const Contact = z.object({
  address: z.string().optional(),
  greeting: z.string().optional(),
  failure: z
    .object({
      phase: Phase,
      kind: FailureKind,
      detail: z.string().default('no detail'),
      /** The reply that turned us away, with its code. */
      reply: z.object({ code: z.number(), enhanced: z.string().optional(), text: z.string() }).optional(),
    })
    .optional(),
})
export type Contact = z.infer<typeof Contact>

const Host = z.object({
  host: HostName,
  serves: say(z.array(HostName), 'The domains whose MX names it.'),
  contact: perhaps(Contact, 'How it answers on port 25: a greeting, or a failure.'),
})
export type Host = z.infer<typeof Host>

export const Raw = z.object({
  hosts: say(
    z.array(Host).default([]),
    "MX hosts that are not Microsoft's, such as those of a mail gateway.",
  ),
  /** Domains whose MX could not be looked up, and why. */
  failed: say(
    z.array(z.object({ domain: z.string(), why: z.string() })).default([]),
    'Domains whose MX could not be looked up, and why.',
  ),
  /** What was left out because there are too many. */
  left: say(z.array(z.string()).default([]), 'Hosts that were not looked at.'),
})
export type Raw = z.infer<typeof Raw>
