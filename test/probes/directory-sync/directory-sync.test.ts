import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { forbidden } from '../../../src/lab/graph/errors.ts'
import { withDirectory } from '../../../src/lab/tenant/alter.ts'
import type { Row } from '../../../src/lab/tenant/tenant.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { after } from '../../../src/model/time.ts'
import { analyse } from '../../../src/probes/directory-sync/analyse.ts'
import { probe } from '../../../src/probes/directory-sync/probe.ts'
import { GRAPH_FAULTS } from '../support/faults.ts'
import { NOW, tenants } from '../support/lab.ts'

const tenant = tenants()

const organization = (change: Row) =>
  withDirectory((directory) => ({
    ...directory,
    organization: { ...directory.organization, ...change },
  }))

const SERVER = {
  what: 'scheduler and staging mode of the sync server',
  why: 'Graph does not tell; run Get-ADSyncScheduler there',
}

describe('directory sync over HTTP', () => {
  test('is current in a healthy hybrid tenant', async () => {
    const { look } = await tenant()
    expect((await look(probe)).outcome).toEqual({
      kind: 'found',
      value: {
        state: 'current',
        lastSync: '2026-11-24T10:04:00.000Z',
        ageMinutes: 26,
        errors: [],
        deletionGuard: { kind: 'enabledForCount', threshold: 500 },
        notRead: [],
      },
      source: {
        asked: 'GET /organization?$select=id,displayName,onPremisesSyncEnabled,onPremisesLastSyncDateTime',
        of: 'Microsoft Graph',
        at: NOW,
        tookMs: 0,
        by: 'probe',
      },
    })
  })

  test('is stale when the server has not run since yesterday, and says what only the server knows', async () => {
    const { look } = await tenant('directory-sync-stopped')
    expect((await look(probe)).finding).toEqual({
      state: 'stale',
      lastSync: '2026-11-23T03:30:00.000Z',
      ageMinutes: 1860,
      errors: [],
      deletionGuard: { kind: 'enabledForCount', threshold: 500 },
      notRead: [SERVER],
    })
  })

  test('tells the objects that could not be provisioned, and what they collide with', async () => {
    const { look, alter } = await tenant()
    const conflict = {
      category: 'PropertyConflict',
      occurredDateTime: '2026-11-24T09:00:00Z',
      propertyCausingError: 'ProxyAddresses',
      value: 'SMTP:adele@contoso.com',
    }
    await alter(
      withDirectory((directory) => ({
        ...directory,
        users: directory.users.map((user, index) =>
          index === 3 ? { ...user, onPremisesProvisioningErrors: [conflict] } : user,
        ),
      })),
    )
    const { finding } = await look(probe)
    expect(finding?.errors).toEqual([
      {
        object: 'adele.dunn@contoso.com',
        text: 'PropertyConflict: ProxyAddresses "SMTP:adele@contoso.com" is taken by another object',
      },
    ])
  })

  test('is cloud only where nothing was ever synchronised, and asks for nothing more', async () => {
    const { look, alter, lab } = await tenant()
    await alter(organization({ onPremisesSyncEnabled: null, onPremisesLastSyncDateTime: null }))
    lab.disturb({ backend: 'graph', matching: '/users', answer: forbidden })
    expect((await look(probe)).finding).toEqual({ state: 'cloud-only', errors: [], notRead: [] })
  })

  test('is switched off where it once was on', async () => {
    const { look, alter } = await tenant()
    await alter(organization({ onPremisesSyncEnabled: false }))
    expect((await look(probe)).finding?.state).toBe('switched-off')
  })

  test('stands without the settings and the errors, and says that they are missing', async () => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: '/directory/onPremisesSynchronization', answer: forbidden })
    lab.disturb({ backend: 'graph', matching: '/users', answer: forbidden })
    const { finding } = await look(probe)
    expect({ ...finding, notRead: finding?.notRead?.map(({ what }) => what) }).toEqual({
      state: 'current',
      lastSync: '2026-11-24T10:04:00.000Z',
      ageMinutes: 26,
      errors: [],
      notRead: ['deletion guard', 'sync errors'],
    })
  })

  test.each(GRAPH_FAULTS)('is no finding when Graph %s', async (_, answer, kind) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: '/organization', answer })
    const { outcome } = await look(probe)
    expect({ kind: outcome.kind, value: 'value' in outcome }).toEqual({ kind, value: false })
  })
})

describe('the age of the last sync', () => {
  const raw = (lastSync: string | undefined) => ({
    organization: {
      onPremisesSyncEnabled: true,
      ...(lastSync === undefined ? {} : { onPremisesLastSyncDateTime: lastSync }),
    },
    synchronization: { known: true as const, value: [] },
    conflicted: { known: true as const, value: { users: [], complete: true } },
    scheduler: { known: false as const, why: SERVER.why },
  })
  const input = { scope: EVERYTHING, at: NOW }

  test('is never negative, and stale is more than six missed runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 100_000 }), (minutes) => {
        const { state, ageMinutes } = analyse(raw(after(NOW, -minutes * 60_000)), input)
        expect({ state, ageMinutes }).toEqual({
          state: minutes > 180 ? 'stale' : 'current',
          ageMinutes: Math.max(0, minutes),
        })
      }),
    )
  })

  test('that the directory does not tell is stale, for it should', () => {
    expect(analyse(raw(undefined), input)).toEqual({ state: 'stale', errors: [], notRead: [SERVER] })
  })

  test('of errors that were not all looked at, the rest is said to be unread', () => {
    const half = { ...raw(NOW), conflicted: { known: true as const, value: { users: [], complete: false } } }
    expect(analyse(half, input).notRead).toEqual([
      { what: 'sync errors of all users', why: 'there are more users than are looked at' },
    ])
  })

  test.each([
    [{ StagingModeEnabled: true, SchedulerSuspended: true }, 'staging'],
    [{ SyncCycleEnabled: false }, 'disabled'],
    [{ SchedulerSuspended: true }, 'suspended'],
    [{}, undefined],
  ] as const)('the scheduler %j of the sync server says why: %s', (said, held) => {
    const { organization } = raw(after(NOW, -86_400_000))
    const read = probe.raw.parse({ organization, scheduler: { known: true, value: said } })
    const finding = analyse(read, input)
    expect([finding.state, finding.held, finding.notRead?.map(({ what }) => what)]).toEqual([
      'stale',
      held,
      ['deletion guard', 'sync errors'],
    ])
  })
})
