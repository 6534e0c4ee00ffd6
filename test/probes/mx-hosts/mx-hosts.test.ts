import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { nulForbidden } from '../../../src/lab/exchange/wire.ts'
import { forbidden } from '../../../src/lab/graph/errors.ts'
import { withMailHost, withMx, withName, withoutZone, withZone } from '../../../src/lab/tenant/alter.ts'
import type { MailHost } from '../../../src/lab/tenant/tenant.ts'
import type { MxHost } from '../../../src/model/findings.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { analyse } from '../../../src/probes/mx-hosts/analyse.ts'
import { probe } from '../../../src/probes/mx-hosts/probe.ts'
import type { Contact } from '../../../src/probes/mx-hosts/schema.ts'
import { tenants } from '../support/lab.ts'

const tenant = tenants()

const GATEWAY = 'mx1-eu1.ppe-hosted.com'
const behind = withMx('contoso.com', [
  { exchange: GATEWAY, preference: 10 },
  { exchange: 'contoso-com.mail.protection.outlook.com', preference: 20 },
])

describe('the hosts behind the MX, over sockets', () => {
  test('are none where the world delivers straight to Microsoft', async () => {
    const { look } = await tenant()
    expect((await look(probe)).finding).toEqual({ hosts: [] })
  })

  test('are those of the gateway, and not those of Microsoft', async () => {
    const { look, alter } = await tenant()
    await alter(behind)
    expect((await look(probe)).finding).toEqual({
      hosts: [
        {
          host: GATEWAY,
          serves: ['contoso.com'],
          state: 'answers',
          text: `220 ${GATEWAY} ESMTP MAIL Service ready`,
        },
      ],
    })
  })

  test('are greeted once for all their domains', async () => {
    const { look, alter } = await tenant('third-party-gateway')
    await alter(withMailHost('mx2-eu1.ppe-hosted.com', { door: 'open' }))
    const { finding } = await look(probe)
    expect(finding?.hosts.map(({ host, serves, state }) => ({ host, serves, state }))).toEqual([
      { host: GATEWAY, serves: ['contoso.com', 'contoso.example'], state: 'refuses' },
      { host: 'mx2-eu1.ppe-hosted.com', serves: ['contoso.com', 'contoso.example'], state: 'answers' },
    ])
  })

  test.each<readonly [string, Partial<MailHost>, Pick<MxHost, 'state' | 'text'>]>([
    [
      'that nobody listens at',
      { door: 'refused' },
      { state: 'refuses', text: 'refuses the connection on port 25 at 127.0.0.1' },
    ],
    [
      'that closes for everybody',
      { door: 'rejecting', reply: '421 4.3.2 Service not active' },
      { state: 'refuses', text: 'greets with 421 4.3.2 Service not active' },
    ],
    [
      'that dislikes us',
      { door: 'rejecting', reply: '554 5.7.1 Your address is on a block list' },
      { state: 'unsure', text: 'turns us away with 554 5.7.1 Your address is on a block list' },
    ],
  ])('one %s is told as that', async (_, change, said) => {
    const { look, alter } = await tenant()
    await alter(behind)
    await alter(withMailHost(GATEWAY, change))
    const { finding } = await look(probe)
    expect(finding?.hosts).toEqual([{ host: GATEWAY, serves: ['contoso.com'], ...said }])
  })

  test('are looked for in one domain where the diagnosis is about one', async () => {
    const { look } = await tenant('third-party-gateway')
    const { finding } = await look(probe, { ...EVERYTHING, domain: 'contoso.example' })
    expect(finding?.hosts.map(({ serves }) => serves)).toEqual([['contoso.example'], ['contoso.example']])
  })

  test('are not known of a domain whose name servers fail', async () => {
    const { look, alter } = await tenant('third-party-gateway')
    await alter(withZone('contoso.example', (zone) => ({ ...zone, trouble: 'servfail' })))
    const { finding } = await look(probe)
    expect({ serves: finding?.hosts[0]?.serves, notRead: finding?.notRead?.map(({ what }) => what) }).toEqual(
      {
        serves: ['contoso.com'],
        notRead: ['hosts behind the MX of contoso.example'],
      },
    )
  })

  test('are none of a domain that does not exist or has no MX, which is told elsewhere', async () => {
    const { look, alter } = await tenant('third-party-gateway')
    await alter(withoutZone('contoso.com'))
    await alter(withName('contoso.example', () => ({ A: [{ address: '203.0.113.10' }] })))
    expect((await look(probe)).finding).toEqual({ hosts: [] })
  })

  test('are no finding when nobody tells the domains', async () => {
    const { look, lab } = await tenant('third-party-gateway')
    lab.disturb({ backend: 'graph', answer: forbidden })
    lab.disturb({ backend: 'exchange', answer: nulForbidden })
    expect((await look(probe)).outcome).toMatchObject({
      kind: 'refused',
      need: { name: 'Domain.Read.All', of: 'Microsoft Graph' },
    })
  })
})

describe('what a host says', () => {
  const stateOf = (contact: Contact): MxHost['state'] | undefined =>
    analyse({
      hosts: [{ host: 'mx.example', serves: ['contoso.com'], contact: { known: true, value: contact } }],
      failed: [],
      left: [],
    }).hosts[0]?.state

  test('after its greeting never makes it a host that takes no mail', () => {
    const phase = fc.constantFrom('ehlo', 'starttls', 'tls', 'mail', 'rcpt', 'quit')
    const kind = fc.constantFrom('refused', 'unreachable', 'timed-out', 'reset', 'rejected', 'not-smtp')
    fc.assert(
      fc.property(phase, kind, (phase, kind) => {
        expect(stateOf({ failure: { phase, kind, detail: 'x' } })).toBe('answers')
      }),
    )
  })

  test('refuses only with words that mean everybody', () => {
    const code = fc.constantFrom(421, 450, 451, 550, 554)
    const enhanced = fc.option(
      fc.tuple(fc.constantFrom(4, 5), fc.nat(7), fc.nat(799)).map((parts) => parts.join('.')),
      { nil: undefined },
    )
    fc.assert(
      fc.property(code, enhanced, (code, enhanced) => {
        const reply = { code, text: 'x', ...(enhanced === undefined ? {} : { enhanced }) }
        const state = stateOf({ failure: { phase: 'greeting', kind: 'rejected', detail: 'x', reply } })
        const everybody =
          enhanced === undefined
            ? code === 421
            : enhanced.endsWith('.3.2') || (code === 421 && enhanced.startsWith('4.3.'))
        expect(state).toBe(everybody ? 'refuses' : 'unsure')
      }),
    )
  })

  test('that is not heard in time is silent, with the reason', () => {
    const { hosts } = analyse({
      hosts: [
        {
          host: 'mx.example',
          serves: ['contoso.com'],
          contact: { known: false, why: 'no answer within 15 s' },
        },
      ],
      failed: [],
      left: ['contoso.net'],
    })
    expect(hosts).toEqual([
      { host: 'mx.example', serves: ['contoso.com'], state: 'silent', text: 'no answer within 15 s' },
    ])
  })
})
