import { closest, distance } from 'fastest-levenshtein'
import type { Command } from '../engine/api.ts'
import { DIRECTIONS, type Direction, type Scope } from '../model/scope.ts'
import { asAddress, asDomain } from './mail-names.ts'

const VERBS = ['diagnose', 'status', 'help'] as const
type Verb = (typeof VERBS)[number]

const isVerb = (word: string): word is Verb => (VERBS as readonly string[]).includes(word)

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

const unknown = (said: string): Command => {
  const nearest = closest(said.slice(0, QUOTED), VERBS)
  const near = distance(said.slice(0, QUOTED), nearest) <= Math.ceil(nearest.length / 2)
  return unclear(said, 'I do not know this word.', near ? nearest : undefined)
}

const directionsOf = (word: string): readonly Direction[] | undefined =>
  word === 'both' ? DIRECTIONS : DIRECTIONS.filter((direction) => direction === word)

/** Reads one argument into the scope; a text is what is wrong with it. */
const withArgument = (scope: Partial<Scope>, argument: string): Partial<Scope> | string => {
  const directions = directionsOf(argument.toLowerCase())
  if (directions !== undefined && directions.length > 0)
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

const diagnose = (said: string, rest: readonly string[]): Command => {
  let scope: Partial<Scope> = {}
  for (const argument of rest) {
    const next = withArgument(scope, argument)
    if (typeof next === 'string') return unclear(said, next, 'diagnose')
    scope = next
  }
  return { verb: 'diagnose', scope: { directions: DIRECTIONS, ...scope } }
}

/** Turns a person's words, without the mention of the bot, into a command. Nothing said is a call for help. */
export const commandOf = (words: string): Command => {
  const [first, ...rest] = words
    .normalize('NFKC')
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '')
  if (first === undefined) return { verb: 'help' }
  const verb = first.toLowerCase().replace(/^\//, '')
  if (!isVerb(verb)) return unknown(verb)
  return verb === 'diagnose' ? diagnose(first, rest) : { verb }
}
