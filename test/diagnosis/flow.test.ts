import { expect, test } from '@jest/globals'
import { flowIn } from '../../src/diagnosis/flow.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { Flow, TraceFinding } from '../../src/model/findings.ts'
import { EVERYTHING } from '../../src/model/scope.ts'

const AT = '2026-11-23T10:45:00.000Z'
const SOURCE = { asked: 'GET traces', of: 'Microsoft Graph', at: AT, tookMs: 5, by: 'probe' } as const

const flow = (facts: Partial<Flow> = {}): Flow => ({
  state: 'flowing',
  total: 0,
  byStatus: {},
  perHour: [],
  recent: { minutes: 30, seen: 0, expected: 0 },
  failures: [],
  ...facts,
})
const evidence = (flows: Partial<TraceFinding['flows']>, directions = EVERYTHING.directions): Evidence => ({
  scope: { directions },
  at: AT,
  answers: {},
  rejected: [],
  probes: {
    'message-trace': {
      kind: 'found',
      source: SOURCE,
      value: {
        window: { from: '2026-11-23T07:30:00.000Z', to: AT },
        coverage: { kind: 'all' },
        flows: { inbound: flow(), outbound: flow(), ...flows },
      },
    },
  },
})
const hour = (at: string, count: number) => ({ at: `2026-11-23T${at}:00:00.000Z`, count })

test('the direction that is in trouble is shown hour by hour, parts of hours scaled up and holes left open', () => {
  const stopped = flow({
    state: 'stopped',
    since: '2026-11-23T10:12:00.000Z',
    perHour: [hour('07', 20), hour('08', 44), hour('10', 9)],
  })
  expect(flowIn(evidence({ outbound: stopped, inbound: flow({ perHour: [hour('08', 1)] }) }))).toEqual({
    direction: 'outbound',
    bucketMs: 3_600_000,
    points: [
      { at: '2026-11-23T07:00:00.000Z', seen: 40 },
      { at: '2026-11-23T08:00:00.000Z', seen: 44 },
      { at: '2026-11-23T09:00:00.000Z' },
      { at: '2026-11-23T10:00:00.000Z', seen: 12 },
    ],
    onset: '2026-11-23T10:12:00.000Z',
    source: SOURCE,
  })
})

test('where all is well it is the first direction that was asked about', () => {
  const perHour = [hour('08', 5)]
  const flows = { inbound: flow({ perHour }), outbound: flow({ perHour }) }
  expect([
    flowIn(evidence(flows))?.direction,
    flowIn(evidence(flows, ['outbound']))?.direction,
    flowIn(evidence({})),
    flowIn({ ...evidence({}), probes: {} }),
  ]).toEqual(['inbound', 'outbound', undefined, undefined])
})

test('a moment of an hour is no hour', () => {
  const series = flowIn({
    ...evidence({}),
    probes: {
      'message-trace': {
        kind: 'found',
        source: SOURCE,
        value: {
          window: { from: '2026-11-23T08:00:00.000Z', to: '2026-11-23T10:05:00.000Z' },
          coverage: { kind: 'all' },
          flows: { inbound: flow({ perHour: [hour('09', 30), hour('10', 1)] }), outbound: flow() },
        },
      },
    },
  })
  expect(series?.points).toEqual([
    { at: '2026-11-23T09:00:00.000Z', seen: 30 },
    { at: '2026-11-23T10:00:00.000Z' },
  ])
})
