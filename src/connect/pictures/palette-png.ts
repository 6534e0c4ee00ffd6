import { crc32, deflateSync } from 'node:zlib'

/** Pixels row by row, four bytes each: red, green, blue and opacity. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

/** The inks, and a few steps between each and the paper: edges stay smooth. */
const MOST_COLOURS = 32

/**
 * A PNG with a palette (W3C PNG, colour type 3): a drawing has few colours, and so takes a fifth of the room that true
 * colour takes. Cards have little.
 */
export const palettePng = ({ width, height, rgba }: Pixels): Buffer => {
  const { colours, indices } = indexed(rgba)
  const rows = Buffer.alloc((width + 1) * height)
  for (let row = 0; row < height; row++)
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(colours.flatMap(([red, green, blue]) => [red, green, blue]))),
    chunk('tRNS', Buffer.from(colours.map(([, , , opacity]) => opacity))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

type Colour = readonly [number, number, number, number]

/** The most frequent colours are the palette; every other one is shown as the nearest of them. */
const indexed = (rgba: Uint8Array): { readonly colours: readonly Colour[]; readonly indices: Uint8Array } => {
  const pixels = new Uint32Array(rgba.length / 4)
  const view = new DataView(rgba.buffer, rgba.byteOffset, rgba.byteLength)
  const counts = new Map<number, number>()
  for (let at = 0; at < pixels.length; at++) {
    const pixel = view.getUint32(at * 4)
    pixels[at] = pixel
    counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  }
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one).map(([pixel]) => colourOf(pixel))
  const colours = byCount.slice(0, MOST_COLOURS)
  const places = new Map([...counts.keys()].map((pixel) => [pixel, nearest(colourOf(pixel), colours)]))
  return { colours, indices: Uint8Array.from(pixels, (pixel) => places.get(pixel) ?? 0) }
}

const colourOf = (pixel: number): Colour => [
  pixel >>> 24,
  (pixel >>> 16) & 0xff,
  (pixel >>> 8) & 0xff,
  pixel & 0xff,
]

const nearest = (colour: Colour, colours: readonly Colour[]): number => {
  const distances = colours.map((one) =>
    one.reduce((sum, part, index) => sum + (part - (colour[index] ?? 0)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

const chunk = (type: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
