import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { replayCommand } from '../../src/cli/replay.ts'
import { run } from './recording.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailflow-replay-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function* typed(text: string): AsyncIterable<string> {
  yield text
}

const replay = (file: object | string, ...args: readonly string[]) =>
  run(replayCommand, [...args, '-'], typed(typeof file === 'string' ? file : JSON.stringify(file)))

const START = { mailflow: 'evidence', version: 1, startedAt: '2026-11-23T10:42:00Z' }

describe('the example', () => {
  test('fits the printed schema, is read to its last word, and has a cause', async () => {
    const example = (await run(replayCommand, ['--example'])).out
    const schema = JSON.parse((await run(replayCommand, ['--schema'])).out) as object
    const validate = new Ajv2020({ strict: false }).compile(schema)
    expect([validate(JSON.parse(example)), validate.errors]).toEqual([true, null])
    const { out, err, code } = await replay(example, '--json')
    const { verdict } = JSON.parse(out) as { verdict: { kind: string; causes: { id: string }[] } }
    expect({ err, code, kind: verdict.kind, causes: verdict.causes.map(({ id }) => id) }).toEqual({
      err: '',
      code: 1,
      kind: 'found',
      causes: ['connector-offline'],
    })
  })
})

describe('a file that says almost nothing', () => {
  test('is undecided, and asks for the trace in the way in which a file answers', async () => {
    const { out, err, code } = await replay(START)
    expect({ err, code }).toEqual({ err: '', code: 2 })
    expect(out).toMatch(/1 Message trace +asking/)
    expect(out).toContain('{ "question": "trace", "choice": "none" } in "answers"')
  })

  test('a likely cause has the exit code of one, also while a question is open', async () => {
    const { out, code } = await replay(
      { ...START, probes: { 'service-health': { kind: 'found', value: { issues: [ISSUE] } } } },
      '--json',
    )
    expect({ code, kind: (JSON.parse(out) as { verdict: { kind: string } }).verdict.kind }).toEqual({
      code: 1,
      kind: 'likely',
    })
  })
})

const ISSUE = {
  id: 'EX1',
  title: 'Users cannot receive email',
  classification: 'incident',
  startDateTime: '2026-11-23T09:00:00Z',
}

const probes = (of: object) => ({ ...START, probes: of })
const connector = (row: object) =>
  probes({ 'inbound-connectors': { kind: 'found', value: { connectors: [row] } } })

describe('a mistake is told with its place and what is expected:', () => {
  test.each<[string, object | string, string]>([
    ['an unknown key', { ...START, probs: {} }, 'the file: has no place for "probs"'],
    [
      'an unknown probe',
      probes({ mx: { kind: 'late' } }),
      'probes: has no place for "mx"; there are inbound-connectors, outbound-connectors, smtp-reachability, mx-records,',
    ],
    [
      'a list where it must be said whether it is known',
      probes({ 'inbound-connectors': { kind: 'found', value: { connectors: [], blocked: [] } } }),
      'value.blocked: must be { "known": true, "value": ... } or { "known": false, "why": "..." }',
    ],
    [
      'a window that ends before it begins',
      probes({
        'message-trace': {
          kind: 'found',
          value: { window: { from: START.startedAt, to: '2020-01-01T00:00:00Z' }, counts: [] },
        },
      }),
      'value.window: ends before it begins: `to` is before `from`',
    ],
    [
      'an unknown kind',
      probes({ limits: { kind: 'fund' } }),
      'probes.limits.kind: must be one of found, unsure, refused, absent, unreachable, late',
    ],
    [
      'a kind that was left out',
      probes({ limits: {} }),
      'probes.limits.kind: must be one of found, unsure, refused, absent, unreachable, late',
    ],
    ['no value', probes({ limits: { kind: 'found' } }), 'probes.limits.value: is missing (object)'],
    [
      'a text for a flag',
      connector({ Name: 'In', ConnectorType: 'Partner', Enabled: 'False' }),
      'value.connectors.0.Enabled: Invalid input: expected boolean, received string',
    ],
    [
      'a word that is none of several',
      connector({ Name: 'In', ConnectorType: 'OnPrem', Enabled: true }),
      'ConnectorType: Invalid option: expected one of "OnPremises"|"Partner"',
    ],
    [
      'a date that is none',
      connector({ Name: 'In', ConnectorType: 'Partner', Enabled: true, WhenChangedUTC: 'yesterday' }),
      'WhenChangedUTC: is no moment, for example 2026-11-23T10:42:07Z',
    ],
    [
      'an answer to another question',
      { ...START, answers: [{ question: 'mx', choice: 'broken' }] },
      'answers.0: has a choice that its question does not offer',
    ],
    ['nothing at all', '', 'This is no JSON'],
    ['brackets without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'more than 60 levels deep'],
  ])('%s', async (_, file, says) => {
    const { out, err, code } = await replay(file)
    expect({ out, code, says: err.includes(says) ? says : err }).toEqual({ out: '', code: 3, says })
  })

  test('what nobody reads in a row is named, and the rest counts', async () => {
    const row = { Name: 'In', ConnectorType: 'Partner', Enabled: true, SenderIPAdresses: ['192.0.2.1'] }
    const { err, code } = await replay(connector({ ...row, '@odata.type': '#Exchange', Comment: null }))
    expect({ err, code }).toEqual({
      err: 'Not read, because the schema does not know it: probes.inbound-connectors.value.connectors.0.SenderIPAdresses.\n',
      code: 2,
    })
  })
})

describe('what is no evidence', () => {
  test('a file of hundreds of megabytes is not read at all', async () => {
    const file = join(folder, 'huge.json')
    await writeFile(file, '')
    await truncate(file, 300 * 1024 * 1024)
    const { err, code } = await run(replayCommand, [file])
    expect({ code, says: err.includes('is larger than 64 MB') }).toEqual({ code: 3, says: true })
  })

  test('whatever is typed, the answer is a sentence and never a trace of the program', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.record({ scope: fc.jsonValue(), probes: fc.jsonValue(), answers: fc.jsonValue() }),
        ),
        async (junk) => {
          const { err, code } = await replay(typeof junk === 'string' ? junk : { ...START, ...junk })
          expect({ code: code === 3 || code === 2, bug: /Mailflow itself failed|\n +at /.test(err) }).toEqual(
            {
              code: true,
              bug: false,
            },
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  /** Where the tests run at a terminal. */
  // oxlint-disable-next-line no-control-regex -- the colours are such characters
  const OUR_COLOURS = new RegExp('\u001B\\[(1|2|22|3[0-9])m', 'g')

  test('nothing in a file reaches the terminal as a command', async () => {
    const hostile = '\u001B[2J\u202E\u0007\u009B31m'
    const files = [
      connector({ Name: `In ${hostile}`, ConnectorType: 'Partner', Enabled: false }),
      { ...START, [hostile]: 1 },
      `{ ${hostile}`,
    ]
    for (const file of files) {
      // oxlint-disable-next-line no-await-in-loop
      const { out, err } = await replay(file)
      expect(`${out}${err}`.replaceAll(OUR_COLOURS, '')).not.toMatch(/(?![\n\t])\p{Cc}|\u202E/u)
      // oxlint-disable-next-line no-await-in-loop
      expect((await replay(file, '--json')).out).not.toMatch(/(?![\n\t])\p{Cc}|\u202E/u)
    }
  })
})
