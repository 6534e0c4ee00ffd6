import { afterEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { exchangeNotConfigured, exchangeOver } from '../../../src/connect/exchange/exchange.ts'
import { ExchangeFault } from '../../../src/connect/exchange/fault.ts'
import { type HttpService, nobody, type Says, serve } from '../../support/http-service.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'

const NOW = '2026-11-23T10:42:07.000Z'
const TENANT = '3f1a6c1e-5b7d-4c02-9d7e-2a41c0ffee01'
const HOME = `/adminapi/beta/${TENANT}/InvokeCommand`

const open: HttpService[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((service) => service.close()))
})

type Answer = Parameters<typeof serve>[0]
const exchangeAnswering = async (answer: Answer, more: Partial<Parameters<typeof exchangeOver>[0]> = {}) => {
  const service = await serve(answer)
  open.push(service)
  const clock = hurriedClock(NOW)
  const settings = { baseUrl: service.url, tenant: TENANT, token: async () => 'secret', clock, ...more }
  return { service, clock, exchange: exchangeOver(settings) }
}

const faultOf = async (work: Promise<unknown>) => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(ExchangeFault)
  return thrown as ExchangeFault
}

/** A page as the service writes it, with types beside the values. */
const page = (rows: readonly object[], more: object = {}) => ({
  '@odata.context': `https://outlook.office365.com/adminapi/beta/${TENANT}/$metadata#Collection(Exchange.GenericHashTable)`,
  'adminapi.warnings@odata.type': '#Collection(String)',
  '@adminapi.warnings': [],
  value: rows,
  ...more,
})

/** An error as the service writes it. */
const error = (code: string, detail: string, inner?: string) => ({
  error: {
    code,
    message: 'Error executing cmdlet',
    details: [{ code: 'Client', target: '', message: detail }],
    ...(inner === undefined
      ? {}
      : {
          innererror: {
            message: 'outer',
            type: 'ODataServiceException',
            internalexception: { message: inner },
          },
        }),
  },
  '@adminapi.warnings': [],
})

describe('a cmdlet', () => {
  test('is posted with its parameters and the anchor mailbox of the tenant', async () => {
    const { exchange, service } = await exchangeAnswering(() => ({ body: page([]) }))

    await exchange.invoke('Get-TransportRule', { ResultSize: 'Unlimited' })

    expect(service.asked).toHaveLength(1)
    expect(service.asked[0]).toMatchObject({
      method: 'POST',
      path: HOME,
      headers: {
        authorization: 'Bearer secret',
        'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${TENANT}`,
        'x-cmdletname': 'Get-TransportRule',
        prefer: 'odata.maxpagesize=1000',
      },
    })
    expect(JSON.parse(service.asked[0]?.body ?? '')).toEqual({
      CmdletInput: { CmdletName: 'Get-TransportRule', Parameters: { ResultSize: 'Unlimited' } },
    })
  })

  test('brings its rows without the types beside the values', async () => {
    const row = {
      'Priority@data.type': 'System.Int32',
      Priority: 0,
      'Guid@odata.type': '#Guid',
      Guid: 'c0ffee',
      'EmailAddresses@odata.type': '#Collection(String)',
      EmailAddresses: ['SMTP:a@contoso.com'],
      State: null,
    }
    const { exchange } = await exchangeAnswering(() => ({ body: page([row]) }))

    expect(await exchange.invoke('Get-Mailbox', {})).toEqual({
      rows: [{ Priority: 0, Guid: 'c0ffee', EmailAddresses: ['SMTP:a@contoso.com'], State: null }],
      warnings: [],
      truncated: false,
    })
  })

  test.each([
    ['nothing', { status: 200 }],
    ['204', { status: 204 }],
    ['no value', { body: { '@odata.context': 'x' } }],
  ] as const)('without output answers with %s', async (_name, says) => {
    const { exchange } = await exchangeAnswering(() => says)

    expect(await exchange.invoke('Get-BlockedConnector', {})).toEqual({
      rows: [],
      warnings: [],
      truncated: false,
    })
  })
})

