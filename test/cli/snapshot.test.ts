import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { snapshotCommand } from '../../src/cli/snapshot.ts'
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
