import type { CauseId } from '../../src/model/ids.ts'
import type { VerdictKind } from '../../src/model/verdict.ts'

/** Now, and when mail stopped, in every file that does not say otherwise. A Monday morning. */
export const NOW = '2026-11-23T10:42:00Z'
export const ONSET = '2026-11-23T09:42:00Z'

/** An evidence file as somebody writes it by hand, and what an administrator says to it. */
export interface Case {
  readonly says: string
  readonly file: object
  /** Where more than one is right: none of them is a wrong claim. */
  readonly kind: VerdictKind | readonly VerdictKind[]
  /** `found`: exactly these are proven. Otherwise: these are named, and the first one first. */
  readonly causes?: readonly CauseId[]
  /** These are not named. */
  readonly never?: readonly CauseId[]
}

const MINUTE = 60_000
export const ago = (minutes: number, from = NOW): string =>
  new Date(Date.parse(from) - minutes * MINUTE).toISOString()
export const days = (count: number): string => ago(-count * 1440)

export const found = (value: object) => ({ kind: 'found', value })
export const unsure = (value: object) => ({ kind: 'unsure', value, why: 'The list was cut short.' })
export const refused = (name: string) => ({ kind: 'refused', need: { name } })
export const LATE = { kind: 'late' }
export const UNREACHABLE = { kind: 'unreachable' }
export const known = (value: unknown) => ({ known: true, value })

type Course = 'inbound' | 'outbound'

/** Mail of one direction: so many messages of a status, evenly from one moment to another. */
const stretch = (course: Course, status: string, from: string, to: string, perHour: number) => ({
  at: from,
  minutes: (Date.parse(to) - Date.parse(from)) / MINUTE,
  course,
  status,
  count: Math.round(((Date.parse(to) - Date.parse(from)) / MINUTE / 60) * perHour),
})

const FROM = ago(1440)
/** Messages an hour on any hour of any day. */
const USUAL = { inbound: 120, outbound: 72 }

type Counts = readonly ReturnType<typeof stretch>[]

/** What one direction did in the last 24 hours. */
interface Way {
  readonly counts: Counts
  readonly samples: readonly object[]
}

const way = (counts: Counts, samples: readonly object[] = []): Way => ({ counts, samples })
const delivered = (course: Course, to = NOW) => stretch(course, 'delivered', FROM, to, USUAL[course])

export const flowing = (course: Course): Way => way([delivered(course)])
export const stopped = (course: Course, at = ONSET): Way => way([delivered(course, at)])
export const none = (): Way => way([])

/** From the onset on every message ends like this. */
export const failing = (
  course: Course,
  description: string,
  { status = 'failed', event = 'Fail', at = ONSET, to = 'someone@contoso.com' } = {},
): Way =>
  way(
    [delivered(course, at), stretch(course, status, at, ago(2), USUAL[course])],
    [10, 20, 30].map((minutes) => ({
      at: ago(minutes),
      course,
      status,
      sender: course === 'inbound' ? 'bob@fabrikam.com' : 'ada@contoso.com',
      recipient: course === 'inbound' ? to : 'bob@fabrikam.com',
      events: [{ event, description }],
    })),
  )

/** The message trace of a tenant whose days are all alike. */
export const trace = (inbound: Way, outbound: Way, rest: object = {}) =>
  found({
    window: { from: FROM, to: NOW },
    domains: ['contoso.com'],
    counts: [...inbound.counts, ...outbound.counts],
    samples: [...inbound.samples, ...outbound.samples],
    earlier: [1, 7].map((daysAgo) => {
      const [from, to] = [ago(daysAgo * 1440, FROM), ago(daysAgo * 1440)]
      return {
        daysAgo,
        covered: [{ from, to }],
        counts: (['inbound', 'outbound'] as const).map((course) =>
          stretch(course, 'delivered', from, to, USUAL[course]),
        ),
      }
    }),
    ...rest,
  })

export const HEALTHY_TRACE = trace(flowing('inbound'), flowing('outbound'))
export const NO_INBOUND = trace(stopped('inbound'), flowing('outbound'))
export const NO_OUTBOUND = trace(flowing('inbound'), stopped('outbound'))

