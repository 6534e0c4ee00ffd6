import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cause } from '../../../src/diagnosis/causes/domain-expired.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { MxDomain, MxState, MxTrouble } from '../../../src/model/findings.ts'
import { given, mx, silent, source, trace, unsure, without } from '../given.ts'

const silentInbound = trace({ inbound: silent() })

const signs = (...kinds: readonly MxTrouble['kind'][]): readonly MxTrouble[] =>
  kinds.map((kind) => ({ kind, text: `contoso.com shows ${kind}` }))

const gone = (...kinds: readonly MxTrouble['kind'][]): MxDomain =>
  mx('no-such-domain', { found: [], troubles: signs(...kinds), isDefault: true })

const proven = (evidence: Evidence): readonly string[] => {
  const { kind, causes, proven } = judge(evidence)
  return kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
}

const withMx = (...domains: readonly MxDomain[]): Evidence =>
  given({ 'message-trace': silentInbound, 'mx-records': { domains } })

describe('a domain whose registration has lapsed', () => {
  test.each(['not-delegated', 'registration'] as const)(
    'is found by the sign %s, and its MX, which is only the consequence, is not named',
    (kind) => {
      const { kind: verdict, causes } = judge(withMx(gone(kind)))
      expect({ verdict, causes: causes.map(({ id, confidence }) => [id, confidence]) }).toEqual({
        verdict: 'found',
        causes: [['domain-expired', 1]],
      })
    },
  )

  test('is found without the trace: what does not exist gets no mail', () => {
    const blind = without(withMx(gone('not-delegated')), 'message-trace')
    expect([judge(blind).kind, proven(blind)]).toEqual(['found', ['domain-expired']])
  })

  test('is found when the registry says so and the name is parked', () => {
    expect(proven(withMx(mx('wrong', { troubles: signs('parked', 'registration') })))).toEqual([
      'domain-expired',
    ])
  })

  test('says what speaks for it, with its source', () => {
    const weighed = cause.weigh(withMx(gone('not-delegated')))
    expect({ ...weighed, guidance: weighed.guidance.commands }).toEqual({
      title: 'The registration of contoso.com has lapsed or is on hold',
      step: 'network-dns',
      supports: [{ text: 'contoso.com shows not-delegated', weight: 1, source: source('mx-records') }],
      contradicts: [],
      explains: ['inbound'],
      certain: true,
      affected: 'All inbound mail to contoso.com, and whatever else goes by its names. Outbound mail flows.',
      guidance: [
        { where: 'Any machine', run: 'Invoke-RestMethod https://rdap.org/domain/contoso.com' },
        { where: 'Any machine', run: 'Resolve-DnsName contoso.com -Type NS -Server 1.1.1.1' },
        { where: 'Microsoft 365 admin center', run: 'https://admin.cloud.microsoft/#/Domains' },
      ],
    })
  })
})

describe('a lapsed registration is not found for sure', () => {
  const others = ['contoso.de', 'contoso.fr', 'contoso.it'].map((domain) => mx('right', { domain }))

  test.each<readonly [string, Evidence]>([
    ['when the name is gone and nobody says why', withMx(gone())],
    ['when its right MX is still served', withMx(mx('right', { troubles: signs('registration') }))],
    ['when its MX is wrong and still served', withMx(mx('wrong', { troubles: signs('registration') }))],
    [
      'when it is one small domain among many',
      withMx({ ...gone('not-delegated'), isDefault: false }, ...others),
    ],
    ['without the DNS', without(withMx(gone('not-delegated')), 'mx-records')],
    ['while mail comes in', given({ 'mx-records': { domains: [gone('not-delegated')] } })],
    [
      'when the DNS is not certain',
      {
        ...withMx(),
        probes: { ...withMx().probes, 'mx-records': unsure({ domains: [gone('not-delegated')] }) },
      },
    ],
  ])('%s', (_, evidence) => {
    expect(proven(evidence)).not.toContain('domain-expired')
  })

  test('by any signs of a domain that still has records', () => {
    const kinds = fc.subarray<MxTrouble['kind']>([
      'registration',
      'lame-delegation',
      'split-answers',
      'stale-cache',
      'spf',
      'mta-sts',
    ])
    const states = fc.constantFrom<MxState>('right', 'wrong', 'gateway', 'unsure')
    fc.assert(
      fc.property(states, kinds, (state, troubles) => {
        expect(proven(withMx(mx(state, { troubles: signs(...troubles) })))).not.toContain('domain-expired')
      }),
    )
  })
})
