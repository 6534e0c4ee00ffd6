import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Incoming } from '../engine/api.ts'
import { Fault } from '../model/fault.ts'
import type { Messenger } from '../model/ports.ts'
import { sentenceCard } from './answers.ts'

/** Logs a failure and gives the sentence for the person: what to do about a fault, an incident id for a bug. */
export const explain = (log: Logger, thrown: unknown): string => {
  if (thrown instanceof Fault) {
    log.warn({ code: thrown.code }, thrown.message)
    return thrown.message
  }
  const incident = randomBytes(4).toString('hex')
  log.error({ incident, err: thrown }, 'A request failed by a bug.')
  return `Something in Mailflow broke (incident ${incident}). Nothing was decided by this; please try again.`
}

/** Runs an act of the engine. What goes wrong is said where the person is, and never thrown at the channel. */
export const attempt = async (
  parts: { readonly messenger: Messenger; readonly log: Logger },
  { conversation }: Incoming,
  act: () => Promise<void>,
): Promise<void> => {
  try {
    await act()
  } catch (thrown) {
    const sentence = explain(parts.log, thrown)
    try {
      await parts.messenger.post(conversation, sentenceCard(sentence))
    } catch (second) {
      explain(parts.log, second)
    }
  }
}
