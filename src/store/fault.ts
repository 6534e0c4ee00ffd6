import { inspect } from 'node:util'
import { Fault } from '../model/fault.ts'

/** The database cannot be opened or used as it is. The message says what to do. */
export class StoreFault extends Fault {}

/** What the system said, in its own words: `connect ECONNREFUSED 127.0.0.1:5432`. */
export const wordsOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error)
  // Several addresses were tried; the first failure tells as much as all of them.
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return wordsOf(error.errors[0])
  return 'message' in error ? String(error.message) : inspect(error)
}
