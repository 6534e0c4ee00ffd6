import { type Decoded, decodeCard } from '../cards/decode-card.ts'
import { diagnosisCard } from '../cards/diagnosis-card.ts'
import { helpCard } from '../cards/help-card.ts'
import { joinCard } from '../cards/join-card.ts'
import { noticeCard } from '../cards/notice-card.ts'
import { statusCard } from '../cards/status-card.ts'
import type { Button, Card } from '../model/card.ts'
import type { DiagnosisView } from '../model/view.ts'
import type { Command } from './api.ts'
import { VERBS } from './verbs.ts'

/** The cards that the engine sends, as pure functions of what they show. */
export interface Drawing {
  /** `continuation`: an earlier card may or may not stand above this one. */
  diagnosis(view: DiagnosisView, button: Button, how: { readonly continuation: boolean }): Card
  /** A diagnosis is going on here already: join it or start afresh. */
  running(view: DiagnosisView, button: Button): Card
  /** Where these diagnoses stand, without buttons. */
  status(views: readonly DiagnosisView[]): Card
  /** What bounces, replies and codes mean. */
  decoded(decoded: readonly Decoded[]): Card
  help(): Card
  unclear(command: Extract<Command, { verb: 'unclear' }>): Card
  /** The button belongs to another conversation, or to a diagnosis that is not kept any more. */
  foreign(): Card
}

export const DRAWING: Drawing = {
  diagnosis: diagnosisCard,
  running: joinCard,
  status: statusCard,
  decoded: decodeCard,
  help: () => helpCard({ verbs: VERBS }),
  unclear: ({ said, nearest, why }) =>
    helpCard({
      verbs: VERBS,
      unclear: {
        said,
        ...(nearest === undefined ? {} : { nearest }),
        ...(why === undefined ? {} : { why }),
      },
    }),
  foreign: () =>
    noticeCard({
      title: 'This button leads nowhere here',
      text: 'It belongs to another conversation, or to a diagnosis that is not kept any more. Type diagnose to begin one here.',
      tone: 'attend',
    }),
}
