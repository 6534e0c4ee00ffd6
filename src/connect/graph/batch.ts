import { z } from 'zod'
import type { CallOptions, Clock, Graph } from '../../model/ports.ts'
import { malformedFault, replyFault } from './fault.ts'

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

/** `getMany` over a function that posts one `$batch` body. The parts come back in any order and fail one by one. */
export const batchesOf =
  (
    post: (body: unknown, options: CallOptions | undefined) => Promise<unknown>,
    clock: Clock,
  ): NonNullable<Graph['getMany']> =>
  async (paths, options) => {
    const settled: PromiseSettledResult<unknown>[] = []
    for (let from = 0; from < paths.length; from += BATCH_SIZE) {
      const batch = paths.slice(from, from + BATCH_SIZE)
      const requests = batch.map((url, index) => ({ id: String(index), method: 'GET', url }))
      const answer = BatchAnswer.safeParse(await post({ requests }, options))
      if (!answer.success) throw malformedFault('/$batch', 'it is no batch')
      const parts = new Map(answer.data.responses.map((part) => [part.id, part]))
      settled.push(...batch.map((path, index) => settledAs(parts.get(String(index)), path, clock)))
    }
    return settled
  }

const settledAs = (part: Part | undefined, path: string, clock: Clock): PromiseSettledResult<unknown> => {
  if (part === undefined)
    return { status: 'rejected', reason: malformedFault(path, 'the batch has no part for it') }
  if (part.status < 300) return { status: 'fulfilled', value: part.body }
  const reply = { status: part.status, headers: new Headers(part.headers), text: JSON.stringify(part.body) }
  return { status: 'rejected', reason: replyFault(reply, path, clock) }
}
