import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { attend, dueNext } from '../../src/incident/attend.ts'
import { hushedUntil } from '../../src/incident/calm.ts'
import { replay } from '../../src/incident/fold.ts'
import { press } from '../../src/incident/press.ts'
import { receive } from '../../src/incident/receive.ts'
import { goesOn, type Incident, phaseOf } from '../../src/incident/state.ts'
import type { IncidentEvent } from '../../src/model/incident.ts'
import { READING } from '../../src/model/monitor.ts'
import { after, millis } from '../../src/model/time.ts'
import {
  ADA,
  BOB,
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
  signals,
  tell,
  wait,
} from './play.ts'

const newest = (play: Play): Incident => play.incidents.at(-1) as Incident
const typesOf = (play: Play): readonly string[] =>
  (play.events[newest(play).id] as readonly IncidentEvent[]).map(({ type }) => type)
const stopped = (): Play => tell(NOTHING, signalAt(NOTHING.at))

describe('whatever happens', () => {
  const histories = fc.array(moves, { maxLength: 60 })

  test('the same thing is never in two open incidents', () => {
    fc.assert(
      fc.property(histories, calms, (history, calm) => {
        let play = NOTHING
        for (const next of history) {
          play = move(play, next, calm)
          const things = play.incidents
            .filter(({ resolved }) => resolved === undefined)
            .flatMap(({ parts }) => parts.map(({ signal: { monitor, what } }) => `${monitor}/${what}`))
          expect(things).toEqual([...new Set(things)])
        }
      }),
    )
  })

  test('a signal that is told twice brings nothing the second time', () => {
    fc.assert(
      fc.property(histories, signals, calms, (history, signal, calm) => {
        const play = history.reduce((one, next) => move(one, next, calm), NOTHING)
        const once = tell(play, signal(play.at), calm)
        const news = receive(once.incidents, signal(once.at), once.at).filter(({ kind }) => kind !== 'looks')
        expect(news).toEqual([])
      }),
    )
  })

  test('the events alone give the same state again', () => {
    fc.assert(
      fc.property(histories, calms, (history, calm) => {
        const { incidents, events } = history.reduce((one, next) => move(one, next, calm), NOTHING)
        expect(incidents.map(({ id }) => replay(id, events[id] as readonly IncidentEvent[]))).toEqual(
          incidents,
        )
      }),
    )
  })

  test('looking again at the same moment brings nothing, and what is due next is later', () => {
    fc.assert(
      fc.property(histories, calms, (history, calm) => {
        const { incidents, at } = history.reduce((one, next) => move(one, next, calm), NOTHING)
        for (const incident of incidents) {
          expect(attend(incident, at, calm)).toEqual([])
          const due = dueNext(incident, at, calm)
          expect(due === undefined || millis(due) > millis(at)).toBe(true)
        }
      }),
    )
  })

  test('nothing that is due is missed: at its moment time does bring something', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { incidents, at } = history.reduce((one, next) => move(one, next), NOTHING)
        for (const incident of incidents) {
          const due = dueNext(incident, at, NO_CALM)
          expect(due === undefined || attend(incident, due, NO_CALM).length > 0).toBe(true)
        }
      }),
    )
  })

  test('a P1 that fires has been told, at night and during maintenance too', () => {
    fc.assert(
      fc.property(histories, calms, (history, calm) => {
        let play = NOTHING
        for (const next of history) {
          play = move(play, next, calm)
          const silent = play.incidents.filter(
            ({ severity, announcedAt, resolved, watchedFrom }) =>
              severity === 'P1' &&
              announcedAt === undefined &&
              resolved === undefined &&
              watchedFrom === undefined,
          )
          expect(silent).toEqual([])
        }
      }),
    )
  })

  test('what somebody owns never escalates by itself, until the acknowledgement has lapsed', () => {
    fc.assert(
      fc.property(histories, calms, (history, calm) => {
        const { events } = history.reduce((one, next) => move(one, next, calm), NOTHING)
        for (const record of Object.values(events)) {
          let owned = false
          for (const event of record) {
            if (event.type === 'acknowledged') owned = true
            if (event.type === 'lapsed' || event.type === 'reopened') owned = false
            expect(owned && event.type === 'escalated' && event.by === undefined).toBe(false)
          }
        }
      }),
    )
  })

  test('it ends by itself only after it was clear and seen for the whole watch', () => {
    fc.assert(
      fc.property(histories, calms, (history, calm) => {
        const { events } = history.reduce((one, next) => move(one, next, calm), NOTHING)
        for (const [id, record] of Object.entries(events))
          record.forEach((event, index) => {
            if (event.type !== 'resolved' || event.by !== undefined) return
            const before = replay(id, record.slice(0, index))
            expect(goesOn(before.parts)).toBe(false)
            expect(millis(event.at) - millis(before.watchedFrom as string)).toBeGreaterThanOrEqual(
              10 * MINUTE,
            )
          })
      }),
    )
  })

  test('a button that is pressed again changes nothing, however presses are mixed', () => {
    const offers = fc.constantFrom(
      ...(['acknowledge', 'snooze', 'escalate', 'resolve', 'reopen'] as const).map((verb) => ({ verb })),
    )
    fc.assert(
      fc.property(
        histories,
        fc.array(fc.record({ offer: offers, by: fc.constantFrom(ADA, BOB) })),
        (history, presses) => {
          let play = history.reduce((one, next) => move(one, next), NOTHING)
          for (const { offer, by } of presses) {
            play = click(play, offer, by)
            const again = play.incidents.at(-1)
            // The next line is another one each time, until there is none.
            if (again !== undefined && offer.verb !== 'escalate')
              expect(press(again, offer, { by, at: play.at })).toEqual([])
          }
          for (const record of Object.values(play.events))
            for (const type of ['resolved', 'reopened'] as const)
              expect(record.map((one) => one.type).join(' ')).not.toMatch(new RegExp(`${type} ${type}`))
        },
      ),
    )
  })

  test('no-data and broken never open an incident about mail and never end one', () => {
    fc.assert(
      fc.property(histories, signals, (history, signal) => {
        const play = history.reduce((one, next) => move(one, next), NOTHING)
        const blind = { ...signal(play.at), state: 'no-data' as const }
        const news = receive(play.incidents, blind, play.at)
        if (blind.what !== READING)
          expect(news.map((one) => (one.kind === 'happens' ? one.event.type : one.kind))).toEqual(
            news.map(() => 'sight'),
          )
      }),
    )
  })
})

