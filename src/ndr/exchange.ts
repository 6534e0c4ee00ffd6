import { CODES } from './exchange-codes.ts'
import { CONNECTION_CODES } from './exchange-connections.ts'
import type { Finding } from './finding.ts'

/** One meaning of Exchange: the codes that carry it and, where a code has several, the words that tell them apart. */
export interface Row extends Finding {
  /** Enhanced status codes; undefined when the words alone are enough. */
  readonly codes?: RegExp
  /** Against the words in lower case. */
  readonly words?: RegExp
}

const ROWS: readonly Row[] = [...CONNECTION_CODES, ...CODES]

/**
 * What Exchange Online or Exchange Server means by a code and its words; undefined where it says nothing of its own.
 * Unless it is `certain` that Exchange speaks, the words have to show it too: others give the same codes.
 */
export const exchangeFinding = (status: string, words: string, certain: boolean): Finding | undefined => {
  const lower = words.toLowerCase()
  return ROWS.find(
    ({ codes, words: said }) =>
      (codes === undefined || codes.test(status)) && (said === undefined ? certain : said.test(lower)),
  )
}
