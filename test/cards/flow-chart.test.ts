import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { cardOf } from '../../src/cards/card.ts'
import { flowChart, flowWords } from '../../src/cards/flow-chart.ts'
import { flowSvg } from '../../src/cards/flow-svg.ts'
import { cardTroubles, elementsOf } from '../support/card-check.ts'
import { flowSeries, STOPPED } from './flows.ts'

const PICTURE = 'data:image/png;base64,iVBORw0KGgo='

const small = {
  direction: 'outbound',
  bucketMs: 900_000,
  points: [
    { at: '2026-11-23T10:00:00.000Z', seen: 22, expected: { low: 15, mid: 23.4, high: 33 } },
    { at: '2026-11-23T10:15:00.000Z', expected: { low: 14, mid: 24, high: 35 } },
    { at: '2026-11-23T10:30:00.000Z', seen: 3, expected: { low: 15, mid: 25, high: 36.2 } },
    { at: '2026-11-23T10:45:00.000Z', seen: 0 },
  ],
  onset: '2026-11-23T10:33:00.000Z',
} as const

test('a flow is a chart of what was seen in its hours, against what is usual, with the onset marked', () => {
  expect(flowChart(small, PICTURE)).toEqual([
    {
      type: 'Chart.Line',
      title: 'Outbound messages per 15 minutes',
      xAxisTitle: 'hours before 11:00 UTC',
      yAxisTitle: 'messages',
      yMin: 0,
      yMax: 37,
      colorSet: 'diverging',
      spacing: 'Medium',
      data: [
        { legend: 'Seen', color: 'categoricalBlue', values: [{ x: -1, y: 22 }] },
        {
          legend: 'Seen (2)',
          color: 'categoricalBlue',
          values: [
            { x: -0.5, y: 3 },
            { x: -0.25, y: 0 },
          ],
        },
        {
          legend: 'Usual, at least',
          color: 'neutral',
          values: [
            { x: -1, y: 15 },
            { x: -0.75, y: 14 },
            { x: -0.5, y: 15 },
          ],
        },
        {
          legend: 'Usual, at most',
          color: 'neutral',
          values: [
            { x: -1, y: 33 },
            { x: -0.75, y: 35 },
            { x: -0.5, y: 36 },
          ],
        },
        {
          legend: 'Since 10:33 UTC',
          color: 'attention',
          values: [
            { x: -0.45, y: 0 },
            { x: -0.45, y: 37 },
          ],
        },
      ],
      fallback: {
        type: 'Image',
        url: PICTURE,
        altText: 'Outbound messages per 15 minutes, the newest last: 22, no data, 3, 0 (usual 14 to 36)',
        size: 'Stretch',
        spacing: 'Medium',
      },
    },
    expect.objectContaining({ type: 'RichTextBlock' }),
  ])
})

test('the newest numbers stand below it in words, where zero and no data differ', () => {
  const shown = JSON.stringify(flowChart(small)[1])
  expect(shown).toContain(
    'Outbound messages per 15 minutes, the newest last: 22, no data, 3, 0 (usual 14 to 36)',
  )
})

test('without anything to compare with it says nothing of that', () => {
  const points = small.points.map(({ at }) => ({ at, seen: 1 }))
  expect(flowWords({ ...small, points })).toBe(
    'Outbound messages per 15 minutes, the newest last: 1, 1, 1, 1',
  )
})

describe('whatever flows', () => {
  test('every client can show the card, and nothing is drawn of what was not seen', () => {
    fc.assert(
      fc.property(flowSeries, fc.boolean(), (series, pictured) => {
        const elements = flowChart(series, pictured ? PICTURE : undefined)
        expect(elements.length).toBe(series.points.length === 0 ? 0 : 2)
        expect(
          cardTroubles(cardOf('Flow', elements.length === 0 ? [{ type: 'Container', items: [] }] : elements)),
        ).toEqual([])
        const drawn = elementsOf(elements)
          .filter(({ legend }) => String(legend).startsWith('Seen'))
          .flatMap(({ values }) => values as unknown[]).length
        expect(drawn).toBe(series.points.slice(-96).filter(({ seen }) => seen !== undefined).length)
      }),
      { numRuns: 60 },
    )
  })

  test('the picture stays inside its frame and holds only numbers and our own words', () => {
    fc.assert(
      fc.property(flowSeries, (series) => {
        const svg = flowSvg(series) ?? ''
        expect(svg === '').toBe(series.points.length === 0)
        expect(svg).not.toMatch(/NaN|Infinity|undefined/)
        for (const [, x, y] of svg.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0)
          expect(Number(x)).toBeLessThanOrEqual(640)
          expect(Number(y)).toBeGreaterThanOrEqual(0)
          expect(Number(y)).toBeLessThanOrEqual(330)
        }
      }),
    )
  })
})

test('a whole day with its picture leaves room for the rest of a card', () => {
  const elements = flowChart(STOPPED, `data:image/png;base64,${'A'.repeat(12_000)}`)
  expect(JSON.stringify(elements).length * 2).toBeLessThan(40_000)
})
