import { expect, test } from '@jest/globals'
import type { ServiceIssue } from '../../../src/model/findings.ts'
import { monitor } from '../../../src/monitors/service-health/monitor.ts'
import {
  bringing,
  found,
  HOUR_MS,
  NOW,
  refused,
  SOURCE,
  said,
  TENANT,
  watching,
} from '../support/watching.ts'

const issue = (facts: Partial<ServiceIssue> = {}): ServiceIssue => ({
  id: 'EX1224375',
  title: 'Some users cannot send mail',
  classification: 'incident',
  status: 'serviceDegradation',
  startedAt: '2026-11-23T08:00:00.000Z',
  changedAt: '2026-11-23T10:00:00.000Z',
  impact: 'Mail is delayed',
  latest: 'We are looking into it.',
  mailFlow: true,
  ...facts,
})
const finding = (...issues: ServiceIssue[]) =>
  bringing('service-health', found({ status: 'serviceDegradation', issues }))

test("an incident of mail flow is told in Microsoft's own words, since when it began", async () => {
  const { tick } = watching(monitor)
  const { signals } = await tick({ probes: finding(issue()) })
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'service-health',
      what: 'EX1224375',
      state: 'firing',
      severity: 'P2',
      title: 'Microsoft reports EX1224375: Some users cannot send mail',
      since: '2026-11-23T08:00:00.000Z',
      at: NOW,
      facts: [
        { label: 'Status', text: 'serviceDegradation', source: SOURCE },
        { label: 'Impact', text: 'Mail is delayed' },
        { label: 'Microsoft says', text: 'We are looking into it.' },
        { label: 'Last changed', text: '2026-11-23T10:00:00Z' },
      ],
      points: ['microsoft-incident'],
      advice: 'Follow it in the Microsoft 365 admin center under Health > Service health.',
    },
  ])
})

test.each([
  [{ classification: 'advisory' }, ['EX1224375 firing P3']],
  [{ mailFlow: false }, ['EX1224375 firing P4']],
  [{ classification: 'advisory', mailFlow: false }, []],
])('%j is told as %j', async (facts, expected) => {
  const { tick } = watching(monitor)
  expect(said((await tick({ probes: finding(issue(facts)) })).signals)).toEqual(expected)
})

test('an issue clears when Microsoft closes it, not when we may not ask', async () => {
  const { tick } = watching(monitor)
  await tick({ probes: finding(issue(), issue({ id: 'EX2' })) })
  const barred = await tick({ atMs: HOUR_MS, probes: bringing('service-health', refused) })
  const later = await tick({ atMs: 3 * HOUR_MS, probes: bringing('service-health', refused) })
  const closed = await tick({ probes: finding(issue({ id: 'EX2' })) })
  expect([barred, later, closed].map(({ signals }) => said(signals))).toEqual([
    ['reading broken P4', 'EX1224375 broken P2', 'EX2 broken P2'],
    ['reading broken P3', 'EX1224375 broken P2', 'EX2 broken P2'],
    ['EX2 firing P2', 'EX1224375 clear P2', 'reading clear P4'],
  ])
})
