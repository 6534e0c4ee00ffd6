import type { ConnectorTrouble, InboundConnector, OutboundConnector } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import type { Guidance } from '../../model/verdict.ts'
import { argument, capital } from '../words.ts'
import { advise } from './cause.ts'

type Connector = InboundConnector | OutboundConnector

/** What is wrong with a connector, as far as it is this cause that mends it. */
export interface BrokenConnector {
  readonly connector: Connector
  readonly kinds: readonly ConnectorTrouble['kind'][]
}

/** What is known to be wrong. */
export interface Wrong {
  readonly directions: readonly Direction[]
  readonly broken: readonly BrokenConnector[]
  /** Smart hosts that answer and take no mail. */
  readonly rejecting: boolean
  /** Failed messages say that no connector knows who sends (5.7.51, 5.7.64). */
  readonly unknownSender: boolean
}

const EXCHANGE_ONLINE = 'Exchange Online PowerShell'
const SERVER = 'Hybrid server, Exchange Management Shell'

type Command = Guidance['commands'][number]

/** The way to mend connectors, by what is wrong with them. */
export const connectorGuidance = (wrong: Wrong): Guidance =>
  advise({
    whose: 'Ours: the connector in Exchange Online, or the server that it points to',
    instruction: instruction(wrong),
    commands: [
      ...wrong.directions.flatMap((direction) => commandsFor(direction, wrong)),
      ...(wrong.rejecting
        ? [
            {
              where: SERVER,
              run: 'Get-ServerComponentState $env:COMPUTERNAME | Where-Object State -ne Active',
            },
            { where: SERVER, run: 'Test-ServiceHealth' },
          ]
        : []),
      ...(serverMatters(wrong) ? [{ where: SERVER, run: 'Restart-Service MSExchangeTransport' }] : []),
    ],
    next: 'A change of a connector takes 30 to 60 minutes to reach all of Exchange Online. Exchange queues mail for 24 hours before it bounces, so little is lost.',
    prevention: 'Check the connectors daily, and note who may change them.',
  })

const SWITCH_ON = 'Switch the connector on again, then check its restrictions and its smart host.'
const RESTART = 'On the hybrid server, restart the transport service when it is not running.'

const instruction = (wrong: Wrong): string => {
  const { broken, rejecting, unknownSender } = wrong
  const kinds = new Set(broken.flatMap((one) => one.kinds))
  const said = [
    ...(kinds.has('blocked')
      ? ['Find out who sent what through the blocked connector, stop it, then lift the block.']
      : []),
    ...(kinds.has('disabled') ? [SWITCH_ON] : []),
    ...(kinds.has('address-mismatch') || (unknownSender && !kinds.has('disabled'))
      ? [
          'Compare the addresses and the certificate name of the inbound connector with those of the server that sends, and enter what it has now.',
        ]
      : []),
    ...(kinds.has('smart-host-unresolvable')
      ? ['Correct the smart host of the connector, or its record in DNS.']
      : []),
    ...(rejecting
      ? [
          'Bring the mail server behind the connector back into service: its components, its services, its disk and memory.',
        ]
      : []),
  ]
  const first = said.length > 0 ? said : [SWITCH_ON]
  return [...first, ...(serverMatters(wrong) ? [RESTART] : [])].join(' ')
}

/** Whether a server of ours stands at the other end: where nothing is known, it may. */
const serverMatters = ({ broken, rejecting, unknownSender }: Wrong): boolean =>
  rejecting ||
  (broken.length === 0 && !unknownSender) ||
  broken.some(({ connector, kinds }) => connector.type === 'OnPremises' && kinds.includes('disabled'))

const MOST = 2

const commandsFor = (direction: Direction, { broken, unknownSender }: Wrong): readonly Command[] => {
  const run = (text: string): Command => ({ where: EXCHANGE_ONLINE, run: text })
  const own = broken.filter(({ connector }) => 'senderDomains' in connector === (direction === 'inbound'))
  if (own.length > 0)
    return [...new Map(own.map((one) => [one.connector.name, one])).values()]
      .slice(0, MOST)
      .flatMap((one) => mend(one).map(run))
  if (direction === 'inbound' && unknownSender)
    return [run(`Get-InboundConnector | Format-List Name, Enabled, ${SENDER}`), run('Get-BlockedConnector')]
  return [
    run(`Get-${capital(direction)}Connector | Format-Table Name, Enabled, ConnectorType, WhenChangedUTC`),
  ]
}

/** What an inbound connector knows its senders by. */
const SENDER =
  'SenderDomains, SenderIPAddresses, RestrictDomainsToIPAddresses, RestrictDomainsToCertificate, TlsSenderCertificateName'

const mend = ({ connector, kinds }: BrokenConnector): readonly string[] => {
  const name = argument(connector.name)
  const kind = 'senderDomains' in connector ? 'Inbound' : 'Outbound'
  if (kinds.includes('blocked'))
    return [
      'Get-BlockedConnector',
      `Remove-BlockedConnector -ConnectorId ${argument(connector.id === '' ? connector.name : connector.id)}`,
    ]
  if (kinds.includes('disabled'))
    return [
      `Set-${kind}Connector -Identity ${name} ${connector.enabled ? '-TestMode $false' : '-Enabled $true'}`,
    ]
  if (kind === 'Inbound') return [`Get-InboundConnector ${name} | Format-List ${SENDER}`]
  return [
    `Get-OutboundConnector ${name} | Format-List SmartHosts, RecipientDomains, UseMXRecord, IsValidated`,
  ]
}