describe('an alarm that nobody takes', () => {
  test('goes to the second line after five minutes and to the lead after ten', () => {
    const untaken = [4 * MINUTE, MINUTE, 5 * MINUTE, 5 * MINUTE].reduce(
      (play, ms) => wait(play, ms),
      stopped(),
    )
    expect(typesOf(untaken)).toEqual(['opened', 'announced', 'escalated', 'escalated'])
    expect(newest(untaken)).toMatchObject({ level: 2, severity: 'P1' })
    expect(phaseOf(newest(untaken))).toBe('triggered')
  })

  test('waits while it is snoozed, and then does not', () => {
    const snoozed = click(stopped(), { verb: 'snooze' }, ADA)
    expect(typesOf(wait(snoozed, 14 * MINUTE))).toEqual(['opened', 'announced', 'snoozed'])
    expect(typesOf(wait(snoozed, 15 * MINUTE))).toEqual(['opened', 'announced', 'snoozed', 'escalated'])
  })
})

describe('an acknowledgement', () => {
  test('names an owner, stops escalation, and lapses when nothing moves for half an hour', () => {
    const taken = click(stopped(), { verb: 'acknowledge' }, ADA)
    expect(phaseOf(newest(taken))).toBe('acknowledged')
    expect(typesOf(wait(taken, 19 * MINUTE))).toEqual(['opened', 'announced', 'acknowledged'])
    const lapsed = wait(wait(taken, 20 * MINUTE), 10 * MINUTE)
    expect(typesOf(lapsed)).toEqual(['opened', 'announced', 'acknowledged', 'updated', 'lapsed'])
    expect(typesOf(wait(lapsed, 5 * MINUTE)).at(-1)).toBe('escalated')
  })

  test('is taken over by somebody else', () => {
    const both = click(click(stopped(), { verb: 'acknowledge' }, ADA), { verb: 'acknowledge' }, BOB)
    expect(newest(both).owner).toEqual(BOB)
  })
})

