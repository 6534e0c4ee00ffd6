import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { diagnoseCommand } from '../../src/cli/diagnose.ts'
import { replayCommand } from '../../src/cli/replay.ts'
import { CAUSE_IDS, STEP_IDS } from '../../src/model/ids.ts'
import { run } from './recording.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailflow-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Json {
  readonly verdict: {
    readonly kind: string
    readonly causes: { id: string; confidence: number; evidence: object[] }[]
  }
  readonly steps: { readonly id: string; readonly state: string; readonly summary: string }[]
  readonly question?: { readonly id: string }
  readonly startedAt: string
  readonly finishedAt: string
}
const read = (out: string): Json => JSON.parse(out) as Json

describe('mailflow diagnose', () => {
  test('says once what one reason kept from being checked', async () => {
    const { out } = await run(diagnoseCommand, ['--scenario', 'offline'])
    const line = out.split('\n').find((text) => text.includes('Not checked:')) ?? ''
    expect(line).toContain(
      'inbound connectors, outbound connectors, transport rules, sending limits (Exchange',
    )
    expect(line.match(/Exchange Online is not set up/g)).toHaveLength(1)
  })

  test.each([
    ['flowing', 0, 'flowing', []],
    ['mx-wrong', 1, 'found', ['mx-wrong']],
    ['offline', 2, 'unknown', []],
  ])('%s ends with exit code %d and one JSON object', async (scenario, code, kind, causes) => {
    const ran = await run(diagnoseCommand, ['--scenario', scenario, '--json'])
    const json = read(ran.out)
    expect({
      code: ran.code,
      kind: json.verdict.kind,
      causes: json.verdict.causes.map(({ id }) => id),
    }).toEqual({
      code,
      kind,
      causes,
    })
    expect(json.steps.map(({ id }) => id)).toEqual([...STEP_IDS])
    expect(Date.parse(json.finishedAt)).toBeGreaterThanOrEqual(Date.parse(json.startedAt))
    expect(json.verdict.causes.every(({ evidence }) => evidence.length > 0)).toBe(true)
  })

  test('the steps are told one by one where nobody can draw over them', async () => {
    const { err, out } = await run(diagnoseCommand, ['--scenario', 'transport-rule'])
    expect(err).toMatch(/5 Transport rules +broken/)
    expect(out).toContain('The transport rule Quarterly lockdown stops mail')
  })

  test('answers of a person lead to the cause with no backend at all, and are kept in the file', async () => {
    const file = join(folder, 'answered.json')
    const answers = ['trace=none', 'inbound=sound', 'outbound=sound', 'smtp=connected', 'mx=wrong']
    const ran = await run(diagnoseCommand, [
      '--scenario',
      'offline',
      '--json',
      '--save',
      file,
      ...answers.flatMap((answer) => ['--answer', answer]),
    ])
    expect(read(ran.out).verdict).toMatchObject({ kind: 'found', causes: [{ id: 'mx-wrong' }] })
    const again = await run(replayCommand, ['--json', file])
    expect(read(again.out)).toEqual(read(ran.out))
  })

  test.each([
    [['nonsense'], /neither inbound, outbound or both/],
    [['--scenario', 'nonsense'], /There are: flowing, connector-offline/],
    [['--answer', 'trace=maybe', '--scenario', 'offline'], /The answers to trace are none, failed/],
    [['--scenario', 'offline', '--save', '/nowhere/at/all.json'], /cannot be written/],
  ])('%j is answered with a sentence that says what to do', async (args, says) => {
    const { err, code } = await run(diagnoseCommand, args)
    expect(err).toMatch(says)
    expect(code).not.toBe(0)
  })
})

describe('mailflow replay', () => {
  test('gives the same result as the diagnosis that saved the file, also without persons in it', async () => {
    const [whole, hidden] = [join(folder, 'whole.json'), join(folder, 'hidden.json')]
    const ran = await run(diagnoseCommand, ['--scenario', 'rule-and-mx', '--json', '--save', whole])
    await run(diagnoseCommand, ['--scenario', 'rule-and-mx', '--save', hidden, '--redact'])
    const again = await run(replayCommand, ['--json', whole])
    expect(read(again.out)).toEqual(read(ran.out))
    expect(await readFile(hidden, 'utf8')).not.toMatch(/[a-z]+\.[a-z]+@contoso\.com/)
    expect(
      read((await run(replayCommand, ['--json', hidden])).out).verdict.causes.map(({ id }) => id),
    ).toEqual(read(ran.out).verdict.causes.map(({ id }) => id))
  })

  test('the printed schema accepts what is saved, and a file of the smallest kind', async () => {
    const file = join(folder, 'schema.json')
    await run(diagnoseCommand, ['--scenario', 'tls-certificate', '--save', file])
    const schema = JSON.parse((await run(replayCommand, ['--schema'])).out) as object
    const validate = new Ajv2020({ strict: false }).compile(schema)
    expect([validate(JSON.parse(await readFile(file, 'utf8'))), validate.errors]).toEqual([true, null])
    const smallest = { mailflow: 'evidence', version: 1, startedAt: '2026-11-23T10:00:00Z' }
    expect(validate(smallest)).toBe(true)
    expect(validate({ ...smallest, version: 2 })).toBe(false)
    expect(JSON.stringify(schema)).toContain(CAUSE_IDS[0])
  })

  test.each([
    ['{', /no JSON/],
    ['[]', /no evidence file/],
    ['{"mailflow":"evidence","version":1,"startedAt":"yesterday"}', /startedAt: is no moment/],
    [
      '{"mailflow":"evidence","version":1,"startedAt":"2026-11-23T10:00:00Z","probes":{"mx-records":{"kind":"found"}}}',
      /probes\.mx-records/,
    ],
  ])('%s is refused with the reason and the way to the schema', async (content, says) => {
    const file = join(folder, 'bad.json')
    await writeFile(file, content)
    const { err, code } = await run(replayCommand, [file])
    expect(err).toMatch(says)
    expect(err).toContain('mailflow replay --schema')
    expect(code).toBe(3)
  })

  test('a file that is not there is said so', async () => {
    const { err, code } = await run(replayCommand, [join(folder, 'none.json')])
    expect(err).toContain('cannot be read (ENOENT)')
    expect(code).toBe(3)
  })
})
