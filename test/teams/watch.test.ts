import { afterEach, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { IncidentOffer } from '../../src/model/incident.ts'
import { clickOf } from '../../src/teams/click.ts'
import { FURTHER_VERBS, saidOf } from '../../src/teams/commands.ts'
import { createMessenger } from '../../src/teams/messenger.ts'
import { cardOf, invokeFrom, type Json, LOCAL, OLIVIA, post, startBot, TENANT } from './support/bot.ts'
import { type Connector, startConnector } from './support/connector.ts'

const said = (text: string) => saidOf(text, FURTHER_VERBS)

describe('the words of the watch', () => {
  test.each([
    ['here', { verb: 'here' }],
    ['monitors', { verb: 'monitors' }],
    ['monitors off MX-drift', { verb: 'monitors', change: { monitor: 'mx-drift', on: false } }],
    ['report', { verb: 'report' }],
    ['ack', { verb: 'act', act: 'acknowledge' }],
    ['Acknowledge', { verb: 'act', act: 'acknowledge' }],
    ['/escalate', { verb: 'act', act: 'escalate' }],
    ['resolve.', { verb: 'act', act: 'resolve' }],
    ['maintenance 2h patching the edge', { verb: 'maintenance', minutes: 120, why: 'patching the edge' }],
    ['maintenance 30m', { verb: 'maintenance', minutes: 30, why: '' }],
    ['maintenance off', { verb: 'maintenance', minutes: 0, why: '' }],
    [
      'quiet 22:00-06:00 Europe/Berlin',
      { verb: 'quiet', hours: { from: '22:00', to: '06:00', zone: 'Europe/Berlin' } },
    ],
    ['quiet 9:30–17:00', { verb: 'quiet', hours: { from: '09:30', to: '17:00', zone: 'UTC' } }],
    ['quiet off', { verb: 'quiet', hours: undefined }],
  ])('%s', (words, meaning) => {
    expect(said(words)).toEqual(meaning)
  })

  test.each([
    'maintenance',
    'maintenance 25h',
    'maintenance 0m',
    'maintenance 2d',
    'maintenance forever',
    'quiet',
    'quiet 22:00',
    'quiet 22:00-22:00',
    'quiet 22:00-26:00',
    'quiet 22:00-06:00 Europe/Nowhere',
    'quiet 22:00-06:00-07:00',
    'monitors on',
  ])('%s is answered with how it is said', (words) => {
    expect(said(words)).toMatchObject({ verb: 'unclear', nearest: words.split(' ')[0] })
  })

  test('the name that the words for incidents have inside is no word itself', () => {
    expect(said('act')).toMatchObject({ verb: 'unclear', nearest: 'ack' })
  })

  test('nothing that somebody writes is taken for quiet hours that a clock does not know', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const meaning = said(`quiet ${text}`)
        if (meaning.verb !== 'quiet' || meaning.hours === undefined) return
        const { from, to, zone } = meaning.hours
        for (const time of [from, to]) expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/)
        expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow()
      }),
    )
  })
})

const alertData = (offer: Json): Json => ({ mailflow: 1, incident: 'i-1', token: 't-1', offer })

describe('the buttons of an alert', () => {
  test.each<IncidentOffer>([
    { verb: 'acknowledge' },
    { verb: 'diagnose' },
    { verb: 'snooze' },
    { verb: 'escalate' },
    { verb: 'resolve' },
    { verb: 'reopen' },
    { verb: 'approve', monitor: 'mx-drift', what: 'contoso.com', mark: '0 contoso.mail.example' },
    { verb: 'switch', monitor: 'mx-drift', on: true },
  ])('are read back: %j', (offer) => {
    expect(clickOf(alertData(offer as unknown as Json), 'c-1')).toEqual({
      incident: 'i-1',
      token: 't-1',
      offer,
      cardId: 'c-1',
    })
  })

  test.each([
    alertData({ verb: 'delete' }),
    alertData({ verb: 'approve', monitor: 'no-such', what: 'x', mark: 'y' }),
    alertData({ verb: 'switch', monitor: 'mx-drift', on: 'yes' }),
    { ...alertData({ verb: 'acknowledge' }), token: '' },
    { mailflow: 1, monitors: 'all', offer: { verb: 'switch', monitor: 'mx-drift', on: true } },
    { mailflow: 1, monitors: 'switch', offer: { verb: 'acknowledge' } },
    { mailflow: 1, diagnosis: 'd-1', token: 't-1', offer: { verb: 'acknowledge' } },
  ])('are none of ours when they are forged: %j', (data) => {
    expect(clickOf(data, undefined)).toBeUndefined()
  })
})

describe('who may press what', () => {
  const open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  const start = async (role: 'viewer' | 'responder' | 'approver' | 'admin') => {
    const connector = await startConnector()
    const roles = { viewer: [], responder: [], approver: [], admin: [], [role]: [OLIVIA.aadObjectId] }
    // Somebody else is listed too, so that nobody is let in for want of a list.
    const bot = await startBot({ roles: { ...roles, viewer: [...roles.viewer, 'somebody-else'] } })
    open.push(bot, connector)
    return { bot, serviceUrl: connector.serviceUrl }
  }

  test.each([
    ['viewer', { verb: 'acknowledge' }, false],
    ['responder', { verb: 'acknowledge' }, true],
    ['responder', { verb: 'resolve' }, true],
    ['responder', { verb: 'approve', monitor: 'mx-drift', what: 'contoso.com', mark: 'm' }, false],
    ['approver', { verb: 'approve', monitor: 'mx-drift', what: 'contoso.com', mark: 'm' }, true],
    ['approver', { verb: 'switch', monitor: 'mx-drift', on: true }, false],
    ['admin', { verb: 'switch', monitor: 'mx-drift', on: true }, true],
  ] as const)('a %s presses %j', async (role, offer, isAllowed) => {
    const { bot, serviceUrl } = await start(role)
    await post(bot.url, invokeFrom(serviceUrl, alertData(offer)))
    expect(bot.clicks).toHaveLength(isAllowed ? 1 : 0)
  })
})

describe('a new thread', () => {
  let connector: Connector
  afterEach(async () => {
    await connector.close()
  })
  const reference = (serviceUrl: string) => ({
    serviceUrl,
    channelId: 'msteams',
    conversationId: 'a:personal',
    tenant: TENANT,
    bot: { id: '28:bot' },
  })

  test('is a message of its own in a chat, which has no threads', async () => {
    connector = await startConnector()
    const chat = { tenant: TENANT, key: 'a:personal', reference: reference(connector.serviceUrl) }
    const opened = await createMessenger(LOCAL).open(chat, cardOf('alert'))
    expect(opened).toEqual({ conversation: chat, activityId: 'activity-1' })
    expect(connector.calls.map(({ method, path }) => ({ method, path }))).toEqual([
      { method: 'POST', path: '/v3/conversations/a%3Apersonal/activities' },
    ])
  })
})
