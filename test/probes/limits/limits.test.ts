import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { nulForbidden } from '../../../src/lab/exchange/wire.ts'
import { withRows } from '../../../src/lab/tenant/alter.ts'
import { analyse } from '../../../src/probes/limits/analyse.ts'
import { probe } from '../../../src/probes/limits/probe.ts'
import { enforcementOf, restrictedOf } from '../../../src/probes/limits/schema.ts'
import { EXCHANGE_FAULTS } from '../support/faults.ts'
import { NOW, tenants } from '../support/lab.ts'

const tenant = tenants()

describe('sending limits over HTTP', () => {
  test('are kept in a healthy tenant', async () => {
    const { look } = await tenant()
    expect((await look(probe)).outcome).toEqual({
      kind: 'found',
      value: {
        restricted: [],
        external: { observed: 1480, threshold: 16_350, enforced: true, verdict: 'Allowed', state: 'within' },
      },
      source: { asked: 'Get-BlockedSenderAddress', of: 'Exchange Online', at: NOW, tookMs: 0, by: 'probe' },
    })
  })

  test('tell who may not send, why, and since when', async () => {
    const { look } = await tenant('throttled')
    expect((await look(probe)).finding).toEqual({
      restricted: [
        {
          address: 'alex.fields@contoso.com',
          since: '2026-11-24T09:15:00.000Z',
          text: 'may not send: over the limit ExternalRecipients, 11480 external recipients today, 12 internal recipients today, 11480 messages in 24 hours',
          temporary: false,
        },
      ],
      external: {
        observed: 16_350,
        threshold: 16_350,
        enforced: true,
        verdict: 'Blocked',
        state: 'exceeded',
      },
    })
  })

  test('stand without the limit of the tenant, and say that it is missing', async () => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'exchange', matching: 'Get-LimitsEnforcementStatus', answer: nulForbidden })
    const { finding } = await look(probe)
    expect({ ...finding, notRead: finding?.notRead?.map(({ what }) => what) }).toEqual({
      restricted: [],
      notRead: ['limit of external recipients'],
    })
  })

  test('that the service tells in another shape are not guessed at', async () => {
    const { look, alter } = await tenant()
    await alter(withRows('Get-LimitsEnforcementStatus', () => [{ Limit: 'TERRL', State: 'Fine' }]))
    expect((await look(probe)).finding).toEqual({
      restricted: [],
      notRead: [{ what: 'limit of external recipients', why: 'Get-LimitsEnforcementStatus told no figures' }],
    })
  })

  test.each(EXCHANGE_FAULTS)('are no finding when Exchange Online %s', async (_, answer, kind) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'exchange', matching: 'Get-BlockedSenderAddress', answer })
    const { outcome } = await look(probe)
    expect({ kind: outcome.kind, value: 'value' in outcome }).toEqual({ kind, value: false })
  })

  test('of a list that was cut short are not certain', async () => {
    const { look, lab } = await tenant()
    lab.disturb({
      backend: 'exchange',
      matching: 'Get-BlockedSenderAddress',
      answer: {
        status: 200,
        body: { '@adminapi.warnings': ['There are more results available.'], value: [] },
      },
    })
    const { outcome } = await look(probe)
    expect(outcome).toMatchObject({ kind: 'unsure', value: { restricted: [] } })
  })
})

const limitOf = (ObservedValue: unknown, Threshold: unknown, EnforcementEnabled: unknown = true) =>
  analyse({
    restricted: [],
    enforcement: { known: true, value: [enforcementOf({ ObservedValue, Threshold, EnforcementEnabled })] },
  }).external

describe('the limit of external recipients', () => {
  test('is exceeded from its threshold on, near from four fifths, and else kept', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }), (observed, threshold) => {
        const state = observed >= threshold ? 'exceeded' : observed >= 0.8 * threshold ? 'near' : 'within'
        expect(limitOf(observed, threshold)).toEqual({ observed, threshold, enforced: true, state })
      }),
    )
  })

  test('of nothing is kept by whoever sends nothing', () => {
    expect([limitOf(0, 0)?.state, limitOf(1, 0)?.state]).toEqual(['within', 'exceeded'])
  })

  test('comes as text, too, as a relay writes it', () => {
    expect(limitOf('950', '1000', 'False')).toEqual({
      observed: 950,
      threshold: 1000,
      enforced: false,
      state: 'near',
    })
  })

  test('is the fullest of those that are told', () => {
    const value = [
      { ObservedValue: 10, Threshold: 100 },
      { ObservedValue: 99, Threshold: 100 },
    ].map(enforcementOf)
    expect(analyse({ restricted: [], enforcement: { known: true, value } }).external?.observed).toBe(99)
  })
})

describe('a restricted sender', () => {
  const textOf = (Reason: unknown, TemporaryBlock = false) =>
    analyse({
      restricted: [restrictedOf({ SenderAddress: 'Bob@Contoso.com', Reason, TemporaryBlock })],
      enforcement: { known: false, why: 'not asked' },
    }).restricted[0]

  test.each([
    ['ExternalRecipientCountToday=11480', 'may not send: 11480 external recipients today'],
    [
      'OutboundSpamLast24Hours=7;OutboundMailLast24Hours=0',
      'may not send: 7 messages taken for spam in 24 hours',
    ],
    ['Blocked by an administrator', 'may not send: Blocked by an administrator'],
    ['', 'may not send: no reason given'],
    [null, 'may not send: no reason given'],
  ])('with the reason %p reads: %s', (reason, text) => {
    expect(textOf(reason)).toEqual({ address: 'bob@contoso.com', text, temporary: false })
  })

  test('for now is said to be so', () => {
    expect(textOf('InternalRecipientCountToday=9', true)).toEqual({
      address: 'bob@contoso.com',
      text: 'may not send for now: 9 internal recipients today',
      temporary: true,
    })
  })

  test('has a text, whatever the reason is', () => {
    fc.assert(
      fc.property(fc.string(), (reason) => {
        expect(textOf(reason)?.text).toMatch(/^may not send: ./s)
      }),
    )
  })
})
