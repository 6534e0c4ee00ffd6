/** All probes under every documented fault: what the outcome is, and whether the diagnosis stays honest. */
import { SCENARIOS } from '../../src/lab/scenarios/registry.ts'
import { diagnoseUnder, FAULTS } from '../support/faults.ts'
import { table } from './parts/table.ts'

const BASELINE = { name: 'none', disturbs: [], probe: 'message-trace', outcome: 'found' } as const

const rows: (string | number)[][] = []
let wrong = 0
let baselineMs = 0
for (const fault of [BASELINE, ...FAULTS]) {
  const sound = await diagnoseUnder(fault, 'flowing')
  const broken = await diagnoseUnder(fault, 'mx-wrong')
  if (fault === BASELINE) baselineMs = sound.tookMs
  const [own] = SCENARIOS['mx-wrong'].expected.causes
  const right =
    sound.outcome === fault.outcome &&
    sound.causes.length === 0 &&
    (broken.verdict !== 'found' || broken.causes[0] === own)
  if (!right) wrong += 1
  const said = broken.causes[0] ?? ''
  rows.push([
    fault.name,
    fault.probe,
    sound.outcome,
    sound.verdict,
    `${broken.verdict} ${said}`.trim(),
    sound.tookMs / baselineMs,
    right ? 'yes' : 'NO',
  ])
}
process.stdout.write(
  `${table([['fault', 'probe', 'outcome', 'sound tenant', 'MX wrong', 'time / none', 'right'], ...rows])}\n`,
)
process.stdout.write(`${rows.length - wrong} of ${rows.length} right\n`)
if (wrong > 0) process.exitCode = 1
