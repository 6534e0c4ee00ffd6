import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { SettingsFault, settingsFrom } from '../src/config.ts'

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    settingsFrom(environment)
    return []
  } catch (thrown) {
    if (thrown instanceof SettingsFault) return thrown.problems
    throw thrown
  }
}

const HOOK = {
  MAILFLOW_PAGER_WEBHOOK_URL: 'https://alerts.contoso.com/mailflow/',
  MAILFLOW_PAGER_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
}
const MAIL = {
  MAILFLOW_PAGER_SMTP_URL: 'smtp://bot:s%40cret@relay.example',
  MAILFLOW_PAGER_SMTP_FROM: 'mailflow@relay.example',
  MAILFLOW_PAGER_SMTP_TO: 'one@mobile.example, two@mobile.example',
}

test('all three ways out are read', () => {
  expect(settingsFrom({ ...HOOK, ...MAIL, MAILFLOW_PAGERDUTY_ROUTING_KEY: 'k'.repeat(32) }).pager).toEqual({
    webhook: { url: HOOK.MAILFLOW_PAGER_WEBHOOK_URL, secret: HOOK.MAILFLOW_PAGER_WEBHOOK_SECRET },
    pagerDuty: { url: 'https://events.pagerduty.com/v2/enqueue', routingKey: 'k'.repeat(32) },
    smtp: {
      host: 'relay.example',
      port: 587,
      tls: 'required',
      login: { user: 'bot', password: 's@cret' },
      from: 'mailflow@relay.example',
      to: ['one@mobile.example', 'two@mobile.example'],
    },
  })
})

test.each([
  [{ MAILFLOW_PAGER_SMTP_URL: 'smtps://relay.example' }, { port: 465, tls: 'implicit' }],
  [{ MAILFLOW_PAGER_SMTP_URL: 'smtp://relay.example:25' }, { port: 25, tls: 'required' }],
  [
    { MAILFLOW_PAGER_SMTP_URL: 'smtp://relay.example', MAILFLOW_PAGER_SMTP_STARTTLS: 'If-Offered' },
    { port: 587, tls: 'if-offered' },
  ],
  [
    { MAILFLOW_PAGER_SMTP_URL: 'smtp://relay.example', MAILFLOW_PAGER_SMTP_STARTTLS: 'never' },
    { port: 587, tls: 'never' },
  ],
])('%j is spoken to as it says', (set, { port, tls }) => {
  expect(settingsFrom({ ...MAIL, ...set }).pager.smtp).toEqual({
    host: 'relay.example',
    port,
    tls,
    from: 'mailflow@relay.example',
    to: ['one@mobile.example', 'two@mobile.example'],
  })
})

test.each<[Record<string, string>, string]>([
  [
    { MAILFLOW_PAGER_WEBHOOK_URL: HOOK.MAILFLOW_PAGER_WEBHOOK_URL },
    'MAILFLOW_PAGER_WEBHOOK_SECRET must be set because MAILFLOW_PAGER_WEBHOOK_URL is',
  ],
  [
    { MAILFLOW_PAGER_WEBHOOK_SECRET: HOOK.MAILFLOW_PAGER_WEBHOOK_SECRET },
    'MAILFLOW_PAGER_WEBHOOK_URL must be set because MAILFLOW_PAGER_WEBHOOK_SECRET is',
  ],
  [{ ...HOOK, MAILFLOW_PAGER_WEBHOOK_SECRET: 'short' }, 'MAILFLOW_PAGER_WEBHOOK_SECRET must be at least'],
  [{ ...HOOK, MAILFLOW_PAGER_WEBHOOK_URL: 'alerts' }, 'MAILFLOW_PAGER_WEBHOOK_URL must be an http or https'],
  [{ ...MAIL, MAILFLOW_PAGER_SMTP_TO: '' }, 'MAILFLOW_PAGER_SMTP_TO must be set because'],
  [{ ...MAIL, MAILFLOW_PAGER_SMTP_FROM: '' }, 'MAILFLOW_PAGER_SMTP_FROM must be set because'],
  [{ ...MAIL, MAILFLOW_PAGER_SMTP_TO: 'nobody' }, 'MAILFLOW_PAGER_SMTP_TO must be mail addresses'],
  [{ ...MAIL, MAILFLOW_PAGER_SMTP_URL: 'http://relay.example' }, 'MAILFLOW_PAGER_SMTP_URL must be an smtp'],
  [
    { ...MAIL, MAILFLOW_PAGER_SMTP_URL: 'smtp://bot@relay.example' },
    'MAILFLOW_PAGER_SMTP_URL must be an smtp',
  ],
  [
    { ...MAIL, MAILFLOW_PAGER_SMTP_URL: 'smtp://contoso-com.mail.protection.outlook.com:25' },
    'MAILFLOW_PAGER_SMTP_URL must name a server outside Exchange Online',
  ],
  [
    { ...MAIL, MAILFLOW_PAGER_SMTP_URL: 'smtp://bot:s3cret@smtp.office365.com' },
    'MAILFLOW_PAGER_SMTP_URL must name a server outside Exchange Online',
  ],
  [
    { ...MAIL, MAILFLOW_PAGER_SMTP_STARTTLS: 'if-offered' },
    'MAILFLOW_PAGER_SMTP_STARTTLS must be required when MAILFLOW_PAGER_SMTP_URL has a password',
  ],
])('%j is told in one sentence', (set, beginning) => {
  const problems = problemsOf(set)
  expect([problems.length, problems[0]?.slice(0, beginning.length)]).toEqual([1, beginning])
})

test('whatever is set gives settings or problems, and no problem repeats a secret', () => {
  const names = [...Object.keys(HOOK), ...Object.keys(MAIL), 'MAILFLOW_PAGERDUTY_ROUTING_KEY']
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.emailAddress(),
    fc
      .tuple(fc.string(), fc.string(), fc.domain())
      .map(([user, pass, host]) => `smtp://${user}:${pass}@${host}`),
  )
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), text),
      fc.stringMatching(/^[A-Z~!]{24}$/),
      (set, mark) => {
        const marked = Object.fromEntries(
          Object.entries(set).map(([name, value]) => [name, `${value}${mark}`]),
        )
        expect(problemsOf(marked).join()).not.toContain(mark)
      },
    ),
  )
})
