import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { SettingsFault, settingsFrom } from '../src/config.ts'

const ID = '00000000-0000-0000-0000-00000000000a'
const TENANT = '00000000-0000-0000-0000-00000000000b'
const OTHER = '00000000-0000-0000-0000-00000000000c'

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    settingsFrom(environment)
    return []
  } catch (thrown) {
    if (thrown instanceof SettingsFault) return thrown.problems
    throw thrown
  }
}

const BOT = { MicrosoftAppId: ID, MicrosoftAppTenantId: TENANT, MicrosoftAppPassword: 's3cret' }

test('with nothing set there is a bot for this machine, with no service set up', () => {
  expect(settingsFrom({})).toEqual({
    dataFolder: resolve('.data'),
    logLevel: 'info',
    bot: {
      port: 3978,
      identity: { kind: 'none' },
      tenants: [],
      roles: { viewer: [], responder: [], approver: [], admin: [] },
      openIdUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      tokenIssuer: 'https://api.botframework.com',
      loginUrl: 'https://login.microsoftonline.com',
      scope: 'https://api.botframework.com',
    },
    graph: { url: 'https://graph.microsoft.com/v1.0' },
    exchange: { url: 'https://outlook.office365.com' },
    dns: { servers: [] },
    smtp: { connectTo: {}, heloName: hostname() },
    zeroFlowRule: 'learned',
    pager: {},
    playgroundPort: 56_150,
  })
})

test('what is empty counts as not set, and what is not ours is not looked at', () => {
  expect(settingsFrom({ PORT: '', MicrosoftAppId: '  ', PATH: '/bin' })).toEqual(settingsFrom({}))
})

test('everything set is read', () => {
  const settings = settingsFrom({
    PORT: '80',
    DATABASE_URL: 'postgres://mailflow@db.example/mailflow',
    MAILFLOW_DATA: '/var/lib/mailflow',
    MAILFLOW_LOG_LEVEL: 'DEBUG',
    MAILFLOW_PLAYGROUND_PORT: '0',
    ...BOT,
    MAILFLOW_TENANTS: `${TENANT.toUpperCase()}, ${OTHER},`,
    MAILFLOW_ADMINS: ID,
    AZURE_TENANT_ID: OTHER,
    AZURE_CLIENT_ID: ID,
    AZURE_CLIENT_CERTIFICATE_PATH: '/etc/graph.pem',
    MAILFLOW_GRAPH_URL: 'http://127.0.0.1:8080/v1.0/',
    MAILFLOW_EXCHANGE_TOKEN: 'token',
    MAILFLOW_DNS_SERVERS: '10.0.0.53, 127.0.0.1:5353,[::1]:53',
    MAILFLOW_SMTP_CONNECT_TO: 'Mail.Contoso.com=127.0.0.1:2525,mx.fabrikam.com=[::1]',
    MAILFLOW_EHLO_NAME: 'probe.contoso.com',
    MAILFLOW_CA_FILE: '/etc/ca.pem',
    MAILFLOW_ZERO_FLOW_RULE: '15min',
  })
  expect(settings).toEqual({
    dataFolder: resolve('/var/lib/mailflow'),
    databaseUrl: 'postgres://mailflow@db.example/mailflow',
    logLevel: 'debug',
    tenant: OTHER,
    bot: {
      ...settingsFrom({}).bot,
      port: 80,
      appId: ID,
      tenant: TENANT,
      identity: { kind: 'secret', secret: 's3cret' },
      tenants: [TENANT, OTHER],
      roles: { viewer: [], responder: [], approver: [], admin: [ID] },
    },
    graph: {
      url: 'http://127.0.0.1:8080/v1.0',
      credential: { kind: 'certificate', tenant: OTHER, client: ID, file: resolve('/etc/graph.pem') },
    },
    exchange: { url: 'https://outlook.office365.com', credential: { kind: 'token', token: 'token' } },
    dns: { servers: ['10.0.0.53', '127.0.0.1:5353', '[::1]:53'] },
    smtp: {
      connectTo: {
        'mail.contoso.com': { host: '127.0.0.1', port: 2525 },
        'mx.fabrikam.com': { host: '::1', port: 25 },
      },
      heloName: 'probe.contoso.com',
    },
    caFile: resolve('/etc/ca.pem'),
    zeroFlowRule: '15min',
    pager: {},
    playgroundPort: 0,
  })
})

test.each([
  [{ MicrosoftAppPassword: 's' }, { kind: 'secret', secret: 's' }],
  [{ MAILFLOW_BOT_CERTIFICATE: '/etc/bot.pem' }, { kind: 'certificate', file: resolve('/etc/bot.pem') }],
  [{ MAILFLOW_BOT_FEDERATED_IDENTITY: OTHER }, { kind: 'federated', identity: OTHER }],
  [{ MicrosoftAppType: 'userassignedmsi' }, { kind: 'managed-identity' }],
])('%j is how the bot proves itself, and its home tenant is let in', (set, identity) => {
  const { bot } = settingsFrom({ MicrosoftAppId: ID, MicrosoftAppTenantId: TENANT, ...set })
  expect([bot.identity, bot.tenants]).toEqual([identity, [TENANT]])
})

