import { afterEach, describe, expect, test } from '@jest/globals'
import { evidenceOf } from '../../src/diagnosis/machine.ts'
import { judge } from '../../src/diagnosis/verdict.ts'
import { diagnoseDirectly } from '../../src/engine/diagnosis/direct.ts'
import { nulForbidden } from '../../src/lab/exchange/wire.ts'
import { forbidden, unavailable } from '../../src/lab/graph/errors.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { SCENARIOS, type ScenarioId } from '../../src/lab/scenarios/registry.ts'
import { withMailHost, withRows, withZone } from '../../src/lab/tenant/alter.ts'
import { SMART_HOST } from '../../src/lab/tenant/exchange.ts'
import { GATEWAY_HOSTS } from '../../src/lab/tenant/network.ts'
import { STAFF } from '../../src/lab/tenant/people.ts'
import { EVERYTHING, type Scope } from '../../src/model/scope.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { manualClock } from '../support/clock.ts'
import { hurriedClock } from '../support/hurried-clock.ts'
import { portsOf } from './support/ports.ts'

/** A Tuesday in the middle of the working day. */
const NOW = '2026-11-24T10:30:00.000Z'

const open: Lab[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

interface Run {
  readonly scope?: Scope
  /** Changes the lab before the diagnosis. */
  readonly before?: (lab: Lab) => unknown
}

/** The verdict of the production probes over the sockets of the lab. */
const diagnose = async (scenario: ScenarioId, { scope = EVERYTHING, before }: Run = {}): Promise<Verdict> => {
  const clock = manualClock(NOW)
  const lab = await startLab({ scenario, clock })
  open.push(lab)
  await before?.(lab)
  const { graph, exchange } = portsOf(lab, hurriedClock(NOW))
  const { snapshot } = await diagnoseDirectly({
    ports: { ...portsOf(lab, clock), graph, exchange },
    probes: PROBES,
    scope,
    by: { id: '00000000-0000-0000-0000-0000000000a1', name: 'Olivia Operator' },
    onBug: (probe, error) => {
      throw new Error(`The probe ${probe} fails by a bug.`, { cause: error })
    },
  })
  return judge(evidenceOf(snapshot))
}

const summary = ({ kind, causes, proven }: Verdict): unknown => ({
  kind,
  causes: causes.slice(0, proven).map(({ id }) => id),
})

const CAUSES = [
  'subscription-expired',
  'domain-expired',
  'third-party-gateway',
  'hybrid-server-outdated',
  'accepted-domain',
  'sending-limit',
] as const satisfies readonly ScenarioId[]

describe('over the sockets of the lab', () => {
  test.each(CAUSES)('the scenario %s is found, and it alone', async (id) => {
    expect(summary(await diagnose(id))).toEqual(SCENARIOS[id].expected)
  })

  test('an unpaid subscription is found by the word of the mail host alone, where Graph may not tell', async () => {
    const verdict = await diagnose('subscription-expired', {
      scope: { ...EVERYTHING, address: STAFF[0] as string },
      before: (lab) => {
        lab.disturb({ backend: 'graph', matching: '/subscribedSkus', answer: forbidden })
        lab.disturb({ backend: 'graph', matching: '/v1.0/users', answer: forbidden })
      },
    })
    expect(summary(verdict)).toEqual({ kind: 'found', causes: ['subscription-expired'] })
    expect(verdict.causes[0]?.supports.map(({ text }) => text)).toEqual([
      'contoso-com.mail.protection.outlook.com answers 451 4.4.4 Mail received as unauthenticated, incoming to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5',
    ])
  })

  test('a restricted person is found while the mail of all others flows', async () => {
    const address = STAFF[6] as string
    const restricted = withRows('Get-BlockedSenderAddress', () => [
      { SenderAddress: address, Reason: 'OutboundSpamLast24Hours=41', TemporaryBlock: false },
    ])
    const before = (lab: Lab) => lab.break({ from: 0, alter: restricted })
    const sender = await diagnose('flowing', { scope: { directions: ['outbound'], address }, before })
    const nobody = await diagnose('flowing', { before })
    expect([summary(sender), summary(nobody)]).toEqual([
      { kind: 'found', causes: ['sending-limit'] },
      { kind: 'flowing', causes: [] },
    ])
  })
})

/** Takes a part of the proof away; the cause must then not be found for sure. */
const LESS: readonly (readonly [string, ScenarioId, (lab: Lab) => unknown])[] = [
  [
    'a gateway one of whose hosts still answers',
    'third-party-gateway',
    (lab) => lab.break({ from: 0, alter: withMailHost(GATEWAY_HOSTS[1], { door: 'open' }) }),
  ],
  [
    'an outdated server when Exchange Online may not be asked',
    'hybrid-server-outdated',
    (lab) => lab.disturb({ backend: 'exchange', answer: nulForbidden }),
  ],
  [
    'an outdated server that does not answer itself',
    'hybrid-server-outdated',
    (lab) => lab.break({ from: 0, alter: withMailHost(SMART_HOST, { door: 'refused' }) }),
  ],
  [
    'a lapsed domain when the registry does not answer',
    'domain-expired',
    (lab) => lab.break({ from: 0, alter: withZone('com', (zone) => ({ ...zone, trouble: 'servfail' })) }),
  ],
  [
    'an accepted domain when the list may not be read',
    'accepted-domain',
    (lab) => lab.disturb({ backend: 'exchange', matching: 'Get-AcceptedDomain', answer: nulForbidden }),
  ],
  [
    'a subscription when the trace does not answer',
    'subscription-expired',
    (lab) => lab.disturb({ backend: 'graph', matching: '/tracing/', answer: unavailable }),
  ],
  [
    'a limit when the trace does not answer',
    'sending-limit',
    (lab) => lab.disturb({ backend: 'graph', matching: '/tracing/', answer: unavailable }),
  ],
]

describe('nothing is found for sure of', () => {
  test.each(LESS)('%s', async (_, id, before) => {
    const { kind, causes, proven } = await diagnose(id, { before })
    const found = kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
    expect(found).toEqual([])
  })
})
