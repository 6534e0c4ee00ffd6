import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cause } from '../../../src/diagnosis/causes/sending-limit.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { ExternalRecipientLimit, LimitsFinding, RestrictedSender } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import { failing, failure, given, ONSET, silent, source, trace, unsure, without } from '../given.ts'

const EXCEEDED: ExternalRecipientLimit = {
  observed: 16_350,
  threshold: 16_350,
  enforced: true,
  state: 'exceeded',
}

const restricted = (over: Partial<RestrictedSender> = {}): RestrictedSender => ({
  address: 'bob@contoso.com',
  since: after(ONSET, -60_000),
  text: 'may not send: over the limit ExternalRecipients',
  temporary: false,
  ...over,
})

const limits = (over: Partial<LimitsFinding> = {}): LimitsFinding => ({
  restricted: [],
  external: EXCEEDED,
  ...over,
})

const overLimit = trace({
  outbound: failing([
    failure("550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit", 100),
  ]),
})

const proven = (evidence: Evidence): readonly string[] => {
  const { kind, causes, proven } = judge(evidence)
  return kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
}

describe('a sending limit', () => {
  test.each([
    '550 5.7.232 trial tenant has exceeded its daily limit',
    '550 5.7.233 tenant exceeded its daily limit',
    '550 5.7.236 onmicrosoft.com domain is limited',
    '550 5.1.8 Access denied, bad outbound sender AS(42003)',
    '550 5.1.90 Your message cannot be sent: daily limit of recipients',
  ])('is found when most of what goes out fails with %s', (reply) => {
    const evidence = given({
      'message-trace': trace({ outbound: failing([failure(reply, 100)]) }),
      limits: limits(),
    })
    expect(proven(evidence)).toEqual(['sending-limit'])
  })

  test('says what speaks for it, with its source', () => {
    const weighed = cause.weigh(given({ 'message-trace': overLimit, limits: limits() }))
    expect({ ...weighed, guidance: weighed.guidance.commands[0] }).toEqual({
      title: 'The tenant has used up its limit of external recipients',
      step: 'beside',
      supports: [
        {
          text: "100 of 100 failed outbound messages (100 %): 550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
          weight: 1,
          source: source('message-trace'),
          direction: 'outbound',
        },
        {
          text: 'External recipients of the tenant in 24 hours: 16,350 of 16,350, enforced',
          weight: 0.6,
          source: source('limits'),
        },
      ],
      contradicts: [],
      explains: ['outbound'],
      explainsSample: false,
      affected: 'Outbound mail over the limit; inbound mail is not touched. Inbound mail flows.',
      guidance: {
        where: 'Exchange Online PowerShell',
        run: 'Get-LimitsEnforcementStatus | Format-List ObservedValue, Threshold, Verdict, EnforcementEnabled',
      },
    })
  })

  test('of one person is found for that person while all other mail flows', () => {
    const scope = { directions: ['outbound' as const], address: 'Bob@contoso.com' }
    const verdict = judge(
      given(
        { limits: limits({ restricted: [restricted()], external: { ...EXCEEDED, state: 'within' } }) },
        { scope },
      ),
    )
    expect({
      kind: verdict.kind,
      title: verdict.causes[0]?.title,
      run: verdict.causes[0]?.guidance.commands.at(-1)?.run,
    }).toEqual({
      kind: 'found',
      title: 'bob@contoso.com may not send',
      run: 'Remove-BlockedSenderAddress -SenderAddress bob@contoso.com',
    })
  })
})

describe('a sending limit is not found for sure', () => {
  const thresholds = trace({
    outbound: failing([failure('550 5.7.705 Access denied, tenant has exceeded threshold', 100)]),
  })
  const over = given({ 'message-trace': overLimit, limits: limits() })

  test('when the failures name the threshold for spam: that is throttling', () => {
    const evidence = given({ 'message-trace': thresholds, limits: limits({ restricted: [restricted()] }) })
    const { kind, causes } = judge(evidence)
    expect({ kind, causes: causes.map(({ id }) => id) }).toEqual({ kind: 'found', causes: ['throttled'] })
  })

  test.each<readonly [string, Evidence]>([
    [
      'when nothing goes out at all',
      given({ 'message-trace': trace({ outbound: silent() }), limits: limits() }),
    ],
    ['when it is only counted', given({ limits: limits({ external: { ...EXCEEDED, enforced: false } }) })],
    ['while mail goes out', given({ limits: limits() })],
    ['without the trace', without(over, 'message-trace')],
    [
      'when somebody else is restricted',
      given(
        { limits: limits({ restricted: [restricted()] }) },
        { scope: { directions: ['outbound'], address: 'eve@contoso.com' } },
      ),
    ],
    [
      'when the restricted person only misses what comes in',
      given(
        { limits: limits({ restricted: [restricted()] }) },
        { scope: { directions: ['inbound'], address: 'bob@contoso.com' } },
      ),
    ],
    [
      'when the list of the restricted is not certain',
      {
        ...given({}, { scope: { directions: ['outbound'], address: 'bob@contoso.com' } }),
        probes: { ...given({}).probes, limits: unsure(limits({ restricted: [restricted()] })) },
      },
    ],
  ])('%s', (_, evidence) => {
    expect(proven(evidence)).toEqual([])
  })

  test('by any figures of the service, while no failed message names a limit', () => {
    const external = fc.record({
      observed: fc.nat(100_000),
      threshold: fc.nat(100_000),
      enforced: fc.boolean(),
      state: fc.constantFrom('within' as const, 'near' as const, 'exceeded' as const),
    })
    const people = fc.array(fc.integer({ min: -100_000, max: 60 }), { maxLength: 5 })
    const flows = fc.constantFrom(trace({}), trace({ outbound: silent() }), thresholds)
    fc.assert(
      fc.property(external, people, flows, (external, people, flow) => {
        const senders = people.map((minutes, index) =>
          restricted({ address: `user${index}@contoso.com`, since: after(ONSET, minutes * 60_000) }),
        )
        const evidence = given({ 'message-trace': flow, limits: { restricted: senders, external } })
        expect(proven(evidence)).not.toContain('sending-limit')
      }),
    )
  })
})
