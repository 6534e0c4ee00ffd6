import { z } from 'zod'
import type { Direction } from '../../model/scope.ts'
import { millis } from '../../model/time.ts'

/** One row of exchangeMessageTrace: one message to one recipient. */
export const TraceRow = z.object({
  senderAddress: z.string().nullish(),
  recipientAddress: z.string().nullish(),
  receivedDateTime: z.string(),
  status: z.string().nullish(),
})
export type TraceRow = z.infer<typeof TraceRow>

/** A message that still waits after so long is stuck, milliseconds. */
const STUCK_MS = 15 * 60_000

const domainOf = (address: string | null | undefined): string =>
  (address ?? '').slice((address ?? '').lastIndexOf('@') + 1).toLowerCase()

/** Undefined for mail between our own people, and for mail that concerns none of them. */
export const directionOf = (row: TraceRow, domains: ReadonlySet<string>): Direction | undefined => {
  const from = domains.has(domainOf(row.senderAddress))
  const to = domains.has(domainOf(row.recipientAddress))
  if (from === to) return undefined
  return to ? 'inbound' : 'outbound'
}

/** What came of a message, as far as the flow goes: it got on, it failed, or it waits for too long. */
export type Fate = 'passed' | 'failed' | 'stuck'

export const fateOf = ({ status, receivedDateTime }: TraceRow, atMs: number): Fate => {
  const word = (status ?? '').toLowerCase()
  if (word === 'failed') return 'failed'
  const waits = word === 'pending' || word === 'gettingstatus'
  return waits && atMs - millis(receivedDateTime) > STUCK_MS ? 'stuck' : 'passed'
}

/** Counts of one direction in one bin. */
export interface BinCount {
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly passed: number
  readonly failed: number
  readonly stuck: number
}

export type Counts = Readonly<Record<Direction, readonly BinCount[]>>

/**
 * Bins from a moment on the grid on, the last one as far as it was read; a bin without a row is zero, because all of it
 * was read.
 */
export const countsOf = (
  rows: readonly TraceRow[],
  span: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number; readonly atMs: number },
  domains: ReadonlySet<string>,
): Counts => {
  const { fromMs, toMs, stepMs, atMs } = span
  const length = Math.max(0, Math.ceil((toMs - fromMs) / stepMs))
  const empty = (): { passed: number; failed: number; stuck: number }[] =>
    Array.from({ length }, () => ({ passed: 0, failed: 0, stuck: 0 }))
  const bins = { inbound: empty(), outbound: empty() }
  for (const row of rows) {
    const direction = directionOf(row, domains)
    const place = Math.floor((millis(row.receivedDateTime) - fromMs) / stepMs)
    const bin = direction === undefined ? undefined : bins[direction][place]
    if (bin !== undefined) bin[fateOf(row, atMs)] += 1
  }
  const started = (counts: ReturnType<typeof empty>): readonly BinCount[] =>
    counts.map((count, index) => ({ start: fromMs + index * stepMs, ...count }))
  return { inbound: started(bins.inbound), outbound: started(bins.outbound) }
}
