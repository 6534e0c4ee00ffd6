import type { FlowPoint, FlowSeries } from '../model/monitor.ts'
import { lineOf } from './blocks.ts'
import { type Figures, figuresOf, hoursBefore, rounded, runsOf } from './flow-figures.ts'
import type { Element } from './template.ts'

/** How many of the newest buckets are said in words. */
const IN_WORDS = 6

/** The newest numbers in words: for phones, for screen readers, and for clients that draw nothing. */
export const flowWords = (series: FlowSeries): string | undefined => {
  const figures = figuresOf(series)
  if (figures === undefined) return undefined
  const newest = figures.points.slice(-IN_WORDS)
  const counts = newest.map(({ seen }) => (seen === undefined ? 'no data' : String(rounded(seen))))
  const usual = newest.flatMap(({ expected }) => (expected === undefined ? [] : [expected]))
  const range =
    usual.length === 0
      ? ''
      : ` (usual ${rounded(Math.min(...usual.map(({ low }) => low)))} to ${rounded(Math.max(...usual.map(({ high }) => high)))})`
  return `${figures.title}, the newest last: ${counts.join(', ')}${range}`
}

/**
 * The flow as a Teams chart against what is usual, with the onset marked; a client that draws no charts shows `picture`
 * (a `data:` address of a PNG of `flowSvg`) where there is one. Below stand the newest numbers in words. Nothing for a
 * series without points.
 */
export const flowChart = (series: FlowSeries, picture?: string): readonly Element[] => {
  const figures = figuresOf(series)
  const words = flowWords(series)
  if (figures === undefined || words === undefined) return []
  return [chartOf(figures, words, picture), lineOf({ text: words, size: 'Small' })]
}

const chartOf = (figures: Figures, words: string, picture: string | undefined): Element => ({
  type: 'Chart.Line',
  title: figures.title,
  xAxisTitle: `hours before ${figures.end.slice(11, 16)} UTC`,
  yAxisTitle: 'messages',
  yMin: 0,
  yMax: Math.ceil(figures.top),
  colorSet: 'diverging',
  spacing: 'Medium',
  data: [...seenIn(figures), ...usualIn(figures), ...onsetIn(figures)],
  fallback:
    picture === undefined
      ? { type: 'TextBlock', text: figures.title, wrap: true, weight: 'Bolder', spacing: 'Medium' }
      : { type: 'Image', url: picture, altText: words, size: 'Stretch', spacing: 'Medium' },
})

const lineThrough = (
  legend: string,
  color: string,
  points: readonly FlowPoint[],
  how: { readonly figures: Figures; readonly y: (point: FlowPoint) => number },
): Element => ({
  legend,
  color,
  values: points.map((point) => ({ x: hoursBefore(point.at, how.figures), y: rounded(how.y(point)) })),
})

const seenIn = (figures: Figures): readonly Element[] =>
  runsOf(figures.points, ({ seen }) => seen !== undefined).map((run, index) =>
    lineThrough(index === 0 ? 'Seen' : `Seen (${index + 1})`, 'categoricalBlue', run, {
      figures,
      y: ({ seen = 0 }) => seen,
    }),
  )

const usualIn = (figures: Figures): readonly Element[] => {
  const known = figures.points.filter(({ expected }) => expected !== undefined)
  if (known.length === 0) return []
  return [
    lineThrough('Usual, at least', 'neutral', known, { figures, y: ({ expected }) => expected?.low ?? 0 }),
    lineThrough('Usual, at most', 'neutral', known, { figures, y: ({ expected }) => expected?.high ?? 0 }),
  ]
}

const onsetIn = (figures: Figures): readonly Element[] => {
  if (figures.onset === undefined) return []
  const x = hoursBefore(figures.onset, figures)
  return [
    {
      legend: `Since ${figures.onset.slice(11, 16)} UTC`,
      color: 'attention',
      values: [
        { x, y: 0 },
        { x, y: Math.ceil(figures.top) },
      ],
    },
  ]
}
