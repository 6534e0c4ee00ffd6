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
const inks = (ink: string, subtle: string, [accent, good, warning, attention]: readonly string[]) => ({
  default: text(ink, subtle),
  accent: text(accent as string, accent as string),
  good: text(good as string, good as string),
  warning: text(warning as string, warning as string),
  attention: text(attention as string, attention as string),
})

/** The colours of the Teams client, near enough to judge a card by. */
const THEMES = {
  light: {
    page: '#F5F5F5',
    line: '#D1D1D1',
    ink: inks('#242424', '#616161', ['#5B5FC7', '#13A10E', '#BC4B09', '#C4314B']),
    grounds: {
      default: '#FFFFFF',
      emphasis: '#F0F0F0',
      accent: '#E8EBFA',
      good: '#E7F2DA',
      warning: '#FBF6D9',
      attention: '#FCF4F6',
    },
  },
  dark: {
    page: '#141414',
    line: '#666666',
    ink: inks('#FFFFFF', '#ADADAD', ['#9299F7', '#92C353', '#F8D22A', '#F9526B']),
    grounds: {
      default: '#292929',
      emphasis: '#1F1F1F',
      accent: '#2F2F4A',
      good: '#0D2E0D',
      warning: '#463100',
      attention: '#3E1F25',
    },
  },
} as const
type Theme = keyof typeof THEMES

const hostOf = ({ ink, grounds }: (typeof THEMES)[Theme]) => ({
  fontFamily: "'Segoe UI', 'Selawik', 'Open Sans', sans-serif",
  supportsInteractivity: true,
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 12 },
  fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  containerStyles: Object.fromEntries(
    Object.entries(grounds).map(([style, backgroundColor]) => [
      style,
      { backgroundColor, foregroundColors: ink },
    ]),
  ),
  actions: { maxActions: 6, actionsOrientation: 'horizontal', buttonSpacing: 8, actionAlignment: 'left' },
  table: { cellSpacing: 4 },
  inputs: { label: { inputSpacing: 4 } },
})

const page = (card: unknown, width: number, theme: Theme): string => {
  const { page: around, line, ink, grounds } = THEMES[theme]
  return `<!doctype html><meta charset="utf-8">
<style>body{margin:0;padding:12px;background:${around};width:${width}px;box-sizing:border-box}
#card{background:${grounds.default};border-radius:4px;box-shadow:0 1px 3px #0003;overflow:hidden}
a{color:${ink.accent.default}}
.ac-pushButton,textarea{font:600 14px sans-serif;padding:6px 12px;border:1px solid ${line};border-radius:4px;background:${grounds.default};color:${ink.default.default};margin:2px}
textarea{font:14px sans-serif}.style-positive{background:#5b5fc7;color:#fff}</style>
<div id="card"></div><script>${MARKDOWN}</script><script>${RENDERER}</script>
<script>
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = (globalThis.markdownit.default ?? markdownit)().render(text); result.didProcess = true }
const card = new AdaptiveCards.AdaptiveCard()
card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(hostOf(THEMES[theme]))})
card.parse(${JSON.stringify(card).replaceAll('</', '<\\/')})
document.getElementById('card').append(card.render())
</script>`
}

const shoot = async (browser: Browser, folder: string, name: string, card: unknown): Promise<void> => {
  for (const theme of Object.keys(THEMES) as Theme[])
    for (const [size, width] of Object.entries(WIDTHS)) {
      const tab = await browser.newPage({ viewport: { width, height: 600 }, deviceScaleFactor: 1 })
      await tab.setContent(page(card, width, theme))
      const picture = (part = ''): Promise<unknown> =>
        tab.screenshot({ path: join(folder, `${name}.${size}.${theme}${part}.png`), fullPage: true })
      await picture()
      const evidence = tab.getByRole('button', { name: 'Evidence' })
      if ((await evidence.count()) > 0) {
        await evidence.click()
        await picture('.evidence')
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
