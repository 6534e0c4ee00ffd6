import { describe, expect, test } from '@jest/globals'
import { endedOf, jsonOf } from '../../src/cli/verdict.ts'
import { readEvidenceFile, replayEvidence } from '../../src/engine/diagnosis/evidence-file.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { BARE } from './bare.ts'
import type { Case } from './builder.ts'
import { CAUSES } from './causes.ts'
import { GAPS } from './gaps.ts'
import { PAIRS } from './pairs.ts'
import { STRANGERS } from './strangers.ts'
import { TRAPS } from './traps.ts'

const judged = ({ file }: Case) => {
  const evidence = readEvidenceFile(JSON.stringify(file), PROBES)
  const { startedAt, finishedAt = startedAt } = evidence
  return jsonOf(endedOf(replayEvidence(evidence, PROBES), { startedBy: 'the file', startedAt, finishedAt }))
}

describe.each([
  ['one fault', CAUSES],
  ['one fault, and hardly anything else', BARE],
  ['two faults at once', PAIRS],
  ['what looks like a fault', TRAPS],
  ['gaps', GAPS],
  ['what strangers wrote', STRANGERS],
] as const)('%s', (_, cases) => {
  test.each(cases.map((one) => [one.says, one] as const))('%s', (_says, one) => {
    const { verdict } = judged(one)
    const { kind, causes = [], never = [] } = one
    const kinds = typeof kind === 'string' ? [kind] : kind
    const named = verdict.causes.map(({ id }) => id)
    const told = { kind: verdict.kind, named }
    expect(kinds).toContain(verdict.kind)
    expect({ ...told, among: causes.filter((id) => !named.includes(id)) }).toEqual({ ...told, among: [] })
    if (kind === 'found')
      expect({ ...told, proven: named.slice(0, verdict.proven).toSorted() }).toEqual({
        ...told,
        proven: causes.toSorted(),
      })
    else if (causes[0] !== undefined)
      expect({ ...told, first: named[0] }).toEqual({ ...told, first: causes[0] })
    expect({ ...told, never: never.filter((id) => named.includes(id)) }).toEqual({ ...told, never: [] })
  })
})
