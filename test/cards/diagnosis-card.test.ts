import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import markdownIt from 'markdown-it'
import { diagnosisCard } from '../../src/cards/diagnosis-card.ts'
import { joinCard } from '../../src/cards/join-card.ts'
import { statusCard } from '../../src/cards/status-card.ts'
import type { Card } from '../../src/model/card.ts'
import type { Offer } from '../../src/model/view.ts'
import { clickOf } from '../../src/teams/click.ts'
import { cardTroubles, elementsOf } from '../support/card-check.ts'
import { watchStatuses } from './alert-views.ts'
import { buttons, views } from './arbitraries.ts'
import { BUTTON, EXAMPLES } from './examples.ts'

const RUNS = { numRuns: 60 }

const texts = (card: Card): readonly string[] =>
  elementsOf({ ...card, actions: [] }).flatMap((element) =>
    ['TextBlock', 'TextRun'].includes(String(element['type'])) ? [String(element['text'])] : [],
  )
const wordsOf = (card: Card): string => texts(card).join(' ')

/** An offer as the edge reads it: whole, but for a label that no store could keep. Labels are only for reading. */
const read = (offer: Offer): Offer =>
  'label' in offer && /[\p{Cc}\p{Cs}]/u.test(offer.label) ? { ...offer, label: '' } : offer

const executes = (card: Card) => elementsOf(card).filter((element) => element['type'] === 'Action.Execute')

describe('any diagnosis at all', () => {
  test('gives a card that every client can show', () => {
    fc.assert(
      fc.property(views, buttons, fc.boolean(), (view, button, continuation) => {
        expect(cardTroubles(diagnosisCard(view, button, { continuation }))).toEqual([])
      }),
      RUNS,
    )
  })

  test('gives status and join cards that every client can show', () => {
    fc.assert(
      fc.property(
        fc.array(views, { maxLength: 3 }),
        watchStatuses,
        views,
        buttons,
        (several, watch, view, button) => {
          const asked = (several[0] ?? view).scope
          expect([
            ...cardTroubles(statusCard({ diagnoses: several })),
            ...cardTroubles(statusCard({ diagnoses: several, watch })),
            ...cardTroubles(joinCard(view, button, asked)),
          ]).toEqual([])
        },
      ),
      { numRuns: 25 },
    )
  })

  test('puts no hidden character and no mention on the card', () => {
    fc.assert(
      fc.property(views, buttons, (view, button) => {
        // The one invisible character of our own keeps a heading from starting a list.
        const shown = texts(diagnosisCard(view, button)).join('\n').replaceAll('\u2060', '')
        expect(shown).not.toMatch(/\p{Cf}|<\s*\/?\s*at\b/iu)
        expect(shown.isWellFormed()).toBe(true)
      }),
      RUNS,
    )
  })

  test('has headings in which no Markdown takes effect', () => {
    const markdown = markdownIt()
    fc.assert(
      fc.property(views, buttons, (view, button) => {
        const blocks = elementsOf(diagnosisCard(view, button)).filter(({ type }) => type === 'TextBlock')
        const drawn = blocks.map(({ text }) => markdown.render(String(text)))
        expect(drawn.filter((html) => !/^<p>[^<]*<\/p>\n$/.test(html))).toEqual([])
      }),
      RUNS,
    )
  })

  test('offers everything that may be done, each exactly once, and the edge reads it back', () => {
    fc.assert(
      fc.property(views, buttons, (view, button) => {
        const drawn = executes(diagnosisCard(view, button)).map((action) => ({
          click: clickOf(JSON.parse(JSON.stringify(action['data'])), undefined),
          same: JSON.stringify((action['fallback'] as Card)['data']) === JSON.stringify(action['data']),
        }))
        const byText = (one: unknown, other: unknown) =>
          JSON.stringify(one).localeCompare(JSON.stringify(other))
        const expected = view.offers.map((offer) => ({
          click: { ...button, offer: read(offer) },
          same: true,
        }))
        expect(drawn.toSorted(byText)).toEqual(expected.toSorted(byText))
      }),
      RUNS,
    )
  })

  test('shows six buttons at most, four of them in sight', () => {
    fc.assert(
      fc.property(views, buttons, (view, button) => {
        const card = diagnosisCard(view, button)
        const answers = elementsOf(card.body).filter(
          (element) =>
            element['type'] === 'Action.Execute' &&
            (element['data'] as { offer: Offer }).offer.verb === 'answer',
        )
        const below = (card.actions ?? []) as readonly { mode: string }[]
        expect(answers.length + below.length).toBeLessThanOrEqual(6)
        expect(answers.length + below.filter(({ mode }) => mode === 'primary').length).toBeLessThanOrEqual(4)
      }),
      RUNS,
    )
  })

  test('shows its seven steps, whatever their state', () => {
    fc.assert(
      fc.property(views, buttons, (view, button) => {
        const shown = texts(diagnosisCard(view, button))
        const rows = shown.filter((text) => /^[1-7] /.test(text) && text.endsWith(': '))
        expect(rows.length).toBeGreaterThanOrEqual(7)
      }),
      RUNS,
    )
  })
})

