import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import type { DiagnosisEvent } from '../../src/model/event.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { Conversation } from '../../src/model/ports.ts'
import type { Scope } from '../../src/model/scope.ts'
import type { Offer } from '../../src/model/view.ts'
import type { StoredDiagnosis } from '../../src/store/diagnoses.ts'
import { readDiagnosis } from '../../src/store/diagnoses.ts'
import { readEvents, verifyEvents } from '../../src/store/events.ts'
import type { Store } from '../../src/store/open.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import {
  buttonsIn,
  type Channel,
  clickOn,
  createChannel,
  DIAGNOSE,
  incoming,
  isIn,
  type Rig,
  type Seen,
  startEngine,
  thread,
} from '../support/engine.ts'
import { pauseInTest } from '../support/pause.ts'
import { type Script, scriptedProbes } from '../support/scripted-probes.ts'

const offering = (verb: Offer['verb']) => (offer: Offer) => offer.verb === verb
const choosing = (choice: string) => (offer: Offer) => offer.verb === 'answer' && offer.choice === choice
const shows = (fits: (offer: Offer) => boolean) => (seen: Seen) =>
  buttonsIn(seen.card).some(({ offer }) => fits(offer))

const REFUSED: Outcome<never> = {
  kind: 'refused',
  need: { name: 'ExchangeMessageTrace.Read.All', of: 'Microsoft Graph' },
  why: 'The trace may not be read.',
  source: { asked: 'trace', of: 'Microsoft Graph', at: '2026-11-23T10:00:00.000Z', tookMs: 1, by: 'probe' },
}
const NO_TRACE: Script = { 'message-trace': { afterMs: 0, comes: REFUSED } }

