import type { FailureGroup } from '../../model/findings.ts'
import { type Reason, reasonOf } from './decode.ts'
import { meaningOf } from './meaning.ts'
import type { Sample } from './schema.ts'

/**
 * The undelivered messages of one direction by their reason, the most frequent first. Only some were looked into:
 * each of them stands for its part of all messages with its status.
 */
export const failuresOf = (
  samples: readonly Sample[],
  byStatus: Readonly<Record<string, number>>,
): readonly FailureGroup[] => {
  const sampled = Map.groupBy(samples, (sample) => sample.status)
  const read = samples.map((sample) => ({
    sample,
    reason: reasonOf(sample),
    stands: (byStatus[sample.status] ?? 0) / (sampled.get(sample.status)?.length ?? 1),
  }))
  return [...Map.groupBy(read, ({ sample, reason }) => keyOf(sample, reason)).values()]
    .map((members) => {
      const [{ sample, reason }] = members as [(typeof read)[number]]
      return {
        ...reason,
        ...meaningOf(reason),
        count: Math.max(members.length, Math.round(members.reduce((sum, { stands }) => sum + stands, 0))),
        sample: { sender: sample.sender, recipient: sample.recipient, at: sample.at },
      }
    })
    .toSorted((a, b) => b.count - a.count)
}

/** Same code, connector and rule. Without a code the words count, numbers and addresses aside. */
const keyOf = (sample: Sample, { code, reply, connector, rule }: Reason): string =>
  JSON.stringify([sample.status, code ?? reply.replaceAll(/\S*[@\d]\S*/g, '#').slice(0, 80), connector, rule])
