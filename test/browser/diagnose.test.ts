import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { SCENARIOS, type ScenarioId } from '../../src/lab/scenarios/registry.ts'
import { type Running, startEverything } from './bot.ts'
import { launchBrowser, openClient } from './client.ts'

/** What the verdict card must say in each trouble: its sentences and its chip. */
const SAYS: Readonly<Record<Exclude<ScenarioId, 'offline' | 'zero-flow'>, readonly string[]>> = {
  flowing: ['Mail is flowing', 'No stop'],
  'connector-offline': ['The outbound connector Outbound to on-premises does not carry mail', 'Found'],
  'network-blocked': ['Port 25 to hybrid.contoso.com is blocked', 'Found'],
  'mx-wrong': ['The MX record of contoso.com points elsewhere', 'Found'],
  'transport-rule': ['The transport rule Quarterly lockdown stops mail', 'Found'],
  'mailbox-not-provisioned': ['Mailboxes are not licensed or not provisioned', 'Found'],
  'directory-sync-stopped': ['Directory synchronisation has stopped', 'Found'],
  throttled: ['Exchange Online limits what we send', 'Found'],
  'tls-certificate': ['The TLS certificate at hybrid.contoso.com', 'is not accepted', 'Found'],
  'microsoft-incident': ['Microsoft has an incident: EX1268312', 'Found'],
  'subscription-expired': ['The subscription ENTERPRISEPACK has run out', 'Found'],
  'domain-expired': ['The registration of contoso.com has lapsed or is on hold', 'Found'],
  'third-party-gateway': ['Proofpoint Essentials takes no mail for contoso.com', 'Found'],
  'hybrid-server-outdated': [
    'Exchange Online takes no mail from the outdated server hybrid.contoso.com',
    'Found',
  ],
  'accepted-domain': ['The accepted domain contoso.example is not set up as its mail needs it', 'Found'],
  'sending-limit': ['The tenant has used up its limit of external recipients', 'Found'],
  'rule-and-mx': [
    'The MX record of contoso.com points elsewhere',
    'And: The transport rule Quarterly lockdown',
    '2 faults',
  ],
  'connector-and-sync': [
    'The outbound connector Outbound to on-premises does not carry mail',
    'And: Directory synchronisation has stopped',
    '2 faults',
  ],
}

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const STEPS = [
  'Message trace',
  'Inbound connectors',
  'Outbound connectors',
  'Network and DNS',
  'Transport rules',
  'Mailboxes',
  'Directory sync',
]

describe('a diagnosis in the Agents Playground', () => {
  test.each(Object.entries(SAYS))(
    '%s is told on one card, from the first second to the verdict',
    async (id, says) => {
      const running = await startEverything({ scenario: id as ScenarioId })
      // Slow enough that a person sees the card change.
      running.lab?.setLatency({ graph: 400, exchange: 600, dns: 40, smtp: 60 })
      const client = await openClient(browser, running.clientUrl)
      try {
        const shown = await client.say('Incidents', 'diagnose')
        await shown.until(...says, ...STEPS)
        expect(await client.titles()).toContain('Checking the mail flow')
        expect(await shown.card.innerText()).not.toMatch(/\$\{|undefined|\[object|NaN|\{\{(DATE|TIME)/)
        expect(await shown.count()).toBe(1)
        await shown.shoot(id)
        await shown.press('Evidence')
        await shown.shoot(`${id}.evidence`)
      } finally {
        await client.close()
        await running.close()
      }
    },
  )
})

describe('with no backend at all', () => {
  let running: Running
  beforeAll(async () => {
    running = await startEverything({ scenario: 'offline' })
  }, 60_000)
  afterAll(() => running.close())

  test('a person walks the tree by answering, takes an answer back, and reaches the cause', async () => {
    const client = await openClient(browser, running.clientUrl)
    try {
      const shown = await client.say('Incidents', 'diagnose')
      await shown.until('What does the message trace of the last 24 hours show?', 'Your turn')
      await shown.shoot('offline.1-question')
      await shown.press('They fail or wait')
      await shown.until('Are the outbound connectors switched on')
      await shown.press('Take back "They fail or wait"')
      await shown.until('What does the message trace of the last 24 hours show?')
      await shown.press('No messages')
      await shown.until('Are the inbound connectors switched on and sound?')
      await shown.press('Sound')
      await shown.until('Are the outbound connectors switched on')
      await shown.press('Sound')
      await shown.until('Does port 25 connect')
      await shown.press('Connected')
      await shown.until('Does the MX record')
      await shown.shoot('offline.2-question')
      await shown.press('Wrong')
      await shown.until('The MX record', 'Do this')
      expect(await shown.card.innerText()).toContain('Olivia Operator')
      await shown.shoot('offline.3-verdict')
      await shown.press('More')
      await shown.press('Start again')
      await shown.until('What does the message trace of the last 24 hours show?')
    } finally {
      await client.close()
    }
  })

  test('a word that is not known is answered with the nearest one', async () => {
    const client = await openClient(browser, running.clientUrl)
    try {
      const shown = await client.say('Incidents', 'diagnos')
      await shown.until('Did you mean', 'diagnose')
      await shown.shoot('unclear')
    } finally {
      await client.close()
    }
  })
})

test('every scenario of the lab is walked here', () => {
  expect([...Object.keys(SAYS), 'offline', 'zero-flow'].toSorted()).toEqual(Object.keys(SCENARIOS).toSorted())
})
