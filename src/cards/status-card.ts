import type { Card } from '../model/card.ts'
import type { IncidentRow, MonitorRow, WatchStatus } from '../model/incident.ts'
import type { Instant } from '../model/time.ts'
import type { DiagnosisView } from '../model/view.ts'
import { type Header, headerOf, lineOf, type StepLine, stepsOf, type Tone } from './blocks.ts'
import { cardOf } from './card.ts'
import { monitorLine } from './monitor-rows.ts'
import { scopeLine } from './scope.ts'
import { summaryOf } from './summary.ts'
import type { Element } from './template.ts'
import { flat, plain, prose, time } from './text.ts'
import { count } from './words.ts'

/** Where things stand: the diagnoses of a conversation, newest first, and what goes on in its tenant if it is watched. */
export interface Status {
  readonly diagnoses: readonly DiagnosisView[]
  readonly watch?: WatchStatus
}

const MOST = 10

const MARKS: Readonly<Record<Tone, Pick<StepLine, 'mark' | 'colour'>>> = {
  working: { mark: '…', colour: 'Accent' },
  attend: { mark: '!', colour: 'Warning' },
  broken: { mark: '✕', colour: 'Attention' },
  good: { mark: '✓', colour: 'Good' },
}

const diagnosisRow = (view: DiagnosisView): StepLine => {
  const { tone, title, chip } = summaryOf(view)
  const near = view.startedAt
  return {
    ...MARKS[tone],
    name: chip,
    word: prose(title, near, 160),
    ink: 'plain',
    result: `${scopeLine(view.scope, near)} · started ${time(near, near)} by ${plain(view.startedBy, 60)}`,
  }
}

const isGrave = ({ severity }: IncidentRow): boolean => severity === 'P1' || severity === 'P2'

const incidentRow = (row: IncidentRow, at: Instant): StepLine => ({
  ...MARKS[isGrave(row) ? 'broken' : 'attend'],
  name: plain(row.name, 40),
  word: row.severity,
  ink: isGrave(row) ? 'alarm' : 'plain',
  result: prose(row.text, at, 240),
})

const isWell = ({ health }: MonitorRow): boolean => health === 'good'

/** Whether mail flows is always said; of the others only those that have something to say. */
const isTold = (row: MonitorRow): boolean => row.id === 'zero-flow' || !isWell(row)

const headOf = ({ diagnoses, watch }: Status): Omit<Header, 'small'> => {
  const incidents = watch?.incidents ?? []
  if (incidents.length > 0)
    return {
      tone: incidents.some(isGrave) ? 'broken' : 'attend',
      title: `${count(incidents.length, 'incident')} ${incidents.length === 1 ? 'is' : 'are'} open`,
      chip: 'Open',
    }
  const open = diagnoses.filter(({ phase }) => phase === 'checking' || phase === 'asking')
  const isAsking = open.some(({ phase }) => phase === 'asking')
  if (open.length > 0)
    return {
      tone: isAsking ? 'attend' : 'working',
      title: `${count(open.length, 'diagnosis', 'diagnoses')} ${open.length === 1 ? 'is' : 'are'} running here`,
      chip: isAsking ? 'Your turn' : 'Status',
    }
  if (watch !== undefined)
    return {
      tone: watch.monitors.every(isWell) ? 'good' : 'attend',
      title: 'No incident is open',
      chip: 'Status',
    }
  const title = diagnoses.length > 0 ? 'Nothing is running here now' : 'Nothing has been diagnosed here yet'
  return { tone: 'working', title, chip: 'Status' }
}

const section = (label: string, rows: readonly StepLine[], more: string | undefined): readonly Element[] =>
  rows.length === 0
    ? []
    : [
        lineOf({ label, spacing: 'Medium' }),
        stepsOf(rows.slice(0, MOST)),
        ...(more === undefined ? [] : [lineOf({ text: more, size: 'Small' })]),
      ]

const rest = (all: readonly unknown[], noun: string): string | undefined =>
  all.length > MOST ? `and ${count(all.length - MOST, noun)}` : undefined

const incidentsIn = ({ at, incidents }: WatchStatus): readonly Element[] =>
  section(
    'Incidents',
    incidents.map((row) => incidentRow(row, at)),
    rest(incidents, 'older one'),
  )

const monitorsIn = ({ at, monitors }: WatchStatus): readonly Element[] => {
  const quiet = monitors.filter((row) => !isTold(row)).length
  return section(
    'Watched',
    monitors.filter(isTold).map((row) => monitorLine(row, at, { isDated: true })),
    quiet > 0
      ? `and ${count(quiet, 'monitor')} that ${quiet === 1 ? 'sees' : 'see'} nothing wrong`
      : undefined,
  )
}

export const statusCard = (status: Status): Card => {
  const { diagnoses, watch } = status
  const head = headOf(status)
  const [newest] = diagnoses
  const first = watch?.incidents[0]?.text ?? (newest && summaryOf(newest).title)
  return cardOf(flat([head.title, ...(first === undefined ? [] : [first])].join('. '), 300), [
    headerOf({
      ...head,
      small: 'Say diagnose to look at the whole mail flow now, or help to see what I can do',
    }),
    ...(watch === undefined ? [] : incidentsIn(watch)),
    ...section('Diagnosed here', diagnoses.map(diagnosisRow), rest(diagnoses, 'older one')),
    ...(watch === undefined ? [] : monitorsIn(watch)),
  ])
}
