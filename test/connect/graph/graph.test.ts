import { afterEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { GraphFault } from '../../../src/connect/graph/fault.ts'
import { graphNotConfigured, graphOver } from '../../../src/connect/graph/graph.ts'
import { traceBudgetInMemory } from '../../../src/connect/trace-budget.ts'
import type { Graph } from '../../../src/model/ports.ts'
import { type HttpService, nobody, type Says, serve } from '../../support/http-service.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'

const NOW = '2026-11-23T10:42:07.000Z'
const TRACES = '/admin/exchange/tracing/messageTraces'

const open: HttpService[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((service) => service.close()))
})

type Answer = Parameters<typeof serve>[0]
const graphAnswering = async (answer: Answer, more: Partial<Parameters<typeof graphOver>[0]> = {}) => {
  const service = await serve(answer)
  open.push(service)
  const clock = hurriedClock(NOW)
  const graph = graphOver({ baseUrl: service.url, token: async () => 'secret', clock, ...more })
  return { service, clock, graph }
}

/** Answers in turn, the last one for ever. */
const inTurn = (...says: readonly Says[]): Answer => {
  let turn = 0
  return () => says[Math.min(turn++, says.length - 1)] as Says
}

const odata = (code: string, message = 'words of the service') => ({
  error: { code, message, innerError: {} },
})

const faultOf = async (work: Promise<unknown>) => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(GraphFault)
  return thrown as GraphFault
}

describe('one resource', () => {
  test('is read from v1.0 with the bearer token, query and all', async () => {
    const { graph, service } = await graphAnswering(() => ({ body: { id: '1' } }))

    const answer = await graph.get(
      `/users/a%40contoso.com?$select=id,mail&$filter=${encodeURIComponent("x eq 'a&b'")}`,
    )

    expect(answer).toEqual({ id: '1' })
    expect(service.asked).toHaveLength(1)
    expect(service.asked[0]).toMatchObject({
      method: 'GET',
      path: "/v1.0/users/a@contoso.com?$select=id,mail&$filter=x eq 'a&b'",
      headers: { authorization: 'Bearer secret' },
    })
  })

  test('comes from the same place when the base address names the version', async () => {
    const service = await serve(() => ({ body: {} }))
    open.push(service)

    await graphOver({ baseUrl: `${service.url}/v1.0`, token: async () => 't', clock: hurriedClock(NOW) }).get(
      '/me',
    )

    expect(service.asked[0]?.path).toBe('/v1.0/me')
  })
})

describe('a collection', () => {
  const pages =
    (count: number): Answer =>
    ({ path }, url) => {
      const page = Number(/page=(\d+)/.exec(path)?.[1] ?? 1)
      const next = { '@odata.nextLink': `${url}/v1.0/users?$top=2&page=${page + 1}` }
      return { body: { value: [page * 2 - 1, page * 2], ...(page < count ? next : {}) } }
    }

  test('is followed over its pages to the end', async () => {
    const { graph, service } = await graphAnswering(pages(3))

    expect(await graph.list('/users?$top=2')).toEqual({ rows: [1, 2, 3, 4, 5, 6], complete: true })
    expect(service.asked.map(({ path }) => path)).toEqual([
      '/v1.0/users?$top=2',
      '/v1.0/users?$top=2&page=2',
      '/v1.0/users?$top=2&page=3',
    ])
  })

  test('says so when it is cut short, and only then', async () => {
    const { graph } = await graphAnswering(pages(3))

    expect(await graph.list('/users', { maxPages: 2 })).toEqual({ rows: [1, 2, 3, 4], complete: false })
    expect(await graph.list('/users', { maxPages: 3 })).toMatchObject({ complete: true })
  })

  test('keeps the token to itself when the next page is somewhere else', async () => {
    const other = await serve(() => ({ body: { value: [] } }))
    open.push(other)
    const { graph } = await graphAnswering(() => ({
      body: { value: [1], '@odata.nextLink': `${other.url}/v1.0/users?page=2` },
    }))

    expect((await faultOf(graph.list('/users'))).code).toBe('graph.malformed')
    expect(other.asked).toEqual([])
  })

  test('is not taken from an answer of another shape', async () => {
    const { graph } = await graphAnswering(() => ({ body: { id: 'a single thing' } }))

    expect((await faultOf(graph.list('/users'))).code).toBe('graph.malformed')
  })
})

