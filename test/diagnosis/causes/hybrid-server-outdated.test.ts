import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cause } from '../../../src/diagnosis/causes/hybrid-server-outdated.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { Findings, OutdatedServer } from '../../../src/model/findings.ts'
import { after } from '../../../src/model/time.ts'
import {
  AT,
  answersOf,
  failing,
  failure,
  given,
  inboundConnector,
  mx,
  ONSET,
  silent,
  source,
  trace,
  unsure,
  without,
} from '../given.ts'

const HOST = 'mail.contoso.com'

const server = (over: Partial<OutdatedServer> = {}): OutdatedServer => ({
  name: HOST,
  build: '15.1.2507.39',
  throttledFrom: after(ONSET, -30 * 86_400_000),
  blockedFrom: after(ONSET, -60_000),
  treatment: 'blocked',
  ...over,
})

const connectors = (...outdatedServers: readonly OutdatedServer[]): Findings['inbound-connectors'] => ({
  state: 'sound',
  connectors: [inboundConnector()],
  outdatedServers,
})

/** The world delivers to our own server, which hands on to Exchange Online. */
const throughOurs = mx('wrong', { found: [{ host: HOST, preference: 10 }] })

const evidenceOf = (server: OutdatedServer, over: Partial<Findings> = {}): Evidence =>
  given({
    'message-trace': trace({ inbound: silent() }),
    'inbound-connectors': connectors(server),
    'mx-records': { domains: [throughOurs] },
    'mx-hosts': { hosts: [{ host: HOST, serves: ['contoso.com'], state: 'answers', text: '220 hello' }] },
    ...over,
  })

const proven = (evidence: Evidence): readonly string[] => {
  const { kind, causes, proven } = judge(evidence)
  return kind === 'found' ? causes.slice(0, proven).map(({ id }) => id) : []
}

describe('an outdated server that Exchange Online blocks', () => {
  test('is found when inbound mail comes through it, and the MX that leads there is not blamed', () => {
    const { kind, causes } = judge(evidenceOf(server()))
    expect({ kind, causes: causes.map(({ id, confidence }) => [id, confidence]) }).toEqual({
      kind: 'found',
      causes: [
        ['hybrid-server-outdated', 1],
        ['mx-wrong', 0.4],
      ],
    })
  })

  test('is found by the codes of most failures, wherever mail comes in', () => {
    const failures = [failure('550 5.7.230 Connecting Exchange server version is out-of-date', 90)]
    const evidence = evidenceOf(server({ treatment: 'reported' }), {
      'message-trace': trace({ inbound: failing(failures) }),
      'mx-records': { domains: [mx('right')] },
    })
    expect(proven(evidence)).toEqual(['hybrid-server-outdated'])
  })

  test('says what speaks for it, with its source', () => {
    const weighed = cause.weigh(evidenceOf(server()))
    expect({ ...weighed, guidance: weighed.guidance.commands[2] }).toEqual({
      title: 'Exchange Online takes no mail from the outdated server mail.contoso.com',
      step: 'inbound-connectors',
      supports: [
        {
          text: 'mail.contoso.com runs 15.1.2507.39, which is out of date: Exchange Online blocks its mail (550 5.7.230) since 2026-11-23T09:41:00Z',
          weight: 1,
          source: source('inbound-connectors'),
        },
        {
          text: 'That began 2026-11-23T09:41:00Z; the trouble began 2026-11-23T09:42:00Z',
          weight: 0.3,
          source: source('inbound-connectors'),
        },
      ],
      contradicts: [],
      explains: ['inbound'],
      affected:
        'Mail that comes to Exchange Online from the on-premises servers: from people there, and from the world where the MX leads there. Outbound mail flows.',
      guidance: {
        where: 'Exchange Online PowerShell',
        run: 'New-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer -NumberOfDays 14',
      },
    })
  })
})

describe('an outdated server is not found for sure', () => {
  const base = evidenceOf(server())

  test.each<readonly [string, Evidence]>([
    ['when the world delivers past it', evidenceOf(server(), { 'mx-records': { domains: [mx('right')] } })],
    ['when it has another name than the host of the MX', evidenceOf(server({ name: 'ex01.contoso.local' }))],
    ['when its mail is only throttled', evidenceOf(server({ treatment: 'throttled' }))],
    ['when it is only reported', evidenceOf(server({ treatment: 'reported' }))],
    ['when it has been blocked for days', evidenceOf(server({ blockedFrom: after(ONSET, -5 * 86_400_000) }))],
    [
      'when it was blocked only after mail had stopped',
      evidenceOf(server({ blockedFrom: after(ONSET, 50 * 60_000) })),
    ],
    [
      'when it does not answer at all',
      evidenceOf(server(), {
        'mx-hosts': {
          hosts: [{ host: HOST, serves: ['contoso.com'], state: 'refuses', text: 'refuses the connection' }],
        },
      }),
    ],
    ['while mail comes in', evidenceOf(server(), { 'message-trace': trace({}) })],
    ['without the report', without(base, 'inbound-connectors')],
    ['without the trace', without(base, 'message-trace')],
    [
      'when the list of connectors is not certain',
      { ...base, probes: { ...base.probes, 'inbound-connectors': unsure(connectors(server())) } },
    ],
    [
      'when a person says that the connectors are sound',
      { ...base, answers: answersOf({ inbound: 'sound' }) },
    ],
  ])('%s', (_, evidence) => {
    expect(proven(evidence)).not.toContain('hybrid-server-outdated')
  })

  test('by any report while the MX is right and no failure names it', () => {
    const treatment = fc.constantFrom<OutdatedServer['treatment']>('reported', 'throttled', 'blocked')
    const minutes = fc.integer({ min: -100_000, max: 60 })
    fc.assert(
      fc.property(fc.array(fc.tuple(treatment, minutes), { maxLength: 4 }), (reports) => {
        const servers = reports.map(([treatment, ago], index) =>
          server({ name: `ex0${index}.contoso.com`, treatment, blockedFrom: after(AT, ago * 60_000) }),
        )
        const evidence = given({
          'message-trace': trace({ inbound: silent() }),
          'inbound-connectors': connectors(...servers),
        })
        expect(proven(evidence)).toEqual([])
      }),
    )
  })
})
