import type { Button, Card } from '../model/card.ts'
import type { Scope } from '../model/scope.ts'
import type { Instant } from '../model/time.ts'
import type { DiagnosisView } from '../model/view.ts'
import { headerOf, stepsOf } from './blocks.ts'
import { buttonsOf } from './buttons.ts'
import { cardOf } from './card.ts'
import { scopeLine } from './scope.ts'
import { doneOf, stepLine } from './steps.ts'
import { summaryOf } from './summary.ts'
import { flat, heading, plain, prose, time } from './text.ts'

/** Somebody asks for a diagnosis where one is running: join it, or start over with what was `asked` for. */
export const joinCard = (view: DiagnosisView, button: Button, asked: Scope): Card => {
  const near = view.startedAt
  const who = plain(view.startedBy, 60)
  const { actions } = buttonsOf([{ verb: 'join' }, { verb: 'restart', scope: asked }], button, {
    evidence: false,
  })
  return cardOf(
    flat(`A diagnosis is already running here, started by ${view.startedBy}. Join it or start again.`),
    [
      headerOf({
        tone: 'attend',
        title: heading('A diagnosis is already running here', near),
        also: [prose(summaryOf(view).title, near, 160), ...otherScope(view.scope, asked, near)],
        small: `${scopeLine(view.scope, near)} · started ${time(near, near)} by ${who}`,
        chip: `${doneOf(view.steps)} of ${view.steps.length} checked`,
      }),
      stepsOf(view.steps.map((step) => stepLine(step, near, false))),
    ],
    actions,
  )
}

/** What starting again would look at, where that is not what is looked at now. */
const otherScope = (running: Scope, asked: Scope, near: Instant): readonly string[] => {
  const then = scopeLine(asked, near)
  return scopeLine(running, near) === then
    ? []
    : [`Starting again looks at ${then}, which is what you asked for.`]
}