describeOnEachDatabase('a diagnosis through the engine', (open) => {
  let store: Store
  let channel: Channel
  let rig: Rig
  let count = 0
  const pause = pauseInTest()
  const freshThread = (): Conversation => thread(`19:thread-${(count += 1)}`)
  const start = async (script: Script = {}, deadlineMs?: number) => {
    const scripted = scriptedProbes(script, deadlineMs)
    rig = await startEngine(store, { messenger: channel, probes: scripted.probes })
    return scripted
  }
  const diagnosesOf = async ({ key }: Conversation): Promise<StoredDiagnosis[]> => {
    const rows = await store.db
      .selectFrom('diagnoses')
      .select('id')
      .where('conversation', '=', key)
      .orderBy('started_at')
      .execute()
    return (await Promise.all(rows.map(({ id }) => readDiagnosis(store.db, id)))).filter(
      (row) => row !== undefined,
    )
  }
  const diagnosisOf = async (conversation: Conversation): Promise<StoredDiagnosis> =>
    (await diagnosesOf(conversation)).at(-1) as StoredDiagnosis
  const eventsOf = async (conversation: Conversation): Promise<DiagnosisEvent[]> =>
    (await readEvents(store.db, (await diagnosisOf(conversation)).id)) as DiagnosisEvent[]

  const until = (here: Conversation, fits: (seen: Seen) => boolean = () => true): Promise<Seen> =>
    channel.until((seen) => isIn(here)(seen) && fits(seen))
  const postsIn = (here: Conversation): readonly string[] =>
    channel.seen.filter((seen) => seen.what === 'post' && isIn(here)(seen)).map(({ id }) => id)

  /** Waits for all the evidence and returns the card that shows it. */
  const settled = async (here: Conversation): Promise<Seen> => {
    for (;;) {
      const diagnosis = await diagnosisOf(here)
      if (diagnosis.sequence >= 10)
        return until(here, ({ card }) => buttonsIn(card).some(({ token }) => token === diagnosis.token))
      await pause(10)
    }
  }

  beforeAll(async () => {
    store = await open()
  }, 60_000)
  afterAll(async () => {
    await store.close()
  })
  beforeEach(() => {
    channel = createChannel()
  })
  afterEach(async () => {
    await rig.stop()
  })

  test('goes from the word to the verdict on one card', async () => {
    const { probes, started } = await start()
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const verdict = await until(here, shows(offering('restart')))
    expect(postsIn(here)).toEqual([verdict.id])
    expect(started.toSorted()).toEqual(Object.keys(probes).toSorted())
    const diagnosis = await diagnosisOf(here)
    expect(diagnosis.phase).toBe('verdict')
    expect(await verifyEvents(store.db, diagnosis.id)).toEqual({ kind: 'sound', events: started.length + 1 })
    expect((await eventsOf(here)).map(({ type }) => type)).toEqual([
      'started',
      ...started.map(() => 'evidence'),
    ])
  })

  test('a repeated activity does nothing', async () => {
    await start()
    const here = freshThread()
    const once = incoming(here)
    await Promise.all([rig.engine.command(once, DIAGNOSE), rig.engine.command(once, DIAGNOSE)])
    await rig.engine.command(once, DIAGNOSE)
    await until(here, shows(offering('restart')))
    expect(await diagnosesOf(here)).toHaveLength(1)
    expect(postsIn(here)).toHaveLength(1)
  })

  test('a probe that is silent at its deadline is late, is told to stop, and holds up nothing', async () => {
    const { aborted } = await start({ 'mx-records': 'silence' }, 200)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    await until(here, shows(offering('restart')))
    const late = (await eventsOf(here)).find(
      (event) => event.type === 'evidence' && event.probe === 'mx-records',
    )
    expect(late).toMatchObject({ outcome: { kind: 'late', why: 'No answer within 0.2 seconds.' } })
    expect(aborted).toContain('mx-records')
  })

  test('a probe that fails by a bug is unsure, with an incident id that the log knows', async () => {
    const lines: string[] = []
    const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
    const { probes } = scriptedProbes({ mailboxes: 'bug' })
    rig = await startEngine(store, { messenger: channel, probes, log })
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    await until(here, shows(offering('restart')))
    const logged = JSON.parse(lines[0] ?? '{}') as { incident: string; probe: string }
    expect(lines).toHaveLength(1)
    expect(logged.probe).toBe('mailboxes')
    const unsure = (await eventsOf(here)).find(
      (event) => event.type === 'evidence' && event.probe === 'mailboxes',
    )
    expect(unsure).toMatchObject({
      outcome: {
        kind: 'unsure',
        why: `Mailflow itself failed here. Its log has the reason under incident ${logged.incident}.`,
      },
    })
  })

  test('a question is answered once, however often its button is pressed and delivered', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const asking = await settled(here)
    const press = clickOn(asking.card, choosing('none'), asking.id)
    const twice = incoming(here)
    const answers = await Promise.all([
      rig.engine.click(twice, press),
      rig.engine.click(twice, press),
      rig.engine.click(incoming(here), press),
    ])
    expect((await eventsOf(here)).filter(({ type }) => type === 'answered')).toHaveLength(1)
    for (const card of answers)
      expect(buttonsIn(card).some(({ offer }) => choosing('none')(offer))).toBe(false)
  })

  test('a stale button answers with the current card and changes nothing', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const asking = await settled(here)
    await rig.engine.click(incoming(here), clickOn(asking.card, choosing('none')))
    const before = await diagnosisOf(here)
    const card = await rig.engine.click(incoming(here), clickOn(asking.card, choosing('flowing')))
    expect(await diagnosisOf(here)).toEqual(before)
    expect(buttonsIn(card)[0]?.token).toBe(before.token)
  })

  test('a forged offer under a good token changes nothing', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const asking = await settled(here)
    const good = clickOn(asking.card, choosing('none'))
    const before = await diagnosisOf(here)
    await rig.engine.click(incoming(here), { ...good, offer: { verb: 'reject', cause: 'mx-wrong' } })
    expect(await diagnosisOf(here)).toEqual(before)
  })

  test.each([
    ['another conversation', (here: Conversation) => ({ ...here, key: `${here.key}-elsewhere` })],
    ['another tenant', (here: Conversation) => ({ ...here, tenant: 'fabrikam' })],
  ])('a button that is pressed in %s leads nowhere', async (_, elsewhere) => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const asking = await settled(here)
    const before = await diagnosisOf(here)
    const card = await rig.engine.click(incoming(elsewhere(here)), clickOn(asking.card, choosing('none')))
    expect(buttonsIn(card)).toEqual([])
    expect(JSON.stringify(card)).toContain('This button leads nowhere here')
    expect(await diagnosisOf(here)).toEqual(before)
  })

  test('a second diagnose offers to join, and the card that offered becomes a live one', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const asking = await settled(here)
    await rig.engine.command(incoming(here), DIAGNOSE)
    const choice = await until(here, shows(offering('join')))
    const joined = await rig.engine.click(incoming(here), clickOn(choice.card, offering('join'), choice.id))
    expect(buttonsIn(joined).some(({ offer }) => choosing('none')(offer))).toBe(true)
    await rig.engine.click(incoming(here), clickOn(joined, choosing('cannot-tell'), choice.id))
    for (const { id } of [asking, choice])
      await channel.until(
        (seen) => seen.id === id && seen.what === 'update' && !shows(choosing('none'))(seen),
      )
    expect(await diagnosesOf(here)).toHaveLength(1)
  })

  test('a second diagnose offers to restart, once', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    await settled(here)
    await rig.engine.command(incoming(here), DIAGNOSE)
    const choice = await until(here, shows(offering('join')))
    const again = clickOn(choice.card, offering('restart'), choice.id)
    await Promise.all([rig.engine.click(incoming(here), again), rig.engine.click(incoming(here), again)])
    await channel.until((seen) => seen.id === choice.id && shows(choosing('none'))(seen))
    expect((await diagnosesOf(here)).map(({ phase }) => phase)).toEqual(['stopped', 'asking'])
  })

  test('starting again looks at what the second diagnose asked for', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    const asked: Scope = { directions: ['outbound'], domain: 'fabrikam.example' }
    await rig.engine.command(incoming(here), DIAGNOSE)
    await settled(here)
    await rig.engine.command(incoming(here), { verb: 'diagnose', scope: asked })
    const choice = await until(here, shows(offering('join')))
    expect(JSON.stringify(choice.card)).toContain(
      'Starting again looks at fabrikam.example · outbound only, which is what you asked for.',
    )
    await rig.engine.click(incoming(here), clickOn(choice.card, offering('restart'), choice.id))
    await until(here, shows(offering('stop')))
    expect((await diagnosisOf(here)).snapshot).toMatchObject({ context: { evidence: { scope: asked } } })
  })

  test('a diagnosis that is stopped lets its probes go', async () => {
    const { aborted } = await start({ 'message-trace': 'silence', 'mx-records': 'silence' })
    const here = freshThread()
    await rig.engine.command(incoming(here), DIAGNOSE)
    const first = await until(here, shows(offering('stop')))
    await channel.until(() => aborted.length >= 7)
    let current = first.card
    for (;;) {
      current = await rig.engine.click(incoming(here), clickOn(current, offering('stop'), first.id))
      if ((await diagnosisOf(here)).phase === 'stopped') break
    }
    expect(aborted.toSorted()).toContain('message-trace')
    expect(aborted).toContain('mx-records')
  })

  test('status shows the diagnosis of the conversation, or that there is none', async () => {
    await start(NO_TRACE)
    const here = freshThread()
    await rig.engine.command(incoming(here), { verb: 'status' })
    expect(JSON.stringify((await until(here)).card)).toContain('Nothing has been diagnosed here yet')
    await rig.engine.command(incoming(here), DIAGNOSE)
    const asking = await settled(here)
    await rig.engine.command(incoming(here), { verb: 'status' })
    await until(
      here,
      (seen) => seen.what === 'post' && seen.id !== asking.id && shows(choosing('none'))(seen),
    )
  })

  test('help and what is not understood are answered with the verbs', async () => {
    await start()
    const here = freshThread()
    await rig.engine.command(incoming(here), { verb: 'help' })
    expect(JSON.stringify((await until(here)).card)).toContain('diagnose contoso.com inbound')
    await rig.engine.command(incoming(here), { verb: 'unclear', said: 'diagnoze', nearest: 'diagnose' })
    await until(here, ({ card }) => JSON.stringify(card).includes('diagnoze'))
  })
})