describe('pages', () => {
  const numbered =
    (count: number, broken?: Says): Answer =>
    ({ path }, url) => {
      const number = Number(/page=(\d+)/.exec(path)?.[1] ?? 1)
      if (number > 1 && broken !== undefined) return broken
      const next = number < count ? { '@odata.nextLink': `${url}${HOME}?page=${number + 1}` } : {}
      return { body: page([{ Number: number }], next) }
    }

  test('are followed with the same body and the same anchor mailbox', async () => {
    const { exchange, service } = await exchangeAnswering(numbered(3))

    const answer = await exchange.invoke('Get-Recipient', { ResultSize: 'Unlimited' })

    expect(answer).toEqual({
      rows: [{ Number: 1 }, { Number: 2 }, { Number: 3 }],
      warnings: [],
      truncated: false,
    })
    expect(new Set(service.asked.map(({ body }) => body)).size).toBe(1)
    expect(new Set(service.asked.map(({ headers }) => headers['x-anchormailbox'])).size).toBe(1)
    expect(service.asked.map(({ path }) => path)).toEqual([HOME, `${HOME}?page=2`, `${HOME}?page=3`])
  })

  test.each([
    [
      'an expired next page',
      {
        status: 400,
        body: error('BadRequest', 'Expired or Invalid pagination request. Default Expiry time is 00:30:00'),
      },
      'Expired or Invalid pagination request',
    ],
    ['a throttled next page', { status: 429, headers: { 'retry-after': '300' } }, 'throttling'],
    ['a next page that is cut off', 'drop', 'did not answer'],
    ['garbage for a next page', { bytes: Buffer.from('<html>') }, 'makes no sense'],
  ] as const)('keep what was read before %s, and say that it is not all', async (_name, broken, words) => {
    const { exchange } = await exchangeAnswering(numbered(3, broken))

    const answer = await exchange.invoke('Get-Recipient', {})

    expect(answer).toMatchObject({ rows: [{ Number: 1 }], truncated: true })
    expect(answer.warnings.join()).toContain(words)
  })

  test('of another place are not asked for', async () => {
    const other = await serve(() => ({ body: page([]) }))
    open.push(other)
    const { exchange } = await exchangeAnswering(() => ({
      body: page([{ Number: 1 }], { '@odata.nextLink': `${other.url}/elsewhere` }),
    }))

    expect(await exchange.invoke('Get-Recipient', {})).toMatchObject({
      rows: [{ Number: 1 }],
      truncated: true,
    })
    expect(other.asked).toEqual([])
  })

  test('that never end are left after two hundred, and said to be cut short', async () => {
    const { exchange, service } = await exchangeAnswering((_, url) => ({
      body: page([{ Number: 1 }], { '@odata.nextLink': `${url}${HOME}?page=again` }),
    }))

    const answer = await exchange.invoke('Get-Recipient', {})

    expect(answer).toMatchObject({ truncated: true, warnings: ['There are more than 200 pages.'] })
    expect(service.asked).toHaveLength(201)
  })

  test('count as cut short when the service warns', async () => {
    const warning = 'There are more results available than are currently displayed.'
    const { exchange } = await exchangeAnswering(() => ({
      body: page([{ Number: 1 }], { '@adminapi.warnings': [warning] }),
    }))

    expect(await exchange.invoke('Get-MessageTraceV2', {})).toEqual({
      rows: [{ Number: 1 }],
      warnings: [warning],
      truncated: true,
    })
  })
})

