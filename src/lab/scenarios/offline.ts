import type { Scenario } from '../scenario.ts'

export const offline: Scenario = {
  id: 'offline',
  title: 'No backend is set up',
  story: 'Mailflow can reach neither Graph nor Exchange, so a person walks the decision tree by hand.',
  breaks: [],
  offline: true,
  expected: { kind: 'unknown', causes: [] },
}
