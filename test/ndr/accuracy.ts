import { decode, type Report } from '../../src/ndr/decode.ts'
import { recordedBytes, recordedJson, recordedLines } from '../support/test-data.ts'

/** One expected report beside what was decoded. */
export interface Row {
  readonly file: string
  /** Every second file is held out from development. */
  readonly heldOut: boolean
  readonly expected: { readonly status: string; readonly reply: string; readonly reason: string }
  readonly got: Report | undefined
  readonly sameStatus: boolean
  readonly sameGroup: boolean
  readonly sameReason: boolean
}

interface Label {
  readonly file: string
  readonly expected: readonly Row['expected'][]
}

/** Codes that the labels derive from the reason because no server gave one: a class and 0.9NN. */
const DERIVED = /^([45])\.0\.9\d\d$/

/**
 * The decoder against recorded bounces; undefined on a machine that has none. A derived code of the labels counts as
 * met by a derived code of the same class, or by the one that the report itself gives.
 */
export const measured = async (): Promise<readonly Row[] | undefined> => {
  const labels = recordedLines('ndr/labels.jsonl') as readonly Label[] | undefined
  const groups = recordedJson('ndr/groups.json') as Readonly<Record<string, unknown>> | undefined
  if (labels === undefined || groups === undefined) return undefined
  const groupOf = (reason: string): string =>
    Object.keys(groups).find((name) => Array.isArray(groups[name]) && groups[name].includes(reason)) ?? reason
  const rows: Row[] = []
  for (const [index, { file, expected }] of labels.entries()) {
    const reports = await decode(recordedBytes(`ndr/${file}`) ?? '')
    for (const [at, one] of expected.entries()) {
      const got = reports[at]
      rows.push({
        file,
        heldOut: index % 2 === 1,
        expected: one,
        got,
        sameStatus: got !== undefined && statusMet(one.status, got.status),
        sameGroup: got !== undefined && groupOf(got.reason) === groupOf(one.reason),
        sameReason: got?.reason === one.reason,
      })
    }
  }
  return rows
}

const statusMet = (expected: string, got: string): boolean => {
  if (got === expected) return true
  const kind = DERIVED.exec(expected)?.[1]
  return kind !== undefined && (/^[45]\.0\.0$/.test(got) || DERIVED.exec(got)?.[1] === kind)
}

export const share = (rows: readonly Row[], met: (row: Row) => boolean): number =>
  rows.length === 0 ? 0 : rows.filter(met).length / rows.length
