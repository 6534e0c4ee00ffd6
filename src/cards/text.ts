import { type Instant, millis, withTimes } from '../model/time.ts'

/*
 * Text that others wrote (names, rules, replies, answers) made safe for a card. This is the only place that does it.
 *
 * Cards put such text into text runs, which know no Markdown on any client; backslash escapes in a TextBlock are shown
 * as they stand by the phone apps (microsoft/AdaptiveCards issue 5590). A heading has to be a TextBlock, so it gets
 * look-alikes instead.
 */

const HOUR = 3_600_000

/** Cut to so many UTF-16 units with an ellipsis; never through the middle of a character. */
export const cut = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`

/** Zero-width and direction marks, private and impossible characters, and letters that look like nothing. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Noncharacter_Code_Point}\u115F\u1160\u2800\u3164\uFFA0]/gu

/** What cannot be seen or turns the line around is shown as a replacement character: it may well be the fault. */
const visible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(UNSEEN, '\uFFFD')
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1')

/** Mentions and date functions are the two things that a client looks for in any text. */
const inert = (text: string): string =>
  text.replaceAll(/<(?=\s*\/?\s*at\b)/gi, '‹').replaceAll(/\{\{(?=\s*(?:DATE|TIME)\b)/gi, '{ {')

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Z}]+/gu, ' ').trim()

const orBlank = (text: string): string => (text === '' ? '(blank)' : text)

/** More characters in a row than a phone has room for; text runs break only at spaces on some clients. */
const LONG_RUN = /[^ ]{35,}/g
/** Where such a row may be broken, the better places first. Names and addresses never are: they are copied. */
const BREAKS = [/(?<=[\]);,|])(?=.)/g, /(?<=.)(?=[?&])/g, /(?<==)(?=.)/g]

const roomy = (text: string): string =>
  BREAKS.reduce((broken, at) => broken.replaceAll(LONG_RUN, (run) => run.replaceAll(at, ' ')), text)

/** A name, a value, a reply: one line, as it is but for what could do harm or has no room. */
export const plain = (text: string, most = 300): string =>
  orBlank(cut(roomy(inert(visible(oneLine(text)))), most))

/** A sentence: as `plain`, with instants in it shown in the reader's zone. */
export const prose = (text: string, near: Instant, most = 300): string =>
  withTimes(plain(text, most), (at) => time(at, near))

/** A command: lines are kept. */
export const code = (text: string, most = 1000): string =>
  orBlank(
    cut(
      inert(
        visible(
          text
            .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
            .replaceAll('\t', '  ')
            .replaceAll(/(?!\n)\p{Cc}/gu, ' '),
        ),
      ).trim(),
      most,
    ),
  )

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '*': '∗',
  '[': '(',
  ']': ')',
  '`': "'",
  '\\': '⧵',
  '~': '∼',
  '<': '‹',
  '>': '›',
  '&': '＆',
}

/** A heading: the one text that a client reads as Markdown. */
export const heading = (text: string, near: Instant, most = 140): string =>
  withTimes(
    plain(text, most)
      .replaceAll(/[*[\]`\\~<>&]/g, (character) => LOOK_ALIKES[character] ?? character)
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
      .replace(/^(?:[-+#=|]|\d+[.)])/, (start) => `\u2060${start}`),
    (at) => time(at, near),
  )

/** For places that know no date functions: chips, buttons, notifications. */
export const flat = (text: string, most = 200): string =>
  withTimes(plain(text, most), (at) => `${at.slice(11, 16)} UTC`)

/** A moment in the reader's zone: the time alone when it is near the other moment, else with its day. */
export const time = (at: Instant, near: Instant): string => {
  const whole = Number.isNaN(millis(at)) ? undefined : `${new Date(millis(at)).toISOString().slice(0, 19)}Z`
  if (whole === undefined) return plain(at, 40)
  const clock = `{{TIME(${whole})}}`
  return Math.abs(millis(at) - millis(near)) < 12 * HOUR ? clock : `{{DATE(${whole}, SHORT)}} ${clock}`
}
