import { expect, test } from '@jest/globals'
import { Resvg } from '@resvg/resvg-js'
import * as fc from 'fast-check'
import { flowSvg } from '../../../src/cards/flow-svg.ts'
import { palettePng } from '../../../src/connect/pictures/palette-png.ts'
import { resvgPictures } from '../../../src/connect/pictures/resvg.ts'
import { flowSeries, STOPPED } from '../../cards/flows.ts'

const { png } = resvgPictures()

const bytesOf = (url: string): Buffer => Buffer.from(url.slice('data:image/png;base64,'.length), 'base64')

/** The picture as another reader of PNG sees it: the renderer is shown our file. */
const pixelsOf = (file: Buffer, width: number, height: number): Buffer => {
  const image = `<image href="data:image/png;base64,${file.toString('base64')}" width="${width}" height="${height}" image-rendering="optimizeSpeed"/>`
  return new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`,
    {
      imageRendering: 1,
    },
  ).render().pixels
}

/** The colours of a picture, the most frequent first, as `#rrggbb`. */
const coloursOf = (pixels: Buffer): readonly string[] => {
  const counts = new Map<string, number>()
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = `#${pixels.subarray(at, at + 3).toString('hex')}`
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([colour]) => colour)
}

test('a day becomes a PNG that is small enough for a card and wide enough for a phone', () => {
  const url = png(flowSvg(STOPPED) ?? '')
  const file = bytesOf(url)
  expect([url.startsWith('data:image/png;base64,'), file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([
    true,
    520,
    268,
  ])
  expect(url.length).toBeLessThan(12_000)
})

test('it shows the paper, the band, the line, the stop and the hole in their own colours', () => {
  const colours = coloursOf(pixelsOf(bytesOf(png(flowSvg(STOPPED) ?? '')), 520, 268))
  expect(
    ['#ffffff', '#cfe0f5', '#0b4f9e', '#f9dde0', '#e8e8e8', '#b10e1c'].filter(
      (ink) => !colours.includes(ink),
    ),
  ).toEqual([])
  const calm = coloursOf(
    pixelsOf(
      bytesOf(
        png(flowSvg({ direction: 'inbound', bucketMs: 900_000, points: STOPPED.points.slice(0, 20) }) ?? ''),
      ),
      520,
      268,
    ),
  )
  expect(['#f9dde0', '#e8e8e8', '#b10e1c'].filter((ink) => calm.includes(ink))).toEqual([])
})

test('it is paper to its very corners, whatever card it lies on', () => {
  const pixels = pixelsOf(bytesOf(png(flowSvg(STOPPED) ?? '')), 520, 268)
  expect([0, 519, 520 * 267, 520 * 268 - 1].map((at) => pixels.readUInt32BE(at * 4))).toEqual(
    Array.from({ length: 4 }, () => 0xff_ff_ff_ff),
  )
})

test('its words are drawn without any font of the system', () => {
  const words =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="30" font-size="24">'
  const drawn = coloursOf(pixelsOf(bytesOf(png(`${words}10:30</text></svg>`)), 520, 104))
  expect(drawn).toContain('#000000')
  expect(png(`${words}10:30</text></svg>`)).not.toBe(png(`${words}</text></svg>`))
})

test('whatever flows can be drawn', () => {
  fc.assert(
    fc.property(flowSeries, (series) => {
      const svg = flowSvg(series)
      if (svg !== undefined) expect(png(svg).length).toBeLessThan(24_000)
    }),
    { numRuns: 25 },
  )
})

test('a picture of few colours is the same to the pixel when it is read again', () => {
  const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((rgb) => [...rgb, 255])
  const picture = fc
    .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
    .chain(({ width, height }) =>
      fc
        .array(colour, { minLength: 1, maxLength: 30 })
        .chain((colours) =>
          fc.array(fc.constantFrom(...colours), { minLength: width * height, maxLength: width * height }),
        )
        .map((pixels) => ({ width, height, rgba: Uint8Array.from(pixels.flat()) })),
    )
  fc.assert(
    fc.property(picture, ({ width, height, rgba }) => {
      expect([...pixelsOf(palettePng({ width, height, rgba }), width, height)]).toEqual([...rgba])
    }),
  )
})
