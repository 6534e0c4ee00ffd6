import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { decode, type Report } from '../../src/ndr/decode.ts'
import { FAMILIES } from './families.ts'
import { LAYOUTS } from './layouts.ts'
import { PAIRS } from './pairs.ts'
import { SAYINGS } from './sayings.ts'

/** Answers of a server; the other sayings are remarks of the reporting one. */
const answers: readonly string[] = [
  ...SAYINGS.map(([words]) => words),
  ...Object.values(FAMILIES).flat(),
].filter((words) => /^[45]\d\d /.test(words))

type Told = Pick<Report, 'recipient' | 'status' | 'reply' | 'reason'>

const told = async (source: string): Promise<readonly Told[]> =>
  (await decode(source)).map(({ recipient, status, reply, reason }) => ({ recipient, status, reply, reason }))

describe('the answer of a server', () => {
  test.each(Object.entries(LAYOUTS))('means the same in a report of %s as by itself', async (_, layout) => {
    for (const answer of answers) {
      const [alone] = await told(`host mx.contoso.example said: ${answer} (in reply to RCPT TO command)`)
      // Who was meant by "unknown", the address or a filter behind it, shows only where the command is told.
      const same = (one: Told): Told => ({
        ...one,
        recipient: 'kim@contoso.example',
        reason: one.reason === 'filtered' ? 'userunknown' : one.reason,
        status: one.status.replace('5.0.910', '5.0.911'),
      })
      expect((await told(layout(answer))).map((one) => ({ ...same(one), recipient: one.recipient }))).toEqual(
        alone === undefined ? [] : [same(alone)],
      )
    }
  })

  test('is never told of another recipient of the same report', async () => {
    const [pairs, answer] = [fc.constantFrom(...Object.entries(PAIRS)), fc.constantFrom(...answers)]
    await fc.assert(
      fc.asyncProperty(pairs, answer, answer, async ([, layout], one, other) => {
        const [kim, sam] = [await told(layout(one, one)), await told(layout(other, other))]
        expect(await told(layout(one, other))).toEqual([kim[0], sam[1]])
      }),
      { numRuns: 300 },
    )
  })

  test('may name the sender or whom the recipient forwards to, and is still about the recipient', async () => {
    const layouts = fc.constantFrom(...Object.values(LAYOUTS))
    const names = fc.constantFrom(
      '550 5.1.1 <',
      '550 Unknown user ',
      '553 5.1.8 Sender address rejected: ',
      '550 ',
    )
    await fc.assert(
      fc.asyncProperty(layouts, names, async (layout, name) => {
        const source = layout(`${name}pat@litware.example> does not exist`)
        expect((await told(source)).map(({ recipient }) => recipient)).toEqual(['kim@contoso.example'])
      }),
    )
  })
})