describe('patience', () => {
  test('asks again after the pause that Retry-After wants', async () => {
    const { graph, clock } = await graphAnswering(
      inTurn({ status: 429, headers: { 'retry-after': '7' } }, { body: { id: '1' } }),
    )

    expect(await graph.get('/organization')).toEqual({ id: '1' })
    expect(clock.slept).toEqual([7000])
  })

  test('understands a Retry-After that is a date', async () => {
    const { graph, clock } = await graphAnswering(
      inTurn({ status: 503, headers: { 'retry-after': 'Mon, 23 Nov 2026 10:42:10 GMT' } }, { body: {} }),
    )

    await graph.get('/organization')

    expect(clock.slept).toEqual([3000])
  })

  test('does not wait longer than a person would, and says when to come back', async () => {
    const { graph, clock } = await graphAnswering(() => ({
      status: 429,
      headers: { 'retry-after': '120' },
      body: odata('TooManyRequests'),
    }))

    const fault = await faultOf(graph.get('/organization'))

    expect(fault).toMatchObject({ code: 'graph.throttled', kind: 'unreachable', retry: { afterMs: 120_000 } })
    expect(fault.message).toContain('ask again in 120 s')
    expect(clock.slept).toEqual([])
  })

  test('gives up on a failing service after three times', async () => {
    const { graph, service } = await graphAnswering(() => ({
      status: 502,
      bytes: Buffer.from('<html>Bad Gateway'),
    }))

    expect(await faultOf(graph.get('/organization'))).toMatchObject({
      code: 'graph.server-error',
      kind: 'unreachable',
    })
    expect(service.asked).toHaveLength(3)
  })

  test('ends with the caller’s', async () => {
    const { graph } = await graphAnswering(() => 'hang')
    const caller = new AbortController()

    const fault = faultOf(graph.get('/organization', { signal: caller.signal }))
    caller.abort(new Error('the deadline'))

    expect(await fault).toMatchObject({ code: 'graph.late', kind: 'late' })
  })

  test('ends with the time-out of one answer', async () => {
    const { graph } = await graphAnswering(() => 'hang', { timeoutMs: 50 })

    expect(await faultOf(graph.get('/organization'))).toMatchObject({ code: 'graph.late', kind: 'late' })
  })
})

