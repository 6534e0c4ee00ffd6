import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { PagerFault } from '../../../src/connect/pager/fault.ts'
import { pagersOf } from '../../../src/connect/pager/pagers.ts'
import { signatureOf } from '../../../src/connect/pager/webhook.ts'
import type { Page } from '../../../src/model/page.ts'
import { type HttpService, nobody, type Says, serve } from '../../support/http-service.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { NOW, PAGE } from './page.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const KEY = '0123456789abcdef0123456789abcdef'

const open: HttpService[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((service) => service.close()))
})

type Way = 'webhook' | 'pagerDuty'

/** A way out to this address, on a clock on which pauses are over at once. */
const wayTo = (way: Way, url: string) => {
  const clock = hurriedClock(NOW)
  const settings =
    way === 'webhook' ? { webhook: { url, secret: SECRET } } : { pagerDuty: { url, routingKey: KEY } }
  const [pager] = pagersOf(settings, { clock, heloName: 'bot.example' })
  if (pager === undefined) throw new Error('No way out is set up.')
  return { pager, clock }
}

/** A service that says one thing after the other, and the last one from then on. */
const saying = async (way: Way, ...says: readonly Says[]) => {
  let next = 0
  const service = await serve(() => says[Math.min(next++, says.length - 1)] as Says)
  open.push(service)
  return { service, ...wayTo(way, `${service.url}/hooks/t0ken`) }
}

const faultOf = async (work: Promise<unknown>): Promise<PagerFault> => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(PagerFault)
  return thrown as PagerFault
}

