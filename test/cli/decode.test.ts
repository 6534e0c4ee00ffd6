import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { decodeCommand } from '../../src/cli/decode.ts'
import { fixtureBytes } from '../support/test-data.ts'
import { type Ran, run } from './recording.ts'

const decoding = (args: readonly string[], input: readonly (string | Uint8Array)[] = []): Promise<Ran> =>
  run(
    decodeCommand,
    args,
    (async function* () {
      yield* input
    })(),
  )

const QUOTA = {
  recipient: 'kim@contoso.example',
  status: '5.2.2',
  reply: '550',
  reason: 'mailboxfull',
  step: 'mailboxes',
  cause: null,
  party: 'recipient',
  advice: 'The recipient makes room, or an administrator raises the quota or switches an archive on.',
}

describe('mailflow decode', () => {
  let folder = ''
  const file = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailflow-decode-'))
    await writeFile(
      file('full.eml'),
      'From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n<kim@contoso.example>:\nRemote host said: 550 5.2.2 Mailbox full\n',
    )
    await writeFile(file('two.mbox'), fixtureBytes('ndr/two-in-a-mailbox.mbox'))
    await writeFile(file('lunch.txt'), 'shall we have lunch')
    await writeFile(file('empty'), '')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
  })

  test('prints one line of JSON for each file, also for those that hold nothing or cannot be read', async () => {
    const files = ['full.eml', 'lunch.txt', 'absent.eml', 'empty'].map(file)
    const { out, err, code } = await decoding(['--json', ...files])
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { file: file('full.eml'), reports: [QUOTA] },
      { file: file('lunch.txt'), reports: [] },
      { file: file('absent.eml'), reports: [] },
      { file: file('empty'), reports: [] },
    ])
    expect({ err, code }).toEqual({
      err: [
        `${file('lunch.txt')}: holds no delivery report, SMTP reply or status code.\n`,
        `${file('absent.eml')}: cannot be read: there is no such file.\n`,
        `${file('empty')}: holds no delivery report, SMTP reply or status code.\n`,
      ].join(''),
      code: 3,
    })
  })

  test('gives every message of a mailbox file', async () => {
    const { out, code } = await decoding(['--json', file('two.mbox')])
    const { reports } = JSON.parse(out) as { reports: readonly { recipient: string }[] }
    expect({ recipients: reports.map(({ recipient }) => recipient), code }).toEqual({
      recipients: ['kim@contoso.example', 'sam@contoso.example'],
      code: 0,
    })
  })

  test('reads standard input', async () => {
    const { out, err, code } = await decoding(
      ['--json', '-'],
      ['550 5.2.2 <kim@con', Buffer.from('toso.example> mailbox full')],
    )
    expect({ line: JSON.parse(out) as unknown, err, code }).toEqual({
      line: { file: '-', reports: [QUOTA] },
      err: '',
      code: 0,
    })
  })

  test('says it in sentences to a person, without the control characters of others', async () => {
    const { out, code } = await decoding(
      ['-'],
      ['550 5.7.64 TenantAttribution; Relay Access Denied \u001b[31mred'],
    )
    expect({ out, code }).toEqual({
      out: [
        'An inbound connector does not accept the sending server.',
        '  file       -',
        '  code       550 5.7.64 Something about security or a policy',
        '  reason     norelaying',
        '  whose      receiving side',
        '  step       inbound-connectors, suspect: connector-offline',
        '  said       550 5.7.64 TenantAttribution; Relay Access Denied \uFFFD[31mred',
        '  do this    The OnPremises inbound connector no longer recognises the sender: compare its certificate name and addresses with what the server presents now.',
        '',
        '',
      ].join('\n'),
      code: 0,
    })
  })

  test('says that nothing could be decoded with exit code 2', async () => {
    expect(await decoding([file('lunch.txt')])).toEqual({
      out: '',
      err: `${file('lunch.txt')}: holds no delivery report, SMTP reply or status code.\n`,
      code: 2,
    })
  })
})
