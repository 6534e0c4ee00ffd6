import type { IncidentButton } from '../model/card.ts'
import type { IncidentOffer, IncidentView, SwitchOffer } from '../model/incident.ts'
import { arranged, type Buttons, type Draw, fillAction } from './buttons.ts'
import { flat } from './text.ts'

const titleOf = (offer: IncidentOffer, { owner }: Pick<IncidentView, 'owner'>): string => {
  switch (offer.verb) {
    case 'acknowledge':
      return owner === undefined ? 'Acknowledge' : 'Take over'
    case 'diagnose':
      return 'Diagnose'
    case 'snooze':
      return 'Snooze'
    case 'escalate':
      return 'Escalate'
    case 'resolve':
      return 'Resolve'
    case 'reopen':
      return 'Reopen'
    case 'approve':
      return flat(`Approve ${offer.what}`, 48)
    case 'switch':
      return switchTitle(offer)
  }
}

const switchTitle = ({ monitor, on }: SwitchOffer): string => `Switch ${on ? 'on' : 'off'} ${monitor}`

/** The buttons of an alert. What takes it is highlighted while it is nobody's. */
export const alertButtons = (
  view: Pick<IncidentView, 'owner' | 'offers'>,
  { incident, token }: IncidentButton,
): Pick<Buttons, 'actions' | 'more'> =>
  arranged(
    view.offers.map(
      (offer): Draw =>
        (mode) =>
          fillAction({
            title: titleOf(offer, view),
            mode,
            style: offer.verb === 'acknowledge' && view.owner === undefined ? 'positive' : 'default',
            inputs: 'none',
            data: { mailflow: 1, incident, token, offer },
          }),
    ),
  )

/** The buttons that switch monitors. */
export const switchButtons = (offers: readonly SwitchOffer[]): Pick<Buttons, 'actions' | 'more'> =>
  arranged(
    offers.map(
      (offer): Draw =>
        (mode) =>
          fillAction({
            title: switchTitle(offer),
            mode,
            style: 'default',
            inputs: 'none',
            data: { mailflow: 1, monitors: 'switch', offer },
          }),
    ),
  )
