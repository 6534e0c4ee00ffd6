import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { AppManifestUtils } from '@microsoft/app-manifest'
import { z } from 'zod'
import { FURTHER_VERBS, saidOf } from '../../src/teams/commands.ts'
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
      z.object({
        supportsFiles: z.boolean(),
        commandLists: z.array(
          z.object({ scopes: z.array(z.string()), commands: z.array(z.object({ title: z.string() })) }),
        ),
      }),
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

test('every command in the menu is understood, and a menu is no longer than Teams shows', () => {
  const lists = manifest.bots.flatMap((bot) => bot.commandLists)
  for (const { commands } of lists) {
    const titles = commands.map(({ title }) => title)
    // Alone, two of them ask how long or when.
    expect(titles.filter((title) => saidOf(title, FURTHER_VERBS).verb === 'unclear')).toEqual(
      titles.filter((title) => title === 'maintenance' || title === 'quiet'),
    )
    expect(titles.length).toBeLessThanOrEqual(10)
  }
  expect(lists.flatMap(({ scopes }) => scopes).toSorted()).toEqual(['groupChat', 'personal', 'team'])
})

test('a bounce may be dropped in the 1:1 chat: Teams hands files only to a bot that says it takes them', () => {
  expect(manifest.bots.map(({ supportsFiles }) => supportsFiles)).toEqual([true])
})
