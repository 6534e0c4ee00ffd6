import type { Button } from '../model/card.ts'
import type { Offer } from '../model/view.ts'
import { type Element, template } from './template.ts'
import answers from './templates/answers.json' with { type: 'json' }
import action from './templates/button.json' with { type: 'json' }
import more from './templates/more.json' with { type: 'json' }
import toggle from './templates/toggle.json' with { type: 'json' }
import { flat } from './text.ts'
import { named } from './words.ts'

/** Teams shows six buttons at most; four of them in sight are enough to choose from. */
const MOST = 6
const IN_SIGHT = 4

/** A button that is executed, with its older form as the fallback. */
export const fillAction = template(action)
const fillAnswers = template(answers)
const fillToggle = template(toggle)
const fillMore = template(more)

type Mode = 'primary' | 'secondary'
/** A button as it is drawn in sight or in the menu. */
export type Draw = (mode: Mode) => Element

const titleOf = (offer: Offer, all: readonly Offer[]): string => {
  switch (offer.verb) {
    case 'answer':
    case 'take-back':
      return flat(offer.label, 48)
    case 'reject':
      return all.filter(({ verb }) => verb === 'reject').length > 1
        ? `Not this: ${named(offer.cause)}`
        : 'Not this, go on'
    case 'restart':
      return 'Start again'
    case 'join':
      return 'Join it'
    case 'stop':
      return 'Stop'
  }
}

const offering =
  (button: Button, all: readonly Offer[]) =>
  (offer: Offer): Draw =>
  (mode) =>
    fillAction({
      title: titleOf(offer, all),
      mode,
      // An answer is never highlighted: a tired person would take the bot's guess for what they saw.
      style: offer.verb === 'join' ? 'positive' : 'default',
      inputs: offer.verb === 'answer' ? 'auto' : 'none',
      data: { mailflow: 1, diagnosis: button.diagnosis, token: button.token, offer },
    })

const toggling =
  (title: string, id: string): Draw =>
  (mode) =>
    fillToggle({ title, id, mode })

export interface Buttons {
  /** The answers to a question, to stand right below it. */
  readonly answers?: Element
  /** The buttons of the card itself. */
  readonly actions: readonly Element[]
  /** Holds what finds no room; hidden until asked for. */
  readonly more?: Element
}

/**
 * Answers stand by their question; below the card come the likeliest offers and the evidence. What is beyond six in
 * all lies behind the last button, so that no offer is ever lost.
 */
export const buttonsOf = (
  offers: readonly Offer[],
  button: Button,
  { evidence }: { readonly evidence: boolean },
): Buttons => {
  const draw = offering(button, offers)
  const choices = offers.filter(({ verb }) => verb === 'answer').map(draw)
  const others = offers.filter(({ verb }) => verb !== 'answer').map(draw)
  if (evidence) others.splice(choices.length > 0 ? 0 : IN_SIGHT - 1, 0, toggling('Evidence', 'evidence'))
  return {
    ...(choices.length > 0 && { answers: fillAnswers({ actions: choices.map((one) => one('primary')) }) }),
    ...arranged(others, choices.length),
  }
}

/** Buttons below a card: the first in sight, the next in the menu, and what finds no room behind the last one. */
export const arranged = (draws: readonly Draw[], taken = 0): Pick<Buttons, 'actions' | 'more'> => {
  const room = MOST - taken
  const fits = draws.length <= room
  const shown = fits ? draws : [...draws.slice(0, room - 1), toggling('More', 'more')]
  const rest = fits ? [] : draws.slice(room - 1)
  return {
    actions: shown.map((one, at) => one(at + taken < IN_SIGHT ? 'primary' : 'secondary')),
    ...(rest.length > 0 && { more: fillMore({ sets: setsOf(rest) }) }),
  }
}

const setsOf = (draws: readonly Draw[]): readonly { readonly actions: readonly Element[] }[] =>
  Array.from({ length: Math.ceil(draws.length / MOST) }, (_, row) => ({
    actions: draws.slice(row * MOST, (row + 1) * MOST).map((one) => one('primary')),
  }))
