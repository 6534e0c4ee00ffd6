import { describe, expect, test } from '@jest/globals'
import { getShortestPaths } from 'xstate/graph'
import {
  advance,
  begin,
  evidenceOf,
  isCurrent,
  MACHINE_VERSION,
  machine,
  replay,
  type Snapshot,
} from '../../src/diagnosis/machine.ts'
import { PROBE_IDS } from '../../src/diagnosis/reading.ts'
import { STEPS } from '../../src/diagnosis/steps/registry.ts'
import { viewOf } from '../../src/diagnosis/view.ts'
import type { DiagnosisEvent } from '../../src/model/event.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { ProbeId } from '../../src/model/findings.ts'
import { type CauseId, QUESTION_IDS, type QuestionId } from '../../src/model/ids.ts'
import type { Choice } from '../../src/model/question.ts'
import { EVERYTHING, type Scope } from '../../src/model/scope.ts'
import type { Offer } from '../../src/model/view.ts'
import {
  AT,
  answer,
  certainly,
  eventsOf,
  evidence,
  findings,
  HEALTHY,
  mx,
  NOTHING,
  OLIVIA,
  silent,
  started,
  trace,
} from './given.ts'

const WHO = { id: 'd1', startedBy: OLIVIA.name }
const view = (snapshot: Snapshot) => viewOf(snapshot, WHO)

const offline = (scope: Scope = EVERYTHING): Snapshot =>
  replay([started(scope), ...eventsOf(evidence({ probes: NOTHING }))])

/** What a click on an offer brings; nothing for those that begin another diagnosis. */
const eventOf = (offer: Offer): DiagnosisEvent[] => {
  if (offer.verb === 'answer')
    return [{ type: 'answered', answer: answer(offer.question, offer.choice), at: AT }]
  if (offer.verb === 'reject') return [{ type: 'rejected', cause: offer.cause, by: OLIVIA, at: AT }]
  if (offer.verb === 'take-back')
    return [{ type: 'taken-back', question: offer.question, by: OLIVIA, at: AT }]
  if (offer.verb === 'stop') return [{ type: 'stopped', by: OLIVIA, at: AT }]
  return []
}

/** The cause that an answer of the guide names. */
const NAMES: { readonly [Q in QuestionId]?: readonly [Choice, CauseId] } = {
  inbound: ['broken', 'connector-offline'],
  outbound: ['broken', 'connector-offline'],
  smtp: ['failed', 'network-blocked'],
  mx: ['wrong', 'mx-wrong'],
  rules: ['blocking', 'transport-rule'],
  mailboxes: ['broken', 'mailbox-not-provisioned'],
  sync: ['stuck', 'directory-sync-stopped'],
}

/** What the guide on paper says to answers and rejected causes, with nothing else to go by. */
const guide = ({
  answers,
  rejected,
}: Snapshot['context']['evidence']): { kind: string; causes: Set<CauseId> } => {
  const causes = new Set(
    Object.values(answers).flatMap((one) => {
      const [choice, cause] = NAMES[one.question] ?? []
      return cause !== undefined && one.choice === choice && !rejected.includes(cause) ? [cause] : []
    }),
  )
  if (causes.size > 0) return { kind: 'found', causes }
  return { kind: answers.trace?.choice === 'flowing' ? 'flowing' : 'unknown', causes }
}

type Machine = ReturnType<typeof machine.resolveState>

/** Every path of clicks from the start of a diagnosis with no backend at all. */
const paths = (scope: Scope, verbs: readonly Offer['verb'][]) => {
  const start = offline(scope)
  const frozen = ({ value, status, context }: Machine): Snapshot =>
    ({ version: MACHINE_VERSION, value, status, context }) as Snapshot
  return getShortestPaths(machine, {
    fromState: machine.resolveState(start),
    events: (state) =>
      view(frozen(state))
        .offers.filter((offer) => verbs.includes(offer.verb))
        // One "not this" shows all that a second one would, at a tenth of the states.
        .filter(({ verb }) => verb !== 'reject' || state.context.evidence.rejected.length === 0)
        .flatMap(eventOf),
    serializeState: (state) => {
      const { value, context } = state
      return JSON.stringify([
        value,
        Object.entries(context.evidence.answers).map(([id, one]) => [id, one.choice]),
        context.evidence.rejected,
      ])
    },
  }).map(({ state, steps }) => ({ snapshot: frozen(state), clicks: steps.length - 1 }))
}

