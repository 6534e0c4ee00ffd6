import { describe, expect, test } from '@jest/globals'
import { nulForbidden } from '../../../src/lab/exchange/wire.ts'
import { forbidden, throttled } from '../../../src/lab/graph/errors.ts'
import { withDirectory, withRow, withRows } from '../../../src/lab/tenant/alter.ts'
import { E3, EXCHANGE_PLAN, STAFF } from '../../../src/lab/tenant/people.ts'
import type { Row } from '../../../src/lab/tenant/tenant.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { probe } from '../../../src/probes/mailboxes/probe.ts'
import { GRAPH_FAULTS } from '../support/faults.ts'
import { NOW, tenants } from '../support/lab.ts'

const tenant = tenants()

const ADELE = STAFF[0] as string
const about = (address: string) => ({ ...EVERYTHING, address })

/** Changes one user of the directory. */
const user = (address: string, change: (user: Row) => Row) =>
  withDirectory((directory) => ({
    ...directory,
    users: directory.users.map((one) => (one['userPrincipalName'] === address ? change(one) : one)),
  }))

const plans = (capabilityStatus: string) => [
  { assignedDateTime: NOW, capabilityStatus, service: 'exchange', servicePlanId: EXCHANGE_PLAN },
]

const domain = (name: string, isDefault?: true) => ({
  name,
  type: 'Authoritative',
  ...(isDefault && { isDefault }),
  changedAt: '2025-03-04T10:02:11.000Z',
  troubles: [],
})
const DOMAINS = [domain('contoso.com', true), domain('contoso.example'), domain('contoso.onmicrosoft.com')]

describe('mailboxes over HTTP', () => {
  test('are sound in a healthy tenant; accounts that need no licence are no trouble', async () => {
    const { look } = await tenant()
    expect((await look(probe)).outcome).toEqual({
      kind: 'found',
      value: {
        sampled: 40,
        troubled: [],
        sampleTroubled: false,
        subscriptions: [{ sku: 'ENTERPRISEPACK', status: 'Enabled', consumed: 40 }],
        domains: DOMAINS,
        notRead: [],
      },
      source: {
        asked: expect.stringMatching(
          /^GET \/users\?\$filter=accountEnabled%20eq%20true&\$select=id,userPrincipalName,mail,.*&\$top=50$/,
        ),
        of: 'Microsoft Graph',
        at: NOW,
        tookMs: 0,
        by: 'probe',
      },
    })
  })

  test('that most people have lost with their licence are told one by one', async () => {
    const { look } = await tenant('mailbox-not-provisioned')
    const { finding } = await look(probe)
    expect(finding?.sampled).toBe(40)
    expect(new Set(finding?.troubled.map(({ user }) => user)).size).toBe(30)
    expect(finding?.troubled[0]).toEqual({
      user: 'adele.berg@contoso.com',
      kind: 'not-licensed',
      text: 'had a licence with a mailbox and has lost it; assigning the licence failed with CountViolation',
    })
  })

  test('whose subscription is suspended are told as that, with the state of the subscription', async () => {
    const { look } = await tenant('subscription-expired')
    const { finding } = await look(probe)
    expect(finding?.subscriptions).toEqual([{ sku: 'ENTERPRISEPACK', status: 'Suspended', consumed: 40 }])
    expect(new Set(finding?.troubled.map(({ kind }) => kind))).toEqual(new Set(['plan-suspended']))
    expect(finding?.troubled).toHaveLength(40)
  })

  test('are asked for in a tenant of thousands no more than in a small one', async () => {
    const { look, alter } = await tenant()
    await alter(
      withDirectory((directory) => ({
        ...directory,
        users: Array.from({ length: 3000 }, (_, index) => ({
          ...(directory.users[0] as Row),
          id: `id-${index}`,
          userPrincipalName: `user${index}@contoso.com`,
          mail: `user${index}@contoso.com`,
        })),
      })),
    )
    expect((await look(probe)).finding?.sampled).toBe(50)
  })

  test.each(GRAPH_FAULTS)('are no finding when Graph %s', async (_, answer, kind) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: '/v1.0/users?', answer })
    const { outcome } = await look(probe)
    expect({ kind: outcome.kind, value: 'value' in outcome }).toEqual({ kind, value: false })
  })

  test('stand on the users alone, and say what else could not be read', async () => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: '/subscribedSkus', answer: forbidden })
    lab.disturb({ backend: 'graph', matching: '/v1.0/domains', answer: throttled(17) })
    lab.disturb({ backend: 'exchange', answer: nulForbidden })
    const { finding } = await look(probe)
    expect({ ...finding, notRead: finding?.notRead?.map(({ what }) => what) }).toEqual({
      sampled: 40,
      troubled: [],
      sampleTroubled: false,
      subscriptions: [],
      notRead: ['subscriptions', 'recipients in Exchange Online', 'accepted domains'],
    })
  })
})

