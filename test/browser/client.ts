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

/** Cards of one thread, the newest that fits; what it is may change while it is looked at. */
export interface Shown {
  readonly card: Locator
  /** How many cards of the thread fit. */
  count(): Promise<number>
  /** Waits until the card says all of this; what it says instead is in the error. */
  until(...sentences: readonly (string | RegExp)[]): Promise<void>
  /** Presses a button of the card. */
  press(button: string): Promise<void>
  /** Keeps pictures of the card, as the client draws it and as wide as a phone, where nothing may stick out. */
  shoot(name: string): Promise<void>
}

/** A person in the Agents Playground. */
export interface Client {
  readonly page: Page
  /** Posts in a channel, Mailflow mentioned first; the cards of the thread that this begins. */
  say(channel: string, words: string): Promise<Shown>
  /** The cards that fit, in the thread of a channel that holds such words. */
  look(channel: string, thread: RegExp, card?: RegExp): Promise<Shown>
  /** All titles that cards have had since the tab was opened, in the order in which they were drawn. */
  titles(): Promise<readonly string[]>
  close(): Promise<void>
}

/** A fresh tab shows only what is said from now on. */
export const openClient = async (browser: Browser, url: string): Promise<Client> => {
  const page = await browser.newPage({ viewport: WIDE })
  page.setDefaultTimeout(45_000)
  await page.addInitScript(rememberTitles)
  await page.goto(url)
  const enter = (channel: string): Promise<void> => page.getByText(channel, { exact: true }).first().click()
  const shown = (thread: RegExp, card = /./): Shown =>
    shownIn(
      page,
      page
        .locator('.fui-Card')
        .filter({ hasText: thread })
        .locator('.ac-adaptiveCard')
        .filter({ hasText: card }),
    )
  return {
    page,
    say: async (channel, words) => {
      await enter(channel)
      await page.locator('[contenteditable=true]:visible').first().click()
      await page.keyboard.type('@')
      await page.getByRole('menuitem', { name: 'Mailflow' }).click()
      await page.keyboard.type(` ${words}`)
      await page.keyboard.press('Enter')
      return shown(new RegExp(`Mailflow\\s+${words}`))
    },
    look: async (channel, thread, card) => {
      await enter(channel)
      return shown(thread, card)
    },
    titles: () => page.evaluate(() => (globalThis as unknown as { titles: string[] }).titles),
    close: () => page.close(),
  }
}

const shownIn = (page: Page, cards: Locator): Shown => {
  const card = cards.last()
  return {
    card,
    count: () => cards.count(),
    until: async (...sentences) => {
      for (const sentence of sentences)
        await card
          .getByText(sentence)
          .first()
          .waitFor()
          .catch(async (cause: unknown) => {
            throw new Error(`It never said "${String(sentence)}", but:\n${await card.innerText()}`, { cause })
          })
    },
    press: async (name) => {
      const button = card.getByRole('button', { name, exact: true })
      const more = card.getByRole('button', { name: 'More options' })
      // The client keeps secondary buttons behind its own menu.
      if ((await button.count()) === 0 && (await more.count()) > 0) {
        await more.click()
        await page.getByRole('menuitem', { name, exact: true }).click()
      } else await button.click()
    },
    shoot: async (name) => {
      mkdirSync(SHOTS, { recursive: true })
      await card.screenshot({ path: join(SHOTS, `${name}.wide.png`) })
      // The client gives every card the same width, however narrow its window.
      await card.evaluate(setWidth, PHONE)
      const out = await card.evaluate(stickingOut)
      await card.screenshot({ path: join(SHOTS, `${name}.narrow.png`) })
      await card.evaluate(setWidth, '')
      if (out.length > 0) throw new Error(`On a phone this sticks out of "${name}":\n${out.join('\n')}`)
    },
  }
}

interface Box {
  readonly style: { width: string }
  readonly scrollWidth: number
  readonly clientWidth: number
  readonly textContent: string | null
  querySelectorAll(selector: string): Iterable<Box>
}

const setWidth = (card: unknown, width: string): void => {
  ;(card as Box).style.width = width
}

/** Texts that are wider than their place on the card. Code is not meant: Teams draws it in a block of its own. */
const stickingOut = (card: unknown): readonly string[] =>
  [...(card as Box).querySelectorAll('.ac-richTextBlock, .ac-textBlock')]
    .filter(
      (text) =>
        text.scrollWidth > text.clientWidth &&
        [...text.querySelectorAll('[style*="monospace" i]')].length === 0,
    )
    .map(({ textContent }) => textContent ?? '')

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
const WIDE = { width: 1600, height: 6000 }
const PHONE = '320px'
