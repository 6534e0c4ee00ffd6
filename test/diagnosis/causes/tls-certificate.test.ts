import { describe, expect, test } from '@jest/globals'
import type { ConnectorTrouble, Findings, Flow } from '../../../src/model/findings.ts'
import { failing, failure, given, inboundConnector, silent, smartHost, target, trace } from '../given.ts'
import { isFound, rankOf, weighing } from './laws.ts'

const ID = 'tls-certificate'
const EXPIRED = '450 4.7.320 Certificate validation failed [Message=CertificateExpired]'

const outgoing = (outbound: Flow, targets: Findings['smtp-reachability']['targets']) =>
  given({ 'message-trace': trace({ outbound }), 'smtp-reachability': { targets } })
const stuck = (reply: string) => failing([failure(reply, 90)], { state: 'stuck' })
const TARGET = {
  text: 'mail.contoso.com: the connection is tls',
  weight: 1,
  of: 'smtp-reachability',
}

const incoming = (trouble: ConnectorTrouble) =>
  given({
    'message-trace': trace({ inbound: silent() }),
    'inbound-connectors': { state: 'broken', connectors: [inboundConnector({ troubles: [trouble] })] },
  })

describe('a TLS certificate that is not accepted', () => {
  test('is proven by the server that shows it and by the codes of the failures', () => {
    const from = outgoing(stuck(EXPIRED), [target('open'), smartHost('tls')])
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      true,
      {
        supports: [
          TARGET,
          {
            text: `90 of 90 failed outbound messages (100 %): ${EXPIRED}`,
            weight: 1,
            of: 'message-trace',
          },
        ],
        contradicts: [],
      },
    ])
  })

  test('is ranked with the host, and with what to renew', () => {
    const rank = rankOf(ID, outgoing(stuck(EXPIRED), [target('open'), smartHost('tls')]))
    expect({ ...rank, supports: [], guidance: rank?.guidance.commands.map(({ run }) => run) }).toEqual({
      id: ID,
      step: 'network-dns',
      title: 'The TLS certificate at mail.contoso.com is not accepted',
      confidence: 1,
      supports: [],
      contradicts: [],
      missing: [],
      affected: 'Outbound mail over connections that must be encrypted. Inbound mail flows.',
      guidance: [
        'Get-ExchangeCertificate | Format-List Thumbprint, Subject, Issuer, NotAfter, Services, Status',
        'Get-OutboundConnector | Format-List Name, SmartHosts, TlsSettings, TlsDomain',
        'Restart-Service MSExchangeTransport',
      ],
    })
  })

  test('is not found when what fails speaks of another fault', () => {
    const refused = '450 4.4.316 Connection refused'
    const from = outgoing(stuck(refused), [target('open'), smartHost('tls')])
    expect([isFound(ID, from), weighing(ID, from)]).toEqual([
      false,
      {
        supports: [TARGET],
        contradicts: [
          {
            text: `90 of 90 failed outbound messages speak of something else: ${refused}`,
            weight: 0.5,
            of: 'message-trace',
          },
        ],
      },
    ])
  })

  test.each([
    'certificate-mismatch',
    'certificate-expired',
    'certificate-untrusted',
    'starttls-missing',
  ] as const)('is found for %s at a connector, while nothing comes in', (kind) => {
    const from = incoming({ kind, text: `it is ${kind}` })
    expect([isFound(ID, from), weighing(ID, from).supports]).toEqual([
      true,
      [{ text: `From on-premises: it is ${kind}`, weight: 1, of: 'inbound-connectors' }],
    ])
  })

  test('is not found for one that is only suspected', () => {
    const from = incoming({ kind: 'certificate-mismatch', text: 'it may be another', suspected: true })
    expect([isFound(ID, from), weighing(ID, from).supports.map(({ weight }) => weight)]).toEqual([
      false,
      [0.3],
    ])
  })

  test('leaves other troubles of connectors alone', () => {
    expect(weighing(ID, incoming({ kind: 'disabled', text: 'Switched off' })).supports).toEqual([])
  })

  test('says nothing of the direction that flows', () => {
    const from = given({
      'message-trace': trace({ inbound: silent() }),
      'smtp-reachability': { targets: [target('open'), smartHost('tls')] },
    })
    expect(weighing(ID, from)).toEqual({
      supports: [],
      contradicts: [
        {
          text: 'STARTTLS and the certificates are sound where they could be tried',
          weight: 0.9,
          of: 'smtp-reachability',
        },
      ],
    })
  })
})
