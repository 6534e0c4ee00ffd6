/** Many tenants watched by one process: CPU, memory, trace calls, lag. The tenants are one lab in another process. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { wallClock } from '../../src/compose/clock.ts'
import { startLab } from '../../src/lab/lab.ts'
import { quantile, table } from './parts/table.ts'

const [most = '1000', minutes = '1'] = process.argv.slice(2)
const MEASURED_MS = Number(minutes) * 60_000
/** First looks read some of the past, which is not what a watch costs. */
const WARM_UP_MS = 90_000

interface Used {
  readonly cpu: NodeJS.CpuUsage
  readonly memory: number
  readonly traceCalls: number
  readonly looks: number
  readonly cards: number
  readonly lags: readonly number[]
  readonly loopMs: number
}

const usage = async (child: ChildProcess): Promise<Used> => {
  child.send('usage')
  const [used] = (await once(child, 'message')) as [Used]
  return used
}

const watch = async (tenants: number): Promise<readonly (string | number)[]> => {
  const lab = await startLab({
    scenario: 'flowing',
    clock: wallClock,
    volume: 0.05,
    traceQuota: { calls: 10_000_000, perMs: 1000 },
  })
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bench-'))
  const place = JSON.stringify({ tenantId: lab.tenantId, settings: lab.settings })
  const child = fork(join(import.meta.dirname, 'parts/watch-process.ts'), [place, folder, String(tenants)])
  try {
    await once(child, 'message')
    await sleep(WARM_UP_MS)
    const before = await usage(child)
    await sleep(MEASURED_MS)
    const after = await usage(child)
    const cpuMs = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1000
    const looks = after.looks - before.looks
    return [
      tenants,
      (looks * 60_000) / MEASURED_MS / tenants,
      (100 * cpuMs) / MEASURED_MS,
      after.memory / 1024 / 1024,
      (after.traceCalls - before.traceCalls) / looks,
      quantile(after.lags, 0.5),
      quantile(after.lags, 0.99),
      after.loopMs,
      after.cards,
    ]
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
    await lab.close()
  }
}

const rows: (readonly (string | number)[])[] = []
for (const tenants of [100, Number(most)]) rows.push(await watch(tenants))
process.stdout.write(
  `\nTenants watched by one process (PGlite in a folder), each looked at every minute\n${table([
    [
      'tenants',
      'looks a minute',
      'CPU %',
      'memory MB',
      'trace calls a look',
      'lag p50 ms',
      'lag p99 ms',
      'event loop p99 ms',
      'cards',
    ],
    ...rows,
  ])}\n`,
)
