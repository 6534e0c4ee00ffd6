import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { DIRECTIONS } from '../../src/model/scope.ts'
import { Activity } from '../../src/teams/activity.ts'
import { saidOf } from '../../src/teams/commands.ts'
import { wordsOf } from '../../src/teams/words.ts'
import { BOT, messageFrom } from './support/bot.ts'

const said = (text: string, entities?: unknown) =>
  saidOf(
    wordsOf(
      Activity.parse(
        messageFrom('http://127.0.0.1/', { text, ...(entities === undefined ? {} : { entities }) }),
      ),
    ),
  )

const diagnose = (scope: object = {}) => ({ verb: 'diagnose', scope: { directions: DIRECTIONS, ...scope } })
const mention = (mentioned: { id: string; name: string }) => ({
  type: 'mention',
  mentioned,
  text: `<at>${mentioned.name}</at>`,
})
const ADAM = { id: '29:adam', name: 'Adam Admin' }

test.each([
  ['<at>Mailflow</at> diagnose', diagnose()],
  ['<at>Mailflow</at>&nbsp;diagnose\n', diagnose()],
  ['<at>Mailflow</at>\u00a0Diagnose  INBOUND\r\n', diagnose({ directions: ['inbound'] })],
  [
    '<p><at>Mailflow</at>&nbsp;<strong>diagnose</strong> outbound</p>',
    diagnose({ directions: ['outbound'] }),
  ],
  ['<at>Mailflow</at> diagnose both contoso.com', diagnose({ domain: 'contoso.com' })],
  [
    '<at>Mailflow</at> diagnose Contoso.COM inbound',
    diagnose({ directions: ['inbound'], domain: 'contoso.com' }),
  ],
  ['<at>Mailflow</at> diagnose contoso.com.', diagnose({ domain: 'contoso.com' })],
  [
    '<at>Mailflow</at> diagnose <a href="http://contoso.com">contoso.com</a>',
    diagnose({ domain: 'contoso.com' }),
  ],
  ['<at>Mailflow</at> diagnose [contoso.com](http://contoso.com)', diagnose({ domain: 'contoso.com' })],
  ['<at>Mailflow</at> diagnose mailto:Ada@Contoso.com', diagnose({ address: 'Ada@contoso.com' })],
  ['<at>Mailflow</at> diagnose <ada@contoso.com>', diagnose({ address: 'ada@contoso.com' })],
  ['<at>Mailflow</at> diagnose bücher.example', diagnose({ domain: 'xn--bcher-kva.example' })],
  ['<at>Mailflow</at> diagnose käthe@bücher.example', diagnose({ address: 'käthe@xn--bcher-kva.example' })],
  ['<at>Mailflow</at> diagnose ｃｏｎｔｏｓｏ．ｃｏｍ', diagnose({ domain: 'contoso.com' })],
  ['<at>Mailflow</at> /status', { verb: 'status' }],
  ['<at>Mailflow</at> STATUS!', { verb: 'status' }],
  ['<at>Mailflow</at>', { verb: 'help' }],
  ['<at>Mailflow</at> ?', { verb: 'help' }],
  ['<at></at> <at>Mailflow</at> help', { verb: 'help' }],
])('%j is understood', (text, command) => {
  expect(said(text)).toEqual(command)
})

test.each([
  ['diagnos', 'diagnose'],
  ['daignose', 'diagnose'],
  ['stauts', 'status'],
  ['halp', 'help'],
])('for %j the nearest verb is offered', (word, nearest) => {
  expect(said(`<at>Mailflow</at> ${word}`)).toEqual({
    verb: 'unclear',
    said: word,
    why: 'I do not know this word.',
    nearest,
  })
})

test('for a word like none of ours nothing is offered', () => {
  expect(said('<at>Mailflow</at> xyzzyxyzzyxyzzy')).toEqual({
    verb: 'unclear',
    said: 'xyzzyxyzzyxyzzy',
    why: 'I do not know this word.',
  })
})

