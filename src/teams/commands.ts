import { closest, distance } from 'fastest-levenshtein'
import type { Command, Further, TypedVerb } from '../engine/api.ts'
import type { QuietHours } from '../model/incident.ts'
import { DIRECTIONS, type Direction, type Scope } from '../model/scope.ts'
import { asAddress, asDomain } from './mail-names.ts'

/** What a person said: a command, or one of the further use cases that the engine has. */
export type Said =
  | Command
  /** `text` is all that follows the word, its lines kept. */
  | { readonly verb: 'decode'; readonly text: string }
  | { readonly verb: 'here' }
  | { readonly verb: 'monitors'; readonly change?: { readonly monitor: string; readonly on: boolean } }
  | { readonly verb: 'report' }
  | { readonly verb: 'act'; readonly act: TypedVerb }
  | { readonly verb: 'maintenance'; readonly minutes: number; readonly why: string }
  | { readonly verb: 'quiet'; readonly hours: QuietHours | undefined }

/** The words for what an engine may have besides. */
export const FURTHER_VERBS = [
  'decode',
  'here',
  'monitors',
  'report',
  'maintenance',
  'quiet',
  'act',
] as const satisfies readonly (keyof Further)[]
export type FurtherVerb = (typeof FURTHER_VERBS)[number]

const VERBS = ['diagnose', 'status', 'help'] as const

/** The words for what is done to the incident of a thread. */
const ACTS: Readonly<Record<string, TypedVerb>> = {
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  snooze: 'snooze',
  escalate: 'escalate',
  resolve: 'resolve',
  reopen: 'reopen',
}

/** What may be said where an engine has these use cases besides. */
const wordsFor = (further: readonly FurtherVerb[]): readonly string[] => [
  ...VERBS,
  ...further.flatMap((verb) => (verb === 'act' ? Object.keys(ACTS) : [verb])),
]

/** Longest part of somebody's words that is repeated to them. */
const QUOTED = 60

const quoted = (word: string): string => (word.length > QUOTED ? `${word.slice(0, QUOTED - 1)}…` : word)

const unclear = (said: string, why: string, nearest?: string): Command => ({
  verb: 'unclear',
  said: quoted(said),
  why,
  ...(nearest === undefined ? {} : { nearest }),
})

/** No domain or address is longer (RFC 5321 4.5.3.1), so that nothing beyond it has to be looked at. */
const LONGEST = 400

