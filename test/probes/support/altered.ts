import type { Break, Scenario } from '../../../src/lab/scenario.ts'
import { SCENARIOS } from '../../../src/lab/scenarios/registry.ts'

/** A tenant whose mail flows, changed in one thing. */
export const altered = (alter: NonNullable<Break['alter']>): Scenario => ({
  ...SCENARIOS.flowing,
  breaks: [{ from: -1, alter }],
})
