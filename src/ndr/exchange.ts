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

/** What Exchange Online or Exchange Server means by a code and its words; undefined where it says nothing of its own. */
export const exchangeFinding = (status: string, words: string): Finding | undefined => {
  const lower = words.toLowerCase()
  return ROWS.find(
    (row) =>
      (row.codes === undefined || row.codes.test(status)) &&
      (row.words === undefined || row.words.test(lower)),
  )
}
