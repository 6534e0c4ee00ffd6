import * as fc from 'fast-check'
import type { ProbeId } from '../../src/model/findings.ts'
import { CAUSE_IDS, QUESTION_IDS, STEP_IDS } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/outcome.ts'
import { CHOICES } from '../../src/model/question.ts'
import { DIRECTIONS } from '../../src/model/scope.ts'
import type { RankedCause, Reason, Verdict } from '../../src/model/verdict.ts'
import type { DiagnosisView, Offer, StepView } from '../../src/model/view.ts'

/** Names and replies as nobody should write them, and somebody will. */
export const HOSTILE = [
  '<at>Everyone</at>',
  '< / AT >',
  '[click here](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '**bold** _slanted_ `code` ~~gone~~',
  '# Heading\n- list\n1. list',
  '---',
  '1. first',
  '&lt;at&gt;x&lt;/at&gt; &#42;',
  '${id}',
  '${string(view)} \\${x}',
  '{{DATE(2026-11-23T10:42:03Z, SHORT)}}',
  '{{ TIME(2026-11-23T10:42:03Z)}}',
  'moc.osotnoc\u202Eexe.txt',
  'zero\u200Bwidth\u2060\uFEFF',
  '\u3164',
  '\uD800 alone',
  '',
  '   \n\t ',
  '\u0000\u0007\u001b[31m',
  '"}],"actions":[{"type":"Action.OpenUrl"',
  '<script>alert(1)</script>',
  'Z\u0351\u0352\u0353\u0354\u0355\u0356algo',
  'né 日本語 مرحبا 👩‍👩‍👧',
  'x'.repeat(5000),
  'long name '.repeat(600),
  '😀'.repeat(3000),
] as const

export const words = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.lorem({ maxCount: 12 }),
)
const instant = fc
  .date({ min: new Date('2026-11-01T00:00:00Z'), max: new Date('2026-11-30T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const person = fc.record({ id: fc.uuid(), name: words })
const some = <T>(arbitrary: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { maxLength: most })
const optional = { requiredKeys: [] as never[] }

const source: fc.Arbitrary<Source> = fc
  .record({
    asked: words,
    of: words,
    at: instant,
    tookMs: fc.nat(60_000),
    by: fc.oneof(fc.constant('probe' as const), person),
  })
  .chain((known) => fc.record({ dataAsOf: instant }, optional).map((more) => ({ ...known, ...more })))

const reason: fc.Arbitrary<Reason> = fc.record({
  text: words,
  source,
  weight: fc.double({ min: 0, max: 1, noNaN: true }),
})
const PROBES: readonly ProbeId[] = ['message-trace', 'mx-records', 'smtp-reachability', 'mailboxes']
const commands = some(fc.record({ where: words, run: words }), 12)

const cause: fc.Arbitrary<RankedCause> = fc.record({
  id: fc.constantFrom(...CAUSE_IDS),
  step: fc.constantFrom('beside' as const, ...STEP_IDS),
  title: words,
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  supports: some(reason, 8),
  contradicts: some(reason, 8),
  missing: fc.subarray([...PROBES]),
  affected: words,
  guidance: fc.record({ whose: words, instruction: words, commands, then: words, prevention: words }),
})

const verdict: fc.Arbitrary<Verdict> = fc
  .record({
    kind: fc.constantFrom('found', 'likely', 'conflict', 'unknown', 'flowing'),
    causes: some(cause, 6),
    proven: fc.nat(4),
    ruledOut: fc.subarray([...CAUSE_IDS]),
    notChecked: some(fc.record({ what: words, why: words }), 40),
  })
  .map(({ proven, ...rest }) => ({ ...rest, proven: Math.min(proven, rest.causes.length) }))

const answer = fc.record({
  question: fc.constantFrom(...QUESTION_IDS),
  choice: fc.constant('cannot-tell' as const),
  by: person,
  at: instant,
})

const steps: fc.Arbitrary<readonly StepView[]> = fc
  .array(
    fc
      .record({
        title: words,
        state: fc.constantFrom('waiting', 'asking', 'sound', 'broken', 'unsure', 'passed'),
        summary: words,
      })
      .chain((known) => fc.record({ answer }, optional).map((more) => ({ ...known, ...more }))),
    { minLength: STEP_IDS.length, maxLength: STEP_IDS.length },
  )
  .map((rows) =>
    rows.map((row, at) => ({ ...row, id: STEP_IDS[at] as (typeof STEP_IDS)[number], number: at + 1 })),
  )

/** Labels are ours, and the edge takes 200 characters of them. */
const label = words.map((text) => text.slice(0, 200))
const onQuestion = fc.constantFrom(...QUESTION_IDS)
const answers: fc.Arbitrary<Offer[]> = onQuestion.chain((question) =>
  fc
    .subarray([...CHOICES[question]])
    .chain((choices) =>
      fc.tuple(
        ...choices.map((choice) =>
          label.map((text): Offer => ({ verb: 'answer', question, choice, label: text })),
        ),
      ),
    ),
)
const offer: fc.Arbitrary<Offer> = fc.oneof(
  fc.record({ verb: fc.constant('reject' as const), cause: fc.constantFrom(...CAUSE_IDS) }),
  fc.record({ verb: fc.constant('take-back' as const), question: onQuestion, label }),
  fc.constantFrom<Offer>({ verb: 'restart' }, { verb: 'join' }, { verb: 'stop' }),
)

const question = fc.record({
  id: onQuestion,
  step: fc.constantFrom(...STEP_IDS),
  title: words,
  why: words,
  look: commands,
  reading: words,
  choices: fc.constant([]),
})

const known = fc.record({
  id: words,
  scope: fc
    .record({ domain: words, address: words, since: instant }, optional)
    .chain((rest) =>
      fc.subarray([...DIRECTIONS], { minLength: 1 }).map((directions) => ({ ...rest, directions })),
    ),
  startedAt: instant,
  startedBy: words,
  phase: fc.constantFrom('checking', 'asking', 'verdict', 'stopped'),
  steps,
  beside: some(words, 20),
  evidence: some(fc.record({ what: words, answer: words, source }), 60),
  offers: fc.tuple(answers, some(offer, 12)).map(([first, others]) => [...first, ...others]),
})

/** Any diagnosis at all, sensible or not. */
export const views: fc.Arbitrary<DiagnosisView> = known.chain((base) =>
  fc
    .record({ finishedAt: instant, question, verdict }, optional)
    .map((more): DiagnosisView => ({ ...base, ...more })),
)

export const buttons = fc.record({
  diagnosis: fc.uuid(),
  token: fc.base64String({ minLength: 4, maxLength: 64 }),
})
