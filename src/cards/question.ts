import type { Question } from '../model/question.ts'
import type { Instant } from '../model/time.ts'
import { boxOf, lineOf, noteInputOf } from './blocks.ts'
import type { Element } from './template.ts'
import { code, plain, prose } from './text.ts'
import { count } from './words.ts'

const MOST_LOOKS = 4

/** What to run or where to look, how to read what comes back, and room to write down what was seen. */
export const questionBlocks = (question: Question, near: Instant): readonly Element[] => {
  const hidden = question.look.length - MOST_LOOKS
  return [
    lineOf({ text: prose(question.why, near, 300), spacing: 'Medium' }),
    boxOf({
      title: 'Look here',
      commands: question.look.slice(0, MOST_LOOKS).map(({ where, run }) => ({
        where: plain(where, 160),
        run: code(run, 700),
      })),
      then: hidden > 0 ? `and ${count(hidden, 'more place')} to look` : undefined,
    }),
    lineOf({ label: 'How to read it', text: prose(question.reading, near, 400), spacing: 'Medium' }),
    noteInputOf(),
  ]
}