export const MX_HOST = 'contoso-com.mail.protection.outlook.com'

export const records = (...hosts: readonly string[]) => ({
  kind: 'records',
  records: hosts.map((exchange, index) => ({ exchange, preference: index * 10 })),
  ttl: 3600,
  server: '1.1.1.1',
})

/** A domain as all resolvers and both of its name servers answer it. */
export const domain = (mx: object, rest: object = {}) => ({
  domain: 'contoso.com',
  isDefault: true,
  expected: known([{ host: MX_HOST, preference: 0 }]),
  mx,
  zone: known({
    name: 'contoso.com',
    servers: ['ns1.dns-host.example', 'ns2.dns-host.example'].map((host) => ({
      host,
      address: '198.51.100.53',
      mx: { ...mx, server: host, authoritative: true },
    })),
  }),
  ...rest,
})
export const mx = (...domains: readonly object[]) => found({ domains })

const CERTIFICATE = {
  subject: 'CN=mail.protection.outlook.com',
  issuer: 'CN=DigiCert Cloud Services CA-1',
  names: ['mail.protection.outlook.com', '*.mail.protection.outlook.com'],
  notAfter: days(200),
}
export const certificate = (rest: object = {}) => ({ chain: [{ ...CERTIFICATE, ...rest }] })

export const talk = (host: string, rest: object = {}) => ({
  host,
  greeting: { code: 220, text: `${host} ESMTP` },
  tls: certificate(),
  ...rest,
})
export const failed = (host: string, phase: string, kind: string, rest: object = {}) => ({
  host,
  failure: { phase, kind, detail: `${kind} at ${phase}`, ...rest },
})
export const target = (dialogue: object, rest: object = {}) => ({
  host: MX_HOST,
  role: 'tenant-mx',
  serves: 'contoso.com',
  wants: 'trusted',
  dialogue,
  ...rest,
})
const OUTLOOK = talk('outlook-com.olc.protection.outlook.com')
export const smtp = (targets: readonly object[], controls: readonly object[] = [OUTLOOK]) =>
  found({ targets, controls, connectors: known(1) })

export const inboundConnector = (rest: object = {}) => ({
  Name: 'Inbound from on-premises',
  Enabled: true,
  ConnectorType: 'OnPremises',
  SenderDomains: ['smtp:*;1'],
  TlsSenderCertificateName: 'mail.contoso.com',
  WhenChangedUTC: ago(500_000),
  ...rest,
})
export const inboundConnectors = (connectors: readonly object[], rest: object = {}) =>
  found({ connectors, blocked: known([]), outdated: known([]), mx: known([]), ...rest })

export const outboundConnector = (rest: object = {}) => ({
  Name: 'Outbound to on-premises',
  Enabled: true,
  ConnectorType: 'OnPremises',
  RecipientDomains: ['*'],
  SmartHosts: ['mail.contoso.com'],
  TlsSettings: 'CertificateValidation',
  WhenChangedUTC: ago(500_000),
  IsValidated: true,
  LastValidationTimestamp: ago(500_000),
  ...rest,
})
export const peer = (host: string, rest: object = {}) => ({
  host,
  addresses: known(['203.0.113.25']),
  contact: known({
    certificate: { subject: `CN=${host}`, issuer: 'CN=R3', names: [host], notAfter: days(60) },
  }),
  ...rest,
})
export const outboundConnectors = (
  connectors: readonly object[],
  peers: readonly object[] = [peer('mail.contoso.com')],
) => found({ connectors, ruleScoped: known([]), peers })

export const rule = (rest: object = {}) => ({
  Name: 'Block everything from outside',
  Priority: 0,
  State: 'Enabled',
  Mode: 'Enforce',
  WhenChanged: ago(5, ONSET),
  conditions: { FromScope: ['NotInOrganization'] },
  actions: { RejectMessageReasonText: ['Not today'], RejectMessageEnhancedStatusCode: ['5.7.1'] },
  ...rest,
})
const DISCLAIMER = rule({
  Name: 'Disclaimer',
  WhenChanged: ago(200_000),
  conditions: { SentToScope: ['NotInOrganization'] },
  actions: { ApplyHtmlDisclaimerText: ['Confidential'] },
})
export const rules = (...some: readonly object[]) =>
  found({
    rules: [DISCLAIMER, ...some],
    domains: known([
      { name: 'contoso.com', initial: false },
      { name: 'contoso.onmicrosoft.com', initial: true },
    ]),
    connectors: known([]),
    sample: known([]),
  })

