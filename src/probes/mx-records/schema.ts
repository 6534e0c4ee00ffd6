import { z } from 'zod'
import { asideOf } from '../aside.ts'
import { REPLY } from '../dns-reply.ts'

export const MxRecord = z.object({ host: z.string(), preference: z.number() })

/** One name server of a domain, asked directly. */
export const NameServer = z.object({
  host: z.string(),
  /** Absent where its name leads to none. */
  address: z.string().optional(),
  mx: REPLY.MX.optional(),
})
export type NameServer = z.infer<typeof NameServer>

export const Checked = z.object({
  domain: z.string(),
  isDefault: z.boolean().optional(),
  /** Microsoft's own records of the domain (Graph serviceConfigurationRecords). */
  expected: asideOf(z.array(MxRecord)),
  mx: REPLY.MX,
  /** The addresses of the MX hosts. */
  hosts: z.array(z.object({ host: z.string(), a: REPLY.A, aaaa: REPLY.AAAA })),
  nameServers: z.array(NameServer).optional(),
})
export type Checked = z.infer<typeof Checked>

export const Raw = z.object({
  domains: z.array(Checked),
  /** Domains of the tenant that were not looked at, because there are too many or time ran out. */
  left: z.array(z.string()).optional(),
})
export type Raw = z.infer<typeof Raw>
