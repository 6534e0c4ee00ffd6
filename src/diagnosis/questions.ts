import type { Evidence } from '../model/evidence.ts'
import type { QuestionId } from '../model/ids.ts'
import { CHOICES, type Choice, type Question } from '../model/question.ts'
import { domainOf, microsoftHost, mxSeen } from './scoped.ts'
import { argument } from './words.ts'

type Look = Question['look'][number]

/** What a question says besides why it is asked. */
interface Guide {
  readonly step: Question['step']
  title(evidence: Evidence): string
  look(evidence: Evidence): readonly Look[]
  reading(evidence: Evidence): string
  readonly labels: Readonly<Partial<Record<Choice, string>>>
}

const ONLINE = 'Exchange Online PowerShell'
const HYBRID = 'Server that sends mail to Microsoft'
const SYNC = 'Sync server, PowerShell'

const online = (run: string): Look => ({ where: ONLINE, run })

const DAY = '-StartDate (Get-Date).ToUniversalTime().AddHours(-24) -EndDate (Get-Date).ToUniversalTime()'

/** The domains in question: the one of the scope, else those that the MX probe knows. */
const domains = (evidence: Evidence): readonly string[] => {
  const only = domainOf(evidence)
  return only === undefined ? mxSeen(evidence).map((one) => one.domain) : [only]
}

