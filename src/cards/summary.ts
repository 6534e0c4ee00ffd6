import type { Verdict } from '../model/verdict.ts'
import type { DiagnosisView } from '../model/view.ts'
import type { Tone } from './blocks.ts'
import { subject } from './scope.ts'
import { doneOf } from './steps.ts'
import { flat } from './text.ts'

/** Where a diagnosis stands, in a sentence and a chip: the top of its card and its line in the status card. */
export interface Summary {
  readonly tone: Tone
  readonly title: string
  readonly also: readonly string[]
  readonly chip: string
}

const of = (view: DiagnosisView): string => {
  const name = subject(view.scope)
  return name === undefined ? '' : ` of ${name}`
}

/** The finding so far, for a diagnosis that has not reached its verdict. */
const soFar = (view: DiagnosisView): string | undefined => {
  const cause = view.verdict?.causes[0]
  if (cause !== undefined && view.verdict?.kind !== 'unknown') return cause.title
  const broken = view.steps.find(({ state }) => state === 'broken')
  return broken === undefined ? undefined : `step ${broken.number}, ${broken.title}, is broken`
}

const checking = (view: DiagnosisView): Summary => {
  const found = soFar(view)
  return {
    tone: 'working',
    title: found === undefined ? `Checking the mail flow${of(view)}` : `So far: ${found}`,
    also: [],
    chip: `${doneOf(view.steps)} of ${view.steps.length} checked`,
  }
}

const asking = (view: DiagnosisView): Summary => {
  const { question } = view
  const number = view.steps.find(({ id }) => id === question?.step)?.number
  const title = question?.title ?? 'I need an answer from you'
  return {
    tone: 'attend',
    title: number === undefined ? title : `Step ${number} needs you: ${title}`,
    also: [],
    chip: 'Your turn',
  }
}

const stopped = (view: DiagnosisView): Summary => {
  const found = soFar(view)
  return {
    tone: 'working',
    title: found === undefined ? 'Stopped before a cause was found' : `Stopped. So far: ${found}`,
    also: [],
    chip: 'Stopped',
  }
}

const causeTitle = (verdict: Verdict, at: number): string => verdict.causes[at]?.title ?? 'A cause was found'

const flowing = (view: DiagnosisView): string => {
  const [only, ...more] = view.scope.directions
  const mail =
    only !== undefined && more.length === 0 ? `${only === 'inbound' ? 'Inbound' : 'Outbound'} mail` : 'Mail'
  return `${mail}${of(view)} is flowing`
}

const concluded = (view: DiagnosisView, verdict: Verdict): Summary => {
  switch (verdict.kind) {
    case 'found':
      return {
        tone: 'broken',
        title: causeTitle(verdict, 0),
        also: verdict.causes.slice(1, Math.max(1, verdict.proven)).map(({ title }) => `And: ${title}`),
        chip: verdict.proven > 1 ? `${verdict.proven} faults` : 'Found',
      }
    case 'likely':
      return { tone: 'attend', title: `Probably: ${causeTitle(verdict, 0)}`, also: [], chip: 'Not proven' }
    case 'conflict':
      return {
        tone: 'attend',
        title: 'The evidence contradicts itself',
        also: verdict.causes.slice(0, 3).map(({ title }) => title),
        chip: 'Conflict',
      }
    case 'unknown':
      return { tone: 'attend', title: 'No cause found: take it to Microsoft', also: [], chip: 'Unknown' }
    case 'flowing':
      return { tone: 'good', title: flowing(view), also: [], chip: 'No stop' }
  }
}

/** A chip has room for a word or two, and a screen reader says it as it stands. */
const chipOf = (text: string): string => flat(text, 24)

export const summaryOf = (view: DiagnosisView): Summary => {
  const summary = summaryAt(view)
  return { ...summary, chip: chipOf(summary.chip) }
}

const summaryAt = (view: DiagnosisView): Summary => {
  if (view.phase === 'verdict' && view.verdict !== undefined) return concluded(view, view.verdict)
  if (view.phase === 'asking') return asking(view)
  return view.phase === 'stopped' ? stopped(view) : checking(view)
}