/** `[shown](address)` as Teams writes links in Markdown, quotes, and the punctuation that ends a sentence. */
const bare = (word: string): string =>
  word
    .slice(0, LONGEST)
    .replace(/^\[([^\]]*)\]\([^)]*\)/, '$1')
    .replace(/^["'`<(“‘]+/, '')
    .replace(/["'`>)”’,;:!?.]+$/, '')
    .replace(/^mailto:/i, '')

const unknown = (said: string, verbs: readonly string[]): Command => {
  const nearest = closest(said.slice(0, QUOTED), verbs)
  const near = distance(said.slice(0, QUOTED), nearest) <= Math.ceil(nearest.length / 2)
  return unclear(said, 'I do not know this word.', near ? nearest : undefined)
}

const directionsOf = (word: string): readonly Direction[] =>
  word === 'both' ? DIRECTIONS : DIRECTIONS.filter((direction) => direction === word)

/** Reads one argument into the scope; a text is what is wrong with it. */
const withArgument = (scope: Partial<Scope>, argument: string): Partial<Scope> | string => {
  const directions = directionsOf(argument.toLowerCase())
  if (directions.length > 0)
    return scope.directions === undefined
      ? { ...scope, directions }
      : 'There are two directions; "both" is one word.'
  if (argument.includes('@')) {
    const address = asAddress(argument)
    if (address === undefined) return `"${quoted(argument)}" is not a mail address.`
    return scope.address === undefined ? { ...scope, address } : 'There are two addresses; I take one.'
  }
  const domain = asDomain(argument)
  if (domain === undefined)
    return `"${quoted(argument)}" is neither inbound, outbound or both, nor a domain, nor a mail address.`
  return scope.domain === undefined ? { ...scope, domain } : 'There are two domains; I take one.'
}

const diagnose = (rest: readonly string[]): Command => {
  let scope: Partial<Scope> = {}
  for (const argument of rest) {
    const next = withArgument(scope, argument)
    if (typeof next === 'string') return unclear('diagnose', next, 'diagnose')
    scope = next
  }
  return { verb: 'diagnose', scope: { directions: DIRECTIONS, ...scope } }
}

/** `monitors`, or `monitors on mx-drift`, or `monitors mx-drift on`. */
const monitors = (rest: readonly string[]): Said => {
  if (rest.length === 0) return { verb: 'monitors' }
  const words = rest.map((word) => word.toLowerCase())
  const [monitor, ...more] = words.filter((word) => word !== 'on' && word !== 'off')
  const switches = words.filter((word) => word === 'on' || word === 'off')
  if (monitor === undefined || more.length > 0 || switches.length !== 1)
    return unclear(
      'monitors',
      'I take one monitor and on or off, for example "monitors on mx-drift".',
      'monitors',
    )
  return { verb: 'monitors', change: { monitor: quoted(monitor), on: switches[0] === 'on' } }
}

/** Longest work that is announced in one go. */
const MOST_MINUTES = 24 * 60

/** `maintenance 2h patching`, `maintenance 30m`, `maintenance off`. */
const maintenance = ([length, ...why]: readonly string[]): Said => {
  if (length?.toLowerCase() === 'off') return { verb: 'maintenance', minutes: 0, why: '' }
  const [, digits, unit] = /^(\d{1,4})(m|min|h)$/i.exec(length ?? '') ?? []
  const minutes = Number(digits) * (unit?.toLowerCase() === 'h' ? 60 : 1)
  if (minutes >= 1 && minutes <= MOST_MINUTES)
    return { verb: 'maintenance', minutes, why: quoted(why.join(' ')) }
  return unclear(
    'maintenance',
    'I take how long, at most a day, or off, for example "maintenance 2h patching".',
    'maintenance',
  )
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/
const timeOf = (text: string | undefined): string | undefined =>
  text !== undefined && TIME.test(text) ? text.padStart(5, '0') : undefined

/** The zone as the system spells it; undefined when it knows none of that name. */
const zoneOf = (name: string): string | undefined => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** `quiet 22:00-06:00 Europe/Berlin`, `quiet off`. */
const quiet = ([span, name = 'UTC', ...more]: readonly string[]): Said => {
  if (span?.toLowerCase() === 'off') return { verb: 'quiet', hours: undefined }
  const [first, second, ...others] = span?.split(/[-–]/) ?? []
  const [from, to, zone] = [timeOf(first), timeOf(second), zoneOf(name)]
  const whole = others.length + more.length === 0
  if (whole && from !== undefined && to !== undefined && from !== to && zone !== undefined)
    return { verb: 'quiet', hours: { from, to, zone } }
  return unclear(
    'quiet',
    'I take two times and a time zone, or off, for example "quiet 22:00-06:00 Europe/Berlin".',
    'quiet',
  )
}

type Spoken = (typeof VERBS)[number] | Exclude<FurtherVerb, 'act'>

const meaningOf = (verb: Spoken, rest: readonly string[], words: string): Said => {
  switch (verb) {
    case 'diagnose':
      return diagnose(rest)
    case 'monitors':
      return monitors(rest)
    case 'maintenance':
      return maintenance(rest)
    case 'quiet':
      return quiet(rest)
    case 'decode':
      return { verb, text: words.replace(/^\S+\s*/, '') }
    case 'status':
    case 'help':
    case 'here':
    case 'report':
      return { verb }
  }
}

/** Turns a person's words, without the mention of the bot, into what they ask for. Nothing said is a call for help. */
export const saidOf = (words: string, further: readonly FurtherVerb[] = []): Said => {
  const known = wordsFor(further)
  const [first, ...rest] = words
    .slice(0, 100 * LONGEST)
    .normalize('NFKC')
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '')
  if (first === undefined) return { verb: 'help' }
  const said = first.toLowerCase().replace(/^\//, '')
  if (!known.includes(said)) return unknown(said, known)
  const act = ACTS[said]
  return act === undefined ? meaningOf(said as Spoken, rest, words) : { verb: 'act', act }
}
