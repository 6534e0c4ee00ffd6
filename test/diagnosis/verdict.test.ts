import { describe, expect, test } from '@jest/globals'
import { besideLines } from '../../src/diagnosis/beside.ts'
import { judge } from '../../src/diagnosis/verdict.ts'
import { after } from '../../src/model/time.ts'
import {
  AT,
  answersOf,
  evidence,
  failing,
  failure,
  given,
  inboundConnector,
  incident,
  lockdown,
  mx,
  NOTHING,
  ONSET,
  silent,
  trace,
  unsure,
  without,
} from './given.ts'
import { CASES, evidenceOfCase } from './scenarios.ts'

const found = (verdict: ReturnType<typeof judge>): readonly string[] =>
  verdict.kind === 'found' ? verdict.causes.slice(0, verdict.proven).map((cause) => cause.id) : []

describe('a tenant in which', () => {
  test.each(CASES.map((one) => [one.title, one] as const))('%s is named with its cause', (_, one) => {
    const verdict = judge(evidenceOfCase(one))

    expect({ kind: verdict.kind, found: found(verdict) }).toEqual({ kind: 'found', found: one.causes })
    expect(verdict.notChecked).toEqual([])
  })

  test.each(CASES.map((one) => [one.title, one] as const))(
    '%s is not found for sure once its proof is missing',
    (_, one) => {
      for (const [index, proof] of one.proof.entries()) {
        const verdict = judge(without(evidenceOfCase(one), ...proof))
        expect(found(verdict)).not.toContain(one.causes[index])
        expect(verdict.notChecked.length).toBe(proof.length)
      }
    },
  )

  test('all is well has mail flowing, and every tenant cause ruled out', () => {
    expect(judge(given({}))).toEqual({
      kind: 'flowing',
      causes: [],
      proven: 0,
      ruledOut: [
        'connector-offline',
        'mx-wrong',
        'transport-rule',
        'mailbox-not-provisioned',
        'directory-sync-stopped',
        'throttled',
        'tls-certificate',
        'microsoft-incident',
        'subscription-expired',
        'domain-expired',
        'third-party-gateway',
        'hybrid-server-outdated',
        'accepted-domain',
        'sending-limit',
      ],
      notChecked: [],
    })
  })
})

describe('the verdict is never sure and wrong:', () => {
  const cautious = (of: ReturnType<typeof judge>): { kind: string; first?: string } => ({
    kind: of.kind,
    ...(of.causes[0] === undefined ? {} : { first: of.causes[0].id }),
  })

  test('a wrong MX while inbound mail flows stops nothing, and is told beside', () => {
    const from = given({ 'mx-records': { domains: [mx('wrong')] } })
    expect([
      cautious(judge(from)),
      besideLines(from).filter((line) => line.startsWith('MX records')),
    ]).toEqual([
      { kind: 'flowing' },
      [
        'MX records: MX of contoso.com is wrong. Inbound mail flows: the host hands it on, or caches still have an older record',
      ],
    ])
  })

  test('a broad rule that no failed message names is contradicted by them', () => {
    const verdict = judge(
      given({
        'message-trace': trace({ outbound: failing([failure('450 4.4.316 Connection refused', 100)]) }),
        'transport-rules': { rules: [{ ...lockdown, share: { inbound: 0, outbound: 1 } }] },
      }),
    )
    const rule = verdict.causes.find((cause) => cause.id === 'transport-rule')
    expect(found(verdict)).toEqual(['network-blocked'])
    expect(rule?.contradicts.map((one) => one.text)).toEqual([
      'Only 0 of 100 failed outbound messages speak of it',
    ])
  })

  test('silence in a trace that may be stale is not explained by half of it', () => {
    const stale = trace({ inbound: silent(), outbound: silent() }, { dataAsOf: ONSET })
    const verdict = judge(given({ 'message-trace': stale, 'mx-records': { domains: [mx('wrong')] } }))
    expect(cautious(verdict)).toEqual({ kind: 'likely', first: 'mx-wrong' })
  })

  test('a connector that was off long before mail stopped is not the cause', () => {
    const verdict = judge(
      given({
        'message-trace': trace({ inbound: silent() }),
        'inbound-connectors': {
          state: 'broken',
          connectors: [
            inboundConnector({ enabled: false, troubles: [{ kind: 'disabled', text: 'Switched off' }] }),
          ],
        },
      }),
    )
    expect(cautious(verdict)).toEqual({ kind: 'unknown' })
  })

  test('what mail flows past is no contradiction', () => {
    const off = inboundConnector({
      enabled: false,
      changedAt: ONSET,
      troubles: [{ kind: 'disabled', text: 'Switched off' }],
    })
    const verdict = judge(
      given({
        'inbound-connectors': { state: 'broken', connectors: [off] },
        'service-health': { status: 'serviceDegradation', issues: [incident()] },
        'directory-sync': { state: 'stale', lastSync: after(AT, -86_400_000), ageMinutes: 1440, errors: [] },
      }),
    )
    expect(cautious(verdict)).toEqual({ kind: 'flowing' })
  })

  test('an old directory has nothing to do with mail that does not go out', () => {
    const verdict = judge(
      given({
        'message-trace': trace({ outbound: silent() }),
        'directory-sync': { state: 'stale', lastSync: after(AT, -86_400_000), ageMinutes: 1440, errors: [] },
      }),
    )
    expect(cautious(verdict)).toEqual({ kind: 'unknown' })
  })

  test('an old directory does not explain that nothing comes in', () => {
    const verdict = judge(
      given({
        'message-trace': trace({ inbound: silent() }),
        'directory-sync': { state: 'stale', lastSync: after(AT, -86_400_000), ageMinutes: 1440, errors: [] },
      }),
    )
    expect(cautious(verdict)).toEqual({ kind: 'likely', first: 'directory-sync-stopped' })
  })

  test('a wrong MX of one domain among many does not explain that nothing comes in', () => {
    const others = ['contoso.de', 'contoso.fr', 'contoso.it'].map((domain) => mx('right', { domain }))
    const domains = [mx('wrong'), ...others]
    const verdict = judge(given({ 'message-trace': trace({ inbound: silent() }), 'mx-records': { domains } }))
    expect(cautious(verdict)).toEqual({ kind: 'likely', first: 'mx-wrong' })
  })

  test('unless it is the default domain', () => {
    const others = ['contoso.de', 'contoso.fr', 'contoso.it'].map((domain) => mx('right', { domain }))
    const domains = [mx('wrong', { isDefault: true }), ...others]
    const verdict = judge(given({ 'message-trace': trace({ inbound: silent() }), 'mx-records': { domains } }))
    expect(found(verdict)).toEqual(['mx-wrong'])
  })

  test('evidence that is cut short never proves', () => {
    const from = given({ 'message-trace': trace({ inbound: silent() }) })
    const probes = { ...from.probes, 'mx-records': unsure({ domains: [mx('wrong')] }) }
    const verdict = judge({ ...from, probes })
    expect(cautious(verdict)).toEqual({ kind: 'likely', first: 'mx-wrong' })
    expect(verdict.notChecked).toEqual([{ what: 'MX records', why: 'The list was cut short' }])
  })

  test('without any trace a wrong MX is only likely', () => {
    const verdict = judge(without(given({ 'mx-records': { domains: [mx('wrong')] } }), 'message-trace'))
    expect(cautious(verdict)).toEqual({ kind: 'likely', first: 'mx-wrong' })
  })

  test('an incident that began on another day does not explain today', () => {
    const issues = [incident({ startedAt: after(ONSET, -3 * 86_400_000) })]
    const verdict = judge(
      given({
        'message-trace': trace({ inbound: silent() }),
        'service-health': { status: 'serviceDegradation', issues },
      }),
    )
    expect(cautious(verdict)).toEqual({ kind: 'likely', first: 'microsoft-incident' })
  })

  test('nothing explains silence when all else is sound', () => {
    const verdict = judge(given({ 'message-trace': trace({ inbound: silent() }) }))
    expect(cautious(verdict)).toEqual({ kind: 'unknown' })
  })
})

