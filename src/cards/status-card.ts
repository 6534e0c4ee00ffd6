import type { Card } from '../model/card.ts'
import type { DiagnosisView } from '../model/view.ts'
import { headerOf, lineOf, type StepLine, stepsOf, type Tone } from './blocks.ts'
import { cardOf } from './card.ts'
import { scopeLine } from './scope.ts'
import { summaryOf } from './summary.ts'
import { flat, plain, prose, time } from './text.ts'
import { count } from './words.ts'

const MOST = 10

const MARKS: Readonly<Record<Tone, Pick<StepLine, 'mark' | 'colour'>>> = {
  working: { mark: '…', colour: 'Accent' },
  attend: { mark: '!', colour: 'Warning' },
  broken: { mark: '✕', colour: 'Attention' },
  good: { mark: '✓', colour: 'Good' },
}

const rowOf = (view: DiagnosisView): StepLine => {
  const { tone, title, chip } = summaryOf(view)
  const near = view.startedAt
  return {
    ...MARKS[tone],
    name: chip,
    word: prose(title, near, 160),
    ink: 'plain',
    result: `${scopeLine(view.scope, near)} · started ${time(near, near)} by ${plain(view.startedBy, 60)}`,
  }
}

const titleOf = (views: readonly DiagnosisView[]): string => {
  const open = views.filter(({ phase }) => phase === 'checking' || phase === 'asking').length
  if (open > 0) return `${count(open, 'diagnosis', 'diagnoses')} ${open === 1 ? 'is' : 'are'} running here`
  return views.length > 0 ? 'Nothing is running here now' : 'Nothing has been diagnosed here yet'
}

/** The diagnoses of a conversation, newest first, one row each. */
export const statusCard = (views: readonly DiagnosisView[]): Card => {
  const title = titleOf(views)
  const hidden = views.length - MOST
  const asking = views.some(({ phase }) => phase === 'asking')
  return cardOf(flat([title, ...views.slice(0, 1).map((view) => summaryOf(view).title)].join('. '), 300), [
    headerOf({
      tone: asking ? 'attend' : 'working',
      title,
      small: views.length > 0 ? 'The newest first' : 'Say diagnose to start, or help to see what I can do',
      chip: asking ? 'Your turn' : 'Status',
    }),
    views.length > 0 ? stepsOf(views.slice(0, MOST).map(rowOf)) : undefined,
    hidden > 0 ? lineOf({ text: `and ${count(hidden, 'older one')}`, size: 'Small' }) : undefined,
  ])
}
