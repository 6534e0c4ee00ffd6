import { describe, expect, test } from '@jest/globals'
import { graphOver } from '../../../src/connect/graph/graph.ts'
import { traceBudgetInMemory } from '../../../src/connect/trace-budget.ts'
import { forbidden, noTracePrincipal, throttled } from '../../../src/lab/graph/errors.ts'
import type { Lab } from '../../../src/lab/lab.ts'
import type { Break, Fate, Scenario, Stream } from '../../../src/lab/scenario.ts'
import { healthyTenant } from '../../../src/lab/tenant/healthy.ts'
import { traceOf } from '../../../src/lab/traffic/trace.ts'
import type { Flow, TraceFinding } from '../../../src/model/findings.ts'
import { mapOutcome, type Outcome, valueOf } from '../../../src/model/outcome.ts'
import type { TraceBudget, TraceQuota } from '../../../src/model/ports.ts'
import { EVERYTHING, type Scope } from '../../../src/model/scope.ts'
import { after, millis } from '../../../src/model/time.ts'
import { probe } from '../../../src/probes/message-trace/probe.ts'
import { portsOf } from '../../lab/support/ports.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { NOW, tenants } from '../support/lab.ts'

const tenant = tenants()
/** Messages of the lab on an average day. */
const USUAL = 6300
const TRACE = '/tracing/messageTraces?'

/** A tenant with one thing wrong since so many minutes. */
const broken = (minutes: number, streams: readonly Stream[], fate: Fate): Scenario => {
  const trouble: Break = { from: -minutes, mail: [{ streams, share: 1, fate }] }
  return {
    id: 'test',
    title: 'Test',
    story: 'A test.',
    breaks: [trouble],
    expected: { kind: 'unknown', causes: [] },
  }
}
const LOST: Fate = { kind: 'lost' }
const REJECTED: Fate = { kind: 'failed', reply: '550 5.7.1 Not here' }
const ALL: readonly Stream[] = ['inbound', 'outbound', 'internal']

interface Seen {
  readonly outcome: Outcome<TraceFinding>
  readonly finding: TraceFinding
  readonly calls: Readonly<Record<TraceQuota, number>>
}

/** Looks at the lab with the adapter of production, and counts what it takes out of the budget. */
const look = async (
  lab: Lab,
  scope: Scope = EVERYTHING,
  signal = new AbortController().signal,
): Promise<Seen> => {
  const calls = { rows: 0, details: 0 }
  const clock = hurriedClock(NOW)
  const inner = traceBudgetInMemory(clock)
  const budget: TraceBudget = {
    take: (call) => {
      calls[call.quota] += 1
      return inner.take(call)
    },
  }
  const { graphUrl: baseUrl = '', token = '' } = lab.settings
  const trace = { budget, tenant: lab.tenantId, caller: 'diagnosis' } as const
  const graph = graphOver({ baseUrl, token: async () => token, clock, trace })
  const input = { scope, at: NOW }
  const raw = await probe.collect({ ...portsOf(lab, clock), clock: standing, graph }, input, signal)
  const outcome = mapOutcome(raw, (value) =>
    probe.analyse(probe.raw.parse(JSON.parse(JSON.stringify(value))), input),
  )
  return { outcome, finding: valueOf(outcome) as TraceFinding, calls }
}

/** Nothing takes too long on this one. */
const standing = { now: () => NOW, sleep: (_: number, signal?: AbortSignal) => asleep(signal) }
const asleep = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))

const states = ({ flows }: TraceFinding): readonly string[] => [flows.inbound.state, flows.outbound.state]

