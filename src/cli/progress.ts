import { stripVTControlCharacters } from 'node:util'
import type { DiagnosisView } from '../model/view.ts'
import type { Io } from './io.ts'
import { stepLines } from './verdict.ts'

/** Shows where a diagnosis stands while it runs. */
export interface Progress {
  show(view: DiagnosisView): void
}

/** On a terminal the seven lines stand still and change; elsewhere each change is a line of its own. */
export const progressOn = (io: Io): Progress => (io.live ? drawnOver(io) : lineByLine(io))

const drawnOver = (io: Io): Progress => {
  let drawn = 0
  return {
    show: (view) => {
      const lines = stepLines(view).map((line) => cut(line, io.columns - 1))
      const up = drawn === 0 ? '' : `\u001b[${drawn}A`
      io.err(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`)
      drawn = lines.length
    },
  }
}

/** A line that wraps would put all others out of place. */
const cut = (line: string, width: number): string => {
  const over = stripVTControlCharacters(line).length - width
  return over <= 0 ? line : `${line.slice(0, Math.max(0, line.length - over - 1))}…`
}

const lineByLine = (io: Io): Progress => {
  let before: readonly string[] = []
  return {
    show: (view) => {
      const lines = stepLines(view)
      for (const [at, line] of lines.entries())
        if (line !== before[at] && view.steps[at]?.state !== 'waiting') io.err(`${line}\n`)
      before = lines
    },
  }
}
