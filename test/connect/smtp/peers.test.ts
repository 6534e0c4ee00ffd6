import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { dnsOver } from '../../../src/connect/dns/dns.ts'
import { resolveBy } from '../../../src/connect/smtp/resolve.ts'
import { type SmtpSettings, smtpOver } from '../../../src/connect/smtp/smtp.ts'
import { type Authority, createAuthority, type KeyPair } from '../../../src/lab/smtp/authority.ts'
import { SMTP_PHASES, type SmtpDialogue, type SmtpFailure, type SmtpPlan } from '../../../src/model/smtp.ts'
import { realClock } from '../../support/clock.ts'
import { answering, type Peer, repeating, type Script, startPeer } from '../../support/smtp-peer.ts'

const HOST = 'mail.contoso.example'
const PHASE_MS = 250
let authority: Authority
let key: KeyPair
const peers: Peer[] = []

beforeAll(async () => {
  authority = await createAuthority()
  key = await authority.issue([HOST], 'valid')
})

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
})

const peerOf = async (script: Script): Promise<Peer> => {
  const peer = await startPeer(script)
  peers.push(peer)
  return peer
}

const PLAN: SmtpPlan = {
  host: HOST,
  port: 25,
  startTls: 'if-offered',
  mailFrom: '',
  rcptTo: 'ada@contoso.example',
  phaseTimeoutMs: PHASE_MS,
}

const smtpTo = (place: string, more: Partial<SmtpSettings> = {}) =>
  smtpOver({ connectTo: { [HOST]: place }, ca: [authority.certificate], clock: realClock, ...more })

const talk = async (script: Script, plan: Partial<SmtpPlan> = {}): Promise<SmtpDialogue> =>
  smtpTo((await peerOf(script)).place).converse({ ...PLAN, ...plan })

const failureOf = async (script: Script, plan?: Partial<SmtpPlan>): Promise<SmtpFailure | undefined> =>
  (await talk(script, plan)).failure

const TLS = ['250-mail.contoso.example', '250 STARTTLS']

/** Offers STARTTLS and does what is said at the command. */
const atStartTls =
  (act: Script): Script =>
  async (line) => {
    line.say(`220 ${HOST} ESMTP`)
    await line.hear()
    line.say(...TLS)
    await line.hear()
    await act(line)
  }

