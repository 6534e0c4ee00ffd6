import { expect, test } from '@jest/globals'
import type { MxFinding } from '../../../src/model/findings.ts'
import { monitor } from '../../../src/monitors/ns-drift/monitor.ts'
import { portsOf, silence, type World } from '../../probes/support/world.ts'
import { bringing, found, HOUR_MS, refused, said, unreachable, watching } from '../support/watching.ts'

const domainsAre = (...names: string[]) =>
  bringing(
    'mx-records',
    found<MxFinding>({
      domains: names.map((domain) => ({ domain, state: 'right', found: [], server: 'test', text: '' })),
    }),
  )
const servers = (...hosts: string[]) => ({ NS: hosts.map((host) => ({ host })) })
const OLD = servers('ns2.registrar.example', 'ns1.registrar.example')
const NEW = servers('ns.parked.example')

const watch = () => {
  const { tick, ...rest } = watching(monitor)
  return {
    ...rest,
    look: (zones: World['zones'], probes = domainsAre('contoso.com'), atMs = 0) =>
      tick({ ports: portsOf(zones === undefined ? {} : { zones }).ports, probes, atMs }),
  }
}

test('the first name servers are the baseline, in any order, and others are a change that can be approved', async () => {
  const { look, approve } = watch()
  const first = await look({ 'contoso.com': OLD })
  const turned = await look({ 'contoso.com': servers('ns1.registrar.example', 'ns2.registrar.example') })
  const changed = await look({ 'contoso.com': NEW }, undefined, HOUR_MS)
  const approved = approve('contoso.com', 'ns.parked.example')
  const quiet = await look({ 'contoso.com': NEW })
  expect([first, turned, changed, approved, quiet].map((watched) => said(watched?.signals ?? []))).toEqual([
    [],
    [],
    ['contoso.com firing P3'],
    ['contoso.com clear P3'],
    [],
  ])
  expect(changed.signals[0]).toMatchObject({
    title: 'The name servers of contoso.com have changed',
    mark: 'ns.parked.example',
    facts: [
      { label: 'Found', text: 'ns.parked.example' },
      { label: 'Approved', text: 'ns1.registrar.example, ns2.registrar.example' },
    ],
  })
})

test('a domain that is gone fires from the first look on', async () => {
  const { look } = watch()
  const { signals } = await look({})
  expect([said(signals), signals[0]?.title]).toEqual([
    ['contoso.com firing P2'],
    'contoso.com does not exist in DNS any more',
  ])
})

test('a name inside a zone is judged by its zone, once', async () => {
  const { look } = watch()
  const inside = { A: [{ address: '203.0.113.1' }] }
  const probes = domainsAre('mail.contoso.com', 'contoso.com')
  await look({ 'mail.contoso.com': inside, 'contoso.com': OLD }, probes)
  const { signals } = await look({ 'mail.contoso.com': inside, 'contoso.com': NEW }, probes)
  expect(said(signals)).toEqual(['contoso.com firing P3'])
})

test('a resolver in trouble proves nothing', async () => {
  const { look } = watch()
  await look({ 'contoso.com': OLD })
  const failed = await look({ 'contoso.com': silence })
  await look({ 'contoso.com': NEW })
  const again = await look({ 'contoso.com': silence })
  const back = await look({ 'contoso.com': OLD })
  expect([failed, again, back].map(({ signals }) => said(signals))).toEqual([
    [],
    ['contoso.com no-data P3'],
    ['contoso.com clear P3'],
  ])
})

test('what is known already is still watched when the domains of the tenant cannot be read', async () => {
  const { look } = watch()
  await look({ 'contoso.com': OLD })
  const { signals } = await look({ 'contoso.com': NEW }, bringing('mx-records', unreachable))
  expect(said(signals)).toEqual(['contoso.com firing P3'])
})

test('with nothing known and nothing to be read it says that it is blind', async () => {
  const { look } = watch()
  const silent = await look({}, bringing('mx-records', unreachable))
  const barred = await look({}, bringing('mx-records', refused))
  const none = await look({}, domainsAre())
  expect([silent, barred, none].map(({ signals }) => said(signals))).toEqual([
    ['reading no-data P4'],
    ['reading broken P4'],
    ['reading clear P4'],
  ])
})

test('a domain that left the tenant clears', async () => {
  const { look } = watch()
  await look({ 'contoso.com': OLD, 'fabrikam.com': OLD }, domainsAre('contoso.com', 'fabrikam.com'))
  await look({ 'contoso.com': OLD, 'fabrikam.com': NEW }, domainsAre('contoso.com', 'fabrikam.com'))
  const { signals } = await look({ 'contoso.com': OLD }, domainsAre('contoso.com'))
  expect(said(signals)).toEqual(['fabrikam.com clear P3'])
})
