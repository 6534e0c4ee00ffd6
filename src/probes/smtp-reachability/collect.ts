import { ask } from '../../model/ask.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { askDns, recordsIn } from '../dns-reply.ts'
import { isQuiet } from './quiet.ts'
import type { Dialogue, Raw, Target } from './schema.ts'
import { type Aim, aimsOf } from './targets.ts'

const PORT = 25
/** Some servers let strangers wait for their greeting; more than this and mail itself would be in trouble. */
const PHASE_MS = 8000
const CONTROL_MS = 5000

/** Busy, well-kept mail servers of three parties that have nothing to do with each other. */
export const CONTROLS = [
  'gmail-smtp-in.l.google.com',
  'mx-aol.mail.gm0.yahoodns.net',
  'microsoft-com.mail.protection.outlook.com',
] as const

export const collect = (ports: Ports, input: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> =>
  ask(
    ports.clock,
    {
      asked: 'SMTP on port 25: greeting, EHLO, STARTTLS, no message',
      of: 'the MX hosts and the smart hosts',
    },
    async () => {
      const { aims, failed, connectors } = await aimsOf(ports, input, signal)
      const targets = await Promise.all(aims.map((aim) => talkTo(ports, aim, signal)))
      const controls = targets.some(({ dialogue }) => isQuiet(dialogue))
        ? await askControls(ports, signal)
        : []
      return { targets, controls, connectors, ...(failed.length > 0 ? { failed: [...failed] } : {}) }
    },
  )

const talkTo = async (ports: Ports, { rcptTo, ...aim }: Aim, signal: AbortSignal): Promise<Target> => {
  const plan = {
    host: aim.host,
    port: PORT,
    startTls: aim.wants === 'nothing' ? 'if-offered' : 'required',
    phaseTimeoutMs: PHASE_MS,
    ...(rcptTo === undefined ? {} : { mailFrom: '', rcptTo }),
  } as const
  return { ...aim, dialogue: await ports.smtp.converse(plan, { signal }) }
}

/** A control whose name leads nowhere tells nothing and is left out. */
const askControls = async (ports: Ports, signal: AbortSignal): Promise<Dialogue[]> => {
  const dialogues = await Promise.all(
    CONTROLS.map(async (host) => {
      const [first] = recordsIn(await askDns(ports.dns, host, 'A', { signal }))
      if (first === undefined) return []
      const plan = {
        host,
        port: PORT,
        address: first.address,
        startTls: 'never',
        phaseTimeoutMs: CONTROL_MS,
      } as const
      return [await ports.smtp.converse(plan, { signal })]
    }),
  )
  return dialogues.flat()
}