/** EXCHANGE_S_ENTERPRISE */
const PLAN = 'efb87545-963c-4e0d-99df-69c6916d9eb0'
export const user = (name: string, status?: string, rest: object = {}) => ({
  id: name,
  userPrincipalName: `${name}@contoso.com`,
  mail: `${name}@contoso.com`,
  accountEnabled: true,
  ...(status === undefined
    ? {}
    : {
        assignedLicenses: [{ skuId: 'sku-e5' }],
        assignedPlans: [{ capabilityStatus: status, service: 'exchange', servicePlanId: PLAN }],
      }),
  ...rest,
})
export const PEOPLE = ['ada', 'ben', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hana', 'ivo', 'jana']
export const sku = (capabilityStatus: string, rest: object = {}) => ({
  skuId: 'sku-e5',
  skuPartNumber: 'SPE_E5',
  capabilityStatus,
  consumedUnits: 180,
  servicePlans: [{ servicePlanId: PLAN, servicePlanName: 'EXCHANGE_S_ENTERPRISE' }],
  ...rest,
})
export const accepted = (DomainName: string, rest: object = {}) => ({
  DomainName,
  DomainType: 'Authoritative',
  WhenChangedUTC: ago(800_000),
  ...rest,
})
export const mailboxes = (
  spread: readonly object[] = PEOPLE.map((name) => user(name, 'Enabled')),
  rest: object = {},
) =>
  found({
    spread,
    skus: known([sku('Enabled')]),
    recipients: known([]),
    accepted: known({ domains: [accepted('contoso.com', { Default: true })], complete: true }),
    owned: known([{ name: 'contoso.com', isDefault: true }]),
    ...rest,
  })

export const sync = (organization: object, rest: object = {}) => found({ organization, ...rest })
const STALE = { onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: ago(26 * 60) }
export const SYNC_STALE = sync(STALE)
export const SYNC_STAGING = sync(STALE, { scheduler: known({ StagingModeEnabled: true }) })

export const issue = (rest: object = {}) => ({
  id: 'EX1234567',
  title: "Users can't receive email messages in Exchange Online",
  classification: 'incident',
  status: 'serviceDegradation',
  service: 'Exchange Online',
  feature: 'E-Mail timely delivery',
  impactDescription: "Users can't receive email messages.",
  isResolved: false,
  startDateTime: ago(10, ONSET),
  ...rest,
})
export const health = (...issues: readonly object[]) =>
  found({ overview: { service: 'Exchange Online', status: 'serviceOperational' }, issues })

export const limits = (restricted: readonly object[] = [], enforcement: readonly object[] = []) =>
  found({ restricted, enforcement: known(enforcement) })

/** A cloud tenant with a hybrid connector each way, in which nothing is wrong. */
const SOUND = {
  'message-trace': HEALTHY_TRACE,
  'inbound-connectors': inboundConnectors([inboundConnector()]),
  'outbound-connectors': outboundConnectors([outboundConnector()]),
  'smtp-reachability': smtp([target(talk(MX_HOST))]),
  'mx-records': mx(domain(records(MX_HOST))),
  'mx-hosts': found({ hosts: [] }),
  'transport-rules': rules(),
  mailboxes: mailboxes(),
  'directory-sync': sync({ onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: ago(20) }),
  'service-health': health(),
  limits: limits(),
}
type ProbeName = keyof typeof SOUND
export type Probed = { readonly [P in ProbeName]?: object }

/** The least that such a file holds. */
export const bare = (rest: object = {}) => ({ mailflow: 'evidence', version: 1, startedAt: NOW, ...rest })

/** A file in which all probes answered, and only these brought something else than usual. */
export const file = (probes: Probed, rest: object = {}) => bare({ probes: { ...SOUND, ...probes }, ...rest })

export const answers = (choices: Readonly<Record<string, string>>) =>
  Object.entries(choices).map(([question, choice]) => ({ question, choice }))
