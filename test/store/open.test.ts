import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { takeActivity } from '../../src/store/activities.ts'
import { openStore } from '../../src/store/open.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailflow-store-'))
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

test('a folder keeps the data for the next process, and is free again after closing', async () => {
  const place = join(folder, 'not', 'there', 'yet')
  const key = { tenant: 'contoso', conversation: 'c', id: 'a' }
  const first = await openStore({ folder: place })
  expect(await takeActivity(first.db, key, '2026-11-23T10:00:00.000Z')).toBe(true)
  await first.close()
  const second = await openStore({ folder: place })
  expect(await takeActivity(second.db, key, '2026-11-23T10:00:00.000Z')).toBe(false)
  expect(second.alone).toBe(true)
  await second.close()
}, 60_000)

test('a folder that is in use is refused with one clear sentence', async () => {
  const store = await openStore({ folder })
  await expect(openStore({ folder })).rejects.toMatchObject({
    code: 'store.folder-in-use',
    message: `The data folder ${folder} is in use by another Mailflow. Stop that one, or choose another folder.`,
  })
  await store.close()
}, 60_000)

test('a folder that cannot be made is refused with one clear sentence', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await expect(openStore({ folder: join(file, 'data') })).rejects.toMatchObject({
    code: 'store.folder-unwritable',
    message: `The data folder ${join(file, 'data')} cannot be created or written (ENOTDIR: not a directory, mkdir '${join(file, 'data')}'). Choose another one or allow this user to write it.`,
  })
})

const onLinux = process.platform === 'linux' ? test : test.skip
onLinux('a folder in a place that makes no folders is refused, and not tried for ever', async () => {
  await expect(openStore({ folder: '/proc/mailflow/data' })).rejects.toMatchObject({
    code: 'store.folder-unwritable',
  })
})

const unlessRoot = userInfo().uid === 0 ? test.skip : test
unlessRoot('a folder without the right to write is refused with one clear sentence', async () => {
  chmodSync(folder, 0o500)
  await expect(openStore({ folder })).rejects.toMatchObject({ code: 'store.folder-unwritable' })
})

test('a server that does not answer is named without its password', async () => {
  const opening = openStore({ url: 'postgres://bot:secret@127.0.0.1:1/mailflow' })
  await expect(opening).rejects.toMatchObject({
    code: 'store.unreachable',
    message: 'The database at 127.0.0.1:1/mailflow does not answer: connect ECONNREFUSED 127.0.0.1:1.',
  })
})
