import type { FlowPoint, FlowSeries } from '../model/monitor.ts'
import { after, between, type Instant } from '../model/time.ts'
import { type Figures, figuresOf, rounded, runsOf } from './flow-figures.ts'

/*
 * The same picture as the chart, as SVG. It is drawn twice as large as a phone shows it, on a panel of its own, so that
 * it can be read on a light and on a dark card.
 */

const WIDTH = 640
const HEIGHT = 330
const PLOT = { left: 62, right: 622, top: 58, bottom: 284 } as const

const INK = {
  panel: '#FFFFFF',
  text: '#242424',
  quiet: '#5C5C5C',
  grid: '#D6D6D6',
  band: '#CFE0F5',
  mid: '#7DA3CF',
  seen: '#0B4F9E',
  onset: '#B10E1C',
  stopped: '#F9DDE0',
  unknown: '#E8E8E8',
} as const

interface Scale {
  readonly x: (at: Instant) => number
  readonly y: (count: number) => number
  readonly bucketMs: number
}

const tenth = (value: number): number => Math.round(value * 10) / 10

const scaleOf = ({ points, end, top }: Figures, bucketMs: number): Scale => {
  const start = points[0]?.at ?? end
  const whole = Math.max(1, between(start, end))
  return {
    bucketMs,
    x: (at) => tenth(PLOT.left + ((PLOT.right - PLOT.left) * between(start, at)) / whole),
    y: (count) => tenth(PLOT.bottom - ((PLOT.bottom - PLOT.top) * count) / top),
  }
}

/** The flow as SVG; undefined for a series without points. Times are in UTC and say so. */
export const flowSvg = (series: FlowSeries): string | undefined => {
  const figures = figuresOf(series)
  if (figures === undefined) return undefined
  const scale = scaleOf(figures, series.bucketMs)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans" font-size="21">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${INK.panel}"/>`,
    text(`${figures.title} (UTC)`, { x: 16, y: 34, fill: INK.text, weight: 'bold' }),
    ...onsetArea(figures, scale),
    ...unknownAreas(figures, scale),
    ...grid(figures, scale),
    ...band(figures, scale),
    ...seenLines(figures, scale),
    ...onsetMark(figures, scale),
    '</svg>',
  ].join('')
}

interface Lettering {
  readonly x: number
  readonly y: number
  readonly fill: string
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly weight?: 'bold'
}

const text = (words: string, { x, y, fill, anchor = 'start', weight }: Lettering): string =>
  `<text x="${x}" y="${y}" fill="${fill}" text-anchor="${anchor}"${weight === undefined ? '' : ` font-weight="${weight}"`}>${words}</text>`

const clock = (at: Instant): string => at.slice(11, 16)

const grid = ({ points, end, top }: Figures, { x, y }: Scale): readonly string[] => {
  const start = points[0]?.at ?? end
  const quarters = [0, 0.25, 0.5, 0.75, 1].map((share) => after(start, between(start, end) * share))
  const last = quarters.length - 1
  return [
    ...[0, top].map(
      (count) =>
        `<path d="M${PLOT.left} ${y(count)}H${PLOT.right}" stroke="${INK.grid}" stroke-width="1.5"/>` +
        text(String(rounded(count)), { x: PLOT.left - 8, y: y(count) + 7, fill: INK.quiet, anchor: 'end' }),
    ),
    ...quarters.map((at, index) =>
      text(clock(at), {
        x: index === 0 ? PLOT.left - 16 : index === last ? PLOT.right + 10 : x(at),
        y: PLOT.bottom + 32,
        fill: INK.quiet,
        anchor: index === 0 ? 'start' : index === last ? 'end' : 'middle',
      }),
    ),
  ]
}

const middle = (point: FlowPoint, { x, bucketMs }: Scale): number => x(after(point.at, bucketMs / 2))

const band = ({ points }: Figures, scale: Scale): readonly string[] =>
  runsOf(points, ({ expected }) => expected !== undefined).flatMap((run) => {
    const along = (edge: 'low' | 'mid' | 'high'): readonly string[] =>
      run.map((point) => `${middle(point, scale)} ${scale.y(point.expected?.[edge] ?? 0)}`)
    return [
      `<path d="M${[...along('high'), ...along('low').toReversed()].join('L')}Z" fill="${INK.band}"/>`,
      `<path d="M${along('mid').join('L')}" fill="none" stroke="${INK.mid}" stroke-width="2" stroke-dasharray="6 5"/>`,
    ]
  })

const seenLines = ({ points }: Figures, scale: Scale): readonly string[] =>
  runsOf(points, ({ seen }) => seen !== undefined).map((run) => {
    const through = run.map((point) => `${middle(point, scale)} ${scale.y(point.seen ?? 0)}`)
    // A lone point has no length, and shows by its round cap.
    const path = through.length === 1 ? `M${through[0]}h0.1` : `M${through.join('L')}`
    return `<path d="${path}" fill="none" stroke="${INK.seen}" stroke-width="4" stroke-linejoin="round" stroke-linecap="round"/>`
  })

const area = (from: number, to: number, fill: string): string =>
  `<rect x="${from}" y="${PLOT.top}" width="${tenth(Math.max(1, to - from))}" height="${PLOT.bottom - PLOT.top}" fill="${fill}"/>`

/** Where nothing is known: neither zero nor anything else. */
const unknownAreas = ({ points }: Figures, { x, bucketMs }: Scale): readonly string[] =>
  runsOf(points, ({ seen }) => seen === undefined).map((run) =>
    area(x(run[0]?.at ?? ''), x(after(run.at(-1)?.at ?? '', bucketMs)), INK.unknown),
  )

const onsetArea = ({ onset, end }: Figures, { x }: Scale): readonly string[] =>
  onset === undefined ? [] : [area(x(onset), x(end), INK.stopped)]

const onsetMark = ({ onset }: Figures, { x }: Scale): readonly string[] => {
  if (onset === undefined) return []
  const at = x(onset)
  const right = at < (PLOT.left + PLOT.right) / 2
  return [
    `<path d="M${at} ${PLOT.top - 6}V${PLOT.bottom}" stroke="${INK.onset}" stroke-width="3"/>`,
    text(`since ${clock(onset)}`, {
      x: right ? at + 8 : at - 8,
      y: PLOT.top + 18,
      fill: INK.onset,
      anchor: right ? 'start' : 'end',
      weight: 'bold',
    }),
  ]
}
