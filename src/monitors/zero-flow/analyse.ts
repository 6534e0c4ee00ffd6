import type { SignalFact } from '../../model/monitor.ts'
import type { Source } from '../../model/outcome.ts'
import type { Direction } from '../../model/scope.ts'
import { inText } from '../../model/time.ts'
import { factOf, type Trouble } from '../ledger.ts'
import { type Day, expectedBetween, seriesOf, sumSince } from './day.ts'
import type { Learned } from './memory.ts'
import type { Reading } from './observe.ts'

/** What a look shows of one direction. */
export interface Flow {
  readonly direction: Direction
  readonly reading: Reading
  readonly day: Day
  readonly learned: Learned
}

export interface Circumstances {
  readonly atMs: number
  readonly stepMs: number
  /** Before this moment the trace is complete, as far as can be told. */
  readonly completeToMs: number
  /** The newest row of any kind. */
  readonly newestMs?: number
  /** Open incidents of Exchange Online; undefined where nobody asked or nobody answered. */
  readonly incidents?: readonly string[]
  readonly source: Source
}

const MINUTE_MS = 60_000

/** The alarms that stand, as people are told of them. */
export const analyse = (flows: readonly Flow[], circumstances: Circumstances): readonly Trouble[] =>
  flows.flatMap((flow) => {
    const { alarm } = flow.reading
    if (alarm === undefined) return []
    const { direction } = flow
    const sinceMs = Math.min(alarm.since, circumstances.atMs)
    const stopped = alarm.state === 'zero'
    const others = flows.filter((other) => other !== flow)
    return [
      {
        what: direction,
        severity: stopped ? 'P1' : 'P2',
        direction,
        title: titleOf(flow, sinceMs, circumstances),
        since: new Date(sinceMs).toISOString(),
        facts: factsOf(flow, others, sinceMs, circumstances),
        flow: {
          ...seriesOf(flow.day, direction, { ...circumstances, learned: flow.learned, onsetMs: sinceMs }),
          source: circumstances.source,
        },
      },
    ]
  })

/** Without a row of any kind the trace may be behind as well as mail may have stopped. */
const titleOf = (
  { direction, reading, day }: Flow,
  sinceMs: number,
  { atMs, newestMs }: Circumstances,
): string => {
  const how = spoken(atMs - sinceMs)
  if (newestMs !== undefined && newestMs <= sinceMs) return `No mail of any kind in the trace for ${how}`
  if (reading.alarm?.state !== 'zero') return `Hardly any ${direction} mail for ${how}`
  if (reading.state !== 'zero')
    return `Some ${direction} mail comes again after ${how}, not yet as much as usual`
  const { failed, stuck } = sumSince(day, sinceMs)
  if (failed + stuck === 0) return `No ${direction} mail for ${how}`
  return `No ${direction} mail delivered for ${how}`
}

const factsOf = (
  { direction, reading, day, learned }: Flow,
  others: readonly Flow[],
  sinceMs: number,
  circumstances: Circumstances,
): readonly SignalFact[] => {
  const { stepMs, completeToMs, source } = circumstances
  const expected = expectedBetween(learned, { stepMs, fromMs: sinceMs, toMs: completeToMs })
  const { passed, failed, stuck } = sumSince(day, sinceMs)
  const last = reading.lastMessage
  return [
    factOf(`Last ${direction} message`, last === undefined ? 'none has been seen' : moment(last), source),
    ...(expected === undefined || expected < 1
      ? []
      : [
          factOf(
            'Expected',
            `${count(expected)} in that time, going by the same hours of earlier days and weeks`,
          ),
        ]),
    ...chanceOf(reading),
    ...(passed > 0 ? [factOf('Came all the same', count(passed))] : []),
    ...(failed > 0 ? [factOf('Failed meanwhile', count(failed))] : []),
    ...(stuck > 0 ? [factOf('Waiting for more than 15 minutes', count(stuck))] : []),
    factOf('Also seen', alsoOf(others, circumstances).join(' · ')),
  ]
}

const chanceOf = ({ evidence, alarm }: Reading): readonly SignalFact[] => {
  if (evidence === undefined || alarm?.state !== 'zero' || evidence.silence < 3) return []
  const exponent = Math.min(9, Math.floor(evidence.silence / Math.LN10))
  const times = 10 ** exponent
  return [factOf('Chance', `less than 1 in ${times.toLocaleString('en')} that this is a quiet spell`)]
}

const alsoOf = (others: readonly Flow[], { newestMs, atMs, incidents }: Circumstances): readonly string[] => [
  ...others.map(({ direction, reading }) => `${direction} ${WORDS[reading.state]}`),
  newestMs === undefined
    ? 'the trace shows no row at all'
    : `newest row of any kind ${moment(newestMs)}${atMs - newestMs > 15 * MINUTE_MS ? ', so the trace itself may be behind' : ''}`,
  ...(incidents === undefined
    ? []
    : [
        incidents.length === 0
          ? 'Microsoft reports no incident'
          : `Microsoft reports ${incidents.slice(0, 2).join('; ')}`,
      ]),
]

const WORDS: Readonly<Record<Reading['state'], string>> = {
  flowing: 'is flowing',
  quiet: 'is quiet, as usual at this hour',
  suspicious: 'is lower than usual',
  zero: 'is silent too',
  'no-data': 'is not known',
  broken: 'is not known',
}

const moment = (ms: number): string => inText(new Date(ms).toISOString())

const count = (messages: number): string => {
  const rounded = messages < 100 ? Math.round(messages) : Number(messages.toPrecision(2))
  return rounded === 1 ? '1 message' : `${rounded.toLocaleString('en')} messages`
}

const spoken = (ms: number): string => {
  const minutes = Math.max(1, Math.floor(ms / MINUTE_MS))
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / (24 * 60))} days`
}
