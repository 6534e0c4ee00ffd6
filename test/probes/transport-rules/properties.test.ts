import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { TransportRule } from '../../../src/model/findings.ts'
import { DIRECTIONS } from '../../../src/model/scope.ts'
import { type Plan, plan, rowOf, sample, setting } from './arbitraries.ts'
import { judge, judgeOne, known, rejects, rejectsAll } from './rules.ts'

/** With and without recent mail to measure on. */
const facts = fc
  .option(sample, { nil: undefined })
  .map((rows) => (rows === undefined ? {} : { sample: known(rows) }))

/** Neither bound is above the other rule's, in any direction. */
const noMore = (one: TransportRule, other: TransportRule): boolean =>
  DIRECTIONS.every(
    (direction) =>
      one.share[direction] <= other.share[direction] &&
      (one.shareAtMost?.[direction] ?? 1) <= (other.shareAtMost?.[direction] ?? 1),
  )

const withoutTwin = (settings: readonly { name: string }[], name: string): boolean =>
  settings.every((setting) => setting.name !== name)

describe('whatever is set on a rule', () => {
  test('an exception more never makes it stop more', () => {
    fc.assert(
      fc.property(plan, setting, facts, (plan, extra, facts) => {
        fc.pre(withoutTwin(plan.exceptions, extra.name))
        const more: Plan = { ...plan, exceptions: [...plan.exceptions, extra] }
        return noMore(judgeOne(rowOf(more), facts), judgeOne(rowOf(plan), facts))
      }),
    )
  })

  test('a condition more never makes it stop more', () => {
    fc.assert(
      fc.property(plan, setting, facts, (plan, extra, facts) => {
        fc.pre(withoutTwin(plan.conditions, extra.name))
        const more: Plan = { ...plan, conditions: [...plan.conditions, extra] }
        return noMore(judgeOne(rowOf(more), facts), judgeOne(rowOf(plan), facts))
      }),
    )
  })

  test('an earlier rule never makes it stop more', () => {
    fc.assert(
      fc.property(plan, plan, facts, (plan, earlier, facts) => {
        const row = { ...rowOf(plan), Priority: 5, Name: 'later' }
        const both = judge([{ ...rowOf(earlier), Priority: 4 }, row], facts)
        return noMore(both[1] as TransportRule, judgeOne(row, facts))
      }),
    )
  })

  test('its share lies between nothing and everything, and its least is not above its most', () => {
    fc.assert(
      fc.property(plan, facts, (plan, facts) => {
        const { share, shareAtMost } = judgeOne(rowOf(plan), facts)
        return DIRECTIONS.every((direction) => {
          const most = shareAtMost?.[direction] ?? Number.NaN
          return 0 <= share[direction] && share[direction] <= most && most <= 1
        })
      }),
    )
  })

  test('it blocks only when it is on, enforced, in its window, and stops more than half of a direction', () => {
    fc.assert(
      fc.property(plan, facts, (plan, facts) => {
        const rule = judgeOne(rowOf(plan), facts)
        const { State, Mode, ActivationDate, ExpiryDate } = plan.facts
        const inEffect =
          State === 'Enabled' &&
          Mode === 'Enforce' &&
          ActivationDate !== '2026-12-01T00:00:00Z' &&
          ExpiryDate !== '2026-11-01T00:00:00Z'
        const most = DIRECTIONS.some((direction) => rule.share[direction] > 0.5)
        expect(rule.blocking).toBe(inEffect && most)
      }),
    )
  })

  test('switching it off, testing it or letting it expire takes its whole share away', () => {
    const ways = fc.constantFrom(
      { State: 'Disabled' },
      { Mode: 'AuditAndNotify' },
      { ExpiryDate: '2026-11-22T00:00:00Z' },
      { ActivationDate: '2026-11-24T00:00:00Z' },
    )
    fc.assert(
      fc.property(plan, ways, facts, (plan, way, facts) => {
        const { share, shareAtMost, blocking } = judgeOne({ ...rowOf(plan), ...way }, facts)
        const nothing = { inbound: 0, outbound: 0 }
        expect({ share, shareAtMost, blocking }).toEqual({
          share: nothing,
          shareAtMost: nothing,
          blocking: false,
        })
      }),
    )
  })

  test('the order in which the service lists the rules does not matter', () => {
    const plans = fc.uniqueArray(plan, { selector: ({ facts }) => facts['Priority'], maxLength: 5 })
    fc.assert(
      fc.property(plans, (plans) => {
        const rows = plans.map(rowOf)
        expect(judge(rows.toReversed())).toEqual(judge(rows))
      }),
    )
  })

  test('it is explained in one line', () => {
    fc.assert(
      fc.property(plan, facts, (plan, facts) => {
        expect(judgeOne(rowOf(plan), facts).because).toMatch(/^[A-Z][^\n]+$/)
      }),
    )
  })
})

