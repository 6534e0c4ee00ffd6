import type { DiagnosisEvent } from '../model/event.ts'
import type { Evidence } from '../model/evidence.ts'
import type { Outcome } from '../model/outcome.ts'
import { type Answer, CHOICES } from '../model/question.ts'
import { millis } from '../model/time.ts'

/** The evidence after an event; the very same object when the event brings nothing new. */
export const record = (evidence: Evidence, event: DiagnosisEvent): Evidence => {
  switch (event.type) {
    case 'evidence': {
      const known = evidence.probes[event.probe]
      if (known !== undefined && !betters(event.outcome, known)) return evidence
      return { ...evidence, probes: { ...evidence.probes, [event.probe]: event.outcome } }
    }
    case 'answered': {
      if (!isAnswer(event.answer) || same(evidence.answers[event.answer.question], event.answer))
        return evidence
      return { ...evidence, answers: { ...evidence.answers, [event.answer.question]: event.answer } }
    }
    case 'rejected':
      if (evidence.rejected.includes(event.cause)) return evidence
      return { ...evidence, rejected: [...evidence.rejected, event.cause] }
    case 'taken-back': {
      if (evidence.answers[event.question] === undefined) return evidence
      const { [event.question]: _, ...answers } = evidence.answers
      return { ...evidence, answers }
    }
    case 'started':
    case 'stopped':
      break
  }
  return evidence
}

/** An answer beats none, however late; of two answers the newer one counts. So the order in which they come does not. */
const betters = (one: Outcome<unknown>, other: Outcome<unknown>): boolean => {
  const rank = worth(one) - worth(other)
  return rank > 0 || (rank === 0 && millis(one.source.at) > millis(other.source.at))
}

const worth = (outcome: Outcome<unknown>): number => {
  if (outcome.kind === 'found') return 2
  return outcome.kind === 'unsure' && outcome.value !== undefined ? 1 : 0
}

const isAnswer = ({ question, choice }: Answer): boolean =>
  question in CHOICES && (CHOICES[question] as readonly string[]).includes(choice)

const same = (one: Answer | undefined, other: Answer): boolean =>
  one !== undefined && one.choice === other.choice && one.by.id === other.by.id && one.note === other.note
