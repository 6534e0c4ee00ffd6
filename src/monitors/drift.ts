import { z } from 'zod'
import type { Approval, Watched } from '../model/monitor.ts'
import { Ledger, type Teller } from './ledger.ts'

/*
 * Things that should stay as somebody approved them, pure. What is approved is a value that people can read, so that
 * it is its own mark: approving one value never approves another that has come in between.
 */

export const Drift = z.object({
  /** The baseline, by name of the thing. `by` is absent where it was taken over at first sight. */
  approved: z.record(
    z.string(),
    z.object({ value: z.string(), at: z.string(), by: z.string().exactOptional() }),
  ),
  /** As it was when last seen. */
  seen: z.record(z.string(), z.string()),
  ledger: Ledger,
})
export type Drift = z.infer<typeof Drift>

export const NO_DRIFT: Drift = { approved: {}, seen: {}, ledger: { open: {} } }

export interface Sighting {
  readonly what: string
  readonly value: string
  /** What is seen first may be taken for the baseline without asking. */
  readonly fit: boolean
}

/** A thing that is not as it should be. Without `approved` nobody has said yet how it should be. */
export interface Drifted {
  readonly what: string
  readonly value: string
  readonly approved?: string
}

/** The memory with what was seen, and what has drifted. What was not seen stays as it was. */
export const drifted = (
  memory: Drift,
  sightings: readonly Sighting[],
  at: string,
): { readonly memory: Drift; readonly drifted: readonly Drifted[] } => {
  const adopted = sightings.filter(({ what, fit }) => fit && memory.approved[what] === undefined)
  const approved = {
    ...memory.approved,
    ...Object.fromEntries(adopted.map(({ what, value }) => [what, { value, at }])),
  }
  const seen = { ...memory.seen, ...Object.fromEntries(sightings.map(({ what, value }) => [what, value])) }
  return {
    memory: { ...memory, approved, seen },
    drifted: sightings.flatMap(({ what, value }) => {
      const baseline = approved[what]?.value
      if (baseline === value) return []
      return [{ what, value, ...(baseline === undefined ? {} : { approved: baseline }) }]
    }),
  }
}

/** The memory without the things that are no more. */
export const forgotten = (memory: Drift, isGone: (what: string) => boolean): Drift => {
  const kept = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([what]) => !isGone(what)))
  return { ...memory, approved: kept(memory.approved), seen: kept(memory.seen) }
}

/** Takes what was last seen for the baseline, if it is still what the person saw. */
export const approvedDrift = (
  memory: Drift,
  { what, mark, by, at }: Approval,
  { tenant, monitor }: Pick<Teller, 'tenant' | 'monitor'>,
): Watched<Drift> | undefined => {
  if (memory.seen[what] !== mark) return undefined
  const { [what]: told, ...open } = memory.ledger.open
  return {
    memory: {
      ...memory,
      approved: { ...memory.approved, [what]: { value: mark, at, by } },
      ledger: { ...memory.ledger, open },
    },
    signals:
      told === undefined
        ? []
        : [
            {
              ...told,
              tenant,
              monitor,
              what,
              state: 'clear',
              since: at,
              at,
              facts: [{ label: 'Approved by', text: by }],
            },
          ],
  }
}
