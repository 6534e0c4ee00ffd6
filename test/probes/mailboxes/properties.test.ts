import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { analyse as analyseAt } from '../../../src/probes/mailboxes/analyse.ts'
import { mailboxPlans, planState } from '../../../src/probes/mailboxes/plans.ts'
import { type Accepted, Raw, User } from '../../../src/probes/mailboxes/schema.ts'

const analyse = (given: Raw) => analyseAt(given, { scope: EVERYTHING, at: '2026-11-24T10:30:00.000Z' })

const PLAN = 'efb87545-963c-4e0d-99df-69c6916d9eb0'
const FOUNDATION = '113feb6c-3fe4-4440-bddc-54d774bf0318'

const status = fc.constantFrom('Enabled', 'Warning', 'Suspended', 'LockedOut', 'Deleted', 'enabled')
const plan = fc.record({
  capabilityStatus: status,
  service: fc.constantFrom('exchange', 'MicrosoftOffice'),
  servicePlanId: fc.constantFrom(PLAN, PLAN.toUpperCase(), FOUNDATION),
})

const user = fc
  .record({
    number: fc.nat(30),
    hasMail: fc.boolean(),
    userType: fc.constantFrom('Member', 'Guest', 'guest'),
    accountEnabled: fc.boolean(),
    onPremisesSyncEnabled: fc.boolean(),
    assignedPlans: fc.array(plan, { maxLength: 3 }),
    disabledPlans: fc.subarray([PLAN, FOUNDATION]),
    provisioningStatus: fc.constantFrom('Success', 'PendingInput', 'Error'),
  })
  .map(({ number, hasMail, disabledPlans, provisioningStatus, ...rest }) =>
    User.parse({
      id: `id-${number}`,
      userPrincipalName: `user${number}@contoso.com`,
      ...(hasMail && { mail: `user${number}@contoso.com` }),
      assignedLicenses: [{ skuId: 'sku', disabledPlans }],
      provisionedPlans: [{ capabilityStatus: 'Enabled', provisioningStatus, service: 'exchange' }],
      ...rest,
    }),
  )

const recipient = fc.record(
  {
    address: fc.nat(30).map((number) => `user${number}@contoso.com`),
    type: fc.constantFrom('UserMailbox', 'SharedMailbox', 'MailUser', 'MailContact'),
    remote: fc.constantFrom('ProvisionMailbox', 'Migrated', 'None'),
  },
  { requiredKeys: ['address'] },
)

const unread = fc.constant({ known: false as const, why: 'not allowed' })
const raw = fc
  .record(
    {
      sample: fc.record({ address: fc.constant('user1@contoso.com'), user: fc.option(user) }),
      spread: fc.uniqueArray(user, { selector: ({ id }) => id, maxLength: 12 }),
      skus: fc.oneof(unread, fc.constant({ known: true as const, value: [] })),
      recipients: fc.oneof(
        unread,
        fc.array(recipient, { maxLength: 8 }).map((value) => ({ known: true as const, value })),
      ),
      accepted: unread,
      owned: unread,
    },
    { requiredKeys: ['spread', 'skus', 'recipients', 'accepted', 'owned'] },
  )
  .map((one) => Raw.parse(one))

describe('whatever Graph and Exchange tell of people,', () => {
  test('nobody is told twice, and no guest or account without an address is blamed', () => {
    fc.assert(
      fc.property(raw, (given) => {
        const { sampled, troubled, sampleTroubled } = analyse(given)
        const others = sampleTroubled ? troubled.slice(1) : troubled
        const should = given.spread.filter(
          (one) =>
            one.accountEnabled !== false && one.userType?.toLowerCase() !== 'guest' && one.mail !== undefined,
        )
        expect(new Set(others.map(({ user }) => user)).size).toBe(others.length)
        for (const { user } of others) expect(should.map(({ mail }) => mail)).toContain(user)
        expect(sampled).toBeLessThanOrEqual(should.length + (given.sample?.user ? 1 : 0))
      }),
    )
  })

  test('a mailbox with a working plan and nothing against it is never in trouble', () => {
    fc.assert(
      fc.property(raw, (given) => {
        const { troubled } = analyse({ ...given, recipients: { known: false, why: 'not allowed' } })
        const plans = mailboxPlans([])
        const sound = given.spread.filter(
          (one) =>
            planState(one, plans) === 'on' &&
            one.provisionedPlans.every(({ provisioningStatus }) => provisioningStatus !== 'Error'),
        )
        for (const one of sound)
          if (one.id !== given.sample?.user?.id && one.mail !== given.sample?.address)
            expect(troubled.map(({ user }) => user)).not.toContain(one.mail)
      }),
    )
  })

  test('the sample is troubled exactly when it stands first among the troubled', () => {
    fc.assert(
      fc.property(raw, (given) => {
        const { sampleTroubled, troubled } = analyse(given)
        const name = given.sample?.user
          ? (given.sample.user.mail ?? given.sample.user.userPrincipalName)
          : given.sample?.address
        if (sampleTroubled) expect(troubled[0]?.user).toBe(name)
        if (given.sample === undefined) expect(sampleTroubled).toBe(false)
      }),
    )
  })
})