describe('the walk by hand, with no backend at all', () => {
  const walked = paths(EVERYTHING, ['answer', 'reject'])
  const answered = walked.filter(({ snapshot }) => evidenceOf(snapshot).rejected.length === 0)

  test('ends in a verdict after every sequence of answers, and it is the one of the guide', () => {
    const ends = walked.filter(({ snapshot }) => view(snapshot).phase === 'verdict')
    expect(ends.length).toBeGreaterThan(300)
    for (const { snapshot } of ends) {
      const { verdict } = view(snapshot)
      const right = guide(evidenceOf(snapshot))
      expect({
        answers: evidenceOf(snapshot).answers,
        kind: verdict?.kind,
        causes: new Set(verdict?.causes.slice(0, verdict.proven).map((cause) => cause.id)),
      }).toEqual({ answers: evidenceOf(snapshot).answers, ...right })
    }
  })

  test('reaches each of the six rows of the guide, and every state of the tree', () => {
    const found = walked.flatMap(
      ({ snapshot }) => view(snapshot).verdict?.causes.map((cause) => cause.id) ?? [],
    )
    expect(new Set(found)).toEqual(new Set(Object.values(NAMES).map(([, cause]) => cause)))
    const states = new Set(walked.map(({ snapshot }) => JSON.stringify(snapshot.value)))
    const asking = STEPS.map((step) => JSON.stringify({ [step.id]: 'asking' }))
    expect(states).toEqual(new Set([...asking, JSON.stringify({ end: 'verdict' })]))
  })

  test('has a way on in every state, each of which leads somewhere else', () => {
    const stuck = answered.filter(({ snapshot }) => {
      const { offers } = view(snapshot)
      const ways = offers.flatMap(eventOf).map((event) => JSON.stringify(advance(snapshot, event)))
      return offers.length === 0 || ways.includes(JSON.stringify(snapshot))
    })
    expect(stuck).toEqual([])
  })

  test('offers every choice of the question that it asks, and asks only when it says so', () => {
    for (const { snapshot } of answered) {
      const { offers, phase, question } = view(snapshot)
      const choices = offers.flatMap((offer) => (offer.verb === 'answer' ? [offer.choice] : []))
      expect([phase === 'asking', choices]).toEqual([
        question !== undefined,
        question?.choices.map(({ id }) => id) ?? [],
      ])
    }
  })

  test('comes back to the same question when an answer is taken back', () => {
    const elsewhere = answered.filter(({ snapshot }) => {
      const { question } = view(snapshot)
      return question?.choices.some(({ id }) => {
        const there = advance(snapshot, { type: 'answered', answer: answer(question.id, id), at: AT })
        const back = advance(there, { type: 'taken-back', question: question.id, by: OLIVIA, at: AT })
        return JSON.stringify(back) !== JSON.stringify(snapshot)
      })
    })
    expect(elsewhere).toEqual([])
  })

  test('asks nothing about inbound mail when only outbound mail is in question', () => {
    const asked = paths({ directions: ['outbound'] }, ['answer']).map(
      ({ snapshot }) => view(snapshot).question?.id,
    )
    expect(new Set(asked)).toEqual(
      new Set(['trace', 'outbound', 'smtp', 'rules', 'mailboxes', 'sync', undefined]),
    )
  })
})

/** The row of the guide: the answer that names its cause; everywhere else all is well, and no message is in the trace. */
const ROWS = Object.entries(NAMES).map(([question, [choice, cause]]) => ({
  question: question as QuestionId,
  choice,
  cause,
}))
const WELL: Readonly<Record<QuestionId, Choice>> = {
  trace: 'none',
  inbound: 'sound',
  outbound: 'sound',
  smtp: 'connected',
  mx: 'right',
  rules: 'none',
  mailboxes: 'sound',
  sync: 'current',
}

/** Answers whatever is asked until nothing is, and says what was asked. */
const converse = (from: Snapshot, answers: Readonly<Record<QuestionId, Choice>>) => {
  const asked: QuestionId[] = []
  let now = from
  for (let open = view(now).question; open !== undefined; open = view(now).question) {
    asked.push(open.id)
    now = advance(now, { type: 'answered', answer: answer(open.id, answers[open.id]), at: AT })
  }
  return { asked, end: view(now) }
}

