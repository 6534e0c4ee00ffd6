import { endedOf } from '../../src/cli/verdict.ts'
import { wallClock } from '../../src/compose/clock.ts'
import { portsTo } from '../../src/compose/ports.ts'
import { reachOfLab } from '../../src/compose/reach.ts'
import { traceBudgetInMemory } from '../../src/connect/trace-budget.ts'
import { diagnoseDirectly } from '../../src/engine/diagnosis/direct.ts'
import { exchangeError, nulForbidden, rowsAnswer } from '../../src/lab/exchange/wire.ts'
import {
  forbidden,
  graphError,
  noTracePrincipal,
  throttled,
  unavailable,
} from '../../src/lab/graph/errors.ts'
import type { Disturbance } from '../../src/lab/http/disturbances.ts'
import { startLab } from '../../src/lab/lab.ts'
import type { ScenarioId } from '../../src/lab/scenarios/registry.ts'
import type { ProbeId } from '../../src/model/findings.ts'
import type { CauseId } from '../../src/model/ids.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import type { VerdictKind } from '../../src/model/verdict.ts'
import { PROBES } from '../../src/probes/registry.ts'

type Kind = Outcome<unknown>['kind']

/** A documented way in which a service fails, and what the probe that it hits must make of it. */
export interface FaultCase {
  readonly name: string
  readonly disturbs: readonly Disturbance[]
  readonly probe: ProbeId
  readonly outcome: Kind
  /** Milliseconds of latency of every backend. */
  readonly latencyMs?: number
  /** It lasts until a deadline: for the benchmark, too long for a test. */
  readonly slow?: true
}

const graph = (matching: string, answer: Disturbance['answer'], times?: number): Disturbance => ({
  backend: 'graph',
  matching,
  answer,
  ...(times === undefined ? {} : { times }),
})
const exchange = (matching: string, answer: Disturbance['answer'], times?: number): Disturbance => ({
  backend: 'exchange',
  matching,
  answer,
  ...(times === undefined ? {} : { times }),
})

const TRACE = 'messageTraces'
const broken = graphError(500, 'InternalServerError', 'An error has occurred.')
const notJson = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html>busy</html>'),
}
const noCollection = { status: 200, body: { unexpected: true } }
const exchangeThrottled = exchangeError(429, 'TooManyRequests', 'OverBudgetException', 'Over budget', {
  'retry-after': '600',
})
const exchangeDown = exchangeError(500, 'InternalServerError', 'TransientException', 'Server busy')
const cutShort = rowsAnswer('https://outlook.office365.com/adminapi/beta/t/$metadata#Collection', [], {
  warnings: ['There are more results available than are currently displayed.'],
})

