/*
 * Draws every example card with the reference renderer, wide and on a phone, light and dark, into `shots/cards`:
 *
 *   node test/browser/card-shots.ts [folder] [name ...]
 *
 * For looking at; it asserts nothing. Elements that only Teams knows show their fallback.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { CARDS } from '../cards/gallery.ts'

const WIDTHS = { wide: 900, phone: 320 } as const

const RENDERER = readFileSync(
  createRequire(import.meta.url).resolve('reference-renderer/dist/adaptivecards.min.js'),
  'utf8',
)
const MARKDOWN = readFileSync(createRequire(import.meta.url).resolve('markdown-it/browser'), 'utf8')

const text = (colour: string, subtle: string) => ({ default: colour, subtle })
const INK = {
  default: text('#242424', '#616161'),
  accent: text('#5B5FC7', '#5B5FC7'),
  good: text('#13A10E', '#13A10E'),
  warning: text('#BC4B09', '#BC4B09'),
  attention: text('#C4314B', '#C4314B'),
}
const ground = (backgroundColor: string) => ({ backgroundColor, foregroundColors: INK })

/** The looks of the Teams client in its light theme, near enough to judge a card by. */
const HOST = {
  fontFamily: "'Segoe UI', 'Selawik', 'Open Sans', sans-serif",
  supportsInteractivity: true,
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 12 },
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  containerStyles: {
    default: ground('#FFFFFF'),
    emphasis: ground('#F0F0F0'),
    accent: ground('#E8EBFA'),
    good: ground('#E7F2DA'),
    warning: ground('#FBF6D9'),
    attention: ground('#FCF4F6'),
  },
  actions: { maxActions: 6, actionsOrientation: 'horizontal', buttonSpacing: 8, actionAlignment: 'left' },
  table: { cellSpacing: 4 },
  inputs: { label: { inputSpacing: 4 } },
}

const page = (card: unknown, width: number): string => `<!doctype html><meta charset="utf-8">
<style>body{margin:0;padding:12px;background:#f5f5f5;width:${width}px;box-sizing:border-box}
#card{background:#fff;border-radius:4px;box-shadow:0 1px 3px #0003;overflow:hidden}
.ac-pushButton{font:600 14px sans-serif;padding:6px 12px;border:1px solid #d1d1d1;border-radius:4px;background:#fff;margin:2px}
.style-positive{background:#5b5fc7;color:#fff}textarea{font:14px sans-serif;border:1px solid #d1d1d1}</style>
<div id="card"></div><script>${MARKDOWN}</script><script>${RENDERER}</script>
<script>
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = (globalThis.markdownit.default ?? markdownit)().render(text); result.didProcess = true }
const card = new AdaptiveCards.AdaptiveCard()
card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(HOST)})
card.parse(${JSON.stringify(card).replaceAll('</', '<\\/')})
document.getElementById('card').append(card.render())
</script>`

const shoot = async (browser: Browser, folder: string, name: string, card: unknown): Promise<void> => {
  for (const [size, width] of Object.entries(WIDTHS)) {
    const tab = await browser.newPage({ viewport: { width, height: 600 }, deviceScaleFactor: 1 })
    await tab.setContent(page(card, width))
    await tab.screenshot({ path: join(folder, `${name}.${size}.png`), fullPage: true })
    const evidence = tab.getByRole('button', { name: 'Evidence' })
    if ((await evidence.count()) > 0) {
      await evidence.click()
      await tab.screenshot({ path: join(folder, `${name}.${size}.evidence.png`), fullPage: true })
    }
    await tab.close()
  }
}

const [folder = 'shots/cards', ...names] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  for (const [name, card] of Object.entries(CARDS))
    if (names.length === 0 || names.includes(name)) await shoot(browser, resolve(folder), name, card)
} finally {
  await browser.close()
}
