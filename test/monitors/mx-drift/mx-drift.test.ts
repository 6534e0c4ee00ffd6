import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Mx, MxDomain, MxFinding } from '../../../src/model/findings.ts'
import { valueOf } from '../../../src/monitors/mx-drift/analyse.ts'
import { monitor } from '../../../src/monitors/mx-drift/monitor.ts'
import {
  bringing,
  found,
  HOUR_MS,
  NOW,
  SOURCE,
  said,
  TENANT,
  unreachable,
  watching,
} from '../support/watching.ts'

const OWN: Mx = { host: 'contoso-com.mail.protection.outlook.com', preference: 0 }
const STRANGER: Mx = { host: 'mx.evil.example', preference: 10 }

const domain = (facts: Partial<MxDomain> = {}): MxDomain => ({
  domain: 'contoso.com',
  state: 'right',
  found: [OWN],
  server: '127.0.0.1:53',
  text: 'as Microsoft expects',
  ...facts,
})
const wrong = domain({ state: 'wrong', found: [STRANGER], text: 'contoso.com has MX 10 mx.evil.example' })
const finding = (domains: readonly MxDomain[], more: Partial<MxFinding> = {}) =>
  bringing('mx-records', found<MxFinding>({ domains, ...more }))

test('what Microsoft expects is the baseline, and a change of it is told with both values', async () => {
  const { tick } = watching(monitor)
  const first = await tick({ probes: finding([domain()]) })
  const { signals } = await tick({ atMs: HOUR_MS, probes: finding([wrong]) })
  expect(first.signals).toEqual([])
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'mx-drift',
      what: 'contoso.com',
      state: 'firing',
      severity: 'P2',
      direction: 'inbound',
      domain: 'contoso.com',
      title: 'The MX record of contoso.com has changed',
      since: '2026-11-23T11:42:07.000Z',
      at: '2026-11-23T11:42:07.000Z',
      facts: [
        {
          label: 'Found',
          text: '10 mx.evil.example',
          source: { ...SOURCE, asked: 'MX contoso.com', of: '127.0.0.1:53' },
        },
        { label: 'Approved', text: '0 contoso-com.mail.protection.outlook.com' },
        { label: 'Judged', text: 'contoso.com has MX 10 mx.evil.example' },
      ],
      points: ['mx-wrong'],
      advice:
        'If this is meant, approve it as the new baseline. Otherwise correct it where the zone is kept.',
      mark: '10 mx.evil.example',
    },
  ])
})

test.each<[string, Partial<MxDomain>, string]>([
  ['elsewhere', { state: 'wrong', found: [STRANGER] }, 'P2'],
  ['nowhere', { state: 'missing', found: [] }, 'P2'],
  ['gone', { state: 'no-such-domain', found: [] }, 'P2'],
  ['to a gateway', { state: 'gateway', found: [STRANGER], gateway: 'Mimecast' }, 'P3'],
  ['to another preference', { found: [{ ...OWN, preference: 20 }] }, 'P3'],
])('a change %s is %j', async (_, facts, severity) => {
  const { tick } = watching(monitor)
  await tick({ probes: finding([domain()]) })
  const { signals } = await tick({ probes: finding([domain(facts)]) })
  expect(said(signals)).toEqual([`contoso.com firing ${severity}`])
})

describe('approving', () => {
  test('makes what was seen the baseline, and going back to the old is a change then', async () => {
    const { tick, approve } = watching(monitor)
    await tick({ probes: finding([domain()]) })
    await tick({ probes: finding([wrong]) })
    const approved = approve('contoso.com', '10 mx.evil.example', HOUR_MS)
    const quiet = await tick({ probes: finding([wrong]) })
    const back = await tick({ probes: finding([domain()]) })
    expect(approved?.signals).toEqual([
      {
        tenant: TENANT,
        monitor: 'mx-drift',
        what: 'contoso.com',
        state: 'clear',
        severity: 'P2',
        direction: 'inbound',
        domain: 'contoso.com',
        title: 'The MX record of contoso.com has changed',
        since: '2026-11-23T11:42:07.000Z',
        at: '2026-11-23T11:42:07.000Z',
        facts: [{ label: 'Approved by', text: 'Ada' }],
      },
    ])
    expect([said(quiet.signals), said(back.signals)]).toEqual([[], ['contoso.com firing P3']])
  })

  test('what has changed again since the card was drawn does nothing', async () => {
    const { tick, approve } = watching(monitor)
    await tick({ probes: finding([domain()]) })
    await tick({ probes: finding([wrong]) })
    await tick({ probes: finding([domain({ state: 'missing', found: [] })]) })
    expect(approve('contoso.com', '10 mx.evil.example')).toBeUndefined()
    expect(approve('fabrikam.com', '10 mx.evil.example')).toBeUndefined()
  })
})

describe('at first sight', () => {
  test('a record that is not what Microsoft expects waits for approval', async () => {
    const { tick, approve } = watching(monitor)
    const first = await tick({ probes: finding([wrong]) })
    approve('contoso.com', '10 mx.evil.example')
    const later = await tick({ probes: finding([wrong]) })
    expect([first.signals[0]?.title, said(first.signals), said(later.signals)]).toEqual([
      'The MX record of contoso.com is not what Microsoft expects',
      ['contoso.com firing P3'],
      [],
    ])
  })
})

describe('what is not known', () => {
  const unread = domain({ state: 'unsure', found: [], text: 'contoso.com: SERVFAIL' })

  test('neither fires nor clears', async () => {
    const { tick } = watching(monitor)
    await tick({ probes: finding([domain()]) })
    const failed = await tick({ probes: finding([unread]) })
    await tick({ probes: finding([wrong]) })
    const again = await tick({ probes: finding([unread]) })
    const silent = await tick({ probes: bringing('mx-records', unreachable) })
    const left = await tick({
      probes: finding([], { notRead: [{ what: 'contoso.com', why: 'too many domains' }] }),
    })
    expect([failed, again, silent, left].map(({ signals }) => said(signals))).toEqual([
      [],
      ['contoso.com no-data P2'],
      ['reading no-data P4', 'contoso.com no-data P2'],
      ['contoso.com no-data P2', 'reading clear P4'],
    ])
  })

  test('a domain that left the tenant clears and is forgotten', async () => {
    const { tick } = watching(monitor)
    await tick({ probes: finding([domain()]) })
    await tick({ probes: finding([wrong]) })
    const left = await tick({ probes: finding([]) })
    const back = await tick({ probes: finding([domain({ state: 'gateway', found: [STRANGER] })]) })
    expect([said(left.signals), said(back.signals)]).toEqual([['contoso.com clear P2'], []])
  })
})

test('however the resolver shuffles the records, they are the same', () => {
  const mx = fc.record({ host: fc.domain(), preference: fc.nat(65_535) })
  const shuffled = fc
    .array(mx, { minLength: 1, maxLength: 6 })
    .chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
    )
  fc.assert(
    fc.property(shuffled, ([one, other]) => {
      expect(valueOf(domain({ found: one }))).toBe(valueOf(domain({ found: other })))
    }),
  )
})

test('the time of the first look is not the time of the change', async () => {
  const { tick } = watching(monitor)
  await tick({ probes: finding([domain()]) })
  const { signals } = await tick({ atMs: HOUR_MS, probes: finding([wrong]) })
  expect(signals[0]?.since).not.toBe(NOW)
})