describe('connecting', () => {
  test('a port that nobody listens on is refused', async () => {
    const { failure } = await smtpTo('127.0.0.1:1').converse(PLAN)
    expect(failure).toEqual({ phase: 'connect', kind: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:1' })
  })

  test('a host whose system answers no connection any more times out', async () => {
    const { place, stop } = await frozen()
    try {
      const { failure, address, connectMs } = await smtpTo(place).converse(PLAN)
      expect({ failure, address, connectMs }).toEqual({
        failure: { phase: 'connect', kind: 'timed-out', detail: 'nothing came within 0.25 seconds' },
        address: '127.0.0.1',
        connectMs: undefined,
      })
    } finally {
      stop()
    }
  })

  test('a name that leads nowhere is told as such', async () => {
    const smtp = smtpOver({ clock: realClock, resolve: () => Promise.resolve([]) })
    expect((await smtp.converse(PLAN)).failure).toEqual({
      phase: 'connect',
      kind: 'name-not-resolved',
      detail: `${HOST} has no address`,
    })
  })

  test('a resolver that fails is not taken for a name without an address', async () => {
    const dns = dnsOver({ servers: ['127.0.0.1:1'], timeoutMs: 200, clock: realClock })
    const smtp = smtpOver({ clock: realClock, resolve: resolveBy(dns) })
    expect((await smtp.converse(PLAN)).failure).toEqual({
      phase: 'connect',
      kind: 'resolver-failed',
      detail: expect.stringMatching(/^A mail\.contoso\.example at 127\.0\.0\.1:1: .*ECONNREFUSED/),
    })
  })

  test('the next address is tried when one does not answer, and no more than three are', async () => {
    const peer = await peerOf(answering())
    const port = Number(peer.place.split(':')[1])
    const reach = (...addresses: readonly string[]) =>
      smtpOver({ clock: realClock, resolve: () => Promise.resolve(addresses) }).converse({ ...PLAN, port })
    expect(await reach('127.0.0.7', '127.0.0.1')).toMatchObject({
      address: '127.0.0.1',
      greeting: { code: 220 },
    })
    expect((await reach('127.0.0.7', '127.0.0.8', '127.0.0.9', '127.0.0.1')).failure).toMatchObject({
      phase: 'connect',
      kind: 'refused',
    })
  })
})

describe('every phase', () => {
  const until =
    (commands: number, act: Script): Script =>
    async (line) => {
      if (commands === 0) return act(line)
      line.say(`220 ${HOST} ESMTP`)
      for (let heard = 1; heard < commands; heard++) {
        await line.hear()
        line.say('250 2.0.0 Ok')
      }
      await line.hear()
      await act(line)
    }
  const PHASES = ['greeting', 'ehlo', 'mail', 'rcpt', 'quit'] as const

  test.each(PHASES.map((phase, commands) => [phase, commands] as const))(
    'a server that breaks, hangs up or falls silent at %s is told by that phase',
    async (phase, commands) => {
      const [reset, ended, silent, half] = await Promise.all([
        failureOf(
          until(commands, async (line) => {
            // A reset that comes together with the connection is one of connecting.
            await pause(20)
            line.reset()
          }),
        ),
        failureOf(until(commands, (line) => line.end())),
        failureOf(until(commands, () => undefined)),
        failureOf(
          until(commands, (line) => {
            line.raw('250-one\r\n25')
            line.end()
          }),
        ),
      ])
      expect({ reset, ended, silent, half }).toEqual({
        reset: { phase, kind: 'reset', detail: expect.stringMatching(/ECONNRESET|hung up/) },
        ended: { phase, kind: 'reset', detail: 'the server hung up without a word' },
        silent: { phase, kind: 'timed-out', detail: 'nothing came within 0.25 seconds' },
        half: {
          phase,
          kind: 'reset',
          detail: 'the server hung up in the middle of its reply, after "250-one 25"',
        },
      })
    },
  )

  test('whatever code a server answers with, the phase and the reply are kept', async () => {
    const code = fc.integer({ min: 400, max: 599 })
    const enhanced = fc.option(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 999 })))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('MAIL', 'RCPT'), code, enhanced, async (verb, code, details) => {
        const status = details === null ? undefined : `${Math.floor(code / 100)}.${details.join('.')}`
        const text = status === undefined ? 'not today' : `${status} not today`
        const failure = await failureOf(answering({ [verb]: [`${code} ${text}`] }))
        expect(failure).toEqual({
          phase: verb.toLowerCase(),
          kind: 'rejected',
          reply: { code, ...(status === undefined ? {} : { enhanced: status }), text },
          detail: `${code} ${text}`,
        })
        await Promise.all(peers.splice(0).map((peer) => peer.close()))
      }),
      { numRuns: 40 },
    )
  })
})

