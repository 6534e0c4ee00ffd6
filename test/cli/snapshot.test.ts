import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { snapshotCommand } from '../../src/cli/snapshot.ts'
import { EMPTY } from '../../src/monitors/ledger.ts'
import { ensureMonitor, readMonitor, type StoredMonitor, tickDone } from '../../src/store/monitors.ts'
import { openStore } from '../../src/store/open.ts'
import { ensureTenant } from '../../src/store/tenants.ts'
import { run } from './recording.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailflow-snapshot-'))
})
afterEach(() => rm(folder, { recursive: true }))

const kept = async (text: string): Promise<string> => {
  const file = join(folder, 'snapshot.json')
  await writeFile(file, text)
  return file
}

test('all connectors and rules are printed as JSON, whole', async () => {
  const { out, err, code } = await run(snapshotCommand, ['--scenario', 'flowing'])
  const { takenAt, tenant, ...kinds } = JSON.parse(out) as Record<string, Record<string, { Name?: string }>>
  expect([err, code, typeof takenAt, typeof tenant]).toEqual(['', 0, 'string', 'string'])
  expect(Object.keys(kinds)).toEqual(['inbound connector', 'outbound connector', 'transport rule'])
  expect(Object.values(kinds).every((rows) => Object.values(rows).every(({ Name }) => Name !== ''))).toBe(
    true,
  )
  expect(Object.keys(kinds['outbound connector'] ?? {}).length).toBeGreaterThan(0)
})

test('compared with itself nothing has changed', async () => {
  const file = await kept((await run(snapshotCommand, ['--scenario', 'flowing'])).out)
  expect(await run(snapshotCommand, ['--scenario', 'flowing', '--compare', file])).toEqual({
    out: 'Nothing has changed.\n',
    err: '',
    code: 0,
  })
})

test('what was done to a connector and to the rules since then is told', async () => {
  const file = await kept((await run(snapshotCommand, ['--scenario', 'flowing'])).out)
  const off = await run(snapshotCommand, ['--scenario', 'connector-offline', '--compare', file])
  const ruled = await run(snapshotCommand, ['--scenario', 'transport-rule', '--compare', file])
  expect([off.code, ruled.code]).toEqual([1, 1])
  expect(off.out).toMatch(/^Outbound connector .* changed: Enabled from true to false\n$/)
  expect(ruled.out).toContain('Transport rule Quarterly lockdown added\n')
})

test('what the bot kept of last week can be had back, and compared with what there is now', async () => {
  const data = join(folder, 'data')
  const before = (await run(snapshotCommand, ['--scenario', 'flowing'])).out
  const { takenAt, tenant, ...snapshot } = JSON.parse(before) as { takenAt: string; tenant: string }
  const store = await openStore({ folder: data })
  await ensureTenant(store.db, tenant)
  await ensureMonitor(store.db, { tenant, monitor: 'snapshot' }, takenAt)
  const known = (await readMonitor(store.db, { tenant, monitor: 'snapshot' })) as StoredMonitor
  const memory = { taken: { at: takenAt, snapshot }, ledger: EMPTY }
  await tickDone(store.db, known, { memory, at: takenAt })
  await store.close()
  const given = await run(snapshotCommand, ['--kept', '--data', data])
  expect(given).toEqual({ out: before, err: '', code: 0 })
  const since = await run(snapshotCommand, [
    '--scenario',
    'connector-offline',
    '--compare',
    await kept(given.out),
  ])
  expect(since.out).toContain('Enabled from true to false')
  expect(await run(snapshotCommand, ['--kept', 'earlier', '--data', data])).toEqual({
    out: '',
    err: 'The bot has kept only one snapshot so far: leave "earlier" out.\n',
    code: 3,
  })
}, 60_000)

test('where the bot has never run, nothing is kept and nothing is made', async () => {
  const data = join(folder, 'never')
  expect(await run(snapshotCommand, ['--kept', '--data', data])).toEqual({
    out: '',
    err: 'No snapshot is kept yet: the bot takes the first one when it begins to watch.\n',
    code: 3,
  })
  expect(existsSync(data)).toBe(false)
})

test.each(['{', '[]', '{"transport rule": 1}', ''])('a file with %j in it is no snapshot', async (text) => {
  const file = await kept(text)
  expect(await run(snapshotCommand, ['--scenario', 'flowing', '--compare', file])).toEqual({
    out: '',
    err: `${file} is no snapshot that mailflow snapshot has written.\n`,
    code: 3,
  })
})

test('with nothing to ask it says what is missing', async () => {
  const { out, err, code } = await run(snapshotCommand, ['--scenario', 'offline'])
  expect([out, code]).toEqual(['', 3])
  expect(err).toContain('Exchange')
})