describe('a person with the guide and no backend', () => {
  test.each(ROWS)('who answers $question with $choice is told $cause, as their own word', (row) => {
    const { question, choice, cause } = row
    const { asked, end } = converse(offline(), { ...WELL, [question]: choice })
    // The MX and port 25 are one step: once one half of it is broken, the other one is not asked for.
    const until = QUESTION_IDS.slice(0, QUESTION_IDS.indexOf(question) + 1)
    expect(asked).toEqual(until)
    const [first, ...others] = end.verdict?.causes ?? []
    expect({
      phase: end.phase,
      kind: end.verdict?.kind,
      cause: first?.id,
      others,
      by: first?.supports.map(({ source: { by }, weight }) => [by, weight]),
      against: first?.contradicts,
    }).toEqual({
      phase: 'verdict',
      kind: 'found',
      cause,
      others: [],
      by: [[OLIVIA, 1]],
      against: [],
    })
    expect(first?.guidance.commands.length).toBeGreaterThan(0)
  })

  test('who finds all well is sent to Microsoft with all that was ruled out, not to a guess', () => {
    const { asked, end } = converse(offline(), WELL)
    expect({ asked, kind: end.verdict?.kind, causes: end.verdict?.causes }).toEqual({
      asked: QUESTION_IDS,
      kind: 'unknown',
      causes: [],
    })
    const cleared = ROWS.map(({ cause }) => cause).filter((cause) => cause !== 'connector-offline')
    expect(end.verdict?.ruledOut).toEqual(expect.arrayContaining(cleared))
  })

  test('who can tell nothing at all hears that nothing is known', () => {
    const nothing = Object.fromEntries(QUESTION_IDS.map((id) => [id, 'cannot-tell'])) as Record<
      QuestionId,
      Choice
    >
    const { asked, end } = converse(offline(), nothing)
    expect({
      asked,
      kind: end.verdict?.kind,
      causes: end.verdict?.causes,
      out: end.verdict?.ruledOut,
    }).toEqual({
      asked: QUESTION_IDS,
      kind: 'unknown',
      causes: [],
      out: [],
    })
  })
})

describe('the walk with probes, one of which may be lost', () => {
  const SICK = findings({ 'message-trace': trace({ inbound: silent(), outbound: silent() }) })
  const bring = (probe: ProbeId, lost: boolean): DiagnosisEvent =>
    ({
      type: 'evidence',
      probe,
      outcome: (lost ? NOTHING : certainly(SICK))[probe],
      at: AT,
    }) as DiagnosisEvent
  const frozen = ({ value, status, context }: Machine): Snapshot =>
    ({ version: MACHINE_VERSION, value, status, context }) as Snapshot
  const kinds = ({ probes }: Evidence) => PROBE_IDS.map((probe) => probes[probe]?.kind)

  /** Every path of probes that come in their order, of answers to what is asked meanwhile, and of giving up. */
  const walked = getShortestPaths(machine, {
    fromState: machine.resolveState(begin(started())),
    events: (state): DiagnosisEvent[] => {
      // `advance` lets nothing through to a diagnosis that was stopped.
      if (state.status === 'done') return []
      const { probes } = state.context.evidence
      const next = PROBE_IDS.find((probe) => probes[probe] === undefined)
      const lost = Object.values(probes).some(({ kind }) => kind === 'unreachable')
      const come = next === undefined ? [] : [bring(next, false), ...(lost ? [] : [bring(next, true)])]
      const said = view(frozen(state))
        .offers.filter(({ verb }) => verb === 'answer' || verb === 'stop')
        .flatMap(eventOf)
      return [...come, ...said]
    },
    serializeState: ({ value, context: { evidence: of } }) =>
      JSON.stringify([value, kinds(of), Object.values(of.answers).map(({ choice }) => choice)]),
  }).map(({ state }) => frozen(state))

  test('comes to every state that the machine has, and to no other', () => {
    const reached = new Set(walked.map(({ value }) => JSON.stringify(value)))
    const steps = STEPS.flatMap(({ id }) => [{ [id]: 'waiting' }, { [id]: 'asking' }])
    const all = [...steps, { end: 'settling' }, { end: 'verdict' }, 'stopped']
    expect(reached).toEqual(new Set(all.map((value) => JSON.stringify(value))))
  })

  test('waits only for probes that are out, asks only what a lost one leaves open, and speaks when all are in', () => {
    const wrong = walked.filter((snapshot) => {
      const { value } = snapshot
      if (typeof value === 'string') return view(snapshot).phase !== 'stopped'
      const [[place, does] = []] = Object.entries(value)
      const mine = STEPS.find(({ id }) => id === place)?.probes ?? PROBE_IDS
      const of = new Set(mine.map((probe) => evidenceOf(snapshot).probes[probe]?.kind))
      const { phase, question } = view(snapshot)
      if (does === 'waiting' || does === 'settling') return phase !== 'checking' || !of.has(undefined)
      if (does === 'asking') return phase !== 'asking' || question?.step !== place || !of.has('unreachable')
      return phase !== 'verdict' || of.has(undefined)
    })
    expect(wrong.map(({ value }) => value)).toEqual([])
  })

  test('finds a cause only in the word of a person, since no probe saw one', () => {
    const wrong = walked.filter((snapshot) => {
      const { answers } = evidenceOf(snapshot)
      const named = ROWS.some(({ question, choice }) => answers[question]?.choice === choice)
      const { phase, verdict } = view(snapshot)
      return verdict?.kind === 'found' ? !named : named && phase === 'verdict'
    })
    expect(wrong.map((snapshot) => [snapshot.value, evidenceOf(snapshot).answers])).toEqual([])
  })
})