test.each([
  ['localhost', '"localhost" is neither inbound, outbound or both, nor a domain, nor a mail address.'],
  ['10.0.0.1', '"10.0.0.1" is neither inbound, outbound or both, nor a domain, nor a mail address.'],
  ['-a.example', '"-a.example" is neither inbound, outbound or both, nor a domain, nor a mail address.'],
  ['a..example', '"a..example" is neither inbound, outbound or both, nor a domain, nor a mail address.'],
  [
    'con%74oso.com',
    '"con%74oso.com" is neither inbound, outbound or both, nor a domain, nor a mail address.',
  ],
  [
    'contoso.com/path',
    '"contoso.com/path" is neither inbound, outbound or both, nor a domain, nor a mail address.',
  ],
  ['ada@', '"ada@" is not a mail address.'],
  ['@contoso.com', '"@contoso.com" is not a mail address.'],
  ['a..b@contoso.com', '"a..b@contoso.com" is not a mail address.'],
  [`${'a'.repeat(65)}@contoso.com`, `"${'a'.repeat(59)}…" is not a mail address.`],
  ['inbound outbound', 'There are two directions; "both" is one word.'],
  ['contoso.com fabrikam.com', 'There are two domains; I take one.'],
  ['a@contoso.com b@contoso.com', 'There are two addresses; I take one.'],
])('diagnose %s says what is wrong with it', (rest, why) => {
  expect(said(`<at>Mailflow</at> diagnose ${rest}`)).toEqual({
    verb: 'unclear',
    said: 'diagnose',
    why,
    nearest: 'diagnose',
  })
})

test("only the bot's own mention is the bot: a person of the same name is a person", () => {
  const namesake = { id: '29:namesake', name: 'Mailflow' }
  expect(said('<at>Mailflow</at> status', [mention(namesake)])).toEqual({ verb: 'status' })
  expect(said('<at>Mailflow</at> <at>Adam Admin</at> status', [mention(BOT), mention(ADAM)])).toEqual({
    verb: 'status',
  })
  expect(said('<at>diagnose</at> <at>Mailflow</at> status', [mention(BOT)])).toEqual({ verb: 'status' })
})

test('a mention without its element is left out by its text', () => {
  expect(said('Mailflow status', [{ type: 'mention', mentioned: BOT, text: 'Mailflow' }])).toEqual({
    verb: 'status',
  })
})

test('lines of a pasted text stay apart, whatever they are written in', () => {
  const activity = Activity.parse(
    messageFrom('http://127.0.0.1/', {
      text: '<at>Mailflow</at> <p>decode</p><div>550 5.1.1&nbsp;&lt;ada@contoso.com&gt;</div>a &amp; b',
    }),
  )
  expect(wordsOf(activity).split(/\n+/)).toEqual(['decode', '550 5.1.1 <ada@contoso.com>', 'a & b'])
})

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/)
const domain = fc
  .tuple(label, fc.constantFrom('example', 'com', 'co.uk', 'bücher'))
  .map((parts) => parts.join('.'))
const local = fc.stringMatching(/^[A-Za-z0-9_+-]{1,20}(?:\.[A-Za-z0-9]{1,20})?$/)
const spaces = fc.constantFrom(' ', '\u00a0', '&nbsp;', '\n', '  ', '\r\n')
const anyCase = (word: string) =>
  fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) =>
      Array.from(word, (letter, at) => (upper[at] === true ? letter.toUpperCase() : letter)).join(''),
    )

test('the arguments may come in any order, any case and with any space between them', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom('inbound', 'outbound')
        .chain((direction) => fc.tuple(fc.constant(direction), anyCase(direction))),
      domain,
      fc.tuple(local, domain).map((parts) => parts.join('@')),
      anyCase('diagnose'),
      spaces,
      fc.nat(5),
      ([direction, spoken], name, address, verb, space, turn) => {
        const all = [spoken, name, address]
        const order = [...all.slice(turn % 3), ...all.slice(0, turn % 3)]
        const command = said(`<at>Mailflow</at>${space}${[verb, ...order].join(space)}${space}`)
        const url = (host: string) => new URL(`http://${host}`).hostname
        expect(command).toEqual({
          verb: 'diagnose',
          scope: {
            directions: [direction],
            domain: url(name),
            address: `${address.split('@')[0]}@${url(address.split('@')[1] ?? '')}`,
          },
        })
      },
    ),
  )
})

test('whatever is typed gives a command, and a domain or an address in it is one for sure', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
      const command = said(`<at>Mailflow</at> diagnose ${text}`)
      expect(['diagnose', 'unclear']).toContain(command.verb)
      if (command.verb === 'unclear') expect(command.said.length).toBeLessThanOrEqual(60)
      if (command.verb !== 'diagnose') return
      const { domain: name = 'ok.example', address = 'ok@ok.example' } = command.scope
      for (const host of [name, address.slice(address.lastIndexOf('@') + 1)])
        expect(host).toMatch(/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/)
      expect(address).not.toMatch(/[\s<>"(),:;[\]\\]/)
    }),
    { numRuns: 1000 },
  )
})
