import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { smtpOver } from '../../../src/connect/smtp/smtp.ts'
import { type Authority, createAuthority } from '../../../src/lab/smtp/authority.ts'
import type { SmtpDialogue, SmtpPlan } from '../../../src/model/smtp.ts'
import { realClock } from '../../support/clock.ts'
import { POSTFIX, type Postfix, startPostfix } from '../../support/postfix.ts'

const HOST = 'mail.contoso.example'
type Door = 'valid' | 'expired' | 'selfSigned' | 'otherName' | 'plain' | 'strict' | 'deferring' | 'full'

const suite = POSTFIX === undefined ? describe.skip : describe

suite('SMTP against Postfix (Debian package postfix; skipped on a machine without it, or not as root)', () => {
  let postfix: Postfix<Door>
  let authority: Authority

  beforeAll(async () => {
    authority = await createAuthority()
    postfix = await startPostfix(
      [
        `myhostname = ${HOST}`,
        'mydestination = contoso.example',
        'local_recipient_maps = inline:{ada=ok}',
        'smtpd_relay_restrictions = reject_unauth_destination',
        'smtpd_client_connection_count_limit = 1000',
      ],
      {
        valid: { tls: await authority.issue([HOST, '*.contoso.example'], 'valid') },
        expired: { tls: await authority.issue([HOST], 'expired') },
        selfSigned: { tls: await authority.issue([HOST], 'self-signed') },
        otherName: { tls: await authority.issue(['mail.fabrikam.example'], 'valid') },
        plain: {},
        strict: {
          tls: await authority.issue([HOST], 'valid'),
          settings: ['smtpd_tls_security_level=encrypt'],
        },
        deferring: { settings: ['smtpd_client_restrictions=defer', 'smtpd_delay_reject=no'] },
        full: {
          settings: [
            'smtpd_client_restrictions=reject',
            'smtpd_delay_reject=no',
            'access_map_reject_code=554',
          ],
        },
      },
    )
  }, 60_000)

  afterAll(() => postfix?.stop())

  const talk = (door: Door, plan: Partial<SmtpPlan> = {}, trusted = true): Promise<SmtpDialogue> =>
    smtpOver({
      connectTo: { [HOST]: postfix.doors[door] },
      ca: trusted ? [authority.certificate] : [],
      heloName: 'probe.contoso.example',
      clock: realClock,
    }).converse({ host: HOST, port: 25, startTls: 'required', phaseTimeoutMs: 5000, ...plan })

  test('a dialogue up to a known recipient goes through all phases, under TLS that is trusted', async () => {
    const dialogue = await talk('valid', { mailFrom: '', rcptTo: 'ada@contoso.example' })
    expect({
      ...dialogue,
      tls: undefined,
      replies: dialogue.replies.map(({ phase, reply }) => `${phase} ${reply.code}`),
    }).toEqual({
      host: HOST,
      port: 25,
      address: '127.0.0.1',
      connectMs: expect.any(Number),
      greeting: { code: 220, text: `${HOST} ESMTP Postfix` },
      capabilities: expect.arrayContaining(['PIPELINING', 'ENHANCEDSTATUSCODES', '8BITMIME']),
      replies: ['greeting 220', 'ehlo 250', 'starttls 220', 'ehlo 250', 'mail 250', 'rcpt 250', 'quit 221'],
    })
    expect(dialogue.tls).toEqual({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      chain: [
        {
          subject: `CN=${HOST}`,
          issuer: 'CN=Mailflow lab authority',
          names: [HOST, '*.contoso.example'],
          notBefore: expect.any(String),
          notAfter: expect.any(String),
          thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          keySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        expect.objectContaining({ subject: 'CN=Mailflow lab authority' }),
      ],
    })
  })

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['otherName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('a certificate that is %s is told and does not end the dialogue', async (door, trouble) => {
    const { tls, failure } = await talk(door)
    expect({ trouble: tls?.trouble, failure }).toEqual({ trouble, failure: undefined })
  })

  test('an authority that nobody told us of is not trusted', async () => {
    expect((await talk('valid', {}, false)).tls?.trouble).toMatch(/^(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_)/)
  })

  test('a recipient that is not there is rejected with the decoded code', async () => {
    expect((await talk('valid', { mailFrom: '', rcptTo: 'bob@contoso.example' })).failure).toEqual({
      phase: 'rcpt',
      kind: 'rejected',
      reply: {
        code: 550,
        enhanced: '5.1.1',
        text: '5.1.1 <bob@contoso.example>: Recipient address rejected: User unknown in local recipient table',
      },
      detail:
        '550 5.1.1 <bob@contoso.example>: Recipient address rejected: User unknown in local recipient table',
    })
  })

  test('a recipient elsewhere is not relayed', async () => {
    expect(
      (await talk('valid', { mailFrom: 'ada@contoso.example', rcptTo: 'eve@fabrikam.example' })).failure,
    ).toMatchObject({ phase: 'rcpt', kind: 'rejected', reply: { code: 554, enhanced: '5.7.1' } })
  })

  test('a server without TLS is told where TLS is asked for, and talked to where it is not', async () => {
    const required = await talk('plain')
    expect(required.failure).toMatchObject({ phase: 'starttls', kind: 'starttls-missing' })
    const optional = await talk('plain', {
      startTls: 'if-offered',
      mailFrom: '',
      rcptTo: 'ada@contoso.example',
    })
    expect({ tls: optional.tls, failure: optional.failure }).toEqual({ tls: undefined, failure: undefined })
  })

  test('a server that demands TLS says so to who does not use it', async () => {
    expect(await talk('strict', { startTls: 'never', mailFrom: '' })).toMatchObject({
      failure: { phase: 'mail', kind: 'rejected', reply: { code: 530, enhanced: '5.7.0' } },
    })
    expect((await talk('strict', { mailFrom: '' })).failure).toBeUndefined()
  })

  test.each([
    ['deferring', 450],
    ['full', 554],
  ] as const)('a server that is %s turns us away before any mail', async (door, code) => {
    const { failure, greeting } = await talk(door)
    expect({
      phase: failure?.phase,
      kind: failure?.kind,
      code: failure?.reply?.code,
      greeting: greeting?.code,
    }).toEqual({
      phase: expect.stringMatching(/greeting|ehlo/),
      kind: 'rejected',
      code,
      greeting: expect.any(Number),
    })
  })

  test('a port that nobody listens on is refused', async () => {
    const { failure, address } = await smtpOver({
      connectTo: { [HOST]: '127.0.0.1:1' },
      clock: realClock,
    }).converse({ host: HOST, port: 25, startTls: 'required', phaseTimeoutMs: 5000 })
    expect({ failure, address }).toEqual({
      failure: { phase: 'connect', kind: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:1' },
      address: '127.0.0.1',
    })
  })
})