describe('the machine', () => {
  test('waits in the first step until the trace is there, and speaks the verdict when all probes are', () => {
    const start = begin(started())
    const states = eventsOf(evidence({ probes: certainly(HEALTHY) }))
      .reduce<Snapshot[]>((all, event) => [...all, advance(all.at(-1) ?? start, event)], [])
      .map((snapshot) => snapshot.value)
    expect([start.value, ...states]).toEqual([
      { 'message-trace': 'waiting' },
      ...PROBE_IDS.slice(1).map(() => ({ end: 'settling' })),
      { end: 'verdict' },
    ])
  })

  test('asks nobody once settled evidence proves a cause', () => {
    const silence = findings({
      'message-trace': trace({ inbound: silent() }),
      'mx-records': { domains: [mx('wrong')] },
    })
    const probes = {
      ...certainly(silence),
      ...NOTHING,
      'message-trace': certainly(silence)['message-trace']!,
      'mx-records': certainly(silence)['mx-records']!,
    }
    const shown = view(replay([started(), ...eventsOf(evidence({ probes }))]))
    expect(shown.phase).toBe('verdict')
    expect(shown.steps.map(({ state }) => state)).toEqual([
      'broken',
      'unsure',
      'passed',
      'broken',
      'unsure',
      'unsure',
      'unsure',
    ])
    expect(shown.verdict?.notChecked.map(({ what }) => what)).toEqual([
      'inbound connectors',
      'outbound connectors',
      'SMTP reachability',
      'transport rules',
      'mailboxes',
      'directory sync',
      'Microsoft service health',
      'sending limits',
      'hosts behind the MX',
    ])
  })

  test('changes nothing when an event comes twice', () => {
    const events = eventsOf(
      evidence({ probes: certainly(HEALTHY), answers: { trace: answer('trace', 'none') } }),
    )
    const once = replay([started(), ...events])
    const again = events.map((event) => ({ ...event, at: '2026-11-23T11:00:00.000Z' }))
    expect(again.reduce(advance, once)).toEqual(once)
  })

  test('keeps an answer of a probe that comes after it was given up, and not the other way round', () => {
    const late = { ...NOTHING['mx-records']!, kind: 'late' } as const
    const came = certainly(HEALTHY)['mx-records']!
    const bring = (outcome: typeof late | typeof came): DiagnosisEvent =>
      ({ type: 'evidence', probe: 'mx-records', outcome, at: AT }) as DiagnosisEvent
    for (const order of [
      [late, came],
      [came, late],
    ])
      expect(evidenceOf(replay([started(), ...order.map(bring)])).probes['mx-records']).toEqual(came)
  })

  test('ignores an answer that the question does not take', () => {
    const before = offline()
    const odd = { ...answer('trace', 'none'), choice: 'maybe' } as unknown as ReturnType<typeof answer>
    expect(advance(before, { type: 'answered', answer: odd, at: AT })).toEqual(before)
  })

  test('is stopped for good', () => {
    const stopped = advance(offline(), { type: 'stopped', by: OLIVIA, at: AT })
    const later = advance(stopped, { type: 'answered', answer: answer('trace', 'none'), at: AT })
    expect(later).toEqual(stopped)
    expect({
      phase: view(stopped).phase,
      offers: view(stopped).offers,
      at: view(stopped).finishedAt,
    }).toEqual({
      phase: 'stopped',
      offers: [{ verb: 'restart' }],
      at: AT,
    })
  })

  test('knows a snapshot of another version, and refuses to go on from it', () => {
    const old = { ...offline(), version: MACHINE_VERSION - 1 }
    expect([isCurrent(offline()), isCurrent(old), isCurrent(undefined)]).toEqual([true, false, false])
    expect(() => advance(old, { type: 'stopped', by: OLIVIA, at: AT })).toThrow(/replay its events/)
    expect(() => replay([])).toThrow(/begins with its start/)
  })
})