describe.each(Object.entries(EXAMPLES))('a diagnosis that is %s', (_, view) => {
  test('gives a card that every client can show', () => {
    expect(cardTroubles(diagnosisCard(view, BUTTON))).toEqual([])
  })

  test('leaves no placeholder', () => {
    expect(JSON.stringify(diagnosisCard(view, BUTTON))).not.toContain('${')
  })

  test('shows no moment in UTC but in what is to be copied', () => {
    const copied = elementsOf(diagnosisCard(view, BUTTON)).filter(({ fontType }) => fontType === 'Monospace')
    const shown = wordsOf(diagnosisCard(view, BUTTON))
    const rest = copied.reduce((text, element) => text.replace(String(element['text']), ''), shown)
    expect(rest.replaceAll(/\{\{(DATE|TIME)\([^)]*\)\}\}/g, '')).not.toMatch(/\d{4}-\d\d-\d\dT/)
  })
})

describe('what the card says', () => {
  const titleOf = (card: Card): string => texts(card)[0] ?? ''

  test('is the finding as a sentence, in every phase', () => {
    const titles = Object.fromEntries(
      Object.entries(EXAMPLES).map(([name, view]) => [name, titleOf(diagnosisCard(view, BUTTON))]),
    )
    expect(titles).toEqual({
      started: 'Checking the mail flow of contoso.com',
      running: 'So far: step 4, Network and DNS, is broken',
      asking: 'Step 4 needs you: Can the hybrid server reach Exchange Online?',
      found: 'The MX record of contoso.com points elsewhere',
      twoFaults: 'The transport rule "Block external" rejects all mail from outside',
      likely: 'Probably: The transport rule "Block external" rejects all mail from outside',
      conflict: 'The evidence contradicts itself',
      unknown: 'No cause found: take it to Microsoft',
      flowing: 'Mail of contoso.com is flowing',
      stopped: 'Stopped before a cause was found',
    })
  })

  test('names both faults in the header when two are proven', () => {
    expect(texts(diagnosisCard(EXAMPLES.twoFaults, BUTTON)).slice(0, 2)).toEqual([
      'The transport rule "Block external" rejects all mail from outside',
      'And: The MX record of contoso.com points elsewhere',
    ])
  })

  test('has the exact commands in monospace', () => {
    const commands = elementsOf(diagnosisCard(EXAMPLES.twoFaults, BUTTON)).flatMap((element) =>
      element['type'] === 'CodeBlock' ? [element['codeSnippet']] : [],
    )
    expect(commands).toEqual([
      "Disable-TransportRule -Identity 'Block external' -Confirm:$false",
      "Get-TransportRule 'Block external' | Format-List Name,State,Mode,WhenChanged",
      'contoso-com.mail.protection.outlook.com',
    ])
  })

  test('says what was not checked, also when everything was', () => {
    expect(wordsOf(diagnosisCard(EXAMPLES.found, BUTTON))).toContain(
      'On-premises queues (no relay agent there)',
    )
    expect(wordsOf(diagnosisCard(EXAMPLES.flowing, BUTTON))).toContain('nothing: every check answered')
  })

  test('says so when it was posted again after a restart', () => {
    expect(wordsOf(diagnosisCard(EXAMPLES.running, BUTTON))).not.toContain('Posted again')
    expect(wordsOf(diagnosisCard(EXAMPLES.running, BUTTON, { continuation: true }))).toContain('Posted again')
  })

  test('highlights no answer, so that nobody is led', () => {
    const styles = executes(diagnosisCard(EXAMPLES.asking, BUTTON)).map(({ style }) => style)
    expect(new Set(styles)).toEqual(new Set(['default']))
  })

  test('counts the evidence that finds no room', () => {
    const [row] = EXAMPLES.found.evidence
    if (row === undefined) throw new Error('the example has lost its evidence')
    const many = { ...EXAMPLES.found, evidence: Array.from({ length: 200 }, () => row) }
    const card = diagnosisCard(many, BUTTON)
    expect(cardTroubles(card)).toEqual([])
    expect(wordsOf(card)).toContain('and 176 more answers that found no room here')
  })
})