describe('the state of a mailbox plan', () => {
  const of = (...states: readonly string[]) =>
    planState(
      User.parse({
        id: 'id',
        userPrincipalName: 'user@contoso.com',
        assignedPlans: states.map((capabilityStatus) => ({
          capabilityStatus,
          service: 'exchange',
          servicePlanId: PLAN,
        })),
      }),
      mailboxPlans([]),
    )

  test('is on while one of them works, also in the 30 days of grace', () => {
    fc.assert(
      fc.property(fc.array(status), fc.constantFrom('Enabled', 'Warning'), (states, working) => {
        expect(of(...states, working)).toBe('on')
      }),
    )
  })

  test('is suspended before it is lost, and none where there never was one', () => {
    expect([of('Deleted', 'Suspended'), of('LockedOut'), of('Deleted'), of()]).toEqual([
      'suspended',
      'suspended',
      'lost',
      'none',
    ])
  })

  test('takes the plans of other editions by their names, and not the one without a mailbox', () => {
    const sku = (servicePlanId: string, servicePlanName: string) => ({
      skuId: 'sku',
      skuPartNumber: 'SKU',
      capabilityStatus: 'Enabled',
      servicePlans: [{ servicePlanId, servicePlanName }],
    })
    const known = mailboxPlans([
      sku('AAAA', 'EXCHANGE_S_ENTERPRISE_GOV'),
      sku('bbbb', 'EXCHANGE_S_FOUNDATION'),
      sku('cccc', 'EXCHANGE_L_STANDARD'),
    ])
    expect(['aaaa', 'bbbb', 'cccc'].map((id) => known.has(id))).toEqual([true, false, true])
  })
})

describe('of thousands of accepted domains,', () => {
  const row = (order: number, more: Partial<Accepted> = {}): Accepted => ({
    DomainName: `domain${order}.example`,
    DomainType: 'Authoritative',
    Default: order === 4999,
    OutboundOnly: false,
    SendingFromDomainDisabled: false,
    SendingToDomainDisabled: false,
    PendingRemoval: false,
    WhenChangedUTC: '2025-01-01T00:00:00.000Z',
    ...more,
  })

  test('a hundred are kept: the default one, the one in question, those in trouble, those that changed last', () => {
    const domains = Array.from({ length: 5000 }, (_, order) => row(order))
    domains[3000] = row(3000, { OutboundOnly: true })
    domains[2000] = row(2000, { WhenChangedUTC: '2026-11-24T10:00:00.000Z' })
    const found = analyseAt(
      {
        spread: [],
        skus: { known: true, value: [] },
        recipients: { known: true, value: [] },
        accepted: { known: true, value: { domains, complete: true } },
        owned: { known: true, value: [] },
      },
      { scope: { ...EVERYTHING, domain: 'domain1000.example' }, at: '2026-11-24T10:30:00.000Z' },
    )
    expect(found.domains).toHaveLength(100)
    expect(found.domains?.slice(0, 4).map(({ name }) => name)).toEqual([
      'domain4999.example',
      'domain1000.example',
      'domain3000.example',
      'domain2000.example',
    ])
    expect(found.notRead).toEqual([{ what: '4900 accepted domains', why: 'too many to keep them all' }])
  })
})
