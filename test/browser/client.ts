import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { ROOT } from '../support/source-tree.ts'

/** Where pictures go to be looked at; git ignores it. */
const SHOTS = join(ROOT, 'shots/playground')

/** The browser must not ask the world for anything: on a closed network that takes minutes. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts Debian's Chromium, without a window. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['MAILFLOW_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ARGUMENTS,
  })

/** A person in the Agents Playground. */
export interface Client {
  readonly page: Page
  /** Goes to a channel of the team and posts there, Mailflow mentioned first. */
  say(channel: string, words: string): Promise<void>
  /** The cards in the thread that was said last; the bot greets in threads of its own. */
  cards(): Locator
  /** The newest of them. */
  card(): Locator
  /** Waits until the newest card says all of this; what it says instead is in the error. */
  until(...sentences: readonly string[]): Promise<void>
  /** All titles that cards have had since the tab was opened, in the order in which they were drawn. */
  titles(): Promise<readonly string[]>
  /** Presses a button of the newest card. */
  press(button: string): Promise<void>
  /** Keeps pictures of the newest card, wide and narrow. */
  shoot(name: string): Promise<void>
  close(): Promise<void>
}

/** A fresh tab shows only what is said from now on. */
export const openClient = async (browser: Browser, url: string): Promise<Client> => {
  const page = await browser.newPage({ viewport: WIDE })
  page.setDefaultTimeout(20_000)
  await page.addInitScript(rememberTitles)
  await page.goto(url)
  let said = /Mailflow/
  const cards = (): Locator => page.locator('.fui-Card').filter({ hasText: said }).locator('.ac-adaptiveCard')
  const card = (): Locator => cards().last()
  return {
    page,
    cards,
    card,
    until: async (...sentences) => {
      for (const sentence of sentences)
        await card()
          .getByText(sentence)
          .first()
          .waitFor()
          .catch(async (cause: unknown) => {
            throw new Error(`It never said "${sentence}", but:\n${await card().innerText()}`, { cause })
          })
    },
    titles: () => page.evaluate(() => (globalThis as unknown as { titles: string[] }).titles),
    say: async (channel, words) => {
      said = new RegExp(`Mailflow\\s+${words}`)
      await page.getByText(channel, { exact: true }).first().click()
      const composer = page.locator('[contenteditable=true]:visible').first()
      await composer.click()
      await page.keyboard.type('@')
      await page.getByRole('menuitem', { name: 'Mailflow' }).click()
      await page.keyboard.type(` ${words}`)
      await page.keyboard.press('Enter')
    },
    press: async (name) => {
      const button = card().getByRole('button', { name, exact: true })
      const more = card().getByRole('button', { name: 'More options' })
      // The client keeps secondary buttons behind its own menu.
      if ((await button.count()) === 0 && (await more.count()) > 0) {
        await more.click()
        await page.getByRole('menuitem', { name, exact: true }).click()
      } else await button.click()
    },
    shoot: async (name) => {
      mkdirSync(SHOTS, { recursive: true })
      for (const [size, viewport] of [['wide', WIDE] as const, ['narrow', NARROW] as const]) {
        await page.setViewportSize(viewport)
        await card().screenshot({ path: join(SHOTS, `${name}.${size}.png`) })
      }
      await page.setViewportSize(WIDE)
    },
    close: () => page.close(),
  }
}

// Of the page: the types of a browser would collide with those of Node.
declare const document: {
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }>
}
declare const MutationObserver: new (
  onChange: () => void,
) => { observe(node: unknown, what: Readonly<Record<string, boolean>>): void }

/** Runs in the page. A card changes faster than a test can look, so that the page itself remembers. */
const rememberTitles = (): void => {
  const titles: string[] = []
  Object.assign(globalThis, { titles })
  new MutationObserver(() => {
    for (const title of document.querySelectorAll('.ac-adaptiveCard .ac-textBlock:first-of-type')) {
      const text = title.textContent ?? ''
      if (!titles.includes(text)) titles.push(text)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

/** High enough for the longest card, because a picture shows no more than is in sight. */
const WIDE = { width: 1600, height: 4000 }
const NARROW = { width: 1000, height: 4000 }