describe('a tenant of any size', () => {
  const stories: readonly (readonly [string, Scenario | 'flowing'])[] = [
    ['flows', 'flowing'],
    ['gets no mail for 90 minutes', broken(90, ['inbound'], LOST)],
    ['has had no mail at all for 90 minutes', broken(90, ALL, LOST)],
    ['has got no mail for three days', broken(3 * 1440, ['inbound'], LOST)],
    ['has every outbound message refused for 90 minutes', broken(90, ['outbound'], REJECTED)],
  ]
  const truths: Readonly<Record<string, readonly [string, string]>> = {
    flows: ['flowing', 'flowing'],
    'gets no mail for 90 minutes': ['stopped', 'flowing'],
    'has had no mail at all for 90 minutes': ['stopped', 'stopped'],
    'has got no mail for three days': ['none', 'flowing'],
    'has every outbound message refused for 90 minutes': ['flowing', 'failing'],
  }
  const names = stories.map(([name]) => name)
  /** A lab of this size takes its time, so the large ones play only the stories that large ones can get wrong. */
  const played: readonly (readonly [number, readonly string[]])[] = [
    [10, names],
    [100, names],
    [1000, names],
    [10_000, names],
    [100_000, names.slice(4)],
    [1_000_000, names.slice(1, 2)],
    [5_000_000, names.slice(1, 3)],
  ]
  const cases = played.flatMap(([size, some]) =>
    stories.flatMap(([name, scenario]) => (some.includes(name) ? [[size, name, scenario] as const] : [])),
  )

  test.each(cases)(
    'of %d messages a day that %s is read within half of the budget and not misjudged',
    async (size, name, scenario) => {
      const { lab } = await tenant(scenario, { volume: size / USUAL })

      const { finding, calls } = await look(lab)

      expect(calls.rows).toBeLessThanOrEqual(46)
      expect(calls.details).toBeLessThanOrEqual(24)
      const [inbound, outbound] = truths[name] as readonly [string, string]
      // Of a thousand messages too few are missing after 90 minutes to be sure of either direction.
      if (size >= 10_000) expect(states(finding)).toEqual([inbound, outbound])
      const wrong = states(finding).map(
        (state, side) =>
          ['stopped', 'none', 'failing', 'stuck'].includes(state) && state !== [inbound, outbound][side],
      )
      expect(wrong).toEqual([false, false])
    },
    60_000,
  )

  test('that is too large to be read whole says how much was read, and estimates the rest', async () => {
    const { lab } = await tenant('flowing', { volume: 100_000 / USUAL })
    const window = { from: after(NOW, -86_405_000), to: after(NOW, -5_000) }
    const { inbound, outbound, internal } = healthyTenant(NOW).volume
    const factor = 100_000 / USUAL
    const traffic = {
      seed: 1,
      timeline: [],
      extraLagMs: 0,
      volume: { inbound: inbound * factor, outbound: outbound * factor, internal: internal * factor },
    }
    const truth = [
      ...traceOf(traffic, { from: millis(window.from) + 1, to: millis(window.to), now: millis(NOW) }),
    ]

    const { finding } = await look(lab)

    expect(finding.window).toEqual(window)
    expect(finding.coverage).toEqual({ kind: 'sampled', slices: 35, share: expect.any(Number) })
    expect(finding.gaps).toEqual([])
    expect(finding.notRead).toEqual([])
    const count = (stream: Stream, status?: string): number =>
      truth.filter(({ mail, standing: { status: is } }) => mail.stream === stream && (status ?? is) === is)
        .length
    const ratios = [
      finding.flows.inbound.total / count('inbound'),
      finding.flows.outbound.total / count('outbound'),
      (finding.internal ?? 0) / count('internal'),
      (finding.flows.inbound.byStatus['delivered'] ?? 0) / count('inbound', 'delivered'),
    ]
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.03)
  }, 60_000)

  test('that is read whole is counted to the message', async () => {
    const { lab } = await tenant('flowing', { volume: 1 })
    const traffic = { seed: 1, timeline: [], extraLagMs: 0, volume: healthyTenant(NOW).volume }
    const [from, to] = [millis(NOW) - 86_405_000, millis(NOW) - 5_000]
    const truth = [...traceOf(traffic, { from: from + 1, to, now: millis(NOW) })]
    const counted = (stream: Stream): Record<string, number> => {
      const counts: Record<string, number> = {}
      for (const { mail, standing } of truth)
        if (mail.stream === stream) counts[standing.status] = (counts[standing.status] ?? 0) + 1
      return counts
    }

    const { finding } = await look(lab)

    expect(finding.coverage).toEqual({ kind: 'all' })
    expect(finding.flows.inbound.byStatus).toEqual(counted('inbound'))
    expect(finding.flows.outbound.byStatus).toEqual(counted('outbound'))
    const newest = (stream: Stream): string =>
      new Date(
        Math.max(
          ...truth
            .filter((row) => row.mail.stream === stream && row.standing.status === 'delivered')
            .map((row) => row.mail.at),
        ),
      ).toISOString()
    expect([finding.flows.inbound.lastDelivered, finding.flows.outbound.lastDelivered]).toEqual([
      newest('inbound'),
      newest('outbound'),
    ])
    const hours = finding.flows.inbound.perHour
    expect(hours.reduce((sum, { count }) => sum + count, 0)).toBe(finding.flows.inbound.total)
    expect(hours).toHaveLength(25)
  })

  test('that went silent between two samples tells within a few minutes since when', async () => {
    const { lab } = await tenant(broken(200, ['inbound'], LOST), { volume: 1_000_000 / USUAL })

    const { inbound } = (await look(lab)).finding.flows

    const stopped = millis(NOW) - 200 * 60_000
    expect(inbound.state).toBe('stopped')
    expect(Math.abs(millis(inbound.since ?? '') - stopped)).toBeLessThanOrEqual(5 * 60_000)
    expect(inbound.because).toMatch(/^None of the \d+ messages that were read since /)
  })
})

