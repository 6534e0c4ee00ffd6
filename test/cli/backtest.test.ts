import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import { backtestCommand } from '../../src/cli/backtest.ts'
import type { Io } from '../../src/cli/io.ts'
import { fixtureBytes } from '../support/test-data.ts'

interface Ran {
  readonly out: string
  readonly err: string
  readonly exit: number
}

const run = async (words: readonly string[], input: readonly string[] = []): Promise<Ran> => {
  let [out, err, exit] = ['', '', -1]
  const io: Io = {
    input: (async function* () {
      yield* input
    })(),
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    live: false,
    columns: 80,
    exit: (code) => {
      exit = code
    },
  }
  const command = backtestCommand(io).exitOverride().configureOutput({ writeErr: io.err, writeOut: io.out })
  try {
    await new Command('mailflow').addCommand(command).parseAsync(['backtest', ...words], { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    exit = thrown.exitCode
  }
  return { out, err, exit }
}

const OFFICE = Buffer.from(fixtureBytes('arrivals/office-quarter-hours.csv')).toString()
const STOP = '2026-02-10T10:00:00Z/2026-02-10T14:00:00Z'
const FOUND = {
  alarms: [{ at: '2026-02-10T10:30:00.000Z', state: 'zero' }],
  stops: [
    {
      from: '2026-02-10T10:00:00.000Z',
      to: '2026-02-10T14:00:00.000Z',
      alarmAt: '2026-02-10T10:30:00.000Z',
      delayMinutes: 30,
      theoreticalMinutes: 30,
    },
  ],
  weeks: 6,
  falseAlarmsPerWeek: 0,
}

describe('mailflow backtest', () => {
  let folder = ''
  const file = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailflow-backtest-'))
    await writeFile(file('office.csv'), OFFICE)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('prints one object that says when each stop was found, and when it could have been', async () => {
    const { out, err, exit } = await run(['--json', file('office.csv'), '--stop', STOP])
    expect([JSON.parse(out), err, exit]).toEqual([FOUND, '', 0])
  })

  test('prints a report for people', async () => {
    const { out, exit } = await run([file('office.csv'), '--stop', STOP])
    expect([out, exit]).toEqual([
      `4032 counts of 15 min, 2026-01-05 00:00 to 2026-02-15 23:45 UTC

Alarms (UTC)
  2026-02-10 10:30  zero        30 min after the stop, until 2026-02-10 15:00

Stops (UTC)      alarm after   in theory
  2026-02-10 10:00     30 min      30 min

False alarms: 0 in 6.0 weeks, 0 a week (allowed: 0.25).
Median delay: 1.00 times the theoretical waiting time.
`,
      0,
    ])
  })

  test('takes rows in any order, twice, with zones, with other line ends and without a header', async () => {
    const [, ...rows] = OFFICE.trim().split('\n')
    const zoned = rows.map((row) => row.replace(/^(\S+) (\S+),/, '$1T$2:00+00:00,'))
    const { out, err, exit } = await run(
      ['--json', '-', '--stop', '2026-02-10 12:00+02:00/2026-02-10 16:00+02:00'],
      [`\uFEFF${[...zoned.toReversed(), ...rows.slice(0, 5)].join('\r\n')}`],
    )
    expect([JSON.parse(out), err, exit]).toEqual([FOUND, '', 0])
  })

  test('takes a hole as no data unless told that it is zero', async () => {
    const rows = OFFICE.split('\n')
    const hole = rows.filter((row) => !/^2026-02-10 1[0-3]:/.test(row)).join('\n')
    const unknown = await run(['--json', '-'], [hole])
    const zero = await run(['--json', '-', '--missing', 'zero'], [hole])
    expect([JSON.parse(unknown.out).alarms, unknown.err]).toEqual([
      [],
      'Missing rows, taken as no-data: 16.\n',
    ])
    expect([JSON.parse(zero.out).alarms, zero.err]).toEqual([
      FOUND.alarms,
      'Missing rows, taken as zero: 16.\n',
    ])
  })

  test('takes a field that is empty as not known, and the later of two counts', async () => {
    const [head, first, ...rows] = OFFICE.trim().split('\n')
    const { err, exit } = await run(
      ['-'],
      [[head, first, '2026-01-05 00:00,7', ...rows.with(3, '2026-01-05 01:00,')].join('\n')],
    )
    expect([err, exit]).toEqual([
      'Missing rows, taken as no-data: 1.\nRows that came again with another count, the later one taken: 1.\n',
      0,
    ])
  })

  test('raises after fifteen minutes whatever the volume when that is the rule', async () => {
    const rows = Array.from({ length: 600 }, (_, index) => {
      const at = new Date(Date.UTC(2026, 0, 5) + index * 300_000).toISOString()
      return `${at},${index % 24 === 0 ? 1 : 0}`
    })
    const alarms = async (rule: string): Promise<number> =>
      JSON.parse((await run(['--json', '--rule', rule, '-'], [rows.join('\n')])).out).alarms.length
    expect([await alarms('15min'), await alarms('learned')]).toEqual([25, 0])
  })

  test.each([
    [
      'no count',
      'timestamp,value\n2026-01-05 00:00,1\n2026-01-05 00:05,many\n',
      'line 3: "many" is no count.',
    ],
    ['a negative count', '2026-01-05 00:00,1\n2026-01-05 00:05,-1\n', 'line 2: "-1" is no count.'],
    [
      'no time',
      'a,b\n2026-01-05 00:00,1\nyesterday,1\n',
      'line 3: "yesterday" is no time; it must look like 2026-11-23 10:05:00 or 2026-11-23T10:05:00Z.',
    ],
    [
      'a time that is none',
      '2026-01-05 00:00,1\n2026-13-05 00:05,1\n',
      'line 2: "2026-13-05 00:05" is no time; it must look like 2026-11-23 10:05:00 or 2026-11-23T10:05:00Z.',
    ],
    [
      'one field',
      '2026-01-05 00:00,1\n2026-01-05 00:05\n',
      'line 2: "2026-01-05 00:05" must be a time and a count with one comma between them.',
    ],
  ])('names the line with %s', async (_, text, why) => {
    expect(await run(['-'], [text])).toEqual({ out: '', err: `Standard input, ${why}\n`, exit: 3 })
  })

  test.each([
    [
      'nothing at all',
      '',
      'Standard input has no two rows with different times: there is nothing to replay.\n',
    ],
    [
      'a header only',
      'timestamp,value\n',
      'Standard input has no two rows with different times: there is nothing to replay.\n',
    ],
    [
      'days',
      '2026-01-05 00:00,1\n2026-01-06 00:00,1\n',
      'Standard input has a row every 1440 minutes; silence is judged on rows an hour apart at most.\n',
    ],
    [
      'no step',
      '2026-01-05 00:00,1\n2026-01-05 00:05,1\n2026-01-05 00:10,1\n2026-01-05 00:12:30,1\n2026-01-05 00:17,1\n',
      'Standard input has no regular step: most rows are 300 seconds apart, but 2 of 5 lie between.\n',
    ],
  ])('says what is wrong with %s', async (_, text, err) => {
    expect(await run(['-'], [text])).toEqual({ out: '', err, exit: 3 })
  })

  test('says which file cannot be read', async () => {
    const { err, exit } = await run([file('none.csv')])
    expect([err, exit]).toEqual([`The file ${file('none.csv')} cannot be read: there is no such file.\n`, 3])
  })

  test('says which stop lies outside of the data', async () => {
    const { err, exit } = await run(['-', '--stop', '2027-01-01T00:00/2027-01-01T04:00'], [OFFICE])
    expect([err, exit]).toEqual([
      'The stop 2027-01-01T00:00:00.000Z/2027-01-01T04:00:00.000Z holds no row of Standard input, which runs from 2026-01-05T00:00:00.000Z to 2026-02-15T23:45:00.000Z.\n',
      3,
    ])
  })

  test.each([
    ['--stop', 'noon/later', 'It must be two ISO 8601 times'],
    ['--stop', '2026-02-10T14:00/2026-02-10T10:00', 'It must end after it begins.'],
    ['--false-alarms-per-week', '0', 'It must be a number above 0'],
    ['--rule', 'never', 'Allowed choices are learned, 15min.'],
  ])('refuses %s %s', async (option, value, why) => {
    const { err, exit } = await run([file('office.csv'), option, value])
    expect(err).toContain(why)
    expect(exit).toBe(1)
  })
})
