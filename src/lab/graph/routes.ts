import type { HttpAnswer, HttpRequest } from '../http/server.ts'
import type { Stage } from '../stage.ts'
import { EXCHANGE_PLAN } from '../tenant/people.ts'
import type { Row } from '../tenant/tenant.ts'
import { collection, select } from './collection.ts'
import { mailboxNotEnabled, notFound } from './errors.ts'
import { detailsByRecipient, messageTraces } from './trace.ts'

type Handler = (stage: Stage, request: HttpRequest, ...parts: readonly string[]) => HttpAnswer

/** The properties of a user that come without `$select`. */
const USUAL_USER = [
  'id',
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
]

const single = (url: URL, row: Row | undefined, name: string, usual?: readonly string[]): HttpAnswer =>
  row === undefined
    ? notFound(name)
    : {
        status: 200,
        body: {
          '@odata.context': `${url.origin}/v1.0/$metadata#${url.pathname.replace('/v1.0/', '')}/$entity`,
          ...select(row, url.searchParams, usual),
        },
      }

const same =
  (name: string) =>
  (value: unknown): boolean =>
    typeof value === 'string' && value.toLowerCase() === name.toLowerCase()

const userOf = (stage: Stage, name: string): Row | undefined =>
  stage.tenant().directory.users.find((user) => [user['id'], user['userPrincipalName']].some(same(name)))

const licenseDetails: Handler = (stage, { url }, name) => {
  const user = userOf(stage, name)
  if (user === undefined) return notFound(name)
  const skus = stage.tenant().directory.subscribedSkus
  const licences = user['assignedLicenses'] as readonly { skuId: string; disabledPlans: readonly string[] }[]
  return collection(
    url,
    licences.flatMap(({ skuId, disabledPlans }) =>
      skus
        .filter((sku) => sku['skuId'] === skuId)
        .map((sku) => ({
          id: sku['id'],
          skuId,
          skuPartNumber: sku['skuPartNumber'],
          servicePlans: (sku['servicePlans'] as readonly Row[]).map((plan) => ({
            ...plan,
            provisioningStatus: disabledPlans.includes(String(plan['servicePlanId']))
              ? 'Disabled'
              : 'Success',
          })),
        })),
    ),
  )
}

/** Whether the user has a mailbox in the cloud: an enabled plan that grants one. */
const hasMailbox = (user: Row): boolean =>
  (user['assignedPlans'] as readonly Row[]).some(
    (plan) => plan['servicePlanId'] === EXCHANGE_PLAN && plan['capabilityStatus'] === 'Enabled',
  )

const userPurpose: Handler = (stage, { url }, name) => {
  const user = userOf(stage, name)
  if (user === undefined) return notFound(name)
  return hasMailbox(user)
    ? { status: 200, body: { '@odata.context': `${url.origin}/v1.0/$metadata#String`, value: 'user' } }
    : mailboxNotEnabled
}

const health = (stage: Stage): readonly Row[] => stage.tenant().directory.health
const issues = (stage: Stage): readonly Row[] => stage.tenant().directory.issues

const healthOverviews: Handler = (stage, { url }) => {
  const expanded = url.searchParams.get('$expand') === 'issues'
  const rows = health(stage).map((row) =>
    expanded ? { ...row, issues: issues(stage).filter((issue) => issue['service'] === row['service']) } : row,
  )
  return collection(url, rows)
}

/** Path below `/v1.0` -> what answers. */
export const GRAPH_ROUTES: readonly (readonly [RegExp, Handler])[] = [
  [/^\/organization$/, (stage, { url }) => collection(url, [stage.tenant().directory.organization])],
  [/^\/domains$/, (stage, { url }) => collection(url, stage.tenant().directory.domains)],
  [
    /^\/domains\/([^/]+)$/,
    (stage, { url }, name) =>
      single(
        url,
        stage.tenant().directory.domains.find((domain) => same(name)(domain['id'])),
        name,
      ),
  ],
  [
    /^\/domains\/([^/]+)\/serviceConfigurationRecords$/,
    (stage, { url }, name) => {
      const known = stage.tenant().directory.domains.some((domain) => same(name)(domain['id']))
      const records = stage.tenant().directory.serviceConfigurationRecords[name.toLowerCase()] ?? []
      return known ? collection(url, records) : notFound(name)
    },
  ],
  [
    /^\/users$/,
    (stage, { url }) => collection(url, stage.tenant().directory.users, { pageSize: 100, usual: USUAL_USER }),
  ],
  [/^\/users\/([^/]+)$/, (stage, { url }, name) => single(url, userOf(stage, name), name, USUAL_USER)],
  [/^\/users\/([^/]+)\/licenseDetails$/, licenseDetails],
  [/^\/users\/([^/]+)\/mailboxSettings\/userPurpose$/, userPurpose],
  [/^\/subscribedSkus$/, (stage, { url }) => collection(url, stage.tenant().directory.subscribedSkus)],
  [
    /^\/directory\/onPremisesSynchronization$/,
    (stage, { url }) => collection(url, stage.tenant().directory.onPremisesSynchronization),
  ],
  [/^\/admin\/serviceAnnouncement\/healthOverviews$/, healthOverviews],
  [
    /^\/admin\/serviceAnnouncement\/healthOverviews\/([^/]+)$/,
    (stage, { url }, id) =>
      single(
        url,
        health(stage).find((row) => same(id)(row['id'])),
        id,
      ),
  ],
  [/^\/admin\/serviceAnnouncement\/issues$/, (stage, { url }) => collection(url, issues(stage))],
  [
    /^\/admin\/serviceAnnouncement\/issues\/([^/]+)$/,
    (stage, { url }, id) =>
      single(
        url,
        issues(stage).find((row) => row['id'] === id),
        id,
      ),
  ],
  [
    /^\/admin\/exchange\/tracing\/messageTraces$/,
    (stage, request) => stage.spend('rows') ?? messageTraces(stage.traffic(), request, stage.now()),
  ],
  [
    /^\/admin\/exchange\/tracing\/messageTraces\/([^/]+)\/(?:microsoft\.graph\.)?getDetailsByRecipient\(recipientAddress='(.*)'\)$/,
    (stage, request, id, recipient) =>
      stage.spend('details') ??
      detailsByRecipient(stage.traffic(), id, recipient.replaceAll("''", "'"), request, stage.now()),
  ],
]
