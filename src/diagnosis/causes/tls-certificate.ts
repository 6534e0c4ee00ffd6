import type { Evidence } from '../../model/evidence.ts'
import type { ConnectorTrouble } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import type { Guidance } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { symptomOf } from '../symptoms.ts'
import { argument, capital, few, ways } from '../words.ts'
import {
  advise,
  butFlows,
  byCodes,
  type Cause,
  DECIDED,
  doubtful,
  flowsAnyway,
  type Placed,
  pointElsewhere,
  reason,
  type Weighed,
} from './cause.ts'
import type { Family } from './codes.ts'
import { WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['tls-certificate']

const KINDS: ReadonlySet<ConnectorTrouble['kind']> = new Set([
  'certificate-mismatch',
  'certificate-expired',
  'certificate-untrusted',
  'starttls-missing',
])

const OTHERS: readonly Family[] = [...DECIDED, 'throttle', 'service', 'network', 'next-hop', 'loop']

/** A reason, the direction that it speaks of, and the host or connector. */
type At = Placed & { readonly what: string }

const byTargets = (evidence: Evidence): At[] => {
  const found = finding(evidence, 'smtp-reachability')
  return (found?.value.targets ?? [])
    .filter((target) => target.state === 'tls')
    .map((target) => ({
      ...reason(`${target.host}: ${target.text}`, MINE.target * found!.trust, found!.source),
      direction: target.role === 'tenant-mx' ? 'inbound' : 'outbound',
      what: target.host,
    }))
}

const byConnectors = (evidence: Evidence, direction: Direction): At[] => {
  const found = finding(evidence, direction === 'inbound' ? 'inbound-connectors' : 'outbound-connectors')
  return (found?.value.connectors ?? []).flatMap((connector) =>
    connector.troubles
      .filter((trouble) => KINDS.has(trouble.kind))
      .map((trouble) => ({
        ...reason(
          `${connector.name}: ${trouble.text}`,
          (trouble.suspected === true ? MINE.suspected : MINE.connector) * found!.trust,
          found!.source,
        ),
        direction,
        what: connector.name,
      })),
  )
}

const weigh = (evidence: Evidence): Weighed => {
  const open = doubtful(evidence)
  const seen: readonly At[] = [
    ...byTargets(evidence),
    ...byConnectors(evidence, 'inbound'),
    ...byConnectors(evidence, 'outbound'),
  ].filter((one) => open.includes(one.direction))
  const codes = byCodes(evidence, open, ['tls'], { most: MINE.codes, some: MINE.someCodes })
  const named = [...new Set([...seen, ...codes].map((one) => one.direction))]
  const directions = named.length === 0 ? open : named
  const what = [...new Set(seen.map((one) => one.what))]
  const smtp = finding(evidence, 'smtp-reachability')
  const nothing = seen.length + codes.length === 0
  const others = directions.map((direction) => pointElsewhere(symptomOf(evidence, direction), OTHERS))
  // One direction that fails for another reason says nothing of the other one.
  const elsewhere = others.every((one) => one.length > 0) ? others.flat() : []
  const sound =
    nothing &&
    smtp !== undefined &&
    smtp.trust === 1 &&
    smtp.value.targets.some((target) => target.state === 'open')
      ? [
          reason(
            'STARTTLS and the certificates are sound where they could be tried',
            MINE.noneSeen,
            smtp.source,
          ),
        ]
      : []
  return {
    title:
      what.length === 0
        ? 'A TLS certificate is not accepted'
        : `The TLS certificate at ${few(what, 2)} is not accepted`,
    step: 'network-dns',
    supports: [...seen, ...codes],
    contradicts: [...sound, ...(nothing ? [] : [...flowsAnyway(evidence, directions), ...elsewhere])],
    explains: directions,
    affected: `${capital(ways(directions))} mail over connections that must be encrypted.${butFlows(evidence)}`,
    guidance: guidance(seen, directions),
  }
}

const guidance = (seen: readonly At[], directions: readonly Direction[]): Guidance => {
  const connector = seen.find((one) => one.direction === 'inbound')?.what
  const inbound = connector !== undefined || directions.includes('inbound')
  return advise({
    whose: 'Ours: the certificate of the mail server or of its connector',
    instruction:
      'Renew the certificate with its whole chain, bind it to SMTP, and enter its subject in the connectors on both sides.',
    commands: [
      {
        where: 'Hybrid server, Exchange Management Shell',
        run: 'Get-ExchangeCertificate | Format-List Thumbprint, Subject, Issuer, NotAfter, Services, Status',
      },
      ...(inbound
        ? [
            {
              where: 'Exchange Online PowerShell',
              run:
                connector === undefined
                  ? 'Get-InboundConnector | Format-List Name, TlsSenderCertificateName, RequireTls'
                  : `Get-InboundConnector ${argument(connector)} | Format-List Name, TlsSenderCertificateName, RequireTls`,
            },
          ]
        : []),
      ...(directions.includes('outbound')
        ? [
            {
              where: 'Exchange Online PowerShell',
              run: 'Get-OutboundConnector | Format-List Name, SmartHosts, TlsSettings, TlsDomain',
            },
          ]
        : []),
      { where: 'Hybrid server, Exchange Management Shell', run: 'Restart-Service MSExchangeTransport' },
    ],
    next: 'The server uses the new certificate after the restart; a changed connector takes up to an hour. Queued mail follows by itself.',
    prevention:
      'Watch certificates from 30 days before they end, and run the Hybrid Configuration Wizard after each renewal.',
  })
}

/** The two ends talk but do not trust each other. */
export const cause: Cause = {
  id: 'tls-certificate',
  needs: ['smtp-reachability', 'inbound-connectors', 'outbound-connectors'],
  weigh,
}