describe('what was not delivered', () => {
  const worst = ({ failures }: Flow) => failures[0]

  test('is grouped by its code with the rule behind it', async () => {
    const { lab } = await tenant('transport-rule')

    const { finding } = await look(lab)

    expect(states(finding)).toEqual(['failing', 'failing'])
    expect(worst(finding.flows.inbound)).toEqual({
      reply: expect.stringMatching(/^550 5\.7\.1 TRANSPORT\.RULES\.RejectMessage; .* maintenance\.$/),
      code: '5.7.1',
      rule: 'Quarterly lockdown',
      meaning: 'A transport rule stopped the message',
      points: 'transport-rules',
      count: expect.any(Number),
      sample: {
        sender: expect.any(String),
        recipient: expect.stringMatching(/@contoso\.com$/),
        at: expect.any(String),
      },
    })
  })

  test('is grouped by its code with the connector behind it', async () => {
    const { lab } = await tenant('connector-offline')

    const { finding } = await look(lab)

    expect(worst(finding.flows.outbound)).toMatchObject({
      code: '4.4.312',
      meaning: 'A DNS query fails',
      connector: expect.stringMatching(/^Outbound to /),
    })
  })

  test('keeps its count when its events may not be read, and says so', async () => {
    const { lab } = await tenant('transport-rule')
    lab.disturb({ backend: 'graph', matching: 'getDetailsByRecipient', answer: throttled(240) })

    const { finding } = await look(lab)

    expect(states(finding)).toEqual(['failing', 'failing'])
    const { failures, byStatus } = finding.flows.inbound
    expect(failures[0]).toMatchObject({ reply: 'failed, no reason in the trace', count: byStatus['failed'] })
    expect(failures.filter(({ code }) => code !== undefined)).toEqual([])
    expect(finding.notRead).toEqual([
      { what: 'events of some undelivered messages', why: expect.stringContaining('throttling') },
    ])
  })
})