/** Every documented error of Graph and Exchange on the calls that a diagnosis makes (reference: exchange.md 1 to 3). */
export const FAULTS: readonly FaultCase[] = [
  {
    name: '401, no trace service principal',
    disturbs: [graph(TRACE, noTracePrincipal)],
    probe: 'message-trace',
    outcome: 'refused',
  },
  {
    name: '403 on the trace',
    disturbs: [graph(TRACE, forbidden)],
    probe: 'message-trace',
    outcome: 'refused',
  },
  {
    name: '429 on the trace, once, 1 s',
    disturbs: [graph(TRACE, throttled(1), 1)],
    probe: 'message-trace',
    outcome: 'found',
  },
  {
    name: '429 on the trace, 10 minutes',
    disturbs: [graph(TRACE, throttled(600))],
    probe: 'message-trace',
    outcome: 'unreachable',
  },
  {
    name: '503 on the trace, once',
    disturbs: [graph(TRACE, unavailable, 1)],
    probe: 'message-trace',
    outcome: 'found',
  },
  {
    name: '503 on the trace, always',
    disturbs: [graph(TRACE, unavailable)],
    probe: 'message-trace',
    outcome: 'unreachable',
  },
  {
    name: '500 on the trace, always',
    disturbs: [graph(TRACE, broken)],
    probe: 'message-trace',
    outcome: 'unreachable',
  },
  {
    name: 'no JSON from the trace',
    disturbs: [graph(TRACE, notJson)],
    probe: 'message-trace',
    outcome: 'unsure',
  },
  {
    name: 'no collection from the trace',
    disturbs: [graph(TRACE, noCollection)],
    probe: 'message-trace',
    outcome: 'unsure',
  },
  {
    name: 'the trace cuts the connection',
    disturbs: [graph(TRACE, 'reset')],
    probe: 'message-trace',
    outcome: 'unreachable',
  },
  {
    name: 'the trace never answers',
    disturbs: [graph(TRACE, 'hang')],
    probe: 'message-trace',
    outcome: 'late',
    slow: true,
  },
  { name: '403 on users', disturbs: [graph('/users', forbidden)], probe: 'mailboxes', outcome: 'refused' },
  {
    name: '403 on organization',
    disturbs: [graph('/organization', forbidden)],
    probe: 'directory-sync',
    outcome: 'refused',
  },
  {
    name: '403 on service health',
    disturbs: [graph('/serviceAnnouncement', forbidden)],
    probe: 'service-health',
    outcome: 'refused',
  },
  {
    name: '503 on service health, always',
    disturbs: [graph('/serviceAnnouncement', unavailable)],
    probe: 'service-health',
    outcome: 'unreachable',
  },
  {
    name: '401, no app role',
    disturbs: [exchange('', exchangeError(401, 'Unauthorized', 'UnauthorizedException', ''))],
    probe: 'inbound-connectors',
    outcome: 'refused',
  },
  {
    name: '403 of NUL bytes, inbound connectors',
    disturbs: [exchange('Get-InboundConnector', nulForbidden)],
    probe: 'inbound-connectors',
    outcome: 'refused',
  },
  {
    name: '403 of NUL bytes, outbound connectors',
    disturbs: [exchange('Get-OutboundConnector', nulForbidden)],
    probe: 'outbound-connectors',
    outcome: 'refused',
  },
  {
    name: '403 of NUL bytes, rules',
    disturbs: [exchange('Get-TransportRule', nulForbidden)],
    probe: 'transport-rules',
    outcome: 'refused',
  },
  {
    name: '429 on rules, 10 minutes',
    disturbs: [exchange('Get-TransportRule', exchangeThrottled)],
    probe: 'transport-rules',
    outcome: 'unreachable',
  },
  {
    name: '500 on rules, always',
    disturbs: [exchange('Get-TransportRule', exchangeDown)],
    probe: 'transport-rules',
    outcome: 'unreachable',
  },
  {
    name: 'rules cut short by a warning',
    disturbs: [exchange('Get-TransportRule', cutShort)],
    probe: 'transport-rules',
    outcome: 'unsure',
  },
  {
    name: 'inbound connectors cut short',
    disturbs: [exchange('Get-InboundConnector', cutShort)],
    probe: 'inbound-connectors',
    outcome: 'unsure',
  },
  {
    name: 'outbound connectors cut short',
    disturbs: [exchange('Get-OutboundConnector', cutShort)],
    probe: 'outbound-connectors',
    outcome: 'unsure',
  },
  {
    name: 'Exchange cuts the connection',
    disturbs: [exchange('', 'reset')],
    probe: 'transport-rules',
    outcome: 'unreachable',
  },
  {
    name: 'Exchange never answers',
    disturbs: [exchange('', 'hang')],
    probe: 'transport-rules',
    outcome: 'late',
    slow: true,
  },
  {
    name: 'every answer takes 800 ms',
    disturbs: [],
    probe: 'message-trace',
    outcome: 'found',
    latencyMs: 800,
    slow: true,
  },
]

export interface FaultResult {
  readonly outcome: Kind
  readonly verdict: VerdictKind
  readonly causes: readonly CauseId[]
  readonly tookMs: number
}

/** A whole diagnosis of a tenant of the lab while a service fails in that way. */
export const diagnoseUnder = async (fault: FaultCase, scenario: ScenarioId): Promise<FaultResult> => {
  const lab = await startLab({ scenario, clock: wallClock, latencyMs: fault.latencyMs ?? 0 })
  try {
    for (const disturbance of fault.disturbs) lab.disturb(disturbance)
    const began = performance.now()
    const result = await diagnoseDirectly({
      ports: portsTo(reachOfLab(lab), {
        clock: wallClock,
        budget: traceBudgetInMemory(wallClock),
        caller: 'diagnosis',
      }),
      probes: PROBES,
      scope: EVERYTHING,
      by: { id: 'ada', name: 'Ada' },
      onBug: (probe, error) => {
        throw new Error(`The probe ${probe} failed by a bug.`, { cause: error })
      },
    })
    const { startedAt, finishedAt, snapshot } = result
    const { verdict } = endedOf(snapshot, { startedBy: 'Ada', startedAt, finishedAt })
    return {
      outcome: snapshot.context.evidence.probes[fault.probe]?.kind ?? 'late',
      verdict: verdict.kind,
      causes: verdict.causes.map(({ id }) => id),
      tookMs: performance.now() - began,
    }
  } finally {
    await lab.close()
  }
}