const GUIDES: Readonly<Record<QuestionId, Guide>> = {
  trace: {
    step: 'message-trace',
    title: () => 'What does the message trace of the last 24 hours show?',
    look: ({ scope }) => [
      online(
        `Get-MessageTraceV2 ${DAY} -ResultSize 5000 | Group-Object Status | Sort-Object Count -Descending`,
      ),
      ...(scope.address === undefined
        ? []
        : [online(`Get-MessageTraceV2 ${DAY} -RecipientAddress ${argument(scope.address)}`)]),
      { where: 'Exchange admin center', run: 'https://admin.exchange.microsoft.com/#/messagetrace' },
    ],
    reading: () =>
      'Leave all filters empty. No rows in the direction that is missing: "No messages". Rows with Failed or Pending: "They fail or wait". Rows with Delivered up to now: "They are delivered". The trace lags by 5 to 10 minutes.',
    labels: { none: 'No messages', failed: 'They fail or wait', flowing: 'They are delivered' },
  },
  inbound: {
    step: 'inbound-connectors',
    title: () => 'Are the inbound connectors switched on and sound?',
    look: () => [
      online(
        'Get-InboundConnector | Format-List Name, Enabled, ConnectorType, SenderDomains, SenderIPAddresses, RestrictDomainsToIPAddresses, RestrictDomainsToCertificate, TlsSenderCertificateName, WhenChangedUTC',
      ),
      online('Get-BlockedConnector'),
    ],
    reading: () =>
      'Broken: Enabled is False, Get-BlockedConnector lists it, or its addresses or certificate name are not those of the server that sends. No connector at all is sound where none is needed.',
    labels: { broken: 'Broken', sound: 'Sound' },
  },
  outbound: {
    step: 'outbound-connectors',
    title: () => 'Are the outbound connectors switched on, validated and reaching their smart host?',
    look: ({ scope }) => [
      online(
        'Get-OutboundConnector | Format-List Name, Enabled, RecipientDomains, SmartHosts, TlsDomain, TlsSettings, IsValidated, LastValidationTimestamp, WhenChangedUTC',
      ),
      online(
        `Get-OutboundConnector | Where-Object Enabled | ForEach-Object { Validate-OutboundConnector -Identity $_.Name -Recipients ${scope.address === undefined ? '(Get-OrganizationConfig).MicrosoftExchangeRecipientPrimarySmtpAddress' : argument(scope.address)} }`,
      ),
      {
        where: 'Hybrid server, Exchange Management Shell',
        run: 'Get-Service MSExchangeTransport; Get-Queue',
      },
    ],
    reading: () =>
      'Broken: Enabled is False, a validation task fails, the transport service is stopped, or queues are in Retry with a growing count. No connector at all is sound where none is needed.',
    labels: { broken: 'Broken', sound: 'Sound' },
  },
  smtp: {
    step: 'network-dns',
    title: () => 'Does port 25 connect between your mail server and Exchange Online?',
    look: (evidence) => {
      const host = domains(evidence)[0]
      if (host !== undefined)
        return [
          { where: HYBRID, run: `Test-NetConnection ${argument(microsoftHost(evidence, host))} -Port 25` },
        ]
      return [
        online('Get-AcceptedDomain | Format-Table DomainName, DomainType, Default'),
        {
          where: HYBRID,
          run: 'Test-NetConnection ((Read-Host "Domain") -replace "\\.","-" | ForEach-Object { "$_.mail.protection.outlook.com" }) -Port 25',
        },
      ]
    },
    reading: () =>
      'TcpTestSucceeded : True and a 220 greeting mean that the way is open. The host is the MX that the Microsoft 365 admin center shows for the domain.',
    labels: { connected: 'Connected', failed: 'Failed' },
  },
  mx: {
    step: 'network-dns',
    title: (evidence) => {
      const name = domains(evidence)[0]
      return `Does the MX record of ${name ?? 'your domain'} point where Microsoft expects?`
    },
    look: (evidence) => {
      const names = domains(evidence).slice(0, 3)
      if (names.length === 0)
        return [
          online(
            'Get-AcceptedDomain | ForEach-Object { Resolve-DnsName $_.DomainName -Type MX -Server 1.1.1.1 } | Format-Table Name, NameExchange, Preference',
          ),
          { where: 'Microsoft 365 admin center', run: 'https://admin.cloud.microsoft/#/Domains' },
        ]
      return [
        ...names.map((name) => ({
          where: 'Any machine',
          run: `Resolve-DnsName ${argument(name)} -Type MX -Server 1.1.1.1`,
        })),
        {
          where: 'Microsoft Graph PowerShell',
          run: `Get-MgDomainServiceConfigurationRecord -DomainId ${argument(names[0] as string)}`,
        },
      ]
    },
    reading: (evidence) => {
      const name = domains(evidence)[0]
      const host = name === undefined ? 'the one of the admin center' : microsoftHost(evidence, name)
      return `Right: the only MX, or the one with the lowest preference, is ${host}, or a mail gateway that you use on purpose. Wrong: another host, no MX, or no such domain.`
    },
    labels: { wrong: 'Wrong', right: 'Right' },
  },
  rules: {
    step: 'transport-rules',
    title: () => 'Does a transport rule stop most mail?',
    look: () => [
      online(
        'Get-TransportRule | Where-Object State -eq Enabled | Sort-Object Priority | Format-List Priority, Name, Mode, Conditions, Exceptions, Actions, WhenChanged',
      ),
    ],
    reading: () =>
      'Blocking: a rule in mode Enforce with no Conditions (or only a scope) whose Actions reject, delete, quarantine, redirect or moderate. Look first at what changed lately.',
    labels: { blocking: 'A rule blocks', none: 'No such rule' },
  },
  mailboxes: {
    step: 'mailboxes',
    title: ({ scope }) =>
      scope.address === undefined
        ? 'Are the mailboxes licensed and provisioned?'
        : `Is the mailbox of ${scope.address} licensed and provisioned?`,
    look: ({ scope }) =>
      scope.address === undefined
        ? [
            online(
              'Get-Mailbox -ResultSize 25 | Format-Table UserPrincipalName, IsMailboxEnabled, SKUAssigned',
            ),
            {
              where: 'Microsoft Graph PowerShell',
              run: 'Get-MgSubscribedSku | Format-Table SkuPartNumber, CapabilityStatus, ConsumedUnits',
            },
          ]
        : [
            online(
              `Get-Recipient ${argument(scope.address)} | Format-List RecipientTypeDetails, EmailAddresses`,
            ),
            {
              where: 'Microsoft Graph PowerShell',
              run: `Get-MgUserLicenseDetail -UserId ${argument(scope.address)}`,
            },
          ],
    reading: () =>
      'Broken: no mailbox is found, SKUAssigned is False, the licence has no Exchange Online plan, or a subscription is Suspended or Deleted.',
    labels: { broken: 'Broken', sound: 'Sound' },
  },
  sync: {
    step: 'directory-sync',
    title: () => 'Does directory synchronisation run?',
    look: () => [
      { where: SYNC, run: 'Get-ADSyncScheduler' },
      {
        where: SYNC,
        run: 'Get-ADSyncRunProfileResult -NumberRequested 10 | Format-Table ConnectorName, RunProfileName, Result, StartDate',
      },
      {
        where: 'Microsoft Graph PowerShell',
        run: 'Get-MgOrganization | Format-List OnPremisesSyncEnabled, OnPremisesLastSyncDateTime',
      },
    ],
    reading: () =>
      'Stuck: SyncCycleEnabled is False, SchedulerSuspended or StagingModeEnabled is True, the last sync is more than 3 hours ago, or results other than success. Current: a sync within the last 3 hours, or nothing is synchronised at all.',
    labels: { stuck: 'Stuck', current: 'Current, or not used' },
  },
}

/** The text of a choice of a question, e.g. on a button. */
export const labelOf = (question: QuestionId, choice: Choice): string =>
  GUIDES[question].labels[choice] ?? 'Cannot tell'

/** A question as it is asked: with exact values from the scope, and why the bot does not know by itself. */
export const question = (id: QuestionId, evidence: Evidence, why: string): Question => {
  const guide = GUIDES[id]
  return {
    id,
    step: guide.step,
    title: guide.title(evidence),
    why,
    look: guide.look(evidence),
    reading: guide.reading(evidence),
    choices: CHOICES[id].map((choice) => ({ id: choice, label: labelOf(id, choice) })),
  }
}
