import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { nextAt } from '../../src/incident/calm.ts'
import { digestOf, rowsOf, type Watching } from '../../src/incident/digest.ts'
import { effectsOf } from '../../src/incident/effects.ts'
import { begin, fold } from '../../src/incident/fold.ts'
import { preventionOf } from '../../src/incident/prevention.ts'
import { reportOf } from '../../src/incident/report.ts'
import type { Incident } from '../../src/incident/state.ts'
import { viewOf } from '../../src/incident/view.ts'
import { lasting } from '../../src/incident/words.ts'
import { CAUSE_IDS } from '../../src/model/ids.ts'
import type { IncidentEvent } from '../../src/model/incident.ts'
import { MONITOR_IDS } from '../../src/model/monitor.ts'
import { after, millis } from '../../src/model/time.ts'
import {
  ADA,
  calms,
  clearAt,
  click,
  MINUTE,
  move,
  moves,
  NO_CALM,
  NOTHING,
  type Play,
  signalAt,
  tell,
  wait,
} from './play.ts'

const newest = (play: Play): Incident => play.incidents.at(-1) as Incident
const eventsOf = (play: Play): readonly IncidentEvent[] =>
  play.events[newest(play).id] as readonly IncidentEvent[]
const beside = (at: string) => ({ at, calm: NO_CALM, looks: [], isOn: () => true })

/** An outage of 40 minutes: noticed after 17, taken after 2, found, mended, watched. */
const outage = (): Play => {
  const taken = click(wait(tell(NOTHING, signalAt(NOTHING.at)), 2 * MINUTE), { verb: 'acknowledge' }, ADA)
  const later = wait(taken, 21 * MINUTE)
  const back = tell(later, clearAt(later.at))
  return wait(back, 10 * MINUTE)
}

describe('the report', () => {
  test('tells what it was, how long it took, and all that happened', () => {
    const over = outage()
    const view = viewOf(newest(over), beside(over.at))
    expect(reportOf(view, eventsOf(over))).toBe(`# INC-0001: Inbound mail flows again

| | |
|---|---|
| Severity | P1 |
| State | resolved |
| Began | 2026-11-23 09:43:00 |
| Noticed | 2026-11-23 10:00:00 (after 17 minutes) |
| Acknowledged | after 2 minutes, owner Ada |
| Resolved | 2026-11-23 10:33:00, seen to be clear; repaired after 40 minutes |
| Cause | not diagnosed |

## Facts

- Expected: 88 messages in that time

## Timeline (UTC)

- 2026-11-23 10:00:00 (+0 min): No inbound mail for 17 minutes (P1), since 2026-11-23 09:43:00.
- 2026-11-23 10:00:00 (+0 min): People were told.
- 2026-11-23 10:02:00 (+2 min): Acknowledged by Ada, who owns it now.
- 2026-11-23 10:23:00 (+23 min): Still so after 40 minutes: No inbound mail for 17 minutes. Ada owns it.
- 2026-11-23 10:23:00 (+23 min): Inbound mail flows again. It is watched for a while before it counts as over.
- 2026-11-23 10:33:00 (+33 min): Resolved after 50 minutes: it has been clear for long enough.

## What keeps mail from stopping unseen

- Write down what it was, and who saw it first.
- Ask which change of the last 24 hours came before it.
- Switch on the monitors that would have told of it.
`)
  })

  test('of any incident has one line for each event at most, whatever others wrote', () => {
    const hostile = '| x | [a](http://b) \n# h <script> `code`'
    fc.assert(
      fc.property(fc.array(moves, { minLength: 1, maxLength: 40 }), (history) => {
        const play = history.reduce((one, next) => move(one, next), NOTHING)
        for (const incident of play.incidents) {
          const view = { ...viewOf(incident, beside(play.at)), title: hostile }
          const events = play.events[incident.id] as readonly IncidentEvent[]
          const lines = reportOf(view, events).split('\n')
          const timeline = lines.slice(lines.indexOf('## Timeline (UTC)') + 2)
          const told = events.filter(({ type }) => type !== 'signalled').length
          const many = timeline.findIndex((line) => line === '')
          expect(many).toBeGreaterThanOrEqual(told)
          expect(many).toBeLessThanOrEqual(events.length)
          expect(timeline.slice(0, many).filter((line) => !/^- 2026-1[12]-\d\d /.test(line))).toEqual([])
          expect(lines[0]).toBe(`# ${view.name}: \\| x \\| \\[a\\](http://b) \\# h \\<script\\> \\\`code\\\``)
        }
      }),
    )
  })
})

