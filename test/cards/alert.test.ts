import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { alertCard } from '../../src/cards/alert-card.ts'
import { digestCard } from '../../src/cards/digest-card.ts'
import { historyCard } from '../../src/cards/history-card.ts'
import { monitorsCard } from '../../src/cards/monitors-card.ts'
import { reportCard } from '../../src/cards/report-card.ts'
import type { Card } from '../../src/model/card.ts'
import { clickOf } from '../../src/teams/click.ts'
import { cardTroubles, elementsOf } from '../support/card-check.ts'
import {
  ACKNOWLEDGED,
  DIGEST,
  digests,
  incidentButtons,
  incidents,
  MONITORS,
  RESOLVED,
  rows,
  TRIGGERED,
} from './alert-views.ts'
import { words } from './arbitraries.ts'

const BUTTON = { incident: 'incident-1', token: 'one-use' } as const
const RUNS = { numRuns: 60 }

const texts = (card: Card): readonly string[] =>
  elementsOf({ ...card, actions: [] }).flatMap((element) =>
    ['TextBlock', 'TextRun'].includes(String(element['type'])) ? [String(element['text'])] : [],
  )
/** The texts of a card, from top to bottom, without chart and Teams elements. */
const linesOf = (card: Card): readonly string[] => texts({ ...card, body: withoutFallbacks(card.body) })
const withoutFallbacks = (body: Card['body']): Card['body'] =>
  JSON.parse(
    JSON.stringify(body, (key, value: unknown) => (key === 'fallback' ? undefined : value)),
  ) as Card['body']
const executes = (card: Card) => elementsOf(card).filter((element) => element['type'] === 'Action.Execute')
const titlesOf = (card: Card): readonly string[] => executes(card).map(({ title }) => String(title))

describe('any incident at all', () => {
  test('gives a card that every client can show', () => {
    fc.assert(
      fc.property(incidents, incidentButtons, fc.boolean(), (view, button, continuation) => {
        expect(cardTroubles(alertCard(view, button, { continuation }))).toEqual([])
      }),
      RUNS,
    )
  })

  test('offers everything that may be done, each exactly once, and the edge reads it back', () => {
    fc.assert(
      fc.property(incidents, incidentButtons, (view, button) => {
        const drawn = executes(alertCard(view, button)).map((action) =>
          JSON.stringify(clickOf(JSON.parse(JSON.stringify(action['data'])), undefined)),
        )
        const expected = view.offers.map((offer) =>
          JSON.stringify(JSON.parse(JSON.stringify({ ...button, offer }))),
        )
        expect(drawn.toSorted()).toEqual(expected.toSorted())
      }),
      RUNS,
    )
  })

  test('puts no hidden character and no mention on the card', () => {
    fc.assert(
      fc.property(incidents, incidentButtons, (view, button) => {
        const shown = texts(alertCard(view, button)).join('\n').replaceAll('\u2060', '')
        expect(shown).not.toMatch(/\p{Cf}|<\s*\/?\s*at\b/iu)
        expect(shown.isWellFormed()).toBe(true)
      }),
      RUNS,
    )
  })
})

test('any monitors, digest, history and report give cards that every client can show', () => {
  fc.assert(
    fc.property(rows, digests, words, (some, digest, text) => {
      const offers = some.map(({ id, on }) => ({ verb: 'switch', monitor: id, on: !on }) as const)
      const cards = [
        monitorsCard({ tenant: 'contoso', at: digest.at, rows: some, offers }),
        digestCard(digest),
        historyCard({ text, at: digest.at }),
        reportCard({ title: text, markdown: text.repeat(3) }),
      ]
      expect(cards.flatMap(cardTroubles)).toEqual([])
    }),
    RUNS,
  )
})

describe('an alert', () => {
  test('says first what, since when, how bad, who owns it and when there is more', () => {
    expect(
      linesOf(
        alertCard({ ...TRIGGERED, facts: TRIGGERED.facts.slice(0, 2), flow: undefined as never }, BUTTON),
      ),
    ).toEqual([
      'No inbound mail for 17 minutes',
      'P1 · contoso.com · since {{TIME(2026-11-23T10:11:58Z)}} · INC-0042',
      'Expected\u2002',
      '88 messages in that time (Monday, 10 to 11)',
      'Chance\u2002',
      'less than 1 in 10,000,000 that this is a quiet spell',
      'Owner\u2002',
      'nobody yet; escalates to the second line at {{TIME(2026-11-23T10:34:00Z)}}',
      'Next update\u2002',
      'by {{TIME(2026-11-23T10:49:00Z)}} or on change',
    ])
  })

  test('has the buttons of its state, the likeliest highlighted while it is nobody’s', () => {
    const triggered = alertCard(TRIGGERED, BUTTON)
    expect(titlesOf(triggered)).toEqual(['Acknowledge', 'Diagnose', 'Snooze', 'Escalate', 'Resolve'])
    expect(executes(triggered).map(({ style }) => style)).toEqual([
      'positive',
      'default',
      'default',
      'default',
      'default',
    ])
    expect(titlesOf(alertCard(ACKNOWLEDGED, BUTTON))).toEqual([
      'Diagnose',
      'Snooze',
      'Escalate',
      'Approve contoso.com',
      'Resolve',
      'Take over',
    ])
    expect(titlesOf(alertCard(RESOLVED, BUTTON))).toEqual(['Reopen', 'Switch on mx-drift'])
  })

  test('shows the verdict, what else belongs to it, what cannot be seen, and what to do', () => {
    const shown = linesOf(alertCard(ACKNOWLEDGED, BUTTON)).join('\n')
    for (const line of [
      'The cause is found: The MX record of contoso.com points elsewhere',
      'The MX record of contoso.com has changed',
      'No data for zero-flow since {{TIME(2026-11-23T10:42:00Z)}} (this does not prove that anything has changed)',
      'Olivia Operator',
      'If this is meant, approve it as the new baseline. Otherwise correct it where the zone is kept.',
    ])
      expect(shown).toContain(line)
  })

  test('that is over says how long it took and how it is kept from coming again', () => {
    const shown = linesOf(alertCard(RESOLVED, BUTTON)).join('\n')
    for (const line of [
      '{{TIME(2026-11-23T11:05:00Z)}}, seen to be clear',
      'noticed after 17 minutes · acknowledged after 1 minute 35 seconds · repaired after 43 minutes',
      '☐ Lock the domain at the registrar.',
      'Monitors that tell of it: mx-drift (off), ns-drift (on)',
    ])
      expect(shown).toContain(line)
  })

  test('is the same in its notification', () => {
    expect(alertCard(TRIGGERED, BUTTON).fallbackText).toBe(
      'P1 Triggered: No inbound mail for 17 minutes (INC-0042)',
    )
  })
})

describe.each([
  ['triggered', alertCard(TRIGGERED, BUTTON)],
  ['acknowledged', alertCard(ACKNOWLEDGED, BUTTON)],
  ['resolved', alertCard(RESOLVED, BUTTON)],
  ['monitors', monitorsCard(MONITORS)],
  ['digest', digestCard(DIGEST)],
])('the card %s', (_, card) => {
  test('can be shown by every client and leaves no placeholder', () => {
    expect(cardTroubles(card)).toEqual([])
    expect(JSON.stringify(card)).not.toContain('${')
  })
})

test('a digest counts what is red and says what to do', () => {
  const shown = linesOf(digestCard(DIGEST))
  expect(shown[0]).toBe('1 monitor sees mail hit')
  expect(shown.join('\n')).toContain('Renew it with the same subject.')
  expect(shown.join('\n')).toContain('(held back until now)')
})
