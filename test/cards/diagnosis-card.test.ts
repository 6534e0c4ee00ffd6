import { expect, test } from '@jest/globals'
import { diagnosisCard } from '../../src/cards/diagnosis-card.ts'
import { BUTTON, EXAMPLES } from './examples.ts'

test.each(Object.entries(EXAMPLES))('the card of a diagnosis that is %s leaves no placeholder', (_, view) => {
  expect(JSON.stringify(diagnosisCard(view, BUTTON))).not.toContain('${')
})