describe('trouble', () => {
  const cases: readonly (readonly [string, string, Says, object, string])[] = [
    [
      'a missing role, which answers 403 with NUL bytes that are declared to be gzip',
      'Get-InboundConnector',
      { status: 403, headers: { 'content-encoding': 'gzip' }, bytes: Buffer.alloc(64) },
      {
        code: 'exchange.forbidden',
        kind: 'refused',
        need: { name: 'Global Reader', of: 'Microsoft Entra ID' },
      },
      'Global Reader',
    ],
    [
      'the same without the false declaration',
      'Get-TransportRule',
      { status: 403, bytes: Buffer.alloc(64) },
      { code: 'exchange.forbidden', kind: 'refused', need: { name: 'Security Reader' } },
      'Security Reader',
    ],
    [
      'a change without the right to it',
      'Disable-TransportRule',
      { status: 403, bytes: Buffer.alloc(64) },
      { code: 'exchange.forbidden', need: { name: 'Exchange Administrator' } },
      'Exchange Administrator',
    ],
    [
      'a missing app role',
      'Get-TransportRule',
      { status: 401 },
      { code: 'exchange.no-app-role', kind: 'refused', need: { name: 'Exchange.ManageAsApp' } },
      '401',
    ],
    [
      'a missing object, in the words of the cmdlet',
      'Get-Recipient',
      {
        status: 404,
        body: error(
          'NotFound',
          "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation couldn't be performed because object 'x' couldn't be found on 'y'.",
        ),
      },
      { code: 'exchange.not-found', kind: 'absent' },
      "The operation couldn't be performed because object 'x' couldn't be found on 'y'.",
    ],
    [
      'a wrong parameter, in the words of the inner exception',
      'Get-TransportRule',
      {
        status: 400,
        body: error('BadRequest', 'Ex|Type|detail', 'Cannot convert value "Maybe" to type "State".'),
      },
      { code: 'exchange.bad-request', kind: 'unsure' },
      'Cannot convert value "Maybe" to type "State".',
    ],
    [
      'throttling',
      'Get-TransportRule',
      { status: 429, headers: { 'retry-after': '60' } },
      { code: 'exchange.throttled', kind: 'unreachable', retry: { afterMs: 60_000 } },
      'throttling',
    ],
    [
      'a failing service',
      'Get-TransportRule',
      { status: 500, body: error('InternalServerError', 'Ex|Type|The directory is not available.') },
      { code: 'exchange.server-error', kind: 'unreachable' },
      'The directory is not available.',
    ],
    [
      'an answer that is no list',
      'Get-TransportRule',
      { body: { value: 'text' } },
      { code: 'exchange.malformed', kind: 'unsure' },
      'no list',
    ],
    [
      'a dropped connection',
      'Get-TransportRule',
      'drop',
      { code: 'exchange.unreachable', kind: 'unreachable' },
      '',
    ],
  ]

  test.each(cases)('is told as a fault: %s', async (_name, cmdlet, says, expected, words) => {
    const { exchange } = await exchangeAnswering(() => says)

    const fault = await faultOf(exchange.invoke(cmdlet, {}))

    expect(fault).toMatchObject(expected)
    expect(fault.message).toContain(words)
    expect(fault.message).not.toContain('secret')
  })

  test('of a reading cmdlet is met by asking again; a changing one is asked once', async () => {
    const { exchange, service } = await exchangeAnswering(() => ({ status: 503 }))

    await faultOf(exchange.invoke('Get-TransportRule', {}))
    expect(service.asked).toHaveLength(3)

    await faultOf(exchange.invoke('Disable-TransportRule', { Identity: 'x', Confirm: false }))
    expect(service.asked).toHaveLength(4)
  })

  test('ends with the time-out', async () => {
    const { exchange } = await exchangeAnswering(() => 'hang', { timeoutMs: 50 })

    expect(await faultOf(exchange.invoke('Get-TransportRule', {}))).toMatchObject({
      code: 'exchange.late',
      kind: 'late',
    })
  })

  test('of a place where nobody listens says what happened there', async () => {
    const { exchange } = await exchangeAnswering(() => ({}), { baseUrl: await nobody() })

    expect((await faultOf(exchange.invoke('Get-TransportRule', {}))).message).toContain('ECONNREFUSED')
  })

  test('is an Exchange fault whatever body comes with whatever status', async () => {
    const answer: { current: Says } = { current: {} }
    const { exchange } = await exchangeAnswering(() => answer.current)
    const statuses = fc.integer({ min: 300, max: 599 }).filter((status) => status !== 304)

    await fc.assert(
      fc.asyncProperty(statuses, fc.uint8Array({ maxLength: 200 }), async (status, bytes) => {
        answer.current = { status, bytes: Buffer.from(bytes) }
        expect((await faultOf(exchange.invoke('Get-TransportRule', {}))).code).toMatch(/^exchange\./)
      }),
      { numRuns: 60 },
    )
  })

  test('of the shape of an error never leaves it without words', async () => {
    const answer: { current: Says } = { current: {} }
    const { exchange } = await exchangeAnswering(() => answer.current)

    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        answer.current = { status: 400, body: { error: JSON.parse(json) as unknown } }
        expect((await faultOf(exchange.invoke('Get-TransportRule', {}))).message).toContain(
          'Get-TransportRule: 400',
        )
      }),
      { numRuns: 60 },
    )
  })
})

test('a bot without Exchange says what to set', async () => {
  expect(
    await faultOf(exchangeNotConfigured('Set MAILFLOW_TENANT.').invoke('Get-Mailbox', {})),
  ).toMatchObject({
    code: 'exchange.not-configured',
    kind: 'unreachable',
    message: 'Set MAILFLOW_TENANT.',
  })
})
