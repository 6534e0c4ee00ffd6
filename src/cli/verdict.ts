import { summaryOf } from '../cards/summary.ts'
import { groupedByWhy } from '../cards/verdict.ts'
import { evidenceOf, type Snapshot } from '../diagnosis/machine.ts'
import { judge } from '../diagnosis/verdict.ts'
import { viewOf } from '../diagnosis/view.ts'
import type { Question } from '../model/question.ts'
import type { Instant } from '../model/time.ts'
import { between, withTimes } from '../model/time.ts'
import type { RankedCause, Reason, Verdict, VerdictKind } from '../model/verdict.ts'
import type { DiagnosisView, StepState } from '../model/view.ts'
import { paint as pc } from './paint.ts'
import { printable } from './printable.ts'

/** Exit codes of a diagnosis: 0 mail flows, 1 a cause is found or likely, 2 undecided. */
const EXITS: Readonly<Record<VerdictKind, number>> = {
  flowing: 0,
  found: 1,
  likely: 1,
  conflict: 2,
  unknown: 2,
}

/** How a diagnosis ended: what people see, and the verdict over all that came. */
export interface Ended {
  readonly view: DiagnosisView
  readonly verdict: Verdict
  readonly startedAt: Instant
  readonly finishedAt: Instant
}

export const endedOf = (
  snapshot: Snapshot,
  {
    startedBy,
    ...times
  }: { readonly startedBy: string; readonly startedAt: Instant; readonly finishedAt: Instant },
): Ended => ({
  view: plain(viewOf(snapshot, { id: 'terminal', startedBy })),
  verdict: plain(judge(evidenceOf(snapshot))),
  ...times,
})

/** The same value with all its text printable. */
const plain = <T>(value: T): T => {
  if (typeof value === 'string') return printable(value) as T
  if (Array.isArray(value)) return value.map(plain) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)])) as T
}

export const exitOf = ({ verdict }: Ended): number => EXITS[verdict.kind]

/** The one object that `--json` prints. */
export const jsonOf = ({ view, verdict, startedAt, finishedAt }: Ended) => ({
  verdict: {
    kind: verdict.kind,
    proven: verdict.proven,
    causes: verdict.causes.map(({ id, title, step, confidence, supports, contradicts, guidance }) => ({
      id,
      title,
      step,
      confidence,
      evidence: supports.map(proof),
      against: contradicts.map(proof),
      fix: { instruction: guidance.instruction, commands: guidance.commands },
    })),
    ruledOut: verdict.ruledOut,
    notChecked: verdict.notChecked,
  },
  steps: view.steps.map(({ id, state, summary }) => ({ id, state, summary })),
  ...(view.question === undefined
    ? {}
    : { question: { id: view.question.id, title: view.question.title, choices: view.question.choices } }),
  startedAt,
  finishedAt,
})

const proof = ({ text, source, weight }: Reason) => ({
  text,
  asked: source.asked,
  of: source.of,
  at: source.at,
  ...(source.dataAsOf === undefined ? {} : { dataAsOf: source.dataAsOf }),
  by: source.by === 'probe' ? 'probe' : source.by.name,
  weight,
})

const MARKS: Readonly<Record<StepState, string>> = {
  waiting: pc.cyan('…'),
  asking: pc.yellow('!'),
  sound: pc.green('✓'),
  broken: pc.red('✕'),
  unsure: pc.yellow('!'),
  passed: pc.dim('-'),
}

/** A text as people read it here. */
type Say = (text: string) => string

const NEAR_MS = 20 * 3_600_000
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const
const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const

/** A terminal has one zone: that of the machine. What is not of these hours is told with its day. */
export const local =
  (now: Instant): Say =>
  (text) =>
    withTimes(text, (at) =>
      Math.abs(between(at, now)) < NEAR_MS
        ? new Date(at).toLocaleTimeString([], CLOCK)
        : new Date(at).toLocaleString([], { ...DAY, ...CLOCK }),
    )

export const stepLines = (view: DiagnosisView): readonly string[] =>
  view.steps.map(
    ({ number, title, state, summary }) =>
      `${MARKS[state]} ${number} ${title.padEnd(20)} ${state.padEnd(8)} ${local(view.startedAt)(summary)}`,
  )

/** The whole result in words. */
export const reportOf = (ended: Ended, answering: Answering = byOption): string => {
  const { view, verdict } = ended
  const { title, also } = summaryOf(view)
  const say = local(ended.startedAt)
  return [
    '',
    pc.bold(title),
    ...also,
    ...(view.question === undefined ? [] : questionLines(view.question, answering, say)),
    ...verdict.causes
      .slice(0, Math.max(verdict.proven, verdict.kind === 'found' ? 1 : 3))
      .flatMap((one) => causeLines(one, say)),
    ...aside('Ruled out', verdict.ruledOut, say),
    ...aside(
      'Not checked',
      groupedByWhy(verdict.notChecked).map(({ whats, why }) => `${whats.join(', ')} (${why})`),
      say,
    ),
    ...view.beside.map(say),
    '',
  ].join('\n')
}

const aside = (title: string, items: readonly string[], say: Say): readonly string[] =>
  items.length === 0 ? [] : [`${pc.dim(`${title}:`)} ${say(items.join(', '))}`]

const causeLines = (
  { id, title, confidence, supports, contradicts, affected, guidance }: RankedCause,
  say: Say,
) => [
  '',
  `${pc.bold(say(title))}  ${pc.dim(`(${id}, ${Math.round(confidence * 100)} % sure)`)}`,
  `  ${pc.dim('whose:')} ${guidance.whose}`,
  `  ${pc.dim('affected:')} ${say(affected)}`,
  ...supports.map((reason) => `  ${pc.green('+')} ${proofLine(reason, say)}`),
  ...contradicts.map((reason) => `  ${pc.red('-')} ${proofLine(reason, say)}`),
  `  ${pc.bold('Do this:')} ${say(guidance.instruction)}`,
  ...commandLines(guidance.commands),
  `  ${say(guidance.then)}`,
]

const proofLine = ({ text, source }: Reason, say: Say): string =>
  `${say(text)} ${pc.dim(`[${source.asked === '' ? source.of : source.asked}]`)}`

const commandLines = (
  commands: readonly { readonly where: string; readonly run: string }[],
): readonly string[] =>
  commands.flatMap(({ where, run }) => [
    `    ${pc.dim(where)}`,
    ...run.split('\n').map((line) => `      ${line}`),
  ])

/** How an answer is given here. */
type Answering = (question: string, choice: string) => string

const byOption: Answering = (question, choice) => `--answer ${question}=${choice}`

/** In an evidence file. */
export const byFile: Answering = (question, choice) =>
  `{ "question": "${question}", "choice": "${choice}" } in "answers"`

const questionLines = (question: Question, answering: Answering, say: Say): readonly string[] => [
  `  ${say(question.why)}`,
  ...commandLines(question.look),
  `  ${question.reading}`,
  `  Answer with ${question.choices.map(({ id, label }) => `${answering(question.id, id)} (${label})`).join(', ')}.`,
]
