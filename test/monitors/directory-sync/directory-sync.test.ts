import { expect, test } from '@jest/globals'
import type { DirectorySyncFinding } from '../../../src/model/findings.ts'
import { monitor } from '../../../src/monitors/directory-sync/monitor.ts'
import {
  bringing,
  found,
  HOUR_MS,
  NOW,
  SOURCE,
  said,
  TENANT,
  unreachable,
  watching,
} from '../support/watching.ts'

const finding = (facts: Partial<DirectorySyncFinding>) =>
  bringing('directory-sync', found<DirectorySyncFinding>({ state: 'current', errors: [], ...facts }))
const LAST = '2026-11-23T06:30:00.000Z'
const stale = (ageMinutes: number) => finding({ state: 'stale', lastSync: LAST, ageMinutes })

test('a directory that is late is told with its age since the last synchronisation', async () => {
  const { tick } = watching(monitor)
  const { signals } = await tick({ probes: stale(252) })
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'directory-sync',
      what: 'age',
      state: 'firing',
      severity: 'P3',
      title: 'The directory was last synchronised 4 hours ago',
      since: LAST,
      at: NOW,
      facts: [
        { label: 'Last synchronised', text: '2026-11-23T06:30:00Z', source: SOURCE },
        { label: 'Usual', text: 'every 30 minutes' },
      ],
      points: ['directory-sync-stopped'],
      advice: 'On the sync server run Get-ADSyncScheduler, then Start-ADSyncSyncCycle -PolicyType Delta.',
    },
  ])
})

test('it gets worse after a day, and clears when it is current', async () => {
  const { tick } = watching(monitor)
  const titles: string[] = []
  for (const probes of [
    stale(252),
    stale(1500),
    stale(4000),
    bringing('directory-sync', unreachable),
    finding({}),
  ])
    titles.push(
      ...(await tick({ probes })).signals.map(
        ({ state, severity, title }) => `${state} ${severity} ${title}`,
      ),
    )
  expect(titles).toEqual([
    'firing P3 The directory was last synchronised 4 hours ago',
    'firing P2 The directory was last synchronised 25 hours ago',
    'firing P2 The directory was last synchronised 2 days ago',
    'no-data P4 Cannot check the directory synchronisation',
    'no-data P2 The directory was last synchronised 2 days ago',
    'clear P2 The directory was last synchronised 2 days ago',
    'clear P4 The directory synchronisation can be checked again',
  ])
})

test('a directory in the cloud alone is fine, and one that was switched off is news only if it was on', async () => {
  const cloud = watching(monitor)
  const hybrid = watching(monitor)
  const off = finding({ state: 'switched-off' })
  const alone = [
    await cloud.tick({ probes: finding({ state: 'cloud-only' }) }),
    await cloud.tick({ probes: off }),
  ]
  await hybrid.tick({ probes: finding({}) })
  const switched = await hybrid.tick({ probes: off, atMs: HOUR_MS })
  expect([alone.map(({ signals }) => signals), said(switched.signals)]).toEqual([
    [[], []],
    ['switched-off firing P3'],
  ])
})

test('objects that cannot be synchronised are a warning, which only a look at them clears', async () => {
  const { tick } = watching(monitor)
  const errors = Array.from({ length: 7 }, (_, index) => ({ object: `user${index}`, text: 'taken' }))
  const many = await tick({ probes: finding({ errors }) })
  const unread = await tick({ probes: finding({ notRead: [{ what: 'sync errors', why: 'refused' }] }) })
  const none = await tick({ probes: finding({}) })
  expect([many.signals[0]?.title, many.signals[0]?.facts.length]).toEqual([
    '7 objects cannot be synchronised',
    5,
  ])
  expect([many, unread, none].map(({ signals }) => said(signals))).toEqual([
    ['errors firing P4'],
    ['errors no-data P4'],
    ['errors clear P4'],
  ])
})
