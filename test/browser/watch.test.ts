import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { startEverything } from './bot.ts'
import { launchBrowser, openClient } from './client.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** An hour and a half pass in a minute; mail stops ten minutes after the start and comes back three hours later. */
const SPEED = 90

test('mail stops, the alarm comes by itself, a person takes it, diagnoses, and mail comes back', async () => {
  const running = await startEverything({ scenario: 'zero-flow', speed: SPEED })
  const client = await openClient(browser, running.clientUrl)
  try {
    const alert = await client.look('Incidents', /INC-0001/, /INC-0001/)
    await alert.card.waitFor({ timeout: 120_000 })
    await alert.until(/No inbound mail for \d+ minutes/, 'Triggered', 'Acknowledge')
    await alert.shoot('alert.1-triggered')
    await alert.press('Acknowledge')
    await alert.until('Acknowledged', 'Olivia Operator')
    await alert.press('Diagnose')
    const verdict = await client.look('Incidents', /INC-0001/, /Do this/)
    await verdict.until('The MX record of contoso.com points elsewhere', 'Found')
    await alert.shoot('alert.2-diagnosed')
    const resolved = client.page
      .locator('.ac-adaptiveCard')
      .filter({ hasText: /INC-0001/ })
      .getByText(/Resolved/)
    await resolved.first().waitFor({ timeout: 200_000 })
    await alert.shoot('alert.3-resolved')
    expect(await alert.count()).toBe(1)
    expect(await alert.card.innerText()).not.toMatch(/\$\{|undefined|\[object|NaN/)
    expect(await client.titles()).not.toContain('Mailflow itself failed')
  } finally {
    await client.close()
    await running.close()
  }
}, 360_000)
