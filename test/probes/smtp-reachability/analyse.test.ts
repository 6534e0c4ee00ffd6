import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { z } from 'zod'
import type { SmtpTarget } from '../../../src/model/findings.ts'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { SMTP_PHASES } from '../../../src/model/smtp.ts'
import { analyse } from '../../../src/probes/smtp-reachability/analyse.ts'
import { probe } from '../../../src/probes/smtp-reachability/probe.ts'
import type { Dialogue, Raw, Target } from '../../../src/probes/smtp-reachability/schema.ts'

const AT = '2026-11-24T10:30:00.000Z'
const HOST = 'contoso-com.mail.protection.outlook.com'
const connectors: Raw['connectors'] = { known: true, value: 1 }

const certificate = {
  subject: `CN=${HOST}`,
  issuer: 'CN=Example CA',
  names: [HOST],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-06-01T00:00:00.000Z',
  thumbprint: '00',
}
type Shown = Partial<typeof certificate>
const tls = (shown: Shown = {}, trouble?: string): NonNullable<Dialogue['tls']> => ({
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  chain: [{ ...certificate, ...shown }],
  ...(trouble === undefined ? {} : { trouble }),
})

const dialogue = (facts: Partial<Dialogue> = {}): Dialogue => ({
  host: HOST,
  port: 25,
  address: '192.0.2.25',
  greeting: { code: 220, text: 'ready' },
  capabilities: ['STARTTLS'],
  replies: [],
  tls: tls(),
  ...facts,
})
const target = (facts: Partial<Dialogue> = {}, more: Partial<Target> = {}): Target => ({
  host: HOST,
  role: 'tenant-mx',
  serves: 'contoso.com',
  wants: 'trusted',
  dialogue: dialogue(facts),
  ...more,
})
const smartHost = (facts: Partial<Dialogue>, more: Partial<Target> = {}): Target =>
  target(facts, { role: 'smart-host', serves: 'To on-premises', ...more })

const failing = (
  phase: NonNullable<Dialogue['failure']>['phase'],
  kind: NonNullable<Dialogue['failure']>['kind'],
  more: Partial<NonNullable<Dialogue['failure']>> = {},
): Partial<Dialogue> => ({ failure: { phase, kind, detail: 'the detail', ...more } })

const judge = (targets: readonly Target[], controls: readonly Dialogue[] = []) =>
  analyse({ targets: [...targets], controls: [...controls], connectors }, { scope: EVERYTHING, at: AT })
    .targets
const said = (one: Target, controls?: readonly Dialogue[]) => {
  const { state, text } = judge([one], controls)[0] as SmtpTarget
  return { state, text }
}

const kinds = [
  'name-not-resolved',
  'resolver-failed',
  'refused',
  'unreachable',
  'timed-out',
  'reset',
  'rejected',
  'starttls-missing',
  'tls-failed',
  'not-smtp',
] as const
const reply = fc.record(
  {
    code: fc.integer({ min: 400, max: 599 }),
    enhanced: fc.constantFrom('5.1.1', '5.4.1', '5.7.1', '5.7.606', '4.7.500'),
    text: fc.constantFrom('no', 'blocked using Spamhaus'),
  },
  { requiredKeys: ['code', 'text'] },
)
const failure = fc.record(
  {
    phase: fc.constantFrom(...SMTP_PHASES),
    kind: fc.constantFrom(...kinds),
    detail: fc.constant('the detail'),
    reply,
  },
  { requiredKeys: ['phase', 'kind', 'detail'] },
)
const shownTls = fc
  .tuple(
    fc.constantFrom('2026-11-24T10:29:59.000Z', '2026-11-30T00:00:00.000Z', '2027-06-01T00:00:00.000Z'),
    fc.constantFrom<string[]>([HOST], ['*.mail.protection.outlook.com'], ['other.example'], []),
    fc.option(
      fc.constantFrom('CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'),
    ),
  )
  .map(([notAfter, names, trouble]) => tls({ notAfter, names }, trouble ?? undefined))
const anyDialogue: fc.Arbitrary<Dialogue> = fc
  .record(
    { failure, tls: shownTls, inspection: fc.constant('XXXXXXXA among the capabilities') },
    { requiredKeys: [] },
  )
  .map((facts) => {
    const { tls: _, ...bare } = dialogue()
    return { ...bare, ...facts }
  })
const anyTarget: fc.Arbitrary<Target> = fc
  .record({
    role: fc.constantFrom('tenant-mx' as const, 'smart-host' as const),
    wants: fc.constantFrom('nothing' as const, 'encryption' as const, 'trusted' as const, 'named' as const),
    dialogue: anyDialogue,
  })
  .map((facts) => ({ host: HOST, serves: 'contoso.com', ...facts }))
