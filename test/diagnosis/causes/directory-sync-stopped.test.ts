import { describe, expect, test } from '@jest/globals'
import { CAUSES } from '../../../src/diagnosis/causes/registry.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { DirectorySyncFinding, Flow } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import { AT, failing, failure, flow, given, silent, trace } from '../given.ts'
import { answerLaws, isFound, rankOf, weighing } from './laws.ts'

const ID = 'directory-sync-stopped'
const UNKNOWN = '550 5.4.1 Recipient address rejected: Access denied'
const DAYS = 3
const STALE: DirectorySyncFinding = {
  state: 'stale',
  lastSync: after(AT, -DAYS * 86_400_000),
  ageMinutes: DAYS * 1440,
  errors: [],
}
const LAST = {
  text: 'The last directory sync was 3 days ago, 2026-11-20T10:42:00Z',
  weight: 1,
  of: 'directory-sync',
}

const tenant = (inbound: Flow, sync: DirectorySyncFinding = STALE) =>
  given({ 'message-trace': trace({ inbound }), 'directory-sync': sync })

describe('a directory sync that has stopped', () => {
  answerLaws(ID, {
    question: 'sync',
    yes: 'stuck',
    no: 'current',
    text: 'Directory sync is stuck',
  })

  test.each([
    ['staging', 'The sync server is in staging mode: it reads and exports nothing', undefined],
    [
      'disabled',
      'The scheduler of the sync server is switched off',
      'Set-ADSyncScheduler -SyncCycleEnabled $true',
    ],
    ['suspended', 'The scheduler of the sync server is suspended: a wizard is open on it', undefined],
  ] as const)('names what holds the sync server (%s), and what ends it', (held, text, run) => {
    const from = tenant(failing([failure(UNKNOWN, 200)]), { ...STALE, held })
    expect(weighing(ID, from).supports[1]).toEqual({ text, weight: 0.6, of: 'directory-sync' })
    expect(CAUSES[ID].weigh(from).guidance.commands.map((one) => one.run)).toEqual([
      'Get-ADSyncScheduler',
      ...(run === undefined ? [] : [run]),
      'Start-ADSyncSyncCycle -PolicyType Delta',
    ])
  })

  test('is found when the directory is old and recipients are not found', () => {
    const from = tenant(failing([failure(UNKNOWN, 200)]))
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          LAST,
          {
            text: `200 of 200 failed inbound messages (100 %): ${UNKNOWN}`,
            weight: 0.4,
            of: 'message-trace',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test.each([
    ['nothing comes in', silent()],
    ['mail fails for another reason', failing([failure('450 4.7.320 Certificate validation failed', 200)])],
    ['mail fails and nobody knows why', failing([])],
    ['mail flows', flow()],
  ])('is there, and explains nothing, when the directory is old and %s', (_, inbound) => {
    const from = tenant(inbound)
    const { explains } = CAUSES[ID].weigh(from)
    expect([
      judge(from).causes[0]?.id === ID && isFound(ID, from),
      explains,
      weighing(ID, from).supports,
    ]).toEqual([false, [], [LAST]])
  })

  test('adds sync errors and the deletion guard to what speaks for it', () => {
    const { supports } = weighing(
      ID,
      tenant(silent(), {
        ...STALE,
        errors: [{ object: 'CN=Bob', text: 'AttributeValueMustBeUnique' }],
        deletionGuard: { kind: 'EnabledForCount', threshold: 500 },
      }),
    )
    expect(supports).toEqual([
      LAST,
      { text: '1 object with sync errors', weight: 0.3, of: 'directory-sync' },
      {
        text: 'The deletion guard holds exports of more than 500 deletions back',
        weight: 0.3,
        of: 'directory-sync',
      },
    ])
  })

  test('is at most likely when sync is switched off, which may be meant', () => {
    const from = tenant(failing([failure(UNKNOWN, 200)]), { state: 'switched-off', errors: [] })
    expect([isFound(ID, from), weighing(ID, from).supports]).toEqual([
      false,
      [{ text: 'Directory sync is switched off for the tenant', weight: 0.4, of: 'directory-sync' }],
    ])
  })

  test.each([
    [{ state: 'current', ageMinutes: 15, errors: [] }, 'The last directory sync was 15 minutes ago'],
    [{ state: 'cloud-only', errors: [] }, 'Nothing is synchronised: the tenant is cloud only'],
  ] as const)('is ruled out by a directory that is %j', (sync, text) => {
    expect(weighing(ID, tenant(silent(), sync))).toEqual({
      supports: [],
      contradicts: [{ text, weight: 0.9, of: 'directory-sync' }],
    })
  })

  test('is mended on the sync server', () => {
    const rank = rankOf(ID, tenant(failing([failure(UNKNOWN, 200)])))
    expect([rank?.affected, rank?.guidance.commands.map(({ run }) => run)]).toEqual([
      'Mail to people who were added or changed since the last sync.',
      ['Get-ADSyncScheduler', 'Restart-Service ADSync', 'Start-ADSyncSyncCycle -PolicyType Delta'],
    ])
  })
})
