import { describe, expect, test } from '@jest/globals'
import { nulForbidden } from '../../../src/lab/exchange/wire.ts'
import { forbidden } from '../../../src/lab/graph/errors.ts'
import { withDirectory, withMx, withRows, withZone } from '../../../src/lab/tenant/alter.ts'
import { SECOND_DOMAIN, TENANT_MX } from '../../../src/lab/tenant/directory.ts'
import type { MxFinding } from '../../../src/model/findings.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { probe } from '../../../src/probes/mx-records/probe.ts'
import { altered } from '../support/altered.ts'
import { GRAPH_FAULTS } from '../support/faults.ts'
import { tenants } from '../support/lab.ts'

const DOMAIN = 'contoso.com'
const tenant = tenants()

const brief = (finding: MxFinding | undefined) =>
  finding?.domains.map(({ domain, isDefault, state, troubles = [] }) => ({
    domain,
    ...(isDefault === true && { isDefault }),
    state,
    troubles: troubles.map(({ kind }) => kind),
  }))
const first = (state: string, ...troubles: readonly string[]) => ({
  domain: DOMAIN,
  isDefault: true,
  state,
  troubles,
})
const second = (state: string, ...troubles: readonly string[]) => ({ domain: SECOND_DOMAIN, state, troubles })

describe('the domains of the tenant', () => {
  test('are all looked at, the default one first, and are right in a healthy tenant', async () => {
    const { look } = await tenant()
    const { outcome, finding } = await look(probe)
    expect({ kind: outcome.kind, domains: brief(finding), notRead: finding?.notRead }).toEqual({
      kind: 'found',
      domains: [first('right'), second('right')],
      notRead: undefined,
    })
  })

  test('are those that Exchange takes mail for where Graph does not tell them', async () => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', answer: forbidden })
    const { finding } = await look(probe)
    expect(brief(finding)).toEqual([first('right'), second('right')])
    expect(finding?.domains[0]?.text).toMatch(
      /^contoso\.com has MX 0 contoso-com\.mail\.protection\.outlook\.com, Exchange Online by its name; Microsoft's own record could not be read \(.+[^.]\)$/,
    )
  })

  test('are no finding where neither tells them', async () => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', answer: forbidden })
    lab.disturb({ backend: 'exchange', answer: nulForbidden })
    expect((await look(probe)).outcome).toMatchObject({
      kind: 'refused',
      need: { name: 'Domain.Read.All', of: 'Microsoft Graph' },
    })
  })

  test('are bounded, and those that were left out are told', async () => {
    const names = Array.from({ length: 130 }, (_, at) => `domain-${String(at).padStart(3, '0')}.example`)
    const { look } = await tenant(
      altered(
        withDirectory((directory) => ({
          ...directory,
          domains: [
            ...directory.domains,
            ...names.map((id) => ({ id, isVerified: true, supportedServices: ['Email'] })),
          ],
        })),
      ),
    )
    const { finding } = await look(probe)
    expect({
      looked: finding?.domains.length,
      missing: finding?.domains.filter(({ state }) => state === 'no-such-domain').length,
      left: finding?.notRead?.filter(({ why }) => why === 'too many domains to look at them all').length,
    }).toEqual({ looked: 100, missing: 98, left: 32 })
  })

  test('can be one that a person names, also by an address', async () => {
    const { look } = await tenant()
    for (const scope of [{ domain: SECOND_DOMAIN }, { address: `ada@${SECOND_DOMAIN}` }])
      expect(brief((await look(probe, { ...EVERYTHING, ...scope })).finding)).toEqual([second('right')])
  })
})

describe('Microsoft’s own record', () => {
  test.each(GRAPH_FAULTS)('that Graph %s for is missing, and DNS still tells', async (_, answer) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: `/domains/${DOMAIN}/serviceConfigurationRecords`, answer })
    const { outcome, finding } = await look(probe)
    expect({ kind: outcome.kind, domains: brief(finding), expected: finding?.domains[0]?.expected }).toEqual({
      kind: 'found',
      domains: [first('right'), second('right')],
      expected: undefined,
    })
  })
})

describe('the DNS of the lab', () => {
  test.each([
    ['mx-wrong', [first('wrong', 'other-host'), second('right')]],
    [
      'third-party-gateway',
      [first('gateway', 'other-host', 'other-host'), second('gateway', 'other-host', 'other-host')],
    ],
    ['domain-expired', [first('no-such-domain', 'not-delegated'), second('right')]],
  ] as const)('in the scenario %s', async (scenario, domains) => {
    expect(brief((await (await tenant(scenario)).look(probe)).finding)).toEqual(domains)
  })

  test('that fails for a zone makes that domain unsure, and no other', async () => {
    const { look, alter } = await tenant()
    await alter(withZone(DOMAIN, (zone) => ({ ...zone, trouble: 'servfail' })))
    const { finding } = await look(probe)
    expect(brief(finding)).toEqual([first('unsure'), second('right')])
    expect(finding?.domains[0]?.text).toMatch(/SERVFAIL/)
  })

  test('is asked anew each time', async () => {
    const { look, alter } = await tenant()
    await alter(withMx(DOMAIN, [{ exchange: 'mx.parking.example', preference: 10 }]))
    const [found] = (await look(probe)).finding?.domains ?? []
    expect(found).toEqual({
      domain: DOMAIN,
      isDefault: true,
      expected: [{ host: TENANT_MX[DOMAIN], preference: 0 }],
      found: [{ host: 'mx.parking.example', preference: 10 }],
      server: 'ns1.dns.example',
      ttl: 3600,
      state: 'wrong',
      text: `contoso.com has MX 10 mx.parking.example; Microsoft expects 0 ${TENANT_MX[DOMAIN]}`,
      troubles: [
        { kind: 'other-host', text: "MX 10 mx.parking.example is not Microsoft's record for the domain" },
      ],
    })
    await alter(withMx(DOMAIN, [{ exchange: TENANT_MX[DOMAIN] as string, preference: 0 }]))
    expect(brief((await look(probe)).finding)).toEqual([first('right'), second('right')])
  })

  test('tells SPF only to those who ask about mail that goes out', async () => {
    const { look, alter } = await tenant()
    await alter(
      withZone(DOMAIN, (zone) => ({
        ...zone,
        names: { ...zone.names, [DOMAIN]: { MX: zone.names[DOMAIN]?.MX ?? [] } },
      })),
    )
    const kinds = async (...directions: ('inbound' | 'outbound')[]) =>
      brief((await look(probe, { directions, domain: DOMAIN })).finding)
    expect(await kinds('outbound')).toEqual([{ domain: DOMAIN, state: 'right', troubles: ['spf'] }])
    expect(await kinds('inbound')).toEqual([{ domain: DOMAIN, state: 'right', troubles: [] }])
  })
})

test('a tenant whose accepted domains Exchange cannot tell either is unreachable, not empty', async () => {
  const { look, lab } = await tenant(altered(withRows('Get-AcceptedDomain', () => [])))
  lab.disturb({ backend: 'graph', answer: 'reset' })
  const { outcome } = await look(probe)
  expect(outcome).toMatchObject({ kind: 'unreachable', source: { of: 'DNS and Microsoft Graph' } })
})
