import type { Answer } from '../model/question.ts'
import type { Instant } from '../model/time.ts'
import type { StepState, StepView } from '../model/view.ts'
import type { Ink, StepLine } from './blocks.ts'
import { plain, prose, time } from './text.ts'

interface Look {
  readonly mark: string
  readonly colour: string
  readonly word: string
  readonly ink: Ink
}

/** Colour is never alone: the mark and the word say the same. Warning and Good are unreadable as text on white. */
const LOOKS: Readonly<Record<StepState, Look>> = {
  waiting: { mark: '…', colour: 'Accent', word: 'checking', ink: 'quiet' },
  asking: { mark: '?', colour: 'Default', word: 'needs you', ink: 'plain' },
  sound: { mark: '✓', colour: 'Good', word: 'sound', ink: 'quiet' },
  broken: { mark: '✕', colour: 'Attention', word: 'broken', ink: 'alarm' },
  unsure: { mark: '!', colour: 'Warning', word: 'not sure', ink: 'quiet' },
  passed: { mark: '–', colour: 'Default', word: 'not needed', ink: 'quiet' },
}
const UNFINISHED: Look = { mark: '–', colour: 'Default', word: 'not finished', ink: 'quiet' }

/** A step as its row. In a diagnosis that has ended nothing is on the way any more. */
export const stepLine = (step: StepView, near: Instant, ended: boolean): StepLine => {
  const unfinished = ended && (step.state === 'waiting' || step.state === 'asking')
  const { mark, colour, word, ink } = unfinished ? UNFINISHED : LOOKS[step.state]
  const result = prose(step.summary, near, 240)
  const says = step.summary !== '' && !unfinished
  const repeats = says && (step.state === 'waiting' || result.toLowerCase().startsWith(word))
  return {
    mark,
    colour,
    name: `${step.number} ${plain(step.title, 60)}`,
    ink,
    ...(!repeats && { word }),
    ...(says && { result }),
    ...(step.answer !== undefined && { answered: answeredBy(step.answer, near) }),
  }
}

const answeredBy = ({ by, at }: Answer, near: Instant): string =>
  `answered by ${plain(by.name, 60)}, ${time(at, near)}`

/** Steps that are done, whatever came of them. */
export const doneOf = (steps: readonly StepView[]): number =>
  steps.filter(({ state }) => state !== 'waiting' && state !== 'asking').length