describe('zero, no data and a broken probe', () => {
  test('are three different things', async () => {
    const [stopped, empty, down] = await Promise.all([
      tenant(broken(3 * 1440, ALL, LOST)),
      tenant('flowing', { volume: 0 }),
      tenant('flowing'),
    ])
    down.lab.disturb({ backend: 'graph', matching: TRACE, answer: 'reset' })

    const seen = await Promise.all([look(stopped.lab), look(empty.lab), look(down.lab)])

    expect(seen.map(({ outcome }) => outcome.kind)).toEqual(['found', 'found', 'unreachable'])
    expect(seen.slice(0, 2).map(({ finding }) => states(finding))).toEqual([
      ['none', 'none'],
      ['unsure', 'unsure'],
    ])
  })

  test('a page that is empty is an answer', async () => {
    const { lab } = await tenant('flowing', { volume: 0 })

    const { outcome, finding } = await look(lab)

    const flow = {
      state: 'unsure',
      because: 'No message in 24 hours, and about 0 on earlier days: too little to tell.',
      total: 0,
      byStatus: {},
      perHour: expect.any(Array),
      recent: { minutes: 1425, seen: 0, expected: 0 },
      failures: [],
    }
    expect(outcome.source.dataAsOf).toBeUndefined()
    expect(finding).toEqual({
      window: { from: '2026-11-23T10:29:55.000Z', to: '2026-11-24T10:29:55.000Z' },
      coverage: { kind: 'all' },
      flows: { inbound: flow, outbound: flow },
      internal: 0,
      gaps: [],
      notRead: [],
    })
  })

  test('data that runs behind shows its age', async () => {
    const { lab } = await tenant('flowing', { traceLagMs: 3 * 3_600_000 })

    const { outcome, finding } = await look(lab)

    expect(outcome.source.dataAsOf).toBe(finding.dataAsOf)
    expect(millis(NOW) - millis(finding.dataAsOf ?? '')).toBeGreaterThan(3 * 3_600_000)
    expect(states(finding)).not.toContain('flowing')
  })

  test.each([
    [
      'without the permission names it',
      forbidden,
      {
        name: 'ExchangeMessageTrace.Read.All',
        of: 'Microsoft Graph',
        grant: expect.stringContaining('ExchangeMessageTrace.Read.All'),
      },
    ],
    [
      'without the service principal gives the command that creates it',
      noTracePrincipal,
      {
        name: 'service principal of app 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373',
        of: 'Microsoft Entra ID',
        grant: 'New-MgServicePrincipal -AppId 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373',
      },
    ],
  ])('a trace %s', async (_, answer, need) => {
    const { lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: TRACE, answer })

    expect((await look(lab)).outcome).toEqual({
      kind: 'refused',
      need,
      why: expect.stringContaining('Graph refuses /admin/exchange/tracing/messageTraces'),
      source: expect.objectContaining({ of: 'Microsoft Graph', by: 'probe' }),
    })
  })

  test('a trace that does not answer before the deadline is late', async () => {
    const { lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: TRACE, answer: 'hang' })

    const { outcome } = await look(lab, EVERYTHING, AbortSignal.timeout(150))

    expect(outcome).toMatchObject({ kind: 'late' })
  })
})

describe('throttling', () => {
  test('that asks for a short pause is waited for', async () => {
    const { lab } = await tenant('flowing')
    lab.disturb({ backend: 'graph', matching: TRACE, answer: throttled(3), times: 2 })

    const { finding, calls } = await look(lab)

    expect(states(finding)).toEqual(['flowing', 'flowing'])
    expect(finding.notRead).toEqual([])
    // What the service refused counts as well: it may count it too.
    expect(calls.rows).toBeGreaterThanOrEqual(3)
  })

  test('that asks for a long pause at once says when to come back', async () => {
    const { lab } = await tenant('flowing')
    lab.disturb({ backend: 'graph', matching: TRACE, answer: throttled(240) })

    expect((await look(lab)).outcome).toMatchObject({
      kind: 'unreachable',
      why: expect.stringContaining('ask again in 240 s'),
    })
  })

  test('in the middle keeps what was read, says what is missing, and asks no further', async () => {
    const { lab } = await tenant('flowing', {
      volume: 1_000_000 / USUAL,
      traceQuota: { calls: 12, perMs: 300_000 },
    })

    const { outcome, finding, calls } = await look(lab)

    expect(outcome.kind).toBe('found')
    expect(finding.coverage).toMatchObject({ kind: 'sampled', slices: 12 })
    expect(finding.notRead).toEqual([
      {
        what: expect.stringMatching(/^rows of 24 parts of the time from 2026-11-23T10:29:55Z to /),
        why: expect.stringContaining('throttling'),
      },
      { what: 'events of some undelivered messages', why: expect.stringContaining('throttling') },
    ])
    expect(finding.gaps).toEqual([{ from: '2026-11-23T10:29:55.000Z', to: expect.any(String) }])
    expect(states(finding)).toEqual(['flowing', 'flowing'])
    // Four parts are asked for at a time: those see the refusal, and nobody after them.
    expect(calls.rows).toBeLessThanOrEqual(12 + 4)
  })

  test('in the middle of a standstill claims no more than was read', async () => {
    const { lab } = await tenant(broken(3 * 1440, ['inbound'], LOST), {
      volume: 1_000_000 / USUAL,
      traceQuota: { calls: 3, perMs: 300_000 },
    })

    const { inbound } = (await look(lab)).finding.flows

    expect(inbound.state).toBe('unsure')
    expect(inbound.because).toMatch(
      /^Only [\d.]+ % of the window could be read, and no message was among it\.$/,
    )
  })
})

