import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cause } from '../../../src/diagnosis/causes/third-party-gateway.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { Findings, MxDomain, MxHost } from '../../../src/model/findings.ts'
import { failing, failure, given, mx, silent, smartHost, source, target, trace, without } from '../given.ts'

const HOSTS = ['mx1.gateway.example', 'mx2.gateway.example'] as const

const behind = (over: Partial<MxDomain> = {}): MxDomain =>
  mx('gateway', {
    found: HOSTS.map((host, order) => ({ host, preference: 10 * order })),
    gateway: 'Mail Gateway',
    text: 'contoso.com has MX 0 mx1.gateway.example, 10 mx2.gateway.example, the mail gateway Mail Gateway',
    ...over,
  })

const hosts = (...states: readonly MxHost['state'][]): readonly MxHost[] =>
  states.map((state, order) => ({
    host: HOSTS[order] as string,
    serves: ['contoso.com'],
    state,
    text: `${state} here`,
  }))

const evidenceOf = (states: readonly MxHost['state'][], over: Partial<Findings> = {}): Evidence =>
  given({
    'message-trace': trace({ inbound: silent() }),
    'mx-records': { domains: [behind()] },
    'mx-hosts': { hosts: hosts(...states) },
    ...over,
  })

const proven = (evidence: Evidence): readonly string[] => {
  const { kind, causes, proven } = judge(evidence)
  return kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
}

describe('a mail gateway before Exchange Online', () => {
  test.each<readonly [string, readonly MxHost['state'][]]>([
    ['refuse mail', ['refuses', 'refuses']],
    ['are silent while Microsoft answers', ['silent', 'silent']],
    ['have no address any more', ['unresolvable', 'unresolvable']],
    ['refuse or are silent', ['refuses', 'silent']],
  ])('is found when its hosts %s', (_, states) => {
    expect(proven(evidenceOf(states))).toEqual(['third-party-gateway'])
  })

  test('says what speaks for it, with its source', () => {
    const weighed = cause.weigh(evidenceOf(['refuses', 'refuses']))
    expect({ ...weighed, guidance: weighed.guidance.commands[0] }).toEqual({
      title: 'Mail Gateway takes no mail for contoso.com',
      step: 'network-dns',
      supports: [
        {
          text: 'Mail Gateway of contoso.com: mx1.gateway.example refuses here and mx2.gateway.example refuses here',
          weight: 1,
          source: source('mx-hosts'),
        },
        {
          text: 'All mail for contoso.com passes Mail Gateway, which nobody sees into from here',
          weight: 0.5,
          source: source('mx-records'),
        },
      ],
      contradicts: [],
      explains: ['inbound'],
      affected: 'Inbound mail to contoso.com, all of which passes the gateway. Outbound mail flows.',
      guidance: { where: 'Any machine', run: 'Test-NetConnection mx1.gateway.example -Port 25' },
    })
  })

  test('that answers while nothing comes in is likely, for nobody sees into it', () => {
    const { kind, causes } = judge(evidenceOf(['answers', 'answers']))
    expect({ kind, first: causes[0]?.id }).toEqual({ kind: 'likely', first: 'third-party-gateway' })
  })
})

describe('a gateway is not found for sure', () => {
  const nobody = [target('unsure', 'timed-out'), smartHost('open')]

  test.each<readonly [string, Evidence]>([
    ['while one of its hosts answers', evidenceOf(['refuses', 'answers'])],
    ['while one of its hosts was not looked at', evidenceOf(['refuses'])],
    [
      'when port 25 answers nowhere from here',
      evidenceOf(['silent', 'silent'], { 'smtp-reachability': { targets: nobody } }),
    ],
    [
      'when port 25 is refused everywhere from here',
      evidenceOf(['refuses', 'refuses'], { 'smtp-reachability': { targets: nobody } }),
    ],
    ['when it only dislikes us', evidenceOf(['unsure', 'unsure'])],
    ['when its hosts could not be looked at', without(evidenceOf(['refuses', 'refuses']), 'mx-hosts')],
    ['when DNS could not be asked', without(evidenceOf(['refuses', 'refuses']), 'mx-records')],
    ['while mail comes in', evidenceOf(['refuses', 'refuses'], { 'message-trace': trace({}) })],
    [
      'when mail comes through it and fails inside',
      evidenceOf(['refuses', 'refuses'], {
        'message-trace': trace({ inbound: failing([failure('550 5.1.10 RecipientNotFound', 90)]) }),
      }),
    ],
    [
      'when it serves one small domain among many',
      evidenceOf(['refuses', 'refuses'], {
        'mx-records': {
          domains: [behind(), ...['contoso.de', 'contoso.fr'].map((domain) => mx('right', { domain }))],
        },
      }),
    ],
  ])('%s', (_, evidence) => {
    expect(proven(evidence)).not.toContain('third-party-gateway')
  })

  test('where no gateway stands before Exchange Online, whatever any host says', () => {
    const state = fc.constantFrom<MxHost['state']>('answers', 'refuses', 'silent', 'unresolvable', 'unsure')
    fc.assert(
      fc.property(state, state, fc.constantFrom('right' as const, 'wrong' as const), (one, two, mxState) => {
        const evidence = evidenceOf([one, two], { 'mx-records': { domains: [behind({ state: mxState })] } })
        expect(cause.weigh(evidence).supports).toEqual([])
      }),
    )
  })
})
