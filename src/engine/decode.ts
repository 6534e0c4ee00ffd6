import type { Decoded } from '../cards/decode-card.ts'
import { decode } from '../ndr/decode.ts'
import { answering } from './answering.ts'
import type { Incoming, Pasted } from './api.ts'
import type { Parts } from './parts.ts'

/** Says what was pasted means, on a card of its own; a repeated activity does nothing. Returns the cards to send. */
export const decodePasted = async (
  parts: Parts,
  incoming: Incoming,
  pasted: readonly Pasted[],
): Promise<readonly string[]> => {
  const content = parts.drawing.decoded(await Promise.all(pasted.map(decodeOne)))
  return answering(parts, incoming, async () => content)
}

const decodeOne = async (pasted: Pasted): Promise<Decoded> =>
  pasted.kind === 'file'
    ? { name: pasted.name, reports: await decode(pasted.bytes) }
    : { reports: await decode(pasted.text) }
