import { z } from 'zod'
import { instantOf } from './wire.ts'

/*
 * Building blocks of raw answers. Services answer in their own spelling and people write evidence files by hand, so
 * what means the same is read as the same here, once, and judged by nobody else.
 */

/** ISO 8601, or a plain day, as an instant in UTC; what is no date stays as it is. */
const toInstant = (text: string): string =>
  instantOf(text) ?? (PLAIN.test(text) ? `${text}T00:00:00.000Z` : text)
const PLAIN = /^\d{4}-\d\d-\d\d$/

/** A moment. UTC where it names no zone. */
export const Moment = z
  .string()
  .refine(
    (text) => !Number.isNaN(Date.parse(toInstant(text))),
    'is no moment, for example 2026-11-23T10:42:07Z',
  )
  .overwrite(toInstant)
  .meta({
    id: 'moment',
    description: 'ISO 8601; UTC where no zone is given.',
    examples: ['2026-11-23T10:42:07Z'],
  })

/** A name in DNS: lower case, without the final dot. */
export const Host = z.string().overwrite((text) => text.trim().toLowerCase().replace(/\.$/, ''))

export const hostsOf = (description: string) => z.array(Host).default([]).meta({ description })

/** One of a service's words, in the service's own spelling; one that it does not have stays as it is. */
export const spelt = (...words: readonly string[]) => {
  const spelling = new Map(words.map((word) => [word.toLowerCase(), word]))
  return z.string().overwrite((text) => spelling.get(text.trim().toLowerCase()) ?? text)
}

/** A property that is off unless it is said to be on. */
export const off = (description?: string) =>
  z
    .boolean()
    .default(false)
    .meta(description === undefined ? {} : { description })

/** A shape that others use, under its own name in a JSON schema. */
export const named = <T extends z.ZodType>(id: string, schema: T): T => schema.meta({ id })

/** Something said about a shape, and the same shape. */
export const say = <T extends z.ZodType>(schema: T, description: string): T => schema.meta({ description })
