import { createRequire } from 'node:module'
import { Resvg } from '@resvg/resvg-js'
import type { Pictures } from '../../model/ports.ts'
import { palettePng } from './palette-png.ts'

/** The font comes with us: a container has none, and text would be missing without a word. */
const fontFile = (name: string): string =>
  createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)

/** Pixels: enough for a phone at twice its resolution, and small enough for a card. */
const WIDTH = 520

/** Pictures drawn in this process; a drawing of ours that cannot be drawn is a bug, and throws. */
export const resvgPictures = (): Pictures => {
  const font = {
    loadSystemFonts: false,
    fontFiles: [fontFile('DejaVuSans'), fontFile('DejaVuSans-Bold')],
    defaultFontFamily: 'DejaVu Sans',
  }
  return {
    png: (svg) => {
      const { width, height, pixels } = new Resvg(svg, {
        font,
        fitTo: { mode: 'width', value: WIDTH },
      }).render()
      return `data:image/png;base64,${palettePng({ width, height, rgba: pixels }).toString('base64')}`
    },
  }
}
