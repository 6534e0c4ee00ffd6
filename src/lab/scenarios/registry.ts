import type { Scenario } from '../scenario.ts'
import { flowing } from './flowing.ts'
import { mxWrong } from './mx-wrong.ts'
import { transportRule } from './transport-rule.ts'

/** Every way in which the made-up tenant can be broken, by id. */
export const SCENARIOS = {
  flowing,
  'mx-wrong': mxWrong,
  'transport-rule': transportRule,
} as const satisfies Readonly<Record<string, Scenario>>

export type ScenarioId = keyof typeof SCENARIOS
