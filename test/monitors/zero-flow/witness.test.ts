import { expect, test } from '@jest/globals'
import { type Senses, type Witness, witnessOf } from '../../../src/monitors/zero-flow/witness.ts'

test.each<[string, Senses, Witness]>([
  ['nobody', {}, 'none'],
  ['the other direction, which flows', { otherDirection: 'flowing' }, 'none'],
  ['the other direction, of which nothing is known', { otherDirection: 'no-data' }, 'none'],
  ['the other direction, silent too', { otherDirection: 'zero' }, 'for'],
  ['an incident of Microsoft', { otherDirection: 'flowing', incident: true }, 'for'],
  ['a lost canary', { canary: 'lost' }, 'for'],
  [
    'a canary that came, whatever the others say',
    { canary: 'came', incident: true, otherDirection: 'zero' },
    'against',
  ],
])('%s is a witness accordingly', (_, senses, witness) => {
  expect(witnessOf(senses)).toBe(witness)
})