describe('the webhook', () => {
  test('posts the page as JSON with its id, a time and a signature over all three', async () => {
    const { pager, service } = await saying('webhook', { status: 204 })

    await pager.page(PAGE)

    const [asked] = service.asked
    const body = asked?.body ?? ''
    const timestamp = String(Date.parse(NOW) / 1000)
    const signed = createHmac('sha256', Buffer.from(SECRET.slice('whsec_'.length), 'base64'))
      .update(`${PAGE.id}.${timestamp}.${body}`)
      .digest('base64')
    expect({
      method: asked?.method,
      path: asked?.path,
      id: asked?.headers['webhook-id'],
      key: asked?.headers['idempotency-key'],
      timestamp: asked?.headers['webhook-timestamp'],
      signature: asked?.headers['webhook-signature'],
      type: asked?.headers['content-type'],
      body: JSON.parse(body) as unknown,
    }).toEqual({
      method: 'POST',
      path: '/hooks/t0ken',
      id: PAGE.id,
      key: PAGE.id,
      timestamp,
      signature: `v1,${signed}`,
      type: 'application/json',
      body: { type: 'mailflow.incident.trigger', timestamp: NOW, data: withoutAt(PAGE) },
    })
  })

  test('signs as the example of the Standard Webhooks specification', () => {
    const envelope = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1_614_265_330,
      body: '{"test": 2432232314}',
    }
    expect(signatureOf(envelope, SECRET)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test('signs nothing else the same way', () => {
    const envelope = fc.record({ id: fc.uuid(), timestamp: fc.nat(), body: fc.json() })
    fc.assert(
      fc.property(envelope, fc.string({ minLength: 16 }), fc.string({ minLength: 16 }), (one, key, other) => {
        fc.pre(key !== other && !key.startsWith('whsec_') && !other.startsWith('whsec_'))
        const own = signatureOf(one, key)
        const others = [
          signatureOf(one, other),
          signatureOf({ ...one, body: `${one.body} ` }, key),
          signatureOf({ ...one, timestamp: one.timestamp + 1 }, key),
          signatureOf({ ...one, id: `${one.id}a` }, key),
        ]
        expect(others).not.toContain(own)
      }),
    )
  })

  test('does not follow a redirect', async () => {
    const elsewhere = await serve(() => ({ status: 204 }))
    open.push(elsewhere)
    const { pager } = await saying('webhook', { status: 307, headers: { location: elsewhere.url } })
    const fault = await faultOf(pager.page(PAGE))
    expect([fault.code, elsewhere.asked.length]).toEqual(['pager.rejected', 0])
  })
})

const withoutAt = (page: Page): Omit<Page, 'at'> => {
  const { at, ...data } = page
  expect(at).toBe(NOW)
  return data
}

describe('PagerDuty', () => {
  const dedup = `mailflow/${PAGE.tenant}/INC-0042`

  test('is told of an incident by a trigger with all that is known', async () => {
    const { pager, service } = await saying('pagerDuty', { status: 202, body: { status: 'success' } })
    await pager.page(PAGE)
    expect(service.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      {
        routing_key: KEY,
        event_action: 'trigger',
        dedup_key: dedup,
        client: 'Mailflow',
        links: [{ href: PAGE.link, text: 'Go on in Teams' }],
        payload: {
          summary: 'P1: No inbound mail for 17 minutes',
          source: `Exchange Online of tenant ${PAGE.tenant}`,
          severity: 'critical',
          timestamp: NOW,
          component: 'mail flow',
          custom_details: { Expected: '88 messages in that time' },
        },
      },
    ])
  })

  test.each(['acknowledge', 'resolve'] as const)('is told by %s under the same key', async (action) => {
    const { pager, service } = await saying('pagerDuty', { status: 202 })
    await pager.page({ ...PAGE, action })
    expect(JSON.parse(service.asked[0]?.body ?? '')).toEqual({
      routing_key: KEY,
      event_action: action,
      dedup_key: dedup,
    })
  })

  test('takes summaries and keys of any length within its limits', async () => {
    const { pager, service } = await saying('pagerDuty', { status: 202 })
    await pager.page({ ...PAGE, title: 'x'.repeat(5000), incident: 'y'.repeat(400) })
    const event = JSON.parse(service.asked[0]?.body ?? '') as {
      dedup_key: string
      payload: { summary: string }
    }
    expect([event.dedup_key.length, event.payload.summary.length]).toEqual([255, 1024])
  })

  test('says what it objects to, and never our key', async () => {
    const { pager } = await saying('pagerDuty', {
      status: 400,
      body: {
        status: 'invalid event',
        message: 'Event object is invalid',
        errors: [`'${KEY}' is no routing_key`],
      },
    })
    const fault = await faultOf(pager.page(PAGE))
    expect([fault.code, fault.message]).toEqual([
      'pager.rejected',
      expect.stringMatching(
        /^The PagerDuty at 127\.0\.0\.1:\d+ did not take the page \(400, "'\(key\)' is no routing_key"\)\.$/,
      ),
    ])
  })
})

describe.each(['webhook', 'pagerDuty'] as const)('%s', (way) => {
  test('is sent the same page again, byte for byte, until it takes it', async () => {
    const { pager, service, clock } = await saying(way, 'drop', { status: 503 }, { status: 202 })
    await pager.page(PAGE)
    const bodies = new Set(service.asked.map(({ body }) => body))
    const keys = new Set(service.asked.map(({ headers }) => headers['idempotency-key']))
    expect([service.asked.length, bodies.size, keys.size, clock.slept]).toEqual([3, 1, 1, [5000, 15_000]])
  })

  test('is left alone as long as it asks for', async () => {
    const { pager, clock } = await saying(
      way,
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 202 },
    )
    await pager.page(PAGE)
    expect(clock.slept).toEqual([7000])
  })

  test('that wants a longer rest is left to the caller, who is told how long', async () => {
    const { pager, service, clock } = await saying(way, { status: 503, headers: { 'retry-after': '120' } })
    const fault = await faultOf(pager.page(PAGE))
    expect([fault.code, fault.retry, service.asked.length, clock.slept]).toEqual([
      'pager.failed',
      { afterMs: 120_000 },
      1,
      [],
    ])
  })

  test.each([
    [400, 'pager.rejected', 'unsure'],
    [401, 'pager.refused', 'refused'],
    [403, 'pager.refused', 'refused'],
    [404, 'pager.rejected', 'unsure'],
    [410, 'pager.rejected', 'unsure'],
  ] as const)('that answers %i is not asked again', async (status, code, kind) => {
    const { pager, service } = await saying(way, { status })
    const fault = await faultOf(pager.page(PAGE))
    expect([fault.code, fault.kind, fault.retry, service.asked.length]).toEqual([code, kind, 'no', 1])
  })

  test('that nobody answers for is a fault to try again', async () => {
    const { pager } = wayTo(way, await nobody())
    const fault = await faultOf(pager.page(PAGE))
    expect([fault.code, fault.kind, fault.retry]).toEqual([
      'pager.unreachable',
      'unreachable',
      { afterMs: 5000 },
    ])
  })

  test('ends when it is told to', async () => {
    const { pager, service } = await saying(way, 'hang')
    const stop = new AbortController()
    const paging = faultOf(pager.page(PAGE, { signal: stop.signal }))
    while (service.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    stop.abort()
    expect((await paging).code).toBe('pager.late')
  })

  test('shows no secret in its name or in any fault', async () => {
    const seen: string[] = []
    for (const says of [
      { status: 400, body: { errors: [KEY, SECRET] } },
      { status: 401 },
      { status: 500 },
      'drop',
    ] as const) {
      const { pager } = await saying(way, says)
      const fault = await faultOf(pager.page(PAGE))
      seen.push(pager.name, fault.message, String(fault.stack), JSON.stringify(fault.cause ?? null))
    }
    const all = seen.join('\n')
    expect(
      ['t0ken', KEY, ...(way === 'webhook' ? [SECRET] : [])].filter((secret) => all.includes(secret)),
    ).toEqual([])
  })
})
