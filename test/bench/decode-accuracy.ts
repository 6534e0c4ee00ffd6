/**
 * Measures the decoder on the recorded bounces and prints every miss: `node test/bench/decode-accuracy.ts`. Every
 * second file was held out: the first rules were made on the others, and the first figure on the held-out half was taken
 * before any of its misses was looked at: status (exact) 88.3 %, group 89.0 %, both 83.8 %, reason 81.2 %. Both halves
 * are known now, so these figures say little of bounces nobody has seen. On 77 other real ones, at first sight: both
 * 98.7 %, reason 83.5 %. test/ndr/layouts.test.ts, shapes.test.ts and families.ts, which join sayings, layouts, languages
 * and words at random, are the checks that stay.
 */
import { measured, type Row, share } from '../ndr/accuracy.ts'

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`.padStart(8)

const line = (name: string, rows: readonly Row[]): string =>
  [
    name.padEnd(18),
    String(rows.length).padStart(5),
    percent(share(rows, (row) => row.sameStatus)),
    percent(share(rows, (row) => row.expected.status === row.got?.status)),
    percent(share(rows, (row) => row.sameGroup)),
    percent(share(rows, (row) => row.sameStatus && row.sameGroup)),
    percent(share(rows, (row) => row.sameReason)),
  ].join(' ')

const missed = ({ file, expected, got, sameStatus, sameGroup, sameReason }: Row): readonly string[] => {
  if (sameStatus && sameGroup && sameReason) return []
  const marks = [sameStatus ? '' : 'status', sameGroup ? '' : 'group', sameReason ? '' : 'reason']
  const seen = got === undefined ? 'no report' : `${got.status} ${got.reply} ${got.reason}`
  return [
    `${marks
      .filter((mark) => mark !== '')
      .join('+')
      .padEnd(20)} ${file}`,
    `  expected ${expected.status} ${expected.reply} ${expected.reason}, got ${seen}: ${got?.said.slice(0, 110) ?? ''}`,
  ]
}

const rows = await measured()
if (rows === undefined) {
  process.stderr.write('No recorded bounces on this machine (MAILFLOW_TEST_DATA names their folder).\n')
  process.exitCode = 3
} else {
  const report = [
    ...rows.flatMap(missed),
    '',
    '                   rows   status   (exact)    group   both     reason',
    line(
      'developed on',
      rows.filter((row) => !row.heldOut),
    ),
    line(
      'held out',
      rows.filter((row) => row.heldOut),
    ),
    line('all', rows),
  ]
  process.stdout.write(`${report.join('\n')}\n`)
}
