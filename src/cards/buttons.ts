import type { Button } from '../model/card.ts'
import type { Offer } from '../model/view.ts'
import { type Element, template } from './template.ts'
import action from './templates/button.json' with { type: 'json' }
import more from './templates/more.json' with { type: 'json' }
import toggle from './templates/toggle.json' with { type: 'json' }
import { flat } from './text.ts'

/** Teams shows six buttons at most; four of them in sight are enough to choose from. */
const MOST = 6
const IN_SIGHT = 4

const fillAction = template(action)
const fillToggle = template(toggle)
const fillMore = template(more)

type Mode = 'primary' | 'secondary'
type Draw = (mode: Mode) => Element

const titleOf = (offer: Offer): string => {
  switch (offer.verb) {
    case 'answer':
    case 'take-back':
      return flat(offer.label, 40)
    case 'reject':
      return 'Not this, go on'
    case 'restart':
      return 'Start again'
    case 'join':
      return 'Join it'
    case 'stop':
      return 'Stop'
  }
}

const offered =
  (button: Button, offer: Offer, first: boolean): Draw =>
  (mode) =>
    fillAction({
      title: titleOf(offer),
      mode,
      style: first && (offer.verb === 'answer' || offer.verb === 'join') ? 'positive' : 'default',
      inputs: offer.verb === 'answer' ? 'auto' : 'none',
      data: { mailflow: 1, diagnosis: button.diagnosis, token: button.token, offer },
    })

const toggling =
  (title: string, id: string): Draw =>
  (mode) =>
    fillToggle({ title, id, mode })

export interface Buttons {
  readonly actions: readonly Element[]
  /** Holds what finds no room below the card; hidden until asked for. */
  readonly more?: Element
}

/**
 * Answers come first and stand in sight, then the likeliest offers, then the evidence. What is beyond six lies behind
 * the last button, so that no offer is ever lost.
 */
export const buttonsOf = (
  offers: readonly Offer[],
  button: Button,
  { evidence }: { readonly evidence: boolean },
): Buttons => {
  const answers = offers.filter((offer) => offer.verb === 'answer').length
  const draws = offers.map((offer, at) => offered(button, offer, at === 0))
  if (evidence) draws.splice(Math.max(answers, IN_SIGHT - 1), 0, toggling('Evidence', 'evidence'))
  const fits = draws.length <= MOST
  const shown = fits ? draws : [...draws.slice(0, MOST - 1), toggling('More', 'more')]
  const rest = fits ? [] : draws.slice(MOST - 1)
  return {
    actions: shown.map((draw, at) => draw(at < IN_SIGHT ? 'primary' : 'secondary')),
    ...(rest.length > 0 && { more: fillMore({ sets: setsOf(rest) }) }),
  }
}

const setsOf = (draws: readonly Draw[]): readonly { readonly actions: readonly Element[] }[] =>
  Array.from({ length: Math.ceil(draws.length / MOST) }, (_, row) => ({
    actions: draws.slice(row * MOST, (row + 1) * MOST).map((draw) => draw('primary')),
  }))
