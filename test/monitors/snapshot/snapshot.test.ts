import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { changesBetween } from '../../../src/monitors/snapshot/analyse.ts'
import { monitor } from '../../../src/monitors/snapshot/monitor.ts'
import type { Row, Snapshot } from '../../../src/monitors/snapshot/schema.ts'
import { portsOf, refusal, silence, type World } from '../../probes/support/world.ts'
import { fixtureJson } from '../../support/test-data.ts'
import { DAY_MS, NOW, said, TENANT, watching } from '../support/watching.ts'

const CMDLETS = {
  'Get-InboundConnector': fixtureJson('cmdlets/get-inbound-connector.json') as Row[],
  'Get-OutboundConnector': fixtureJson('cmdlets/get-outbound-connector.json') as Row[],
  'Get-TransportRule': fixtureJson('cmdlets/get-transport-rule.json') as Row[],
}
const nameOf = (row: Row | undefined): string => row?.['Name'] as string
type Cmdlets = Record<keyof typeof CMDLETS, readonly Row[]>
const RULES = CMDLETS['Get-TransportRule'].length
const [rule] = CMDLETS['Get-TransportRule'] as [Row]
const name = nameOf(rule)

const watch = () => {
  const { tick, ...rest } = watching(monitor)
  return {
    ...rest,
    take: async (days: number, cmdlets: World['cmdlets'] = CMDLETS, truncated: readonly string[] = []) => {
      const { ports, asked } = portsOf({ cmdlets: cmdlets ?? {}, truncated })
      return { ...(await tick({ atMs: days * DAY_MS, ports })), asked }
    },
  }
}

test('the first snapshot says how much there is, and can be kept as a file with everything in it', async () => {
  const watched = watch()
  const { notices, signals } = await watched.take(0)
  const [file, ...earlier] = watched.export()
  expect([signals, notices?.map(({ title, lines }) => ({ title, lines }))]).toEqual([
    [],
    [
      {
        title: 'The first snapshot of connectors and rules is taken',
        lines: [
          `${CMDLETS['Get-InboundConnector'].length} inbound connector`,
          `${CMDLETS['Get-OutboundConnector'].length} outbound connector`,
          `${RULES} transport rule`,
        ],
      },
    ],
  ])
  expect([file?.name, file?.type, earlier]).toEqual([
    'mailflow-snapshot-2026-11-23.json',
    'application/json',
    [],
  ])
  const kept = JSON.parse(file?.text ?? '') as Record<string, unknown>
  const byId = (rows: readonly Row[]) => Object.fromEntries(rows.map((row) => [row['Guid'] as string, row]))
  expect(kept).toEqual({
    takenAt: NOW,
    tenant: TENANT,
    'inbound connector': byId(CMDLETS['Get-InboundConnector']),
    'outbound connector': byId(CMDLETS['Get-OutboundConnector']),
    'transport rule': byId(CMDLETS['Get-TransportRule']),
  })
})

test('it is taken once a week, and not asked for in between', async () => {
  const watched = watch()
  await watched.take(0)
  const days: number[] = []
  for (let day = 1; day <= 15; day++) if ((await watched.take(day)).asked.length > 0) days.push(day)
  expect(days).toEqual([7, 14])
})

test('what was added, removed and changed in a week is told, without whole addresses', async () => {
  const watched = watch()
  await watched.take(0)
  const later: Cmdlets = {
    'Get-InboundConnector': [],
    'Get-OutboundConnector': CMDLETS['Get-OutboundConnector'].map((row) => ({
      ...row,
      Enabled: false,
      SmartHosts: ['new.contoso.com'],
      WhenChangedUTC: '2026-11-25T00:00:00Z',
    })),
    'Get-TransportRule': [
      ...CMDLETS['Get-TransportRule'],
      { Guid: 'new', Name: 'Send all to ceo@contoso.com', State: 'Enabled' },
    ],
  }
  const { notices } = await watched.take(7, later)
  expect(notices?.[0]?.title).toBe('3 connectors and rules have changed since 2026-11-23T10:42:07Z')
  expect(notices?.[0]?.lines).toEqual([
    `Inbound connector ${nameOf(CMDLETS['Get-InboundConnector'][0])} removed`,
    `Outbound connector ${nameOf(CMDLETS['Get-OutboundConnector'][0])} changed: Enabled from true to false; SmartHosts from hybrid.contoso.com to new.contoso.com`,
    'Transport rule Send all to …@contoso.com added',
  ])
})

test('the snapshot of the week before is kept too', async () => {
  const watched = watch()
  for (const day of [0, 7, 14]) await watched.take(day)
  expect(watched.export().map(({ name }) => name)).toEqual([
    'mailflow-snapshot-2026-12-07.json',
    'mailflow-snapshot-2026-11-30.json',
  ])
})

test('a quiet week says so', async () => {
  const watched = watch()
  await watched.take(0)
  const { notices } = await watched.take(7)
  expect(notices?.map(({ title, lines }) => [title, lines])).toEqual([
    ['Connectors and rules are as they were on 2026-11-23T10:42:07Z', []],
  ])
})

describe('a list that cannot be had', () => {
  test.each([
    ['refused', { ...CMDLETS, 'Get-TransportRule': refusal }, [], 'broken'],
    ['unanswered', { ...CMDLETS, 'Get-TransportRule': silence }, [], 'no-data'],
    ['cut short', CMDLETS, ['More rows exist.'], 'no-data'],
  ] as const)(
    '(%s) keeps the snapshot that there is, and is asked for again the next day',
    async (_, cmdlets, cut, state) => {
      const watched = watch()
      await watched.take(0)
      const failed = await watched.take(7, cmdlets, cut)
      const [kept] = watched.export()
      const next = await watched.take(8)
      expect([said(failed.signals), failed.notices, kept?.name]).toEqual([
        [`reading ${state} P4`],
        undefined,
        'mailflow-snapshot-2026-11-23.json',
      ])
      expect([said(next.signals), next.notices?.[0]?.lines]).toEqual([['reading clear P4'], []])
    },
  )
})

const snapshotOf = (rules: readonly Row[]): Snapshot => ({
  'inbound connector': {},
  'outbound connector': {},
  'transport rule': Object.fromEntries(rules.map((row, index) => [String(index), row])),
})

test('a snapshot does not differ from itself, however its lists and keys are ordered', () => {
  const value = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string()), fc.constant(null))
  const row = fc.dictionary(fc.string({ minLength: 1 }), value)
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const turned = rows.map((one) =>
        Object.fromEntries(
          Object.entries(one)
            .toReversed()
            .map(([key, value]) => [key, Array.isArray(value) ? value.toReversed() : value]),
        ),
      )
      expect(changesBetween(snapshotOf(rows), snapshotOf(turned))).toEqual([])
    }),
  )
})

test('every property that matters shows when it changes, and none that changes by itself', () => {
  const changed = (property: string) =>
    changesBetween(
      snapshotOf([{ ...rule, [property]: 'before' }]),
      snapshotOf([{ ...rule, [property]: 'after' }]),
    )
  expect(
    ['State', 'Mode', 'Priority', 'SetSCL', 'Conditions', 'Actions'].map((property) => changed(property)[0]),
  ).toEqual(
    ['State', 'Mode', 'Priority', 'SetSCL', 'Conditions', 'Actions'].map((property) => ({
      kind: 'transport rule',
      name,
      how: 'changed',
      properties: [{ name: property, from: 'before', to: 'after' }],
    })),
  )
  expect(['WhenChanged', 'LastValidationTimestamp', 'State@odata.type'].flatMap(changed)).toEqual([])
})
