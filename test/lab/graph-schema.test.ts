import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ValidateFunction } from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { forbidden, mailboxNotEnabled, noTracePrincipal, throttled } from '../../src/lab/graph/errors.ts'
import type { HttpAnswer } from '../../src/lab/http/server.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { SCENARIOS, type ScenarioId } from '../../src/lab/scenarios/registry.ts'
import { manualClock } from '../support/clock.ts'
import { fixtureJson, recordedJson } from '../support/test-data.ts'

const NOW = '2026-11-24T10:30:00.000Z'

type Row = Readonly<Record<string, unknown>>
interface Schema {
  readonly $id: string
  readonly $defs: Readonly<Record<string, unknown>>
}

/** Microsoft's types as JSON schema: all that we read, or on a machine without them the few of the message trace. */
const schema = (recordedJson('graph/graph-jsonschema.json') ??
  fixtureJson('graph/trace-schema.json')) as Schema

const ajv = new Ajv2020.default({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(schema)

const typeOf = (name: string): string => (name.startsWith('graph.') ? name : `microsoft.graph.${name}`)
const knows = (name: string): boolean => typeOf(name) in schema.$defs

const checks = new Map<string, ValidateFunction>()

/** A property that the type does not have is wrong as well; annotations are no properties. */
const checkOf = (name: string): ValidateFunction => {
  const before = checks.get(name)
  if (before !== undefined) return before
  const check = ajv.compile({
    $ref: `${schema.$id}#/$defs/${typeOf(name)}`,
    unevaluatedProperties: false,
    patternProperties: { '@': {} },
  })
  checks.set(name, check)
  return check
}

/** What Microsoft's type has against a value. */
const troubles = (name: string, value: unknown): readonly string[] => {
  const validate = checkOf(name)
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${name}${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  )
}

/** The type that a row says it has, or else the one of its collection. */
const rowTroubles = (name: string, row: Row): readonly string[] => {
  const own = row['@odata.type']
  return troubles(typeof own === 'string' ? own.replace('#microsoft.graph.', '') : name, row)
}

const ask = async ({ settings }: Lab, path: string, init: RequestInit = {}): Promise<Row> => {
  const headers = { authorization: `Bearer ${settings.token ?? ''}` }
  const response = await fetch(`${settings.graphUrl ?? ''}${path}`, { headers, ...init })
  return (await response.json()) as Row
}

const USER =
  'id,userPrincipalName,mail,proxyAddresses,accountEnabled,usageLocation,userType,assignedLicenses,licenseAssignmentStates,assignedPlans,provisionedPlans,onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesImmutableId,onPremisesProvisioningErrors,serviceProvisioningErrors'

/** Collection -> the type of its rows. */
const COLLECTIONS: readonly (readonly [string, string])[] = [
  ['/admin/exchange/tracing/messageTraces?$top=500', 'exchangeMessageTrace'],
  ['/domains', 'domain'],
  ['/domains/contoso.com/serviceConfigurationRecords', 'domainDnsRecord'],
  ['/organization', 'organization'],
  ['/users', 'user'],
  [`/users?$select=${USER}`, 'user'],
  ['/subscribedSkus', 'subscribedSku'],
  ['/directory/onPremisesSynchronization', 'onPremisesDirectorySynchronization'],
  ['/admin/serviceAnnouncement/healthOverviews', 'serviceHealth'],
  ['/admin/serviceAnnouncement/issues', 'serviceHealthIssue'],
]
const known = COLLECTIONS.filter(([, name]) => knows(name))

const online = Object.values(SCENARIOS).filter(({ offline }) => offline !== true)

describe.each(online.map(({ id }) => id as ScenarioId))('in the scenario %s', (scenario) => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({ scenario, clock: manualClock(NOW) })
  })
  afterAll(async () => {
    await lab.close()
  })

  test.each(known)('%s answers with rows of the type %s', async (path, name) => {
    const { value } = await ask(lab, path)
    const rows = value as readonly Row[]
    expect(rows.flatMap((row) => rowTroubles(name, row)).slice(0, 5)).toEqual([])
  })

  test('the events of the newest failed message are of their type', async () => {
    const { value } = await ask(
      lab,
      `/admin/exchange/tracing/messageTraces?$filter=${encodeURIComponent("status eq 'failed'")}&$top=1`,
    )
    const [{ id, recipientAddress } = {}] = value as readonly Row[]
    const details = await ask(
      lab,
      `/admin/exchange/tracing/messageTraces/${String(id)}/getDetailsByRecipient(recipientAddress='${String(recipientAddress)}')`,
    )
    const events = details['value'] as readonly Row[]
    expect(events.length).toBeGreaterThan(1)
    expect(events.flatMap((row) => rowTroubles('exchangeMessageTraceDetail', row))).toEqual([])
  })
})

describe('trouble', () => {
  let lab: Lab
  beforeAll(async () => {
    lab = await startLab({ scenario: 'flowing', clock: manualClock(NOW) })
  })
  afterAll(async () => {
    await lab.close()
  })

  test.each<readonly [string, HttpAnswer]>([
    ['no right', forbidden],
    ['no service principal', noTracePrincipal],
    ['too many calls', throttled(30)],
    ['no mailbox', mailboxNotEnabled],
  ])('of the kind "%s" is an OData error', async (_, answer) => {
    const stop = lab.disturb({ backend: 'graph', answer })
    const body = await ask(lab, '/organization')
    stop()
    expect(Object.keys(body)).toEqual(['error'])
    expect(troubles('ODataErrors.ODataError', body)).toEqual([])
  })

  test.each([
    '/nowhere',
    '/users/nobody@contoso.com',
    '/users?$filter=nonsense',
    '/admin/exchange/tracing/messageTraces?$top=9999',
  ])('of %s is an OData error', async (path) => {
    const body = await ask(lab, path)
    expect(Object.keys(body)).toEqual(['error'])
    expect(troubles('ODataErrors.ODataError', body)).toEqual([])
  })

  test('in a batch stays within the shape of a batch', async () => {
    const requests = ['/organization', '/nowhere'].map((url, index) => ({
      id: String(index),
      method: 'GET',
      url,
    }))
    const body = await ask(lab, '/$batch', {
      method: 'POST',
      headers: { authorization: `Bearer ${lab.settings.token ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requests }),
    })
    expect(troubles('graph.batchResponse', body)).toEqual([])
  })
})

test('the check finds a wrong value and a property that Microsoft does not have', () => {
  const row = { id: 'x', receivedDateTime: 'today', status: 'delivered', size: 1, folder: 'Inbox' }
  const found = troubles('exchangeMessageTrace', row).join('\n')
  expect(found).toContain('/receivedDateTime')
  expect(found).toContain('"unevaluatedProperty":"folder"')
})