describe('the mailbox of the person in question', () => {
  test('is sound when licensed and there', async () => {
    const { look } = await tenant()
    const { finding } = await look(probe, about(ADELE))
    expect({ troubled: finding?.troubled, sample: finding?.sampleTroubled }).toEqual({
      troubled: [],
      sample: false,
    })
  })

  test('is found by any of its addresses', async () => {
    const { look, alter } = await tenant()
    await alter(
      user(ADELE, (one) => ({
        ...one,
        proxyAddresses: [`SMTP:${ADELE}`, 'smtp:adele@contoso.com'],
        assignedPlans: plans('Deleted'),
      })),
    )
    const { finding } = await look(probe, about('Adele@contoso.com'))
    expect({ first: finding?.troubled[0]?.user, sample: finding?.sampleTroubled }).toEqual({
      first: ADELE,
      sample: true,
    })
  })

  test.each<readonly [string, (user: Row) => Row, { kind: string; text: string }]>([
    [
      'with the Exchange plan switched off in the licence',
      (one) => ({
        ...one,
        assignedLicenses: [{ skuId: E3, disabledPlans: [EXCHANGE_PLAN] }],
        assignedPlans: plans('Deleted'),
      }),
      { kind: 'plan-off', text: 'licensed, but the Exchange plan in the licence is switched off' },
    ],
    [
      'with a suspended plan',
      (one) => ({ ...one, assignedPlans: plans('Suspended') }),
      { kind: 'plan-suspended', text: 'the mailbox plan is suspended with its subscription' },
    ],
    [
      'with a lost licence',
      (one) => ({ ...one, assignedLicenses: [], assignedPlans: plans('Deleted') }),
      { kind: 'not-licensed', text: 'had a licence with a mailbox and has lost it' },
    ],
    [
      'that Exchange could not provision',
      (one) => ({
        ...one,
        serviceProvisioningErrors: [
          {
            '@odata.type': '#microsoft.graph.serviceProvisioningXmlError',
            createdDateTime: NOW,
            isResolved: false,
            serviceInstance: 'exchange/EURPR04-001',
            errorDetail:
              '<ServiceInstance><Error>The proxy address is already  in use.</Error></ServiceInstance>',
          },
        ],
      }),
      {
        kind: 'provisioning-error',
        text: 'Exchange could not provision the mailbox (The proxy address is already in use.)',
      },
    ],
    [
      'whose address is taken',
      (one) => ({
        ...one,
        onPremisesProvisioningErrors: [
          {
            category: 'PropertyConflict',
            propertyCausingError: 'ProxyAddresses',
            value: 'SMTP:a@contoso.com',
          },
        ],
      }),
      {
        kind: 'provisioning-error',
        text: 'ProxyAddresses "SMTP:a@contoso.com" is taken by another object',
      },
    ],
    [
      'whose plan stands in error',
      (one) => ({
        ...one,
        provisionedPlans: [{ capabilityStatus: 'Enabled', provisioningStatus: 'Error', service: 'exchange' }],
      }),
      { kind: 'provisioning-error', text: 'the Exchange plan is in provisioning state Error' },
    ],
  ])('is in trouble %s', async (_, change, trouble) => {
    const { look, alter } = await tenant()
    await alter(user(ADELE, change))
    const { finding } = await look(probe, about(ADELE))
    expect({ troubled: finding?.troubled, sample: finding?.sampleTroubled }).toEqual({
      troubled: [{ user: ADELE, ...trouble }],
      sample: true,
    })
  })

  test('is in trouble when licensed, and Exchange Online has something else there', async () => {
    const { look, alter } = await tenant()
    await alter(
      withRows('Get-Recipient', (rows) =>
        rows.map((row) =>
          row['PrimarySmtpAddress'] === ADELE ? { ...row, RecipientTypeDetails: 'MailUser' } : row,
        ),
      ),
    )
    await alter(user(ADELE, (one) => ({ ...one, onPremisesSyncEnabled: null })))
    expect((await look(probe, about(ADELE))).finding?.troubled).toEqual([
      {
        user: ADELE,
        kind: 'no-mailbox',
        text: 'the mailbox plan is on, but Exchange Online has a MailUser there',
      },
    ])
  })

  test('is no trouble when it lives on premises', async () => {
    const { look, alter } = await tenant()
    await alter(
      withRows('Get-Recipient', (rows) =>
        rows.map((row) =>
          row['PrimarySmtpAddress'] === ADELE ? { ...row, RecipientTypeDetails: 'MailUser' } : row,
        ),
      ),
    )
    await alter(user(ADELE, (one) => ({ ...one, assignedLicenses: [], assignedPlans: [] })))
    expect((await look(probe, about(ADELE))).finding?.troubled).toEqual([])
  })

  test('is in trouble when nobody knows the address', async () => {
    const { look } = await tenant()
    expect((await look(probe, about('nobody@contoso.com'))).finding?.troubled).toEqual([
      {
        user: 'nobody@contoso.com',
        kind: 'no-mailbox',
        text: 'Neither the directory nor Exchange Online knows nobody@contoso.com.',
      },
    ])
  })

  test('may be a group or a contact when only Exchange could have told', async () => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'exchange', matching: 'Get-Recipient', answer: nulForbidden })
    const { finding } = await look(probe, about('sales@contoso.com'))
    expect({ troubled: finding?.troubled, notRead: finding?.notRead?.map(({ what }) => what) }).toEqual({
      troubled: [],
      notRead: ['recipients in Exchange Online', 'sales@contoso.com'],
    })
  })
})