describe('trouble', () => {
  const TRACE_GRANT = 'New-MgServicePrincipal -AppId 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373'
  const cases: readonly (readonly [string, string, Says, object])[] = [
    [
      '401 of the trace without its service principal, with the command that creates it',
      TRACES,
      {
        status: 401,
        body: odata(
          'Unauthorized',
          'Service principal-less authentication failed: The service principal for App ID',
        ),
      },
      {
        code: 'graph.trace-principal-missing',
        kind: 'refused',
        need: { name: 'service principal of app 8bd644d1-64a1-4d4b-ae52-2e0cbf64e373', grant: TRACE_GRANT },
      },
    ],
    [
      '401 of a bad token',
      TRACES,
      { status: 401, body: odata('InvalidAuthenticationToken', 'Access token is empty.') },
      { code: 'graph.token-rejected', kind: 'refused' },
    ],
    [
      '401 elsewhere',
      '/organization',
      { status: 401, body: odata('Unauthorized') },
      { code: 'graph.token-rejected', kind: 'refused' },
    ],
    ...(
      [
        [TRACES, 'ExchangeMessageTrace.Read.All'],
        ['/admin/serviceAnnouncement/issues', 'ServiceHealth.Read.All'],
        ['/admin/serviceAnnouncement/messages', 'ServiceMessage.Read.All'],
        ['/domains/contoso.com/serviceConfigurationRecords', 'Domain.Read.All'],
        ['/organization', 'Organization.Read.All'],
        ['/directory/onPremisesSynchronization', 'OnPremDirectorySynchronization.Read.All'],
        ['/subscribedSkus', 'LicenseAssignment.Read.All'],
        ['/users?$top=5', 'User.Read.All'],
        ['/users/a@contoso.com/mailboxSettings/userPurpose', 'MailboxSettings.Read'],
      ] as const
    ).map(
      ([path, name]) =>
        [
          `403 of ${path}, naming ${name}`,
          path,
          { status: 403, body: odata('Authorization_RequestDenied', 'Insufficient privileges.') },
          { code: 'graph.forbidden', kind: 'refused', need: { name, of: 'Microsoft Graph' } },
        ] as const,
    ),
    [
      '404 of a mailbox that is not here',
      '/users/a@contoso.com/mailboxSettings/userPurpose',
      {
        status: 404,
        body: odata(
          'MailboxNotEnabledForRESTAPI',
          'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
        ),
      },
      { code: 'graph.no-mailbox', kind: 'absent' },
    ],
    [
      '404 of anything else',
      '/users/a@contoso.com',
      { status: 404, body: odata('Request_ResourceNotFound') },
      { code: 'graph.not-found', kind: 'absent' },
    ],
    [
      '400 of a wrong interval',
      TRACES,
      { status: 400, body: odata('BadRequest', 'EndDate is required when a StartDate is entered.') },
      { code: 'graph.bad-request', kind: 'unsure' },
    ],
    [
      '429 with another name for it',
      TRACES,
      { status: 429, headers: { 'retry-after': '60' }, body: odata('activityLimitReached') },
      { code: 'graph.throttled', kind: 'unreachable', retry: { afterMs: 60_000 } },
    ],
    [
      'a good status with half an answer',
      '/organization',
      { bytes: Buffer.from('{"value":[') },
      { code: 'graph.malformed', kind: 'unsure' },
    ],
    [
      'a redirect, which would carry the token away',
      '/organization',
      { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
      { code: 'graph.unreachable', kind: 'unreachable' },
    ],
    [
      'a connection that is closed',
      '/organization',
      'drop',
      { code: 'graph.unreachable', kind: 'unreachable' },
    ],
  ]

  test.each(cases)('%s', async (_name, path, says, expected) => {
    const { graph } = await graphAnswering(() => says)

    expect(await faultOf(graph.get(path))).toMatchObject(expected)
  })

  test('of a place where nobody listens says what happened there', async () => {
    const { graph } = await graphAnswering(() => ({}), { baseUrl: await nobody() })

    const fault = await faultOf(graph.get('/organization'))

    expect(fault).toMatchObject({ code: 'graph.unreachable', kind: 'unreachable' })
    expect(fault.message).toContain('ECONNREFUSED')
  })

  test('carries the service’s own words, and never the token', async () => {
    const { graph } = await graphAnswering(() => ({
      status: 400,
      body: odata('BadRequest', 'Invalid StartDate value.'),
    }))

    const { message } = await faultOf(graph.get(TRACES))

    expect(message).toContain('Invalid StartDate value.')
    expect(message).not.toContain('secret')
  })

  test('is a Graph fault whatever status and body come', async () => {
    const { graph, service } = await graphAnswering(({ path }) => {
      const [, status, body] = /^\/v1\.0\/(\d+)\/(.*)$/s.exec(path) ?? []
      return { status: Number(status), bytes: Buffer.from(body ?? '') }
    })
    const statuses = fc.integer({ min: 300, max: 599 }).filter((status) => status !== 304)

    await fc.assert(
      fc.asyncProperty(statuses, fc.json(), async (status, body) => {
        const fault = await faultOf(
          graph.get(`/${status}/${encodeURIComponent(body.replaceAll(/[/?%]/g, ''))}`),
        )
        expect(fault.code).toMatch(/^graph\./)
      }),
      { numRuns: 60 },
    )
    expect(service.asked.length).toBeGreaterThan(59)
  })
})

describe('many resources', () => {
  interface Batch {
    readonly requests: readonly { readonly id: string; readonly method: string; readonly url: string }[]
  }
  const paths = (count: number) => Array.from({ length: count }, (_, index) => `/users/${index}`)
  const getMany = (graph: Graph, of: readonly string[]) =>
    (graph.getMany as NonNullable<Graph['getMany']>)(of)

  test('take one call for every twenty, and come back in the order that was asked for', async () => {
    const { graph, service } = await graphAnswering(({ body }) => {
      const { requests } = JSON.parse(body) as Batch
      return {
        body: { responses: requests.toReversed().map(({ id, url }) => ({ id, status: 200, body: { url } })) },
      }
    })

    const settled = await getMany(graph, paths(45))

    expect(settled).toEqual(paths(45).map((url) => ({ status: 'fulfilled', value: { url } })))
    expect(service.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(3).fill('POST /v1.0/$batch'),
    )
    expect(service.asked.map(({ body }) => (JSON.parse(body) as Batch).requests.length)).toEqual([20, 20, 5])
  })

  test('fail one by one, a part that the batch forgot among them', async () => {
    const { graph } = await graphAnswering(() => ({
      body: {
        responses: [
          { id: '1', status: 404, body: odata('MailboxNotEnabledForRESTAPI') },
          { id: '0', status: 200, body: { value: 'user' } },
          { id: '2', status: 403, body: odata('Authorization_RequestDenied') },
        ],
      },
    }))

    const settled = await getMany(
      graph,
      paths(4).map((path) => `${path}/mailboxSettings/userPurpose`),
    )

    expect(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as GraphFault).code)),
    ).toEqual([{ value: 'user' }, 'graph.no-mailbox', 'graph.forbidden', 'graph.malformed'])
  })

  test('ask again for the parts that were throttled, and for no others', async () => {
    let turn = 0
    const { graph, service, clock } = await graphAnswering(({ body }) => {
      const { requests } = JSON.parse(body) as Batch
      turn += 1
      return {
        body: {
          responses: requests.map(({ id, url }) =>
            turn === 1 && url === '/users/1'
              ? { id, status: 429, headers: { 'Retry-After': '2' }, body: odata('TooManyRequests') }
              : { id, status: 200, body: { url } },
          ),
        },
      }
    })

    const settled = await getMany(graph, paths(3))

    expect(settled).toEqual(paths(3).map((url) => ({ status: 'fulfilled', value: { url } })))
    expect((JSON.parse(service.asked[1]?.body ?? '') as Batch).requests.map(({ url }) => url)).toEqual([
      '/users/1',
    ])
    expect(clock.slept).toEqual([2000])
  })
})