describe('what follows', () => {
  const kinds = (play: Play): readonly string[] => {
    const [opened, ...rest] = eventsOf(play)
    if (opened?.type !== 'opened') throw new Error('It does not begin with its opening.')
    return effectsOf(begin('i1', opened), rest).map((effect) =>
      effect.kind === 'page' ? `page ${effect.action}` : effect.kind,
    )
  }

  test('of an outage: a thread, words, and three pages', () => {
    expect(kinds(outage())).toEqual([
      'thread',
      'page trigger',
      'reply',
      'page acknowledge',
      'reply',
      'reply',
      'reply',
      'page resolve',
    ])
  })

  test('pages are for P1 alone, and nothing is said before it is announced', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), calms, (history, calm) => {
        const play = history.reduce((one, next) => move(one, next, calm), NOTHING)
        for (const { id } of play.incidents) {
          const [opened, ...rest] = play.events[id] as readonly IncidentEvent[]
          let now = begin(id, opened as Extract<IncidentEvent, { type: 'opened' }>)
          for (const event of rest) {
            const effects = effectsOf(now, [event])
            now = fold(now, event)
            const pages = effects.filter(({ kind }) => kind === 'page')
            expect(pages.length === 0 || now.severity === 'P1').toBe(true)
            expect(effects.length === 0 || now.announcedAt !== undefined).toBe(true)
          }
        }
      }),
    )
  })

  test('a flapping thing is told on its card, no longer in words', () => {
    let play = tell(NOTHING, signalAt(NOTHING.at, { severity: 'P2' }))
    const words: number[] = []
    for (let round = 0; round < 6; round += 1) {
      const before = kinds(play).filter((kind) => kind === 'reply').length
      play = tell(play, clearAt(play.at))
      play = tell(wait(play, MINUTE), signalAt(after(play.at, MINUTE), { severity: 'P2' }))
      words.push(kinds(play).filter((kind) => kind === 'reply').length - before)
    }
    expect(words).toEqual([2, 2, 1, 0, 0, 0])
    expect(viewOf(newest(play), beside(play.at)).flapping).toBe(6)
  })
})

test('each cause has a lesson of its own with monitors that there are', () => {
  const known = tell(NOTHING, signalAt(NOTHING.at)).incidents[0] as Incident
  const titles = CAUSE_IDS.map((cause) => {
    const verdict = { diagnosis: 'd', kind: 'found', cause } as const
    const { title, checklist, monitors } = preventionOf({ ...known, verdict }, () => true)
    expect(checklist.length).toBeGreaterThan(0)
    expect(monitors.every(({ id }) => MONITOR_IDS.includes(id))).toBe(true)
    expect(monitors.length).toBeGreaterThan(0)
    return title
  })
  expect(new Set(titles).size).toBe(CAUSE_IDS.length)
})

test('a digest says how each monitor stands, by what is open', () => {
  const monitor = (changes: Partial<Watching>): Watching => ({
    id: 'zero-flow',
    question: '?',
    everyMs: MINUTE,
    on: true,
    failures: 0,
    lastDone: NOTHING.at,
    ...changes,
  })
  const stopped = tell(NOTHING, signalAt(NOTHING.at))
  const watching = [
    monitor({}),
    monitor({ id: 'mx-drift' }),
    monitor({ id: 'snapshot', on: false }),
    monitor({ id: 'certificates', failures: 2 }),
  ]
  const rows = rowsOf(watching, stopped.incidents)
  expect(rows.map(({ id, health, says }) => ({ id, health, says }))).toEqual([
    { id: 'zero-flow', health: 'red', says: 'No inbound mail for 17 minutes (INC-0001)' },
    { id: 'mx-drift', health: 'good', says: 'Nothing is wrong' },
    { id: 'snapshot', health: 'off', says: 'Switched off' },
    { id: 'certificates', health: 'amber', says: 'The last 2 looks failed by a bug of Mailflow' },
  ])
  expect(digestOf(rows, stopped.incidents, { since: NOTHING.at, at: stopped.at })).toMatchObject({
    health: 'red',
    incidents: [
      {
        name: 'INC-0001',
        severity: 'P1',
        text: 'No inbound mail for 17 minutes; triggered for 17 minutes, nobody owns it',
        hushed: false,
      },
    ],
  })
})

test.each([
  [0, 'less than a minute'],
  [60_000, '1 minute'],
  [17 * MINUTE + 31_000, '18 minutes'],
  [125 * MINUTE, '2 hours 5 minutes'],
  [26 * 60 * MINUTE + 5 * MINUTE, '1 day 2 hours'],
])('%d ms last %s', (ms, words) => {
  expect(lasting(ms)).toBe(words)
})

test('the next time of day is that time in its zone, later and within a day and an hour', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
  )
  fc.assert(
    fc.property(zones, fc.nat(1439), fc.nat(366 * 1440), (zone, minutes, offset) => {
      const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
      const at = after('2026-01-01T00:00:00.000Z', offset * MINUTE)
      const next = nextAt(time, zone, at)
      const wait = millis(next) - millis(at)
      expect(wait).toBeGreaterThan(0)
      expect(wait).toBeLessThanOrEqual(25 * 60 * MINUTE)
      const shown = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
      // Where clocks are put forward over it there is no such time that day.
      const isSkipped = shown.format(new Date(millis(next))) !== time
      if (isSkipped) expect(isChange(zone, next)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

/** Whether clocks in a zone are changed within a day of a moment. */
const isChange = (zone: string, at: string): boolean => {
  const offset = (ms: number): string =>
    new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
      .format(new Date(millis(at) + ms))
      .split('GMT')[1] ?? ''
  return offset(-86_400_000) !== offset(86_400_000)
}