describe('rows', () => {
  const row = (status: string, minute: number, more: object = {}) => ({
    id: `id-${minute}`,
    senderAddress: 'a@fabrikam.com',
    recipientAddress: 'b@contoso.com',
    receivedDateTime: new Date(millis(NOW) - minute * 60_000).toISOString(),
    subject: null,
    size: 1,
    status,
    ...more,
  })

  test('with a status in any casing count as one, and with one that nobody knows stay as they are', async () => {
    const { lab } = await tenant()
    const value = [
      row('Delivered', 31),
      row('DELIVERED', 32),
      row('delivered', 33),
      row('Recalled', 34),
      row('heldForReview', 35),
      row('unknownFutureValue', 36),
      row('FAILED', 37),
    ]
    lab.disturb({ backend: 'graph', matching: TRACE, answer: { status: 200, body: { value } } })

    const { inbound } = (await look(lab)).finding.flows

    expect(inbound.byStatus).toEqual({
      delivered: 3,
      recalled: 1,
      heldForReview: 1,
      unknownFutureValue: 1,
      failed: 1,
    })
    expect(inbound.total).toBe(7)
    expect(inbound.lastDelivered).toBe(value[0]?.receivedDateTime)
  })

  test('may be missing on a page that has a next one', async () => {
    const { lab } = await tenant()
    const next = `${lab.settings.graphUrl ?? ''}/admin/exchange/tracing/messageTraces?$skiptoken=x`
    lab.disturb({
      backend: 'graph',
      matching: TRACE,
      answer: { status: 200, body: { value: [], '@odata.nextLink': next } },
    })

    const { outcome, finding } = await look(lab)

    expect(outcome.kind).toBe('found')
    expect(finding.coverage).toEqual({ kind: 'sampled', slices: 0, share: 0 })
    expect(states(finding)).toEqual(['unsure', 'unsure'])
  })

  test.each([
    ['an id that is a number', { id: 7 }],
    ['a date that is none', row('delivered', 5, { receivedDateTime: 'yesterday' })],
  ])('with %s are no answer', async (_, one) => {
    const { lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: TRACE, answer: { status: 200, body: { value: [one] } } })

    expect((await look(lab)).outcome).toMatchObject({
      kind: 'unsure',
      why: expect.stringContaining('message trace'),
    })
  })

  test('are told apart by our domains, from whichever place they may be read', async () => {
    const { lab } = await tenant('flowing')
    const whole = await look(lab)
    lab.disturb({ backend: 'graph', matching: '/v1.0/domains', answer: forbidden })

    const fallback = await look(lab)

    expect(fallback.finding).toEqual(whole.finding)
  })

  test('of another domain than the one that was asked about do not count', async () => {
    const { lab } = await tenant('flowing')

    const other = await look(lab, { directions: ['inbound', 'outbound'], domain: 'elsewhere.example' })

    expect([other.finding.flows.inbound.total, other.finding.flows.outbound.total]).toEqual([0, 0])
  })
})
