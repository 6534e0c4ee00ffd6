import type { Verdict } from '../model/verdict.ts'
import type { DiagnosisView } from '../model/view.ts'
import { code } from './text.ts'
import { few, named } from './words.ts'

const MOST_TEXT = 1800

/** What Microsoft's support asks first, ready to paste. Times are in UTC because the reader is elsewhere. */
export const ticketText = (view: DiagnosisView, verdict: Verdict): string => {
  const { scope, startedAt } = view
  const lines = [
    `Mail flow stopped: ${scope.directions.join(' and ')}, ${scope.domain ?? 'all accepted domains'}`,
    ...(scope.address === undefined ? [] : [`Sample address: ${scope.address}`]),
    `Since (UTC): ${scope.since ?? 'not known'}`,
    `Checked (UTC): ${startedAt}`,
    ...view.steps.map(({ number, title, state, summary }) => `${number} ${title}: ${state}. ${summary}`),
    `Ruled out: ${verdict.ruledOut.length === 0 ? 'nothing' : few(verdict.ruledOut.map(named), 12)}`,
    `Not checked: ${
      verdict.notChecked.length === 0
        ? 'nothing'
        : few(
            verdict.notChecked.map(({ what }) => what),
            12,
          )
    }`,
    `Diagnosis: ${view.id}`,
  ]
  return code(lines.join('\n'), MOST_TEXT)
}
