import { RE2JS } from 're2js'

export type Matcher = (text: string) => boolean

/**
 * One of these words, as Exchange looks for them: whole, in any case, with space or punctuation around. `*` is a
 * literal.
 */
export const wordMatcher = (words: readonly string[]): Matcher => {
  const sources = words.map((word) => {
    const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    const open = /^[\p{L}\p{N}]/u.test(word) ? String.raw`(?<![\p{L}\p{N}])` : ''
    const close = /[\p{L}\p{N}]$/u.test(word) ? String.raw`(?![\p{L}\p{N}])` : ''
    return open + escaped + close
  })
  const any = new RegExp(sources.join('|'), 'iu')
  return words.length === 0 ? () => false : (text) => any.test(text)
}

/**
 * One of these regular expressions, anywhere in the text and in any case; undefined when one of them cannot be read.
 * They come from a tenant, so they run on RE2, which cannot be made to hang; what only .NET knows is not guessed at.
 */
export const patternMatcher = (patterns: readonly string[]): Matcher | undefined => {
  const compiled = patterns.map(compile)
  return compiled.includes(undefined)
    ? undefined
    : remembering((text) => compiled.some((one) => one?.test(text)))
}

const compile = (pattern: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
  } catch {
    return undefined
  }
}

/** The same few texts are asked about for each of many rules and domains. */
const remembering = (test: (text: string) => boolean | undefined): Matcher => {
  const known = new Map<string, boolean>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const now = test(text) === true
    known.set(text, now)
    return now
  }
}
