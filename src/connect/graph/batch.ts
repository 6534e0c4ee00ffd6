import { z } from 'zod'
import type { CallOptions, Clock, Graph } from '../../model/ports.ts'
import { GraphFault, malformedFault, replyFault } from './fault.ts'

/** Most requests in one `$batch`. Source: Graph documentation, json-batching. */
const BATCH_SIZE = 20

const BatchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown(),
    }),
  ),
})
type Part = z.infer<typeof BatchAnswer>['responses'][number]
type Settled = PromiseSettledResult<unknown>

export interface BatchSettings {
  readonly clock: Clock
  readonly longestPauseMs: number
  /** Takes what a path costs out of its budget. Throws GraphFault. */
  readonly pay: (path: string) => Promise<void>
  /** Posts the body of one `$batch`. */
  readonly post: (body: unknown, options: CallOptions) => Promise<unknown>
}

/**
 * `getMany` over `$batch`. The parts come back in any order and fail one by one; those that were throttled are asked
 * for once more, after the longest pause that one of them wants.
 */
export const batchesOf = (settings: BatchSettings): NonNullable<Graph['getMany']> => {
  const round = async (paths: readonly string[], options: CallOptions): Promise<readonly Settled[]> => {
    const settled: Settled[] = []
    for (let from = 0; from < paths.length; from += BATCH_SIZE)
      settled.push(...(await oneBatch(settings, paths.slice(from, from + BATCH_SIZE), options)))
    return settled
  }
  return async (paths, options = {}) => {
    const first = await round(paths, options)
    const again = first.flatMap((one, index) => (pauseOf(one) === undefined ? [] : [index]))
    const pause = Math.max(0, ...again.map((index) => pauseOf(first[index]) ?? 0))
    if (again.length === 0 || pause > settings.longestPauseMs) return first
    await settings.clock.sleep(pause, options.signal)
    const second = await round(
      again.map((index) => paths[index] as string),
      options,
    )
    return first.map((one, index) =>
      again.includes(index) ? (second[again.indexOf(index)] as Settled) : one,
    )
  }
}

/** A part that its budget has no place for fails before it goes out, and the others go without it. */
const oneBatch = async (
  { clock, pay, post }: BatchSettings,
  paths: readonly string[],
  options: CallOptions,
): Promise<readonly Settled[]> => {
  const paid = await Promise.all(paths.map((path) => unpaid(pay(path))))
  const requests = paths.flatMap((url, index) =>
    paid[index] === undefined ? [{ id: String(index), method: 'GET', url }] : [],
  )
  if (requests.length === 0) return paid as readonly Settled[]
  const answer = BatchAnswer.safeParse(await post({ requests }, options))
  if (!answer.success) throw malformedFault('/$batch', 'it is no batch')
  const parts = new Map(answer.data.responses.map((part) => [part.id, part]))
  return paths.map((path, index) => paid[index] ?? settledAs(parts.get(String(index)), path, clock))
}

const unpaid = async (payment: Promise<void>): Promise<PromiseRejectedResult | undefined> => {
  try {
    await payment
    return undefined
  } catch (reason) {
    if (reason instanceof GraphFault) return { status: 'rejected', reason }
    throw reason
  }
}

const settledAs = (part: Part | undefined, path: string, clock: Clock): Settled => {
  if (part === undefined)
    return { status: 'rejected', reason: malformedFault(path, 'the batch has no part for it') }
  if (part.status < 300) return { status: 'fulfilled', value: part.body }
  const reply = { status: part.status, headers: new Headers(part.headers), text: JSON.stringify(part.body) }
  return { status: 'rejected', reason: replyFault(reply, path, clock) }
}

/** Milliseconds that a throttled or failing part wants; undefined for all others. */
const pauseOf = (settled: Settled | undefined): number | undefined => {
  const reason: unknown = settled?.status === 'rejected' ? settled.reason : undefined
  return reason instanceof GraphFault && reason.retry !== 'no' ? reason.retry.afterMs : undefined
}
