import type { Page } from '../../../src/model/page.ts'

export const NOW = '2026-11-23T10:29:00.000Z'

export const PAGE: Page = {
  id: 'page-7f3a91c2',
  incident: 'INC-0042',
  action: 'trigger',
  severity: 'P1',
  tenant: '3f1a6c1e-5b7d-4c02-9d7e-2a41c0ffee01',
  title: 'No inbound mail for 17 minutes',
  facts: [{ label: 'Expected', text: '88 messages in that time' }],
  at: NOW,
  link: 'https://teams.microsoft.com/l/message/19:x/1',
}
