import { describe, expect, test } from '@jest/globals'
import type { SmtpFinding, SmtpTarget } from '../../../src/model/findings.ts'
import type { Certificate } from '../../../src/model/smtp.ts'
import { after } from '../../../src/model/time.ts'
import { monitor } from '../../../src/monitors/certificates/monitor.ts'
import { bringing, DAY_MS, found, NOW, SOURCE, said, TENANT, watching } from '../support/watching.ts'

const HOST = 'hybrid.contoso.com'

const certificate = (days: number, subject = `CN=${HOST}`): Certificate => ({
  subject,
  issuer: 'CN=Example CA',
  names: [HOST],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: after(NOW, days * DAY_MS),
  thumbprint: 'AB12',
})
const target = (chain: readonly Certificate[], host = HOST): SmtpTarget => ({
  host,
  role: 'smart-host',
  serves: 'To on-premises',
  state: 'open',
  text: '',
  dialogue: {
    host,
    port: 25,
    capabilities: [],
    replies: [],
    ...(chain.length === 0 ? {} : { tls: { protocol: 'TLSv1.3', cipher: 'x', chain } }),
  },
})
const finding = (...targets: SmtpTarget[]) => bringing('smtp-reachability', found<SmtpFinding>({ targets }))

test('a certificate near its end is told with what is needed to renew it', async () => {
  const { tick } = watching(monitor)
  const { signals } = await tick({ probes: finding(target([certificate(20)])) })
  expect(signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'certificates',
      what: `expiry/${HOST}`,
      state: 'firing',
      severity: 'P4',
      title: `The certificate of ${HOST} expires in 20 days`,
      since: NOW,
      at: NOW,
      facts: [
        { label: 'Subject', text: `CN=${HOST}`, source: SOURCE },
        { label: 'Valid until', text: '2026-12-13T10:42:07Z' },
        { label: 'Serves', text: 'To on-premises' },
        { label: 'Thumbprint', text: 'AB12' },
      ],
      points: ['tls-certificate'],
      advice:
        'Renew it with the same subject and issuer, or change the connectors that name it, before it ends.',
    },
  ])
})

test.each([
  [60, []],
  [22, []],
  [21, [`expiry/${HOST} firing P4`]],
  [7, [`expiry/${HOST} firing P3`]],
  [0, [`expiry/${HOST} firing P3`]],
  [-1, [`expiry/${HOST} firing P2`]],
])('with %i days left it says %j', async (days, expected) => {
  const { tick } = watching(monitor)
  expect(said((await tick({ probes: finding(target([certificate(days)])) })).signals)).toEqual(expected)
})

test('an intermediate certificate that ends first counts', async () => {
  const { tick } = watching(monitor)
  const { signals } = await tick({
    probes: finding(target([certificate(90), certificate(-2, 'CN=Example CA')])),
  })
  expect([signals[0]?.title, signals[0]?.since]).toEqual([
    `A certificate in the chain of ${HOST} has expired`,
    after(NOW, -2 * DAY_MS),
  ])
})

test('the certificates of Microsoft are left to Microsoft', async () => {
  const { tick } = watching(monitor)
  const hosts = ['contoso-com.mail.protection.outlook.com', 'contoso-com.k-v1.mx.microsoft']
  const { signals } = await tick({ probes: finding(...hosts.map((host) => target([certificate(3)], host))) })
  expect(signals).toEqual([])
})

describe('a renewed certificate', () => {
  test('with the same subject ends the alarm', async () => {
    const { tick } = watching(monitor)
    await tick({ probes: finding(target([certificate(3)])) })
    const { signals } = await tick({ probes: finding(target([certificate(90)])) })
    expect(said(signals)).toEqual([`expiry/${HOST} clear P3`])
  })

  test('with another subject is told before mail stops, until somebody approves it', async () => {
    const { tick, approve } = watching(monitor)
    await tick({ probes: finding(target([certificate(90)])) })
    const renamed = finding(target([certificate(300, 'CN=mail2.contoso.com')]))
    const { signals } = await tick({ probes: renamed })
    const approved = approve(`subject/${HOST}`, 'CN=mail2.contoso.com')
    const quiet = await tick({ probes: renamed })
    expect([signals, approved?.signals, quiet.signals].map((some) => said(some ?? []))).toEqual([
      [`subject/${HOST} firing P3`],
      [`subject/${HOST} clear P3`],
      [],
    ])
    expect(signals[0]?.facts).toEqual([
      { label: 'Found', text: 'CN=mail2.contoso.com', source: SOURCE },
      { label: 'Before', text: `CN=${HOST}` },
    ])
  })
})

test('a host that does not answer tells nothing about its certificate, and one that is gone has none', async () => {
  const { tick } = watching(monitor)
  await tick({ probes: finding(target([certificate(3)])) })
  const silent = await tick({ probes: finding(target([])) })
  const unread = await tick({
    probes: bringing(
      'smtp-reachability',
      found<SmtpFinding>({ targets: [], notRead: [{ what: 'smart hosts', why: 'refused' }] }),
    ),
  })
  const gone = await tick({ probes: finding() })
  const back = await tick({ probes: finding(target([certificate(90, 'CN=other.contoso.com')])) })
  expect([silent, unread, gone, back].map(({ signals }) => said(signals))).toEqual([
    [`expiry/${HOST} no-data P3`],
    [`expiry/${HOST} no-data P3`],
    [`expiry/${HOST} clear P3`],
    [],
  ])
})
