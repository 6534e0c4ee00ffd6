import { assign, initialTransition, type SnapshotFrom, type StateValue, setup, transition } from 'xstate'
import type { DiagnosisEvent } from '../model/event.ts'
import type { Evidence } from '../model/evidence.ts'
import type { Instant } from '../model/time.ts'
import { allSettled } from './reading.ts'
import { record } from './record.ts'
import { STEPS } from './steps/registry.ts'
import type { Step } from './steps/step.ts'
import { type Decision, decide } from './tree.ts'

/** Goes up whenever a stored snapshot would no longer mean the same. */
export const MACHINE_VERSION = 1

export type Started = Extract<DiagnosisEvent, { readonly type: 'started' }>

interface Context {
  readonly evidence: Evidence
  /** When the last event came that changed anything. */
  readonly changedAt: Instant
}

/** Where a diagnosis stands, as plain JSON. */
export interface Snapshot {
  readonly version: number
  readonly value: StateValue
  readonly status: 'active' | 'done'
  readonly context: Context
}

const types = {} as { context: Context; events: DiagnosisEvent; input: Started }

const does = (step: Step, what: Decision['does']) => ({
  guard: ({ context }: { context: Context }) => decide(step, context.evidence).does === what,
})

const ends = (step: Step) => ({
  guard: ({ context }: { context: Context }) => {
    const decision = decide(step, context.evidence)
    return decision.does === 'go' && decision.ends
  },
})

/** A step of the tree as a state: it decides at once, waits for its probes, or asks. */
const stateOf = (step: Step, next: string) => ({
  initial: 'deciding',
  states: {
    deciding: {
      always: [
        { ...does(step, 'wait'), target: 'waiting' },
        { ...does(step, 'ask'), target: 'asking' },
        { ...ends(step), target: '#diagnosis.end' },
        { target: `#diagnosis.${next}` },
      ],
    },
    waiting: {},
    asking: {},
  },
})

/** Whatever people and probes bring, the tree is walked again from its first step over all of it. */
const walkAgain = { target: '.message-trace', actions: 'record' } as const

const states = setup({
  types,
  actions: {
    record: assign(({ context, event }) => {
      const evidence = record(context.evidence, event)
      return evidence === context.evidence ? context : { evidence, changedAt: event.at }
    }),
  },
})

/**
 * The tree as a machine. It is used through the pure functions of XState only. Each state decides from the evidence
 * alone, so that any order of the same events ends in the same state.
 */
export const machine = states.createMachine({
  id: 'diagnosis',
  context: ({ input }) => ({
    evidence: { scope: input.scope, at: input.at, probes: {}, answers: {}, rejected: [] },
    changedAt: input.at,
  }),
  initial: 'message-trace',
  states: {
    ...Object.fromEntries(
      STEPS.map((step, index) => [step.id, stateOf(step, STEPS[index + 1]?.id ?? 'end')]),
    ),
    /** The tree has ended; the verdict is spoken when every probe has settled. */
    end: {
      initial: 'deciding',
      states: {
        deciding: {
          always: [
            { guard: ({ context }) => allSettled(context.evidence), target: 'verdict' },
            { target: 'settling' },
          ],
        },
        settling: {},
        verdict: {},
      },
    },
    stopped: { type: 'final' },
  },
  on: {
    evidence: walkAgain,
    answered: walkAgain,
    rejected: walkAgain,
    'taken-back': walkAgain,
    stopped: { target: '.stopped', actions: assign(({ event }) => ({ changedAt: event.at })) },
  },
})

type MachineSnapshot = SnapshotFrom<typeof machine>

const frozen = ({ value, status, context }: MachineSnapshot): Snapshot => ({
  version: MACHINE_VERSION,
  value,
  status: status === 'done' ? 'done' : 'active',
  context,
})

/** The state of a diagnosis that has just been asked for. */
export const begin = (started: Started): Snapshot => frozen(initialTransition(machine, started)[0])

/** Whether a stored snapshot is one of this machine. If not, its events have to be replayed. */
export const isCurrent = (snapshot: unknown): snapshot is Snapshot =>
  typeof snapshot === 'object' &&
  snapshot !== null &&
  'version' in snapshot &&
  snapshot.version === MACHINE_VERSION

/** The state after an event. An event that has been here already, or means nothing here, changes nothing. */
export const advance = (snapshot: Snapshot, event: DiagnosisEvent): Snapshot => {
  if (!isCurrent(snapshot))
    throw new Error(`The snapshot is not of machine version ${MACHINE_VERSION}: replay its events.`)
  const { value, status, context } = snapshot
  if (status === 'done') return snapshot
  const now = machine.resolveState({ value, status, context })
  return frozen(transition(machine, now, event)[0])
}

/** The state that a whole history of events ends in; its first event is `started`. */
export const replay = (events: readonly DiagnosisEvent[]): Snapshot => {
  const [started, ...rest] = events
  if (started?.type !== 'started') throw new Error('A history of a diagnosis begins with its start.')
  return rest.reduce(advance, begin(started))
}

export const evidenceOf = (snapshot: Snapshot): Evidence => snapshot.context.evidence
