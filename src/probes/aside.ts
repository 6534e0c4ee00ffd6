import { z } from 'zod'
import { Fault } from '../model/fault.ts'
import type { Clock } from '../model/ports.ts'

/**
 * Something that is read beside the main answer. The main answer stands without it, so trouble here becomes a
 * sentence and never an outcome.
 */
export const asideOf = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion(
    'known',
    [
      z.object({ known: z.literal(true), value }),
      z.object({ known: z.literal(false), why: z.string().default('not said') }),
    ],
    { error: 'must be { "known": true, "value": ... } or { "known": false, "why": "..." }' },
  )

/** The same, and not known where an answer leaves it out. */
export const perhaps = <T extends z.ZodType>(value: T, description: string) =>
  asideOf(value)
    .default({ known: false, why: 'the evidence does not say' } as z.output<ReturnType<typeof asideOf<T>>> &
      z.util.NoUndefined<z.output<ReturnType<typeof asideOf<T>>>>)
    .meta({ description: `${description} { "known": true, "value": ... }; not known where it is left out.` })

export type Aside<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string }

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** Reads something aside, for at most so many milliseconds. A bug is thrown. */
export const aside = async <T>(
  clock: Clock,
  limit: { readonly ms: number; readonly signal: AbortSignal },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<Aside<T>> => {
  const stop = new AbortController()
  const signal = AbortSignal.any([limit.signal, stop.signal])
  const tooLong = clock.sleep(limit.ms, signal).then(
    (): Aside<T> => ({ known: false, why: `no answer within ${limit.ms / 1000} s` }),
    (): Promise<Aside<T>> => new Promise(() => undefined),
  )
  const answer = call(signal).then(
    (value): Aside<T> => ({ known: true, value }),
    (thrown: unknown): Aside<T> => {
      if (thrown instanceof Fault || signal.aborted) return { known: false, why: reasonOf(thrown) }
      throw thrown
    },
  )
  try {
    return await Promise.race([answer, tooLong])
  } finally {
    stop.abort()
  }
}
