import { ask } from '../model/ask.ts'
import { mapOutcome, type Outcome } from '../model/outcome.ts'
import type { Ports } from '../model/ports.ts'
import type { WireRow } from './wire.ts'

export { READ_EXCHANGE } from '../model/permissions.ts'

const EXCHANGE = 'Exchange Online'

/** A cmdlet as a person would type it. */
const typed = (cmdlet: string, parameters: WireRow): string =>
  [cmdlet, ...Object.entries(parameters).map(([name, value]) => `-${name} ${String(value)}`)].join(' ')

/** The rows of one reading cmdlet; `unsure` when the service left some out. */
export const askRows = async (
  ports: Ports,
  cmdlet: string,
  parameters: WireRow,
  signal: AbortSignal,
): Promise<Outcome<readonly WireRow[]>> => {
  const outcome = await ask(ports.clock, { asked: typed(cmdlet, parameters), of: EXCHANGE }, () =>
    ports.exchange.invoke(cmdlet, parameters, { signal }),
  )
  const whole = mapOutcome(outcome, ({ rows }) => rows)
  if (outcome.kind !== 'found' || !outcome.value.truncated) return whole
  const why = ['the service left rows out', ...outcome.value.warnings].join(': ')
  return { kind: 'unsure', value: outcome.value.rows, why, source: outcome.source }
}