test('rules block together only where all of them stop more than half of a direction', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(plan, { selector: ({ facts }) => facts['Priority'], maxLength: 4 }),
      facts,
      (plans, facts) => {
        const rules = judge(plans.map(rowOf), facts)
        for (const { together, share } of rules)
          for (const direction of DIRECTIONS) {
            const part = together?.[direction]
            if (part === undefined) continue
            const each = rules.map((rule) => rule.share[direction])
            expect(part).toBeGreaterThan(0.5)
            expect(part).toBeGreaterThanOrEqual(share[direction])
            expect(Math.max(...each)).toBeLessThanOrEqual(0.5)
          }
      },
    ),
  )
})

test('a rule without conditions that comes first and rejects always blocks', () => {
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 4 }), facts, (others, facts) => {
      const rows = [{ ...rejectsAll, Priority: -1 }, ...others.map(rowOf)]
      expect(judge(rows, facts)[0]).toMatchObject({ blocking: true, share: { inbound: 1, outbound: 1 } })
    }),
  )
})

test('what a rule is certain of is so on every message of the trace', () => {
  const exact = setting.filter(({ name }) =>
    [
      'FromScope',
      'SentToScope',
      'RecipientDomainIs',
      'FromAddressMatchesPatterns',
      'MessageSizeOver',
    ].includes(name),
  )
  fc.assert(
    fc.property(
      fc.uniqueArray(exact, { selector: ({ name }) => name, maxLength: 3 }),
      sample,
      (conditions, rows) => {
        const row = rejects(Object.fromEntries(conditions.map(({ name, value }) => [name, value])))
        const rule = judgeOne(row)
        fc.pre(rule.sureness === 'certain')
        // A person's exception makes the share uncertain, so that the trace is asked, and touches none of this mail.
        const measured = judgeOne(
          { ...row, ExceptIfFrom: ['nobody@nowhere.example'], Exceptions: ['FromPredicate'] },
          { sample: known(rows) },
        )
        for (const direction of DIRECTIONS)
          if (measured.sureness === 'measured') expect(measured.share[direction]).toBe(rule.share[direction])
      },
    ),
  )
})

test('the measured share is that of the messages which the conditions name', () => {
  const ours = (address: string): boolean => /@(contoso|fabrikam)\.com$/.test(address)
  const senders = fc.subarray(['bob@litware.de', 'sales@litware.de', 'info@wingtip.example'], {
    minLength: 1,
  })
  fc.assert(
    fc.property(senders, sample, (senders, rows) => {
      const inbound = rows.filter(({ sender, recipient }) => !ours(sender) && ours(recipient))
      fc.pre(inbound.length >= 20)
      const hit = inbound.filter(({ sender, bytes }) => senders.includes(sender) && bytes >= 20_480).length
      const rule = judgeOne(
        rejects({ FromScope: 'NotInOrganization', From: senders, MessageSizeOver: '20 KB (20,480 bytes)' }),
        { sample: known(rows) },
      )
      expect(rule.share.inbound).toBeCloseTo(hit / inbound.length, 3)
    }),
  )
})