describe('the greeting', () => {
  test.each([
    ['421', '421 4.3.2 Service not active', '4.3.2'],
    ['554', '554 5.7.1 No SMTP service here', '5.7.1'],
  ])('%s turns everybody away', async (code, line, enhanced) => {
    const reply = { code: Number(code), enhanced, text: line.slice(4) }
    const dialogue = await talk(answering({}, [line]))
    expect({ failure: dialogue.failure, greeting: dialogue.greeting }).toEqual({
      failure: { phase: 'greeting', kind: 'rejected', reply, detail: line },
      greeting: reply,
    })
  })

  test('of another protocol is told as what was said', async () => {
    const said = ['SSH-2.0-OpenSSH_9.2', '* OK IMAP4rev1', '<html>', 'HTTP/1.1 400 Bad Request', '+OK POP3']
    const failures = await Promise.all(said.map((line) => failureOf(answering({}, [line]))))
    expect(failures).toEqual(
      said.map((line) => ({ phase: 'greeting', kind: 'not-smtp', detail: `the server said "${line}"` })),
    )
  })

  test('that is starred out shows a firewall that inspects SMTP', async () => {
    const dialogue = await talk(answering({}, [`220 ${'*'.repeat(40)}2***`]))
    expect({ inspection: dialogue.inspection, failure: dialogue.failure }).toEqual({
      inspection: 'the greeting is starred out',
      failure: undefined,
    })
  })

  test('in many lines is read to its end', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `220-line ${at}`)
    expect((await talk(answering({}, [...lines, '220 ready']))).greeting).toEqual({
      code: 220,
      text: [...lines.map((line) => line.slice(4)), 'ready'].join('\n'),
    })
  })

  test('that turns to garbage after its first line is no SMTP', async () => {
    expect(await failureOf(answering({}, ['220-welcome', 'to the \u0001 machine']))).toEqual({
      phase: 'greeting',
      kind: 'not-smtp',
      detail: 'the server said "to the ? machine"',
    })
  })

  test('that drips byte by byte is waited for no longer than the phase may take', async () => {
    const begun = performance.now()
    const failures = await Promise.all(
      ['2', '220-still here\r\n'].map((part) => failureOf((line) => line.drip(part, 15))),
    )
    expect(failures).toEqual(
      failures.map(() => ({
        phase: 'greeting',
        kind: 'timed-out',
        detail: 'nothing came within 0.25 seconds',
      })),
    )
    expect(performance.now() - begun).toBeLessThan(PHASE_MS * 6)
  })

  test.each([
    [
      'a line without an end',
      (line) => line.raw(`220 ${'x'.repeat(5000)}`),
      'a line of more than 4096 bytes',
    ],
    ['a line that is too long', (line) => line.say(`220 ${'x'.repeat(5000)}`), 'a line of 5005 bytes'],
    [
      'a reply without an end',
      (line) => line.drip(`220-${'x'.repeat(4000)}\r\n`.repeat(20), 1),
      'a reply of more than 65536 bytes',
    ],
  ] as const satisfies readonly (readonly [string, Script, string])[])(
    '%s is not read on',
    async (_, script, said) => {
      expect(await failureOf(script)).toEqual({
        phase: 'greeting',
        kind: 'not-smtp',
        detail: `the server said ${said}`,
      })
    },
  )

  test('may be any bytes, and the dialogue only ever ends in a failure or in words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { failure, greeting } = await talk((line) => {
          line.raw(bytes)
          line.end()
        })
        expect(SMTP_PHASES).toContain(failure?.phase)
        if (greeting === undefined) expect(failure?.phase).toBe('greeting')
        await Promise.all(peers.splice(0).map((peer) => peer.close()))
      }),
      { numRuns: 60 },
    )
  })
})