describe('mail that flows again', () => {
  test('is watched for ten minutes and then resolved without a person', () => {
    const back = tell(wait(stopped(), 3 * MINUTE), clearAt(after(NOTHING.at, 3 * MINUTE)))
    expect(phaseOf(newest(back))).toBe('monitoring')
    expect(typesOf(wait(back, 9 * MINUTE)).at(-1)).toBe('signalled')
    const over = wait(back, 10 * MINUTE)
    expect(newest(over).resolved).toEqual({ at: over.at, severity: 'P1' })
  })

  test('is not believed while nobody can see it', () => {
    const back = tell(stopped(), clearAt(NOTHING.at))
    const blind = tell(
      back,
      signalAt(back.at, { what: READING, state: 'no-data', severity: 'P4', title: 'No data' }),
    )
    const waited = wait(blind, 60 * MINUTE)
    expect(phaseOf(waited.incidents[0] as Incident)).toBe('monitoring')
    const seen = tell(waited, clearAt(waited.at, { what: READING, title: 'Data again' }))
    expect(phaseOf(wait(seen, 9 * MINUTE).incidents[0] as Incident)).toBe('monitoring')
    expect(phaseOf(wait(seen, 10 * MINUTE).incidents[0] as Incident)).toBe('resolved')
  })

  test('that comes and goes is watched for longer each time', () => {
    let play = stopped()
    const watches: number[] = []
    for (let round = 0; round < 5; round += 1) {
      play = tell(play, clearAt(play.at))
      const due = dueNext(newest(play), play.at, NO_CALM) as string
      watches.push((millis(due) - millis(play.at)) / MINUTE)
      play = tell(wait(play, MINUTE), signalAt(after(play.at, MINUTE)))
    }
    expect(watches).toEqual([10, 20, 40, 60, 60])
    expect(play.incidents).toHaveLength(1)
  })

  test('and stops once more within two hours is the same incident', () => {
    const over = wait(tell(stopped(), clearAt(NOTHING.at)), 10 * MINUTE)
    const soon = tell(wait(over, 100 * MINUTE), signalAt(after(over.at, 100 * MINUTE)))
    expect(soon.incidents).toHaveLength(1)
    expect(phaseOf(newest(soon))).toBe('triggered')
    const late = tell(wait(over, 121 * MINUTE), signalAt(after(over.at, 121 * MINUTE)))
    expect(late.incidents).toHaveLength(2)
  })
})

describe('somebody who says that it is over while it fires', () => {
  test('is believed about a P1 for a quarter of an hour', () => {
    const said = click(stopped(), { verb: 'resolve' }, ADA)
    expect(phaseOf(newest(tell(wait(said, 14 * MINUTE), signalAt(said.at))))).toBe('resolved')
    const doubted = wait(said, 15 * MINUTE)
    expect(phaseOf(newest(tell(doubted, signalAt(doubted.at))))).toBe('triggered')
    expect(doubted.incidents).toHaveLength(1)
  })

  test('is not believed when it gets worse', () => {
    const small = tell(NOTHING, signalAt(NOTHING.at, { severity: 'P3' }))
    const said = click(small, { verb: 'resolve' }, ADA)
    expect(phaseOf(newest(tell(said, signalAt(said.at))))).toBe('triggered')
  })

  test('is right when it clears afterwards', () => {
    const said = tell(click(stopped(), { verb: 'resolve' }, ADA), clearAt(NOTHING.at))
    expect(newest(said)).toMatchObject({ resolved: { by: ADA }, parts: [{ firing: false }] })
  })
})

