import type { Scenario } from '../scenario.ts'
import { parkedMx } from './mx-wrong.ts'

export const zeroFlow: Scenario = {
  id: 'zero-flow',
  title: 'Mail stops while you watch',
  story: 'Ten minutes after the start inbound mail stops for three hours, and comes back by itself.',
  breaks: [{ ...parkedMx, from: 10, until: 190 }],
  volume: 8,
  expected: { kind: 'flowing', causes: [] },
}