test('a multi-tenant bot has no home and serves the tenants that are listed', () => {
  const { bot } = settingsFrom({ ...BOT, MicrosoftAppType: 'MultiTenant', MAILFLOW_TENANTS: OTHER })
  expect([bot.tenant, bot.tenants]).toEqual([undefined, [OTHER]])
})

const APP = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: ID }
test.each([
  [
    { MAILFLOW_GRAPH_TOKEN: 't', AZURE_CLIENT_SECRET: 's', ...APP },
    { kind: 'token', token: 't' },
  ],
  [
    { AZURE_CLIENT_SECRET: 's', AZURE_FEDERATED_TOKEN_FILE: '/t', ...APP },
    { kind: 'secret', tenant: TENANT, client: ID, secret: 's' },
  ],
  [
    { AZURE_FEDERATED_TOKEN_FILE: '/t', ...APP },
    { kind: 'federated', tenant: TENANT, client: ID, file: '/t' },
  ],
  [{ MAILFLOW_MANAGED_IDENTITY: 'system' }, { kind: 'managed-identity' }],
  [{ MAILFLOW_MANAGED_IDENTITY: ID }, { kind: 'managed-identity', client: ID }],
  [APP, undefined],
])('%j is the sign-in to Graph', (set, credential) => {
  expect(settingsFrom(set).graph.credential).toEqual(credential)
})

test('every problem is told at once, each with its setting and an example', () => {
  expect(
    problemsOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://db.example',
      MAILFLOW_LOG_LEVEL: 'loud',
      MicrosoftAppId: 'not-a-guid',
      MicrosoftAppType: 'MultiTennant',
      MAILFLOW_DNS_SERVERS: 'dns.example',
      MAILFLOW_SMTP_CONNECT_TO: 'mail.contoso.com',
      MAILFLOW_GRAPH_URL: 'graph.microsoft.com',
    }),
  ).toEqual([
    'PORT must be a port from 0 to 65535, for example 3978.',
    'DATABASE_URL must be a PostgreSQL address, for example postgres://mailflow@db.example/mailflow.',
    'MAILFLOW_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, for example info.',
    'MicrosoftAppId must be a GUID, for example 00000000-0000-0000-0000-000000000001.',
    'MicrosoftAppType must be one of SingleTenant, UserAssignedMsi, MultiTenant, for example SingleTenant.',
    'MAILFLOW_GRAPH_URL must be an http or https address, for example https://graph.microsoft.com/v1.0.',
    'MAILFLOW_DNS_SERVERS must be addresses with commas between them, for example 10.0.0.53,[2001:db8::53]:5353.',
    'MAILFLOW_SMTP_CONNECT_TO must be host=address:port pairs with commas between them, for example mail.contoso.com=127.0.0.1:2525.',
  ])
})

test.each<[Record<string, string>, string]>([
  [{ MicrosoftAppPassword: 's' }, 'MicrosoftAppId must be set because MicrosoftAppPassword is'],
  [{ ...BOT, MAILFLOW_BOT_CERTIFICATE: '/c' }, 'Only one of MicrosoftAppPassword, MAILFLOW_BOT_CERTIFICATE'],
  [{ ...BOT, MicrosoftAppType: 'UserAssignedMsi' }, 'MicrosoftAppPassword must be empty with'],
  [{ MicrosoftAppId: ID, MicrosoftAppTenantId: TENANT }, 'MicrosoftAppId needs a proof of identity'],
  [
    { MicrosoftAppId: ID, MicrosoftAppPassword: 's' },
    'MicrosoftAppTenantId must be set because MicrosoftAppId is',
  ],
  [{ ...BOT, MicrosoftAppType: 'MultiTenant' }, 'MAILFLOW_TENANTS must list the tenants'],
  [
    { ...APP, AZURE_CLIENT_SECRET: 's', AZURE_CLIENT_CERTIFICATE_PATH: '/c' },
    'Only one of AZURE_CLIENT_SECRET',
  ],
  [
    { AZURE_CLIENT_SECRET: 's', AZURE_TENANT_ID: TENANT },
    'AZURE_CLIENT_ID must be set because AZURE_CLIENT_SECRET is',
  ],
])('settings that disagree are told: %j', (set, beginning) => {
  const problems = problemsOf(set)
  expect([problems.length, problems[0]?.slice(0, beginning.length)]).toEqual([1, beginning])
})

test('no problem repeats what was set: it may be a secret in the wrong place', () => {
  const names = [
    'PORT',
    'DATABASE_URL',
    'MicrosoftAppId',
    'AZURE_TENANT_ID',
    'MAILFLOW_TENANTS',
    'MAILFLOW_GRAPH_URL',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.stringMatching(/^[A-Z~!]{24}$/), (name, secret) => {
      expect(problemsOf({ [name]: secret }).join()).not.toContain(secret)
    }),
  )
})

test('whatever is set gives settings or problems, never a bug', () => {
  const names = [
    'PORT',
    'DATABASE_URL',
    'MicrosoftAppId',
    'MicrosoftAppType',
    'MAILFLOW_TENANTS',
    'MAILFLOW_DNS_SERVERS',
    'MAILFLOW_SMTP_CONNECT_TO',
    'MAILFLOW_EHLO_NAME',
    'MAILFLOW_GRAPH_URL',
  ]
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.ipV6(), fc.domain(), fc.uuid())
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), text), (set) => {
      expect(Array.isArray(problemsOf(set))).toBe(true)
    }),
  )
})
