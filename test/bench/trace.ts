/**
 * The message trace: `node test/bench/trace.ts`. Time and calls of one look at 24 hours of mail, for tenants of several
 * sizes, over HTTP against the lab. The baseline is one plain fetch of one full page from the same server: what the
 * probe adds to it is reading, deciding and judging. The service itself takes 2 to 4 seconds for such a page.
 */

import { graphOver } from '../../src/connect/graph/graph.ts'
import { traceBudgetInMemory } from '../../src/connect/trace-budget.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { TraceFinding } from '../../src/model/findings.ts'
import type { Ports, TraceBudget } from '../../src/model/ports.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import { probe } from '../../src/probes/message-trace/probe.ts'
import { queryOf } from '../../src/probes/message-trace/slices.ts'
import { portsOf } from '../lab/support/ports.ts'
import { manualClock } from '../support/clock.ts'
import { table } from './parts/table.ts'

const NOW = '2026-11-24T10:30:00.000Z'
const DAY = { from: '2026-11-23T10:30:00.000Z', to: NOW }
/** Messages of the lab on an average day. */
const USUAL = 6300
const SIZES = [10, 10_000, 1_000_000, 5_000_000]
const ROUNDS = 5

const bearer = (lab: Lab): string => lab.settings.token ?? ''

/** One full page, read to its end. */
const onePage = async (lab: Lab): Promise<void> => {
  const response = await fetch(`${lab.settings.graphUrl ?? ''}${queryOf(DAY, 5000)}`, {
    headers: { authorization: `Bearer ${bearer(lab)}` },
  })
  if (!response.ok) throw new Error(`The lab answered ${response.status}.`)
  await response.json()
}

interface Look {
  readonly finding: TraceFinding
  readonly rows: number
  readonly details: number
}

const look = async (lab: Lab): Promise<Look> => {
  const clock = manualClock(NOW)
  const calls = { rows: 0, details: 0 }
  const inner = traceBudgetInMemory(clock)
  const budget: TraceBudget = {
    take: (call) => {
      calls[call.quota] += 1
      return inner.take(call)
    },
  }
  const graph = graphOver({
    baseUrl: lab.settings.graphUrl ?? '',
    token: async () => bearer(lab),
    clock,
    trace: { budget, tenant: lab.tenantId, caller: 'diagnosis' },
  })
  const ports: Ports = { ...portsOf(lab, clock), graph }
  const input = { scope: EVERYTHING, at: NOW }
  const outcome = await probe.collect(ports, input, new AbortController().signal)
  if (outcome.kind !== 'found') throw new Error(`The trace was not read: ${JSON.stringify(outcome)}`)
  return { finding: probe.analyse(outcome.value, input), ...calls }
}

/** The median of some rounds, milliseconds; the first round warms up and does not count. */
const timed = async <T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly last: T }> => {
  const times: number[] = []
  let last = await work()
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now()
    last = await work()
    times.push(performance.now() - begin)
  }
  return { ms: times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number, last }
}

const share = ({ coverage }: TraceFinding): string =>
  coverage.kind === 'all' ? 'whole' : `${Math.round(coverage.share * 1000) / 10} %, ${coverage.slices} slices`

const measured = async (size: number): Promise<readonly string[]> => {
  // Every round starts with its calls unspent: what is measured is one look.
  const traceQuota = { calls: 100_000, perMs: 300_000 }
  const lab = await startLab({
    scenario: 'flowing',
    clock: manualClock(NOW),
    volume: size / USUAL,
    traceQuota,
  })
  try {
    const page = await timed(() => onePage(lab))
    const { ms, last } = await timed(() => look(lab))
    return [
      size.toLocaleString('en'),
      page.ms.toFixed(1),
      ms.toFixed(1),
      (ms / page.ms).toFixed(1),
      String(last.rows),
      String(last.details),
      share(last.finding),
      `${last.finding.flows.inbound.state} / ${last.finding.flows.outbound.state}`,
    ]
  } finally {
    await lab.close()
  }
}

const HEAD = [
  'messages a day',
  'one page, ms',
  'trace, ms',
  'ratio',
  'rows calls',
  'details calls',
  'read',
  'in / out',
]

const rows = [HEAD]
for (const size of SIZES) rows.push([...(await measured(size))])
process.stdout.write(
  `Message trace of 24 hours, median of ${ROUNDS}; at most 100 calls of each kind in 5 minutes\n${table(rows)}\n`,
)
