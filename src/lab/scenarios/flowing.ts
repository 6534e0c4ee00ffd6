import type { Scenario } from '../scenario.ts'

export const flowing: Scenario = {
  id: 'flowing',
  title: 'Mail flows',
  story: 'Nothing is broken: mail comes in and goes out with the usual few failures.',
  breaks: [],
  expected: { kind: 'flowing', causes: [] },
}
