import { afterEach, describe, expect, test } from '@jest/globals'
import { endedOf, exitOf, jsonOf } from '../src/cli/verdict.ts'
import { wallClock } from '../src/compose/clock.ts'
import { portsTo } from '../src/compose/ports.ts'
import { reachOfLab } from '../src/compose/reach.ts'
import { traceBudgetInMemory } from '../src/connect/trace-budget.ts'
import { viewOf } from '../src/diagnosis/view.ts'
import { diagnoseDirectly } from '../src/engine/diagnosis/direct.ts'
import { readEvidenceFile, replayEvidence } from '../src/engine/diagnosis/evidence-file.ts'
import { redacted } from '../src/engine/diagnosis/redact.ts'
import { DRAWING } from '../src/engine/drawing.ts'
import { fastClock } from '../src/lab/clock.ts'
import { startLab } from '../src/lab/lab.ts'
import { SCENARIOS, type ScenarioId } from '../src/lab/scenarios/registry.ts'
import type { Clock } from '../src/model/ports.ts'
import { EVERYTHING } from '../src/model/scope.ts'
import type { DiagnosisView } from '../src/model/view.ts'
import { PROBES } from '../src/probes/registry.ts'
import { cardTroubles } from './support/card-check.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

const ADA = { id: 'ada', name: 'Ada' }

/** A clock that begins at this moment and goes on as the one on the wall does. */
const from = (at: string): Clock => fastClock(1, Date.parse(at))

/** The production adapters and the production probes against the lab, from a moment on. */
const diagnose = async (scenario: ScenarioId, at: string) => {
  const clock = from(at)
  const lab = await startLab({ scenario, clock })
  open.push(() => lab.close())
  const budget = traceBudgetInMemory(wallClock)
  const views: DiagnosisView[] = []
  const result = await diagnoseDirectly({
    ports: portsTo(reachOfLab(lab), { clock, budget, caller: 'diagnosis' }),
    probes: PROBES,
    scope: EVERYTHING,
    by: ADA,
    onChange: (snapshot) => views.push(viewOf(snapshot, { id: 'd-1', startedBy: ADA.name })),
    onBug: (_, error) => {
      throw error
    },
  })
  const { startedAt, finishedAt } = result
  return { result, views, ended: endedOf(result.snapshot, { startedBy: ADA.name, startedAt, finishedAt }) }
}

/** A working day's morning, lunch and evening, a night and a Sunday: the verdict must not depend on the hour. */
const MOMENTS = {
  'on a Tuesday morning': '2026-11-24T09:40:00.000Z',
  'on a Friday evening': '2026-11-27T18:20:00.000Z',
  'on a Sunday night': '2026-11-29T02:30:00.000Z',
}

const IDS = Object.keys(SCENARIOS) as ScenarioId[]

describe.each(Object.entries(MOMENTS))('%s', (when, at) => {
  test.each(IDS)('%s is diagnosed as it is, and its saved evidence gives the same verdict', async (id) => {
    const { result, views, ended } = await diagnose(id, at)
    const { expected } = SCENARIOS[id]
    const { verdict } = ended
    const said = {
      kind: verdict.kind,
      causes: verdict.causes.slice(0, expected.causes.length).map((one) => one.id),
    }
    if (when === 'on a Tuesday morning')
      expect({ ...said, causes: said.causes.toSorted() }).toEqual({
        kind: expected.kind,
        causes: expected.causes.toSorted(),
      })
    // In the dead of night there may be too little mail to prove anything; then it says so, and never another cause.
    else if (said.kind === 'found') expect(expected.causes).toEqual(expect.arrayContaining(said.causes))

    // The card of every state that it went through, and what status says of it.
    const button = { diagnosis: 'd-1', token: 'token-1' }
    const drawn = views.flatMap((view) => [
      DRAWING.diagnosis(view, button, { continuation: false }),
      DRAWING.status({ diagnoses: [view] }),
    ])
    expect(drawn.flatMap((card) => cardTroubles(card))).toEqual([])

    const { scope, answers } = result.snapshot.context.evidence
    const file = {
      mailflow: 'evidence',
      version: 1,
      scope,
      startedAt: result.startedAt,
      finishedAt: result.finishedAt,
      probes: result.raws,
      answers: Object.values(answers),
    }
    const again = (kept: unknown) => {
      const evidence = readEvidenceFile(JSON.stringify(kept), PROBES)
      const { startedAt, finishedAt } = result
      return endedOf(replayEvidence(evidence, PROBES), { startedBy: ADA.name, startedAt, finishedAt })
    }
    expect(jsonOf(again(file))).toEqual(jsonOf(ended))
    const hidden = again(redacted(file))
    expect([hidden.verdict.kind, hidden.verdict.causes.map((one) => one.id), exitOf(hidden)]).toEqual([
      verdict.kind,
      verdict.causes.map((one) => one.id),
      exitOf(ended),
    ])
    expect(JSON.stringify(redacted(file))).not.toMatch(/[a-z]+\.[a-z]+@contoso\.com/)
  })
})