describe('bytes', () => {
  test('cut anywhere give the same dialogue', async () => {
    const said = `220-${HOST}\r\n220 ready\r\n`
    const whole = await talk(answering({}, ['220-mail.contoso.example', '220 ready']))
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: said.length - 1 }), { maxLength: 5 }),
        async (cuts) => {
          const ends = [...cuts.toSorted((one, other) => one - other), said.length]
          const dialogue = await talk(async (line) => {
            let from = 0
            for (const end of ends) {
              line.raw(said.slice(from, end))
              from = end
              await new Promise((resolve) => setImmediate(resolve))
            }
            await repeating(line, {})
          })
          expect(dialogue.greeting).toEqual(whole.greeting)
          expect(dialogue.failure).toBeUndefined()
          await Promise.all(peers.splice(0).map((peer) => peer.close()))
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('STARTTLS', () => {
  test('that is not offered is missed only where it is required', async () => {
    expect(await failureOf(answering(), { startTls: 'required' })).toEqual({
      phase: 'starttls',
      kind: 'starttls-missing',
      detail: 'the server offers no STARTTLS, only SIZE 1000, 8BITMIME',
    })
    expect(await failureOf(answering())).toBeUndefined()
    expect(await failureOf(answering({ EHLO: TLS }), { startTls: 'never' })).toBeUndefined()
  })

  test('that inspection takes away is told as inspection', async () => {
    const masked = answering({ EHLO: ['250-mail.contoso.example', '250-SIZE 1000', '250 XXXXXXXA'] })
    expect(await talk(masked, { startTls: 'required' })).toMatchObject({
      inspection: 'XXXXXXXA among the capabilities',
      failure: {
        phase: 'starttls',
        kind: 'starttls-missing',
        detail:
          'a firewall in between rewrites the dialogue and takes STARTTLS away: XXXXXXXA among the capabilities',
      },
    })
  })

  test('that is offered and then refused is told with the reply', async () => {
    expect(
      await failureOf(
        answering({ EHLO: TLS, STARTTLS: ['454 4.7.0 TLS not available due to local problem'] }),
      ),
    ).toMatchObject({ phase: 'starttls', kind: 'rejected', reply: { code: 454, enhanced: '4.7.0' } })
  })

  test.each([
    [
      'words instead of a handshake',
      (line) => {
        line.say('220 2.0.0 Ready')
        setTimeout(() => line.say('500 5.5.1 Command unknown'), 20)
      },
      { phase: 'tls', kind: 'tls-failed', detail: expect.stringMatching(/ERR_SSL|wrong version/i) },
    ],
    [
      'silence',
      (line) => line.say('220 2.0.0 Ready'),
      { phase: 'tls', kind: 'timed-out', detail: 'nothing came within 0.25 seconds' },
    ],
    [
      'a reset',
      async (line) => {
        line.say('220 2.0.0 Ready')
        setTimeout(() => line.reset(), 20)
      },
      { phase: 'tls', kind: 'reset', detail: expect.any(String) },
    ],
    [
      'a reply that was slipped in before it',
      (line) => line.raw('220 2.0.0 Ready\r\n250 ok for all you say\r\n'),
      {
        phase: 'starttls',
        kind: 'not-smtp',
        detail:
          'plain text after the promise of TLS, as an attacker would slip it in: "250 ok for all you say"',
      },
    ],
  ] as const satisfies readonly (readonly [string, Script, unknown])[])(
    'with %s breaks off there',
    async (_, act, failure) => {
      expect(await failureOf(atStartTls(act))).toEqual(failure)
    },
  )

  test.each([
    ['expired', [HOST], 'CERT_HAS_EXPIRED'],
    ['self-signed', [HOST], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['valid', ['mail.fabrikam.example'], 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['valid', ['*.contoso.example'], undefined],
    ['valid', [HOST], undefined],
  ] as const)(
    'a certificate that is %s for %s is judged and the dialogue goes on',
    async (kind, names, trouble) => {
      const shown = await authority.issue(names, kind)
      const dialogue = await talk(
        atStartTls(async (line) => {
          line.say('220 2.0.0 Ready')
          line.secure(shown)
          await repeating(line, {})
        }),
      )
      expect({
        trouble: dialogue.tls?.trouble,
        names: dialogue.tls?.chain[0]?.names,
        failure: dialogue.failure,
        phases: dialogue.replies.map(({ phase }) => phase),
      }).toEqual({
        trouble,
        names,
        failure: undefined,
        phases: ['greeting', 'ehlo', 'starttls', 'ehlo', 'mail', 'rcpt', 'quit'],
      })
    },
  )

  test('what was offered before TLS is forgotten after it', async () => {
    const dialogue = await talk(
      atStartTls(async (line) => {
        line.say('220 2.0.0 Ready')
        line.secure(key)
        await repeating(line, {})
      }),
    )
    expect(dialogue.capabilities).toEqual(['SIZE 1000', '8BITMIME'])
  })
})

describe('EHLO', () => {
  test('that is not known is followed by HELO', async () => {
    const peer = await peerOf(answering({ EHLO: ['502 5.5.2 Command not implemented'] }))
    const { failure, capabilities } = await smtpTo(peer.place, {
      heloName: 'probe.contoso.example',
    }).converse(PLAN)
    expect({ failure, capabilities, heard: peer.heard }).toEqual({
      failure: undefined,
      capabilities: [],
      heard: [
        'EHLO probe.contoso.example',
        'HELO probe.contoso.example',
        'MAIL FROM:<>',
        'RCPT TO:<ada@contoso.example>',
        'QUIT',
      ],
    })
  })

  test('that is turned away is no reason to try another word', async () => {
    for (const reply of ['421 4.7.0 Try later', '554 5.7.1 Banned', '521 5.3.2 No mail here'])
      expect(await failureOf(answering({ EHLO: [reply] }))).toMatchObject({
        phase: 'ehlo',
        kind: 'rejected',
        detail: reply,
      })
  })
})

describe('manners', () => {
  test('no plan and no server ever makes us send a message', async () => {
    const reply = fc.constantFrom('250 Ok', '354 Go ahead', '450 Later', '550 5.1.1 No', '220 Hm', '221 Bye')
    const answers = fc
      .record({ EHLO: reply, MAIL: reply, RCPT: reply, QUIT: reply })
      .map((each) => Object.fromEntries(Object.entries(each).map(([verb, line]) => [verb, [line]])))
    const plan = fc.record(
      { mailFrom: fc.constantFrom('', 'a@contoso.example'), rcptTo: fc.constant('b@contoso.example') },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(answers, plan, async (answers, { mailFrom, rcptTo }) => {
        const peer = await peerOf(answering(answers))
        const steps = {
          ...(mailFrom === undefined ? {} : { mailFrom }),
          ...(rcptTo === undefined ? {} : { rcptTo }),
        }
        await smtpTo(peer.place).converse({
          host: HOST,
          port: 25,
          startTls: 'if-offered',
          phaseTimeoutMs: PHASE_MS,
          ...steps,
        })
        const verbs = peer.heard.map((command) => command.split(' ', 1)[0])
        expect(verbs.every((verb) => ['EHLO', 'HELO', 'MAIL', 'RCPT', 'QUIT'].includes(verb ?? ''))).toBe(
          true,
        )
        // After a 550 to EHLO comes HELO, which these servers take.
        const greeted = /^(2|550)/.test(answers['EHLO']?.[0] ?? '')
        expect(verbs.includes('MAIL')).toBe(mailFrom !== undefined && greeted)
        await Promise.all(peers.splice(0).map((one) => one.close()))
      }),
      { numRuns: 40 },
    )
  })

  test('a rejected recipient is taken leave of', async () => {
    const peer = await peerOf(answering({ RCPT: ['550 5.1.1 User unknown'] }))
    await smtpTo(peer.place).converse(PLAN)
    expect(peer.heard.at(-1)).toBe('QUIT')
  })

  test('a value that would become a command of its own is a bug', async () => {
    const bad = fc.constantFrom('\r\nDATA', '\n', ' ', '<', '>', '\0', '\u2028')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('host', 'mailFrom', 'rcptTo', 'helo'), bad, async (field, text) => {
        const plan = { ...PLAN, [field]: `a${text}b@contoso.example` }
        await expect(smtpTo('127.0.0.1:1').converse(plan)).rejects.toThrow(RangeError)
      }),
    )
  })

  test('a dialogue that is given up ends at once', async () => {
    const peer = await peerOf(() => undefined)
    const begun = performance.now()
    const { failure } = await smtpTo(peer.place).converse(
      { ...PLAN, phaseTimeoutMs: 60_000 },
      { signal: AbortSignal.timeout(100) },
    )
    expect(failure).toEqual({ phase: 'greeting', kind: 'timed-out', detail: 'given up at the deadline' })
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

/** A listening port whose process stands still, with its queue of connections full: nothing answers any more. */
const frozen = async (): Promise<{ readonly place: string; stop(): void }> => {
  const listen = `const s=require('node:net').createServer();s.listen({port:0,host:'127.0.0.1',backlog:1},()=>console.log(s.address().port))`
  const child: ChildProcess = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [port] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  child.kill('SIGSTOP')
  const waiting: Socket[] = []
  for (let full = false; !full && waiting.length < 8; ) {
    const socket = connect(Number(port.toString()), '127.0.0.1').on('error', () => undefined)
    waiting.push(socket)
    full = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 200)),
    ])
  }
  return {
    place: `127.0.0.1:${Number(port.toString())}`,
    stop: () => {
      for (const socket of waiting) socket.destroy()
      child.kill('SIGKILL')
    },
  }
}