describe('the accepted domains', () => {
  test.each([
    ['SendingToDomainDisabled', 'receiving-off', 'takes no mail (SendingToDomainDisabled)'],
    ['OutboundOnly', 'outbound-only', 'is for sending only (OutboundOnly)'],
    ['SendingFromDomainDisabled', 'sending-off', 'may not send (SendingFromDomainDisabled)'],
    ['PendingRemoval', 'pending-removal', 'is being removed (PendingRemoval)'],
  ])('show %s as trouble', async (property, kind, text) => {
    const { look, alter } = await tenant()
    await alter(withRow('Get-AcceptedDomain', 'contoso.example', { [property]: true }))
    const { finding } = await look(probe)
    expect(finding?.domains?.[1]).toEqual({
      ...domain('contoso.example'),
      changedAt: NOW,
      troubles: [{ kind, text: `contoso.example ${text}` }],
    })
  })

  test('show their type and when it changed', async () => {
    const { look } = await tenant('accepted-domain')
    const { finding } = await look(probe)
    expect(finding?.domains?.[1]).toEqual({
      ...domain('contoso.example'),
      changedAt: '2026-11-24T07:40:00.000Z',
    })
  })

  test('that Exchange Online does not take mail for are told where the list is whole', async () => {
    const { look, alter } = await tenant()
    const gone = withRows('Get-AcceptedDomain', (rows) => rows.filter((row) => row['Name'] !== 'contoso.com'))
    await alter(gone)
    expect((await look(probe)).finding?.domains?.[0]).toEqual({
      name: 'contoso.com',
      type: 'none',
      isDefault: true,
      troubles: [
        {
          kind: 'not-accepted',
          text: 'contoso.com is verified for mail, but is no accepted domain of Exchange Online',
        },
      ],
    })
  })

  test('that are missing from a list that was cut short are no trouble', async () => {
    const { look, lab } = await tenant()
    lab.disturb({
      backend: 'exchange',
      matching: 'Get-AcceptedDomain',
      answer: {
        status: 200,
        body: {
          '@adminapi.warnings': ['There are more results available than are currently displayed.'],
          value: [{ DomainName: 'contoso.example', DomainType: 'Authoritative' }],
        },
      },
    })
    const { finding } = await look(probe)
    expect({ domains: finding?.domains, notRead: finding?.notRead }).toEqual({
      domains: [{ name: 'contoso.example', type: 'Authoritative', troubles: [] }],
      notRead: [{ what: 'accepted domains', why: 'the service left some out' }],
    })
  })
})