describe('two things with one cause', () => {
  test('are one alarm: both directions stopped is a P1', () => {
    const one = tell(NOTHING, signalAt(NOTHING.at, { severity: 'P2' }))
    const both = tell(one, signalAt(one.at, { what: 'outbound', direction: 'outbound', severity: 'P2' }))
    expect(both.incidents).toHaveLength(1)
    expect(newest(both).severity).toBe('P1')
  })

  test('are one alarm when one says why the other is', () => {
    const drifted = signalAt(NOTHING.at, {
      monitor: 'mx-drift',
      what: 'contoso.com',
      domain: 'contoso.com',
      severity: 'P2',
      points: ['mx-wrong'],
    })
    expect(tell(stopped(), drifted).incidents).toHaveLength(1)
    expect(newest(tell(tell(NOTHING, drifted), signalAt(NOTHING.at))).severity).toBe('P1')
  })

  test('end when mail flows again, and what still fires then is a matter of its own', () => {
    const drifted = (at: string) =>
      signalAt(at, {
        monitor: 'mx-drift',
        what: 'contoso.com',
        domain: 'contoso.com',
        severity: 'P2',
        title: 'The MX record of contoso.com has changed',
        points: ['mx-wrong'],
      })
    const both = tell(stopped(), drifted(NOTHING.at))
    const back = tell(both, clearAt(both.at))
    expect(phaseOf(newest(back))).toBe('monitoring')
    const over = wait(back, 10 * MINUTE)
    expect(phaseOf(newest(over))).toBe('resolved')
    const later = tell(over, drifted(over.at))
    expect(later.incidents.map(({ severity }) => severity)).toEqual(['P1', 'P2'])
  })

  test('are two when mail stops after a small thing: it gets a thread of its own', () => {
    const drifted = signalAt(NOTHING.at, {
      monitor: 'mx-drift',
      what: 'contoso.com',
      domain: 'contoso.com',
      severity: 'P3',
      points: ['mx-wrong'],
    })
    expect(
      tell(tell(NOTHING, drifted), signalAt(NOTHING.at)).incidents.map(({ severity }) => severity),
    ).toEqual(['P3', 'P1'])
  })

  test('are two when one is only a warning, or about other mail', () => {
    const expiring = signalAt(NOTHING.at, {
      monitor: 'certificates',
      what: 'mail.contoso.com',
      severity: 'P4',
      points: ['tls-certificate'],
    })
    expect(tell(stopped(), expiring).incidents).toHaveLength(2)
    const outbound = signalAt(NOTHING.at, {
      monitor: 'outbound-connectors',
      what: 'connector/1/disabled',
      direction: 'outbound',
      severity: 'P2',
      points: ['connector-offline'],
    })
    expect(tell(stopped(), outbound).incidents).toHaveLength(2)
  })
})

describe('quiet hours and maintenance', () => {
  const quiet = { from: '22:00', to: '06:00', zone: 'Europe/Berlin' }
  const patching = {
    from: '2026-11-23T09:00:00.000Z',
    to: '2026-11-23T11:00:00.000Z',
    by: 'Ada',
    why: 'patching',
  }

  test.each([
    ['P1', '2026-11-23T22:00:00.000Z', undefined],
    ['P2', '2026-11-23T22:00:00.000Z', undefined],
    ['P3', '2026-11-23T22:00:00.000Z', '2026-11-24T05:00:00.000Z'],
    ['P4', '2026-11-23T20:59:59.000Z', undefined],
    ['P4', '2026-11-23T21:00:00.000Z', '2026-11-24T05:00:00.000Z'],
    ['P4', '2026-11-24T04:59:59.000Z', '2026-11-24T05:00:00.000Z'],
    ['P4', '2026-11-24T05:00:00.000Z', undefined],
    // The night in which clocks go back has an hour more.
    ['P4', '2026-10-24T20:30:00.000Z', '2026-10-25T05:00:00.000Z'],
    // The night in which they go forward has one less.
    ['P4', '2026-03-28T21:30:00.000Z', '2026-03-29T04:00:00.000Z'],
  ] as const)('a %s at %s waits until %s in quiet hours', (severity, at, until) => {
    expect(hushedUntil(severity, at, { quiet, maintenance: [] })).toBe(until)
  })

  test.each([
    ['P1', undefined],
    ['P2', patching.to],
    ['P4', patching.to],
  ] as const)('a %s waits until %s during maintenance', (severity, until) => {
    expect(hushedUntil(severity, '2026-11-23T10:00:00.000Z', { maintenance: [patching] })).toBe(until)
  })

  test('what is hushed is told at their end, unless it is over by then', () => {
    const calm = { maintenance: [patching] }
    const small = (at: string) => signalAt(at, { severity: 'P3' })
    const hushed = tell(NOTHING, small(NOTHING.at), calm)
    expect(typesOf(hushed)).toEqual(['opened'])
    expect(dueNext(newest(hushed), hushed.at, calm)).toBe(patching.to)
    expect(typesOf(wait(hushed, 60 * MINUTE, calm))).toEqual(['opened', 'announced'])
    const over = wait(tell(hushed, clearAt(hushed.at), calm), 60 * MINUTE, calm)
    expect(typesOf(over)).toEqual(['opened', 'signalled', 'resolved'])
  })

  test('a person can acknowledge and resolve what is hushed', () => {
    const calm = { maintenance: [patching] }
    const hushed = tell(NOTHING, signalAt(NOTHING.at, { severity: 'P3' }), calm)
    const done = click(click(hushed, { verb: 'acknowledge' }, ADA, calm), { verb: 'resolve' }, ADA, calm)
    expect(typesOf(done)).toEqual(['opened', 'acknowledged', 'resolved'])
  })
})
