import type { Instant } from '../model/time.ts'
import type { StepState, StepView } from '../model/view.ts'
import { type StepLine, texts } from './blocks.ts'
import { plain, prose, time } from './text.ts'

interface Look {
  readonly mark: string
  readonly colour: string
  readonly word: string
}

/** Colour is never alone: the mark and the word say the same. Warning and Good are unreadable as text on white. */
const LOOKS: Readonly<Record<StepState, Look>> = {
  waiting: { mark: '…', colour: 'Accent', word: 'checking' },
  asking: { mark: '?', colour: 'Default', word: 'needs you' },
  sound: { mark: '✓', colour: 'Good', word: 'sound' },
  broken: { mark: '✕', colour: 'Attention', word: 'broken' },
  unsure: { mark: '!', colour: 'Warning', word: 'not sure' },
  passed: { mark: '–', colour: 'Default', word: 'not needed' },
}

/** A step as its row. In a diagnosis that has ended nothing is on the way any more. */
export const stepLine = (step: StepView, near: Instant, ended: boolean): StepLine => {
  const look = LOOKS[step.state]
  const waits = ended && step.state === 'waiting'
  return {
    mark: waits ? '–' : look.mark,
    colour: waits ? 'Default' : look.colour,
    name: `${step.number} ${plain(step.title, 60)}`,
    word: waits ? 'not finished' : look.word,
    wordColour: step.state === 'broken' ? 'Attention' : 'Default',
    wordSubtle: step.state !== 'broken' && step.state !== 'asking',
    summary: step.summary === '' ? ' ' : prose(step.summary, near, 240),
    subtle: step.state !== 'broken',
    answered: texts([
      step.answer && `answered by ${plain(step.answer.by.name, 60)}, ${time(step.answer.at, near)}`,
    ]),
  }
}

/** Steps that are done, whatever came of them. */
export const doneOf = (steps: readonly StepView[]): number =>
  steps.filter(({ state }) => state !== 'waiting' && state !== 'asking').length
