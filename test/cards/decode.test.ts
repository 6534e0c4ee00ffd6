import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import markdownIt from 'markdown-it'
import { type Decoded, decodeCard } from '../../src/cards/decode-card.ts'
import type { Card } from '../../src/model/card.ts'
import { STEP_IDS } from '../../src/model/ids.ts'
import { decode, type Report } from '../../src/ndr/decode.ts'
import { PARTIES } from '../../src/ndr/finding.ts'
import { REASONS } from '../../src/ndr/reason.ts'
import { cardTroubles, elementsOf } from '../support/card-check.ts'
import { fixtureBytes } from '../support/test-data.ts'
import { HOSTILE } from './arbitraries.ts'

const words = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 80 }))
const reports: fc.Arbitrary<Report> = fc.record({
  recipient: words,
  status: fc.constantFrom('', '5.1.1', '4.0.947', '5.7.705'),
  reply: fc.constantFrom('', '550'),
  reason: fc.constantFrom(...REASONS),
  step: fc.constantFrom(null, ...STEP_IDS),
  cause: fc.constantFrom(null, 'mx-wrong' as const, 'routing-loop' as const),
  party: fc.constantFrom(...PARTIES),
  advice: words,
  meaning: words,
  registered: words,
  said: words,
})
const decoded: fc.Arbitrary<Decoded> = fc.record(
  { name: words, reports: fc.array(reports, { maxLength: 12 }) },
  { requiredKeys: ['reports'] },
)

const texts = (card: Card): readonly string[] =>
  elementsOf(card).flatMap((element) =>
    ['TextBlock', 'TextRun'].includes(String(element['type'])) ? [String(element['text']).trim()] : [],
  )

describe('the card of what was decoded', () => {
  test('can be shown by every client, whatever was pasted', () => {
    fc.assert(
      fc.property(fc.array(decoded, { maxLength: 5 }), (all) => {
        expect(cardTroubles(decodeCard(all))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('lets no Markdown, no mention and no hidden character through', () => {
    const markdown = markdownIt()
    fc.assert(
      fc.property(fc.array(decoded, { maxLength: 4 }), (all) => {
        const card = decodeCard(all)
        expect(texts(card).join('\n').replaceAll('\u2060', '')).not.toMatch(/\p{Cf}|<\s*\/?\s*at\b/iu)
        const blocks = elementsOf(card).filter(({ type }) => type === 'TextBlock')
        expect(
          blocks
            .map(({ text }) => markdown.render(String(text)))
            .filter((html) => !/^<p>[^<]*<\/p>\n$/.test(html)),
        ).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('says the finding, whose problem it is and what to do', async () => {
    const card = decodeCard([{ reports: await decode('550 5.7.64 TenantAttribution; Relay Access Denied') }])
    expect(texts(card)).toEqual([
      'An inbound connector does not accept the sending server',
      'From what was pasted',
      'Decoded',
      'Whose problem',
      'The receiving side: its servers, DNS or tenant',
      'Code',
      '550 5.7.64 (Something about security or a policy)',
      'Reason',
      'norelaying',
      'Step',
      'inbound connectors',
      'Suspect',
      'connector offline',
      'Server said',
      '550 5.7.64 TenantAttribution; Relay Access Denied',
      'Do this',
      'The OnPremises inbound connector no longer recognises the sender: compare its certificate name and addresses with what the server presents now.',
      'Say diagnose to have the inbound connectors checked with the rest.',
    ])
  })

  test('puts recipients with the same answer together and lists different answers below each other', async () => {
    const card = decodeCard([
      { name: 'bounce.eml', reports: await decode(fixtureBytes('ndr/postfix-two-recipients.eml')) },
      { name: 'lunch.txt', reports: [] },
    ])
    const shown = texts(card)
    expect({
      title: shown.slice(0, 2),
      recipients: shown.filter((text) => text.includes('@contoso.example') && !text.includes(' ')),
      findings: [
        'The mailbox of the recipient is full',
        'The receiving server refuses the sending server, by its network address or host name',
      ].map((text) => shown.includes(text)),
    }).toEqual({
      title: ['2 recipients, 2 different reasons', 'From bounce.eml, lunch.txt; 1 part held no report'],
      recipients: ['kim@contoso.example', 'sam@contoso.example'],
      findings: [true, true],
    })
  })

  test('shows no code as given that no server gave', async () => {
    const card = decodeCard([{ reports: await decode('Remote host said: 550 no such user') }])
    expect(texts(card).filter((text) => /0\.9\d\d/.test(text))).toEqual([])
  })

  test('says how to do it better when there is nothing to decode', () => {
    expect(texts(decodeCard([{ reports: [] }]))).toEqual([
      'There is nothing in it that I can decode',
      'Mailflow',
      'Please read',
      'The words hold no delivery report, no SMTP reply and no status code. Paste the whole bounce, with the part for administrators, or drop the message itself as an .eml file.',
    ])
  })
})