const anyTargets = fc.array(anyTarget, { minLength: 1, maxLength: 3 })
const controls = fc.array(anyDialogue, { maxLength: 3 })

describe('whatever the dialogues were', () => {
  test('each target has one state and a sentence, and is judged the same from a file', () => {
    fc.assert(
      fc.property(anyTargets, controls, (targets, controls) => {
        const raw: Raw = { targets, controls, connectors }
        const found = analyse(raw, { scope: EVERYTHING, at: AT })
        expect(found.targets.map(({ dialogue }) => dialogue)).toEqual(targets.map(({ dialogue }) => dialogue))
        for (const { text } of found.targets) expect(text).not.toMatch(/^$|undefined|NaN|\[object/)
        const saved = probe.raw.parse(JSON.parse(JSON.stringify(raw)))
        expect(analyse(saved, { scope: EVERYTHING, at: AT })).toEqual(found)
      }),
    )
  })

  test('a way is open only when the dialogue went to its end, with a certificate that the sender takes', () => {
    fc.assert(
      fc.property(anyTargets, controls, (targets, controls) => {
        judge(targets, controls).forEach(({ state }, index) => {
          if (state !== 'open') return
          const { dialogue, wants } = targets[index] as Target
          expect([undefined, 'quit']).toContain(dialogue.failure?.phase)
          if (dialogue.tls === undefined || wants === 'nothing' || wants === 'encryption') return
          expect([undefined, 'ERR_TLS_CERT_ALTNAME_INVALID']).toContain(dialogue.tls.trouble)
          expect((dialogue.tls.chain[0]?.notAfter ?? '') > AT).toBe(true)
        })
      }),
    )
  })

  test('silence alone never blocks a way: somebody must have answered, here or there', () => {
    const silent = dialogue(failing('connect', 'timed-out'))
    fc.assert(
      fc.property(
        fc.array(fc.constant(target(failing('connect', 'timed-out'))), { minLength: 1, maxLength: 3 }),
        fc.array(fc.constant(silent), { maxLength: 3 }),
        (targets, controls) => {
          expect(new Set(judge(targets, controls).map(({ state }) => state))).toEqual(new Set(['unsure']))
        },
      ),
    )
  })

  test('one witness that answers turns silence into a block, whatever the others say', () => {
    fc.assert(
      fc.property(controls, (others) => {
        const witness = dialogue()
        const { state, text } = said(target(failing('connect', 'timed-out')), [...others, witness])
        expect(state).toBe('blocked')
        expect(text).toMatch(/ answers on port 25 from here$/)
      }),
    )
  })

  test('a resolver that fails says nothing about the way', () => {
    fc.assert(
      fc.property(anyTarget, controls, (one, controls) => {
        const dialogue = { ...one.dialogue, ...failing('connect', 'resolver-failed') }
        expect(said({ ...one, dialogue }, controls).state).toBe('unsure')
      }),
    )
  })
})

test.each<readonly [string, Target, ReturnType<typeof said>]>([
  [
    'all went well',
    target(),
    { state: 'open', text: 'answers on port 25, TLSv1.3, certificate until 2027-06-01' },
  ],
  [
    'the certificate will expire soon',
    target({ tls: tls({ notAfter: '2026-11-30T00:00:00.000Z' }) }),
    { state: 'open', text: 'answers on port 25, TLSv1.3, certificate until 2026-11-30, 5 days left' },
  ],
  [
    'the port is closed',
    target(failing('connect', 'refused')),
    { state: 'blocked', text: 'the connection to port 25 is refused at 192.0.2.25:25 (the detail)' },
  ],
  [
    'the server takes the connection and never greets',
    target(failing('greeting', 'timed-out')),
    { state: 'blocked', text: 'no answer in time at the greeting at 192.0.2.25:25 (the detail)' },
  ],
  [
    'nothing is heard and nobody else could be tried',
    target(failing('connect', 'timed-out')),
    {
      state: 'unsure',
      text: 'no answer in time at connecting at 192.0.2.25:25 (the detail); whether port 25 is open from here at all could not be tried',
    },
  ],
  [
    'the MX host has no address',
    target(failing('connect', 'name-not-resolved')),
    { state: 'unsure', text: 'the name has no address at 192.0.2.25:25 (the detail)' },
  ],
  [
    'a smart host has no address',
    smartHost(failing('connect', 'name-not-resolved')),
    { state: 'blocked', text: 'the name has no address at 192.0.2.25:25 (the detail)' },
  ],
  [
    'STARTTLS is taken away',
    target({ ...failing('starttls', 'starttls-missing', { detail: 'a firewall' }), inspection: 'XXXXXXXA' }),
    { state: 'tls', text: 'no encryption at 192.0.2.25:25 (a firewall)' },
  ],
  [
    'the handshake fails',
    target(failing('tls', 'tls-failed')),
    { state: 'tls', text: 'the TLS handshake fails at 192.0.2.25:25 (the detail)' },
  ],
  [
    'the greeting turns us away',
    target(failing('greeting', 'rejected', { reply: { code: 554, text: 'No SMTP service here' } })),
    { state: 'rejecting', text: 'rejected at the greeting at 192.0.2.25:25 (the detail)' },
  ],
  [
    'the recipient is not there',
    target(
      failing('rcpt', 'rejected', {
        reply: { code: 550, enhanced: '5.1.1', text: '5.1.1 User unknown in local recipient table' },
      }),
    ),
    {
      state: 'rejecting',
      text: expect.stringMatching(
        /^rejected at RCPT TO at 192\.0\.2\.25:25 \(the detail\): \S+ .*\S$/,
      ) as unknown as string,
    },
  ],
  [
    'the receiver dislikes our address',
    target(
      failing('rcpt', 'rejected', {
        reply: { code: 550, enhanced: '5.7.606', text: '5.7.606 Access denied, banned sending IP' },
      }),
    ),
    {
      state: 'unsure',
      text: 'rejected at RCPT TO at 192.0.2.25:25 (the detail): it turns away the address we ask from, which says nothing of other senders',
    },
  ],
])('when %s', (_, one, expected) => {
  expect(said(one)).toEqual(expected)
})

describe('the certificate', () => {
  const which = `the certificate CN=${HOST} of CN=Example CA`
  test.each<readonly [string, Target, string | undefined]>([
    [
      'has expired',
      target({ tls: tls({ notAfter: '2026-11-20T00:00:00.000Z' }, 'CERT_HAS_EXPIRED') }),
      `${which} has expired on 2026-11-20`,
    ],
    ['is self-signed', target({ tls: tls({}, 'DEPTH_ZERO_SELF_SIGNED_CERT') }), `${which} is self-signed`],
    [
      'comes from an unknown authority',
      target({ tls: tls({}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE') }),
      `${which} lacks an intermediate certificate or comes from an authority that nobody trusts`,
    ],
    [
      'is for another host',
      target({ tls: tls({ names: ['other.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID') }),
      `${which} is for other.example, not for ${HOST}`,
    ],
    [
      'is for another host, which the connector does not mind',
      smartHost({ tls: tls({ names: ['other.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID') }),
      undefined,
    ],
    [
      'carries the name of the connector',
      smartHost(
        { tls: tls({ names: ['edge.contoso.com'] }, 'ERR_TLS_CERT_ALTNAME_INVALID') },
        { wants: 'named', tlsName: '*.contoso.com' },
      ),
      undefined,
    ],
    [
      'lacks the name of the connector',
      smartHost({ tls: tls() }, { wants: 'named', tlsName: 'edge.contoso.com' }),
      `${which} is for ${HOST}, not for edge.contoso.com`,
    ],
    [
      'is anything, where only encryption is asked for',
      smartHost({ tls: tls({}, 'DEPTH_ZERO_SELF_SIGNED_CERT') }, { wants: 'encryption' }),
      undefined,
    ],
    [
      'is not shown',
      target({ tls: { protocol: 'TLSv1.3', cipher: 'x', chain: [] } }),
      'the server shows no certificate',
    ],
  ])('%s', (_, one, trouble) => {
    const { state, text } = said(one)
    expect(trouble === undefined ? { state } : { state, text }).toEqual(
      trouble === undefined ? { state: 'open' } : { state: 'tls', text: trouble },
    )
  })

  test('a wildcard stands for one label', () => {
    const label = fc.stringMatching(/^[a-z]{1,6}$/)
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), (labels) => {
        const tlsName = `${labels.join('.')}.contoso.com`
        const one = smartHost({ tls: tls({ names: ['*.contoso.com'] }) }, { wants: 'named', tlsName })
        expect(said(one).state).toBe(labels.length === 1 ? 'open' : 'tls')
      }),
    )
  })
})

test('connectors that could not be read are told beside what was', () => {
  const raw: Raw = {
    targets: [target()],
    controls: [],
    connectors: { known: false, why: 'Exchange is not set up.' },
  }
  expect(analyse(raw, { scope: EVERYTHING, at: AT })).toMatchObject({
    targets: [{ state: 'open' }],
    notRead: [{ what: 'smart hosts', why: 'Exchange is not set up.' }],
  })
})

test('the shape of an evidence file can be written down as JSON schema', () => {
  expect(z.toJSONSchema(probe.raw)).toMatchObject({
    type: 'object',
    required: ['targets', 'controls', 'connectors'],
  })
})