describe('the budget of trace calls', () => {
  test('is asked before every page, for rows and details apart', async () => {
    const taken: string[] = []
    const budget = {
      take: async ({ quota, tenant, caller }: { quota: string; tenant: string; caller: string }) => {
        taken.push(`${tenant} ${caller} ${quota}`)
        return { granted: true } as const
      },
    }
    const trace = { budget, tenant: 'contoso', caller: 'diagnosis' } as const
    const { graph } = await graphAnswering(
      ({ path }, url) => ({
        body: {
          value: [],
          ...(path.endsWith('top=5') ? { '@odata.nextLink': `${url}/v1.0${TRACES}?$skiptoken=x` } : {}),
        },
      }),
      { trace },
    )

    await graph.list(`${TRACES}?$top=5`)
    await graph.list(`${TRACES}/1/getDetailsByRecipient(recipientAddress='a@contoso.com')`)
    await graph.list('/domains')

    expect(taken).toEqual(['contoso diagnosis rows', 'contoso diagnosis rows', 'contoso diagnosis details'])
  })

  test('stops a call that it has no place for, before it goes out', async () => {
    const clock = hurriedClock(NOW)
    const trace = { budget: traceBudgetInMemory(clock), tenant: 'contoso', caller: 'monitor' } as const
    const { graph, service } = await graphAnswering(() => ({ body: { value: [] } }), { trace, clock })
    for (let call = 0; call < 50; call++) await graph.list(TRACES)

    const fault = await faultOf(graph.list(TRACES))

    expect(fault).toMatchObject({
      code: 'graph.budget-spent',
      kind: 'unreachable',
      retry: { afterMs: 300_000 },
    })
    expect(service.asked).toHaveLength(50)
  })
})

describe('paying for trace calls', () => {
  const spent = {
    take: () => Promise.resolve({ granted: false, afterMs: 1000 } as const),
  }

  test('is paid again for every attempt, and ends the attempts when it is spent', async () => {
    let left = 2
    const budget = {
      take: () =>
        Promise.resolve(
          left-- > 0 ? ({ granted: true } as const) : ({ granted: false, afterMs: 9000 } as const),
        ),
    }
    const trace = { budget, tenant: 'contoso', caller: 'diagnosis' } as const
    const { graph, service } = await graphAnswering(() => ({ status: 503 }), { trace })

    expect(await faultOf(graph.list(TRACES))).toMatchObject({
      code: 'graph.budget-spent',
      retry: { afterMs: 9000 },
    })
    expect(service.asked).toHaveLength(2)
  })

  test('holds for the parts of a batch, and leaves the others alone', async () => {
    const trace = { budget: spent, tenant: 'contoso', caller: 'diagnosis' } as const
    const { graph, service, clock } = await graphAnswering(
      ({ body }) => {
        const { requests } = JSON.parse(body) as { requests: readonly { id: string; url: string }[] }
        return { body: { responses: requests.map(({ id, url }) => ({ id, status: 200, body: { url } })) } }
      },
      { trace },
    )

    const settled = await graph.getMany?.([`${TRACES}?$top=1`, '/organization'])

    expect(
      settled?.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as GraphFault).code)),
    ).toEqual(['graph.budget-spent', { url: '/organization' }])
    // The place was asked for twice, a second apart; nothing was sent for it.
    expect(clock.slept).toEqual([1000])
    expect(service.asked).toHaveLength(1)
  })
})

test('a bot without Graph says what to set', async () => {
  const graph = graphNotConfigured('Set AZURE_TENANT_ID and AZURE_CLIENT_ID to read Microsoft Graph.')

  expect(await faultOf(graph.list('/domains'))).toMatchObject({
    code: 'graph.not-configured',
    kind: 'unreachable',
    message: 'Set AZURE_TENANT_ID and AZURE_CLIENT_ID to read Microsoft Graph.',
  })
})
