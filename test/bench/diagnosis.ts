/** What a diagnosis costs: time to the first card and to the verdict, CPU, memory, start-up. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wallClock } from '../../src/compose/clock.ts'
import { portsTo } from '../../src/compose/ports.ts'
import { reachOfLab } from '../../src/compose/reach.ts'
import { diagnoseDirectly } from '../../src/engine/diagnosis/direct.ts'
import { type Probes, probeIds } from '../../src/engine/diagnosis/probe-run.ts'
import { startLab } from '../../src/lab/lab.ts'
import type { ProbeId } from '../../src/model/findings.ts'
import type { Probe } from '../../src/model/probe.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { type Channel, openChannel, type Program, startProgram } from './parts/programs.ts'
import { quantile, table } from './parts/table.ts'

const UNLIMITED = { take: () => Promise.resolve({ granted: true } as const) }
const ANYTHING = /./
/** Offered on every card that has ended, whatever the verdict. */
const VERDICT = /Start again/

const lab = await startLab({
  scenario: 'flowing',
  clock: wallClock,
  traceQuota: { calls: 1_000_000, perMs: 1000 },
})
const folder = mkdtempSync(join(tmpdir(), 'mailflow-bench-'))
const place = JSON.stringify({ tenantId: lab.tenantId, settings: lab.settings })
const print = (title: string, rows: readonly (readonly (string | number)[])[]): void => {
  process.stdout.write(`\n${title}\n${table(rows)}\n`)
}

const firstCards = async (channel: Channel, bot: Program, echo: Program): Promise<void> => {
  const rows: (string | number)[][] = []
  for (const conversations of [1, 10, 50]) {
    const ours: number[] = []
    const plain: number[] = []
    const rounds = conversations === 1 ? 10 : 2
    await channel.say(echo.url, conversations, ANYTHING)
    for (let round = 0; round < rounds; round++) {
      plain.push(...(await channel.say(echo.url, conversations, ANYTHING)).map(({ firstMs }) => firstMs))
      ours.push(...(await channel.say(bot.url, conversations, VERDICT)).map(({ firstMs }) => firstMs))
    }
    const [p50, p99] = [quantile(ours, 0.5), quantile(ours, 0.99)]
    const [echo50, echo99] = [quantile(plain, 0.5), quantile(plain, 0.99)]
    rows.push([`${conversations}`, ours.length, p50, p99, echo50, echo99, p50 / echo50])
  }
  print('From the word to the first card, ms, against a plain botbuilder echo', [
    ['conversations', 'diagnoses', 'p50', 'p99', 'echo p50', 'echo p99', 'p50 / echo'],
    ...rows,
  ])
}

/** The probes, each telling how long it took. */
const timed = (took: Map<string, number>): Probes => {
  const all: Probes = PROBES
  return Object.fromEntries(
    probeIds(all).map((id) => {
      const probe = all[id] as Probe<ProbeId, unknown>
      const collect: Probe<ProbeId, unknown>['collect'] = async (ports, input, signal) => {
        const began = performance.now()
        try {
          return await probe.collect(ports, input, signal)
        } finally {
          took.set(id, performance.now() - began)
        }
      }
      return [id, { ...probe, collect }]
    }),
  )
}

const verdictTimes = async (): Promise<void> => {
  const rows: (string | number)[][] = []
  for (const latency of [50, 200, 500, 1000, 2000]) {
    lab.setLatency(latency)
    const took = new Map<string, number>()
    const began = performance.now()
    await diagnoseDirectly({
      ports: portsTo(reachOfLab(lab), { clock: wallClock, budget: UNLIMITED, caller: 'diagnosis' }),
      probes: timed(took),
      scope: EVERYTHING,
      by: { id: 'bench', name: 'bench' },
      onBug: (probe, error) => {
        throw new Error(`The probe ${probe} failed.`, { cause: error })
      },
    })
    const whole = performance.now() - began
    const slowest = Math.max(...took.values())
    const sum = [...took.values()].reduce((total, ms) => total + ms, 0)
    rows.push([`${latency}`, whole, slowest, whole / slowest, sum, whole / sum])
  }
  lab.setLatency(0)
  print('Verdict time against the slowest probe (at most 1.2) and against one probe after the other', [
    ['latency ms', 'verdict ms', 'slowest ms', 'ratio', 'sum ms', 'ratio to sum'],
    ...rows,
  ])
}

const costs = async (channel: Channel, bot: Program, echo: Program): Promise<void> => {
  const rows: (string | number)[][] = []
  for (const [name, program, until] of [
    ['Mailflow', bot, VERDICT],
    ['echo', echo, ANYTHING],
  ] as const)
    for (const conversations of [1, 100]) {
      const before = await program.usage()
      const heard = await channel.say(program.url, conversations, until)
      const after = await program.usage()
      const cpu = after.cpuMs - before.cpuMs
      const last = Math.max(...heard.map(({ lastMs }) => lastMs))
      rows.push([`${name}, ${conversations} at once`, cpu, cpu / conversations, after.memoryMb, last])
    }
  print('CPU and memory of whole diagnoses (a turn, for the echo)', [
    ['', 'CPU ms', 'CPU ms each', 'memory MB', 'until the last ms'],
    ...rows,
  ])
}

const startUps = async (cold: Program, echo: Program): Promise<void> => {
  await cold.stop()
  const warm = await startProgram('bot-process.ts', [place, folder])
  print('Start-up until it listens, ms, against the echo', [
    ['', 'ms', 'against the echo'],
    ['Mailflow, new folder', cold.readyMs, cold.readyMs / echo.readyMs],
    ['Mailflow, folder in use', warm.readyMs, warm.readyMs / echo.readyMs],
    ['echo', echo.readyMs, 1],
  ])
  await warm.stop()
}

const echo = await startProgram('echo-process.ts')
const bot = await startProgram('bot-process.ts', [place, folder])
const channel = await openChannel()
try {
  await firstCards(channel, bot, echo)
  await costs(channel, bot, echo)
  await startUps(bot, echo)
  await verdictTimes()
} finally {
  await Promise.all([echo.stop(), channel.close(), lab.close()])
  rmSync(folder, { recursive: true })
}