describe('people', () => {
  test('an answer proves a cause where nothing contradicts it', () => {
    const verdict = judge(evidence({ probes: NOTHING, answers: answersOf({ trace: 'none', mx: 'wrong' }) }))
    expect(found(verdict)).toEqual(['mx-wrong'])
  })

  test('an answer that the trace contradicts is a conflict', () => {
    const verdict = judge(given({}, { answers: answersOf({ inbound: 'broken' }) }))
    expect({ kind: verdict.kind, first: verdict.causes[0]?.id }).toEqual({
      kind: 'conflict',
      first: 'connector-offline',
    })
  })

  test.each([
    ['right', 'wrong'],
    ['wrong', 'right'],
  ] as const)(
    'who says that the MX is %s where DNS certainly shows it %s is contradicted',
    (choice, state) => {
      const shown = given({
        'message-trace': trace({ inbound: silent() }),
        'mx-records': { domains: [mx(state)] },
      })
      const verdict = judge({ ...shown, answers: answersOf({ mx: choice }) })
      expect({ kind: verdict.kind, causes: verdict.causes.map(({ id }) => id) }).toEqual({
        kind: 'conflict',
        causes: ['mx-wrong'],
      })
    },
  )

  test('an answer stands in for what a probe is not certain of', () => {
    const shown = given({ 'message-trace': trace({ inbound: silent() }) })
    const probes = { ...shown.probes, 'mx-records': unsure({ domains: [mx('wrong')] }) }
    const verdict = judge({ ...shown, probes, answers: answersOf({ mx: 'right' }) })
    expect({ kind: verdict.kind, out: verdict.ruledOut.includes('mx-wrong') }).toEqual({
      kind: 'unknown',
      out: true,
    })
  })

  test.each([
    ['flowing', { inbound: silent() }],
    ['none', {}],
    ['failed', {}],
  ] as const)('an answer of %s that a fresh trace denies proves nothing either way', (choice, flows) => {
    const shown = given({ 'message-trace': trace(flows), 'mx-records': { domains: [mx('wrong')] } })
    const verdict = judge({ ...shown, answers: answersOf({ trace: choice }) })
    expect({ kind: verdict.kind, first: verdict.causes[0]?.id }).toEqual({
      kind: 'likely',
      first: 'mx-wrong',
    })
  })

  test('a rejected cause is out, and the next one is named', () => {
    const both = evidenceOfCase(
      CASES.find((one) => one.causes.includes('mx-wrong') && one.causes.length === 2)!,
    )
    const verdict = judge({ ...both, rejected: ['mx-wrong'] })
    expect({ found: found(verdict), out: verdict.ruledOut.includes('mx-wrong') }).toEqual({
      found: ['transport-rule'],
      out: true,
    })
  })
})
