import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { AppManifestUtils } from '@microsoft/app-manifest'
import { z } from 'zod'
import { saidOf } from '../../src/teams/commands.ts'
import { ROOT } from '../support/source-tree.ts'

const FOLDER = join(ROOT, 'appPackage')
const raw = readFileSync(join(FOLDER, 'manifest.json'), 'utf8')

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  TEAMS_APP_ID: '00000000-0000-4000-8000-000000000001',
  BOT_ID: '00000000-0000-4000-8000-000000000002',
  APP_DOMAIN: 'mailflow.example',
}
const filled = raw.replaceAll(/\$\{\{(\w+)\}\}/g, (whole, name: string) => PLACEHOLDERS[name] ?? whole)

const Manifest = z.object({
  manifestVersion: z.string(),
  icons: z.object({ color: z.string(), outline: z.string() }),
  bots: z
    .array(
      z.object({ commandLists: z.array(z.object({ commands: z.array(z.object({ title: z.string() })) })) }),
    )
    .length(1),
})
const manifest = Manifest.parse(JSON.parse(filled))

/** Width, height and colour type from the IHDR chunk (PNG 11.2.2); 2 is RGB, 6 is RGBA. */
const pngFacts = (name: string) => {
  const bytes = readFileSync(join(FOLDER, name))
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), colours: bytes.readUInt8(25) }
}

test('the manifest is valid by the schema of its version, and every placeholder is known', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-manifest-'))
  try {
    const file = join(folder, 'manifest.json')
    await writeFile(file, filled)
    const [, errors] = await AppManifestUtils.readAndValidateTeamsManifest(file)
    expect([errors, filled.includes('${{')]).toEqual([[], false])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the icons have the sizes that Teams wants', () => {
  expect([pngFacts(manifest.icons.color), pngFacts(manifest.icons.outline)]).toEqual([
    { width: 192, height: 192, colours: 2 },
    { width: 32, height: 32, colours: 6 },
  ])
})

test('every command in the menu is understood', () => {
  const titles = manifest.bots.flatMap((bot) =>
    bot.commandLists.flatMap((list) => list.commands.map(({ title }) => title)),
  )
  expect(titles.map((title) => saidOf(title).verb)).toEqual(titles)
  expect(titles.length).toBeLessThanOrEqual(12)
})
