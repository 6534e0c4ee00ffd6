import { type AlertPosting, alertCard } from '../cards/alert-card.ts'
import { type Decoded, decodeCard } from '../cards/decode-card.ts'
import { diagnosisCard } from '../cards/diagnosis-card.ts'
import { digestCard } from '../cards/digest-card.ts'
import { flowSvg } from '../cards/flow-svg.ts'
import { helpCard } from '../cards/help-card.ts'
import { historyCard } from '../cards/history-card.ts'
import { joinCard } from '../cards/join-card.ts'
import { monitorsCard } from '../cards/monitors-card.ts'
import { type Notice, noticeCard } from '../cards/notice-card.ts'
import { type Report, reportCard } from '../cards/report-card.ts'
import { type Status, statusCard } from '../cards/status-card.ts'
import type { Button, Card, IncidentButton } from '../model/card.ts'
import type { DigestView, IncidentView, MonitorsView } from '../model/incident.ts'
import type { FlowSeries } from '../model/monitor.ts'
import type { Pictures } from '../model/ports.ts'
import type { Scope } from '../model/scope.ts'
import type { Instant } from '../model/time.ts'
import type { DiagnosisView } from '../model/view.ts'
import type { Command } from './api.ts'
import { VERBS } from './verbs.ts'

/** The cards that the engine sends, as pure functions of what they show. */
export interface Drawing {
  /** `continuation`: an earlier card may or may not stand above this one. */
  diagnosis(view: DiagnosisView, button: Button, how: { readonly continuation: boolean }): Card
  /** A diagnosis is going on here already: join it, or start afresh with what was `asked` for now. */
  running(view: DiagnosisView, button: Button, asked: Scope): Card
  /** Where things stand, without buttons. */
  status(status: Status): Card
  /** What bounces, replies and codes mean. */
  decoded(decoded: readonly Decoded[]): Card
  help(): Card
  unclear(command: Extract<Command, { verb: 'unclear' }>): Card
  /** The button belongs to another conversation, or to a diagnosis that is not kept any more. */
  foreign(): Card
  /** The card of an incident, which its thread hangs on. */
  incident(view: IncidentView, button: IncidentButton, how: AlertPosting): Card
  /** A line of the history of an incident. */
  history(line: { readonly text: string; readonly at: Instant }): Card
  monitors(view: MonitorsView): Card
  digest(view: DigestView): Card
  report(report: Report): Card
  /** One thing to say. */
  notice(notice: Notice): Card
  /** A flow as SVG, for whoever turns it into a picture; undefined where there is nothing to draw. */
  flow(series: FlowSeries): string | undefined
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
  incident: alertCard,
  history: historyCard,
  monitors: monitorsCard,
  digest: digestCard,
  report: reportCard,
  notice: noticeCard,
  flow: flowSvg,
}

/** The same cards, with a picture of the flow for clients that draw no charts. */
export const drawingWith = (pictures: Pictures): Drawing => ({
  ...DRAWING,
  diagnosis: (view, button, how) => {
    const svg = view.flow === undefined ? undefined : flowSvg(view.flow)
    return diagnosisCard(view, button, { ...how, picture: svg === undefined ? undefined : pictures.png(svg) })
  },
})
