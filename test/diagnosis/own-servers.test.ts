import { describe, expect, test } from '@jest/globals'
import { ownServers } from '../../src/diagnosis/own-servers.ts'
import { judge } from '../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { Findings } from '../../src/model/findings.ts'
import { evidence, given, inboundConnector, mx, outboundConnector, silent, trace, without } from './given.ts'

const connectors: Partial<Findings> = {
  'inbound-connectors': {
    state: 'sound',
    connectors: [
      inboundConnector({ certificateName: 'Hybrid.contoso.com' }),
      inboundConnector({ type: 'Partner', certificateName: 'mx.partner.example' }),
    ],
    outdatedServers: [{ name: 'EX01.contoso.local', build: '15.1', treatment: 'reported' }],
  },
  'outbound-connectors': {
    state: 'sound',
    connectors: [
      outboundConnector({ smartHosts: ['mail.contoso.com'] }),
      outboundConnector({ type: 'Partner', smartHosts: ['smtp.partner.example'] }),
    ],
  },
}

test('our own servers are those that connectors to on-premises name, and those that Exchange Online reports', () => {
  expect([...ownServers(given(connectors))].toSorted()).toEqual([
    'ex01.contoso.local',
    'hybrid.contoso.com',
    'mail.contoso.com',
  ])
  expect([...ownServers(evidence())]).toEqual([])
})

describe('an MX that leads to', () => {
  const at = (host: string, over: Partial<Findings> = {}): Evidence =>
    given({
      ...connectors,
      'message-trace': trace({ inbound: silent() }),
      'mx-records': { domains: [mx('wrong', { found: [{ host, preference: 10 }] })] },
      ...over,
    })
  const none = { state: 'none' as const, connectors: [] }
  const partner = {
    state: 'sound' as const,
    connectors: [inboundConnector({ type: 'Partner' as const })],
  }

  test.each<readonly [string, Evidence, 'found' | 'likely']>([
    ['a server that a connector names is not found wrong for sure', at('mail.contoso.com'), 'likely'],
    ['another server of ours in a hybrid tenant is not either', at('mx.contoso.com'), 'likely'],
    [
      'a server of ours is not while the connectors are not known',
      without(at('mx.contoso.com'), 'inbound-connectors', 'outbound-connectors'),
      'likely',
    ],
    [
      'a server of ours is found wrong where no connector takes mail from our own servers',
      at('mx.contoso.com', { 'inbound-connectors': partner, 'outbound-connectors': none }),
      'found',
    ],
    ['a stranger is found wrong', at('mx.parking.example'), 'found'],
  ])('%s', (_, from, kind) => {
    const verdict = judge(from)
    expect({ kind: verdict.kind, first: verdict.causes[0]?.id }).toEqual({ kind, first: 'mx-wrong' })
  })
})
