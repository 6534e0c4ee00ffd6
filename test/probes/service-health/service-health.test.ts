import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { withDirectory } from '../../../src/lab/tenant/alter.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { analyse } from '../../../src/probes/service-health/analyse.ts'
import { probe } from '../../../src/probes/service-health/probe.ts'
import type { Issue } from '../../../src/probes/service-health/schema.ts'
import { GRAPH_FAULTS } from '../support/faults.ts'
import { tenants } from '../support/lab.ts'

const tenant = tenants()

const issue = (over: Partial<Issue> = {}): Issue => ({
  id: 'EX1000001',
  title: 'Users may see delays',
  classification: 'advisory',
  status: 'investigating',
  service: 'Exchange Online',
  isResolved: false,
  startDateTime: '2026-11-24T08:00:00Z',
  ...over,
})

const NOW = { scope: EVERYTHING, at: '2026-11-24T12:00:00.000Z' }

const judged = (over: Partial<Issue>) =>
  analyse(
    { overview: { service: 'Exchange Online', status: 'serviceDegradation' }, issues: [issue(over)] },
    NOW,
  ).issues[0]

describe('service health over HTTP', () => {
  test('without an open issue is operational, whatever the history holds', async () => {
    const { look } = await tenant()
    expect((await look(probe)).outcome).toEqual({
      kind: 'found',
      value: { status: 'serviceOperational', issues: [] },
      source: {
        asked:
          "GET /admin/serviceAnnouncement/healthOverviews/Exchange, GET /admin/serviceAnnouncement/issues?$filter=service%20eq%20'Exchange%20Online'%20and%20isResolved%20eq%20false",
        of: 'Microsoft Graph',
        at: '2026-11-24T10:30:00.000Z',
        tookMs: 0,
        by: 'probe',
      },
    })
  })

  test("tells Microsoft's own incident with the newest post as plain text", async () => {
    const { look } = await tenant('microsoft-incident')
    expect((await look(probe)).finding).toEqual({
      status: 'serviceDegradation',
      issues: [
        {
          id: 'EX1268312',
          title: 'Users may be unable to send or receive email messages',
          classification: 'incident',
          status: 'serviceDegradation',
          startedAt: '2026-11-24T08:35:00.000Z',
          changedAt: '2026-11-24T08:35:00.000Z',
          feature: 'E-Mail timely delivery',
          impact: 'Users may see delays or failures when they send or receive email messages.',
          latest:
            "Title: Users may be unable to send or receive email messages\nCurrent status: A portion of the transport infrastructure is not processing messages. We're rerouting mail to healthy infrastructure.\nNext update by: within two hours.",
          mailFlow: true,
        },
      ],
    })
  })

  test('leaves out what the service tells in spite of the filter', async () => {
    const { look, alter, lab } = await tenant()
    await alter(
      withDirectory((directory) => ({
        ...directory,
        issues: [...directory.issues, { ...issue(), service: 'Microsoft Teams' }, { ...issue(), id: 'EX2' }],
      })),
    )
    lab.disturb({
      backend: 'graph',
      matching: '/serviceAnnouncement/issues',
      answer: {
        status: 200,
        body: {
          value: [{ ...issue(), service: 'Microsoft Teams' }, { ...issue(), isResolved: true }, issue()],
        },
      },
    })
    expect((await look(probe)).finding?.issues.map(({ id }) => id)).toEqual(['EX1000001'])
  })

  test.each(GRAPH_FAULTS)('is no finding when Graph %s', async (_, answer, kind) => {
    const { look, lab } = await tenant()
    lab.disturb({ backend: 'graph', matching: '/admin/serviceAnnouncement/issues', answer })
    const { outcome } = await look(probe)
    expect({ kind: outcome.kind, value: 'value' in outcome }).toEqual({ kind, value: false })
  })
})

describe('an issue that is not open here', () => {
  test.each<[string, Partial<Issue>]>([
    ['resolved', { isResolved: true }],
    ['ended', { endDateTime: '2026-11-24T11:00:00.000Z' }],
    ['a false positive', { status: 'falsePositive' }],
    ['of another service', { service: 'Microsoft Teams' }],
  ])('%s is left out', (_, over) => {
    expect(judged(over)).toBeUndefined()
  })

  test('still counts when its end is yet to come', () => {
    expect(judged({ endDateTime: '2026-11-24T13:00:00.000Z' })?.id).toBe('EX1000001')
  })
})

describe('an issue', () => {
  test.each([
    ['its feature carries mail', { feature: 'E-Mail timely delivery', title: 'Some issue' }],
    ['mail is delayed', { title: 'Some users may experience delays when receiving email messages' }],
    ['mail bounces', { title: 'External email messages to some users are being rejected' }],
    ['a connector is in trouble', { title: 'Admins may see an error for outbound connectors' }],
    ['the impact says so', { impactDescription: 'Users may be unable to send email.' }],
  ])('is about mail flow when %s', (_, over) => {
    expect(judged(over)?.mailFlow).toBe(true)
  })

  test.each([
    'Some users may be unable to search their mailboxes',
    "Users' free/busy information may be missing in calendars",
    'Admins may be unable to open the Exchange admin center',
    'Some users may be unable to sign in to Outlook on the web',
  ])('is not about mail flow: %s', (title) => {
    expect(judged({ title, feature: 'E-Mail and calendar access' })?.mailFlow).toBe(false)
  })

  test('shows its newest post without markup, and no more than a card can hold', () => {
    const post = fc.record({
      createdDateTime: fc
        .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      description: fc.record({
        content: fc.stringMatching(/^[a-z ]{0,900}$/).map((text) => `<p>${text}</p>`),
      }),
    })
    fc.assert(
      fc.property(fc.array(post, { minLength: 1, maxLength: 5 }), (posts) => {
        const latest = judged({ posts })?.latest ?? ''
        const newest = posts
          .map(({ createdDateTime }) => createdDateTime)
          .toSorted()
          .at(-1)
        const texts = posts
          .filter(({ createdDateTime }) => createdDateTime === newest)
          .map(({ description }) =>
            description.content
              .replaceAll(/<\/?p>/g, '')
              .replaceAll(/ +/g, ' ')
              .trim(),
          )
        expect(texts.some((text) => text.startsWith(latest.replace(/…$/, '')))).toBe(true)
        expect(latest.length).toBeLessThanOrEqual(601)
      }),
    )
  })

  test('comes before those that began earlier', () => {
    const { issues } = analyse(
      {
        overview: { service: 'Exchange Online', status: 'serviceDegradation' },
        issues: ['2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z', '2026-11-02T00:00:00Z'].map(
          (startDateTime, index) => issue({ id: `EX${index}`, startDateTime }),
        ),
      },
      NOW,
    )
    expect(issues.map(({ id }) => id)).toEqual(['EX1', 'EX2', 'EX0'])
  })
})
