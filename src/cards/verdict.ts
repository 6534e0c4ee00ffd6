import type { Instant } from '../model/time.ts'
import type { RankedCause, Verdict } from '../model/verdict.ts'
import type { DiagnosisView } from '../model/view.ts'
import { boxOf, lineOf } from './blocks.ts'
import { causeFacts, doThis, sureness } from './cause.ts'
import type { Element } from './template.ts'
import { plain, prose } from './text.ts'
import { ticketText } from './ticket.ts'
import { few, named } from './words.ts'

const MOST_CAUSES = 3

/** What a verdict means and what to do now. */
export const verdictBlocks = (view: DiagnosisView, verdict: Verdict): readonly Element[] => [
  ...judgement(view, verdict),
  ...exclusions(verdict, view.startedAt),
  ...(verdict.kind === 'found' ? preventions(verdict, view.startedAt) : []),
]

const judgement = (view: DiagnosisView, verdict: Verdict): readonly Element[] => {
  const near = view.startedAt
  switch (verdict.kind) {
    case 'found':
      return found(verdict, near)
    case 'likely':
      return likely(verdict, near)
    case 'conflict':
      return conflict(verdict, near)
    case 'unknown':
      return [escalation(view, verdict)]
    case 'flowing':
      return [lineOf({ text: STILL_MISSING, subtle: false, spacing: 'Medium' })]
  }
}

const STILL_MISSING =
  'Is somebody still missing mail? Ask me to diagnose their address: one mailbox can be cut off while the rest flows.'

/** The proven causes in full, each under its own name when there are several; what else may hold in one line. */
const found = (verdict: Verdict, near: Instant): readonly Element[] => {
  const faults = faultsOf(verdict)
  const several = faults.length > 1
  return [
    ...faults.flatMap((cause, at) => [
      ...(several ? [causeName(cause, at, near)] : []),
      causeFacts(cause, near),
      doThis(cause, near, several ? `Do this about fault ${at + 1}` : 'Do this'),
    ]),
    ...others('Also possible', verdict.causes.slice(faults.length), near),
  ]
}

const likely = ({ causes }: Verdict, near: Instant): readonly Element[] => [
  ...causes
    .slice(0, MOST_CAUSES)
    .flatMap((cause, at) => [
      causeName(cause, at, near, sureness(cause.confidence)),
      causeFacts(cause, near),
      ...(at === 0 ? [doThis(cause, near, 'Check this first')] : []),
    ]),
  ...others('Less likely', causes.slice(MOST_CAUSES), near),
]

const conflict = ({ causes }: Verdict, near: Instant): readonly Element[] => [
  lineOf({ text: CONTRADICTION, subtle: false, spacing: 'Medium' }),
  ...causes
    .slice(0, MOST_CAUSES)
    .flatMap((cause, at) => [
      causeName(cause, at, near, sureness(cause.confidence)),
      causeFacts(cause, near),
    ]),
  ...others('Less likely', causes.slice(MOST_CAUSES), near),
]

const CONTRADICTION =
  'Two sources that I trust say opposite things. I do not guess: check both by hand before anything is changed.'

const escalation = (view: DiagnosisView, verdict: Verdict): Element =>
  boxOf({
    title: 'Do this',
    lead: 'Open a service request in the Microsoft 365 admin centre (Support, Help & support) with the highest severity that fits, and paste this:',
    commands: [{ run: ticketText(view, verdict), language: 'PlainText' }],
    then: 'Tell the people who wait that it is with Microsoft, and when you will write again. Promise no end time.',
  })

const causeName = (cause: RankedCause, at: number, near: Instant, sure?: string): Element =>
  lineOf({
    label: `${at + 1}. ${prose(cause.title, near, 160)}`,
    text: sure,
    spacing: 'Medium',
  })

const others = (label: string, causes: readonly RankedCause[], near: Instant): readonly Element[] =>
  causes.length === 0
    ? []
    : [
        lineOf({
          label,
          text: few(
            causes.map(({ title, confidence }) => `${prose(title, near, 120)} (${sureness(confidence)})`),
            5,
          ),
          spacing: 'Medium',
        }),
      ]

const faultsOf = ({ causes, proven }: Verdict): readonly RankedCause[] =>
  causes.slice(0, Math.min(Math.max(1, proven), MOST_CAUSES))

/** What keeps it from happening again: last, because now is not the time. */
const preventions = (verdict: Verdict, near: Instant): readonly Element[] =>
  faultsOf(verdict)
    .filter(({ guidance }) => guidance.prevention !== '')
    .map(({ guidance }) => lineOf({ label: 'Next time', text: prose(guidance.prevention, near, 300) }))

/** One line for what was ruled out and one for what could not be looked at; the latter is always said. */
const exclusions = ({ ruledOut, notChecked }: Verdict, near: Instant): readonly Element[] => [
  ...(ruledOut.length === 0
    ? []
    : [lineOf({ label: 'Ruled out', text: few(ruledOut.map(named), 12), spacing: 'Medium' })]),
  lineOf({
    label: 'Not checked',
    text:
      notChecked.length === 0
        ? 'nothing: every check answered'
        : few(
            groupedByWhy(notChecked).map(
              ({ whats, why }) =>
                `${whats.map((what) => plain(what, 60)).join(', ')} (${prose(why, near, 120)})`,
            ),
            6,
          ),
    spacing: ruledOut.length === 0 ? 'Medium' : 'Small',
  }),
]

/** What one and the same reason kept from being checked is told together. */
export const groupedByWhy = (
  notChecked: Verdict['notChecked'],
): readonly { readonly whats: readonly string[]; readonly why: string }[] =>
  [...Map.groupBy(notChecked, ({ why }) => why)].map(([why, items]) => ({
    whats: items.map(({ what }) => what),
    why,
  }))
