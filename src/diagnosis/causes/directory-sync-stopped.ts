import type { Evidence } from '../../model/evidence.ts'
import type { DirectorySyncFinding } from '../../model/findings.ts'
import { inText } from '../../model/time.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { flows, inTrouble, type Symptom, sentence, symptomOf } from '../symptoms.ts'
import { count, span } from '../words.ts'
import { advise, answered, byCodes, type Cause, reason, type Weighed } from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['directory-sync-stopped']

/** A tenant that has given up its directory on-premises runs like that for years. */
const LONG_MINUTES = 30 * 24 * 60

type Held = NonNullable<DirectorySyncFinding['held']>

interface Way {
  readonly instruction: string
  readonly run?: string
}

const UNKNOWN: Way = {
  instruction:
    'On the sync server, see why the scheduler does not run, close its wizard, and start a delta sync.',
  run: 'Restart-Service ADSync',
}

/** Why the sync server exports nothing, and what ends that. */
const HELD: Readonly<Record<Held, Way & { readonly text: string }>> = {
  staging: {
    text: 'The sync server is in staging mode: it reads and exports nothing',
    instruction:
      'See which server is meant to export: switch the staging mode off in the wizard of Microsoft Entra Connect there, and never on two at a time.',
  },
  disabled: {
    text: 'The scheduler of the sync server is switched off',
    instruction: 'On the sync server, switch the scheduler on again and start a delta sync.',
    run: 'Set-ADSyncScheduler -SyncCycleEnabled $true',
  },
  suspended: {
    text: 'The scheduler of the sync server is suspended: a wizard is open on it',
    instruction: 'On the sync server, close the wizard of Microsoft Entra Connect and start a delta sync.',
  },
}

const byProbe = (
  evidence: Evidence,
): { supports: Reason[]; contradicts: Reason[]; stale: boolean; held?: Held } => {
  const found = finding(evidence, 'directory-sync')
  if (found === undefined) return { supports: [], contradicts: [], stale: false }
  const { state, ageMinutes, lastSync, errors, deletionGuard, held } = found.value
  const age = ageMinutes === undefined ? 'at an unknown time' : `${span(ageMinutes)} ago`
  const say = (text: string, weight: number): Reason => reason(text, weight * found.trust, found.source)
  if (state === 'stale')
    return {
      supports: [
        say(
          `The last directory sync was ${age}${lastSync === undefined ? '' : `, ${inText(lastSync)}`}`,
          MINE.stale,
        ),
        ...(errors.length === 0
          ? []
          : [say(`${count(errors.length, 'object')} with sync errors`, MINE.errors)]),
        ...(deletionGuard === undefined
          ? []
          : [
              say(
                `The deletion guard holds exports of more than ${deletionGuard.threshold} deletions back`,
                MINE.deletionGuard,
              ),
            ]),
        ...(held === undefined ? [] : [say(HELD[held].text, MINE.held)]),
      ],
      contradicts: [],
      stale: true,
      ...(held === undefined ? {} : { held }),
    }
  if (state === 'switched-off')
    return {
      supports: [
        say(
          lastSync === undefined
            ? 'Directory sync is switched off for the tenant'
            : `Directory sync is switched off for the tenant; the last one was ${age}`,
          (ageMinutes ?? 0) > LONG_MINUTES ? MINE.longOff : MINE.switchedOff,
        ),
      ],
      contradicts: [],
      stale: false,
    }
  const sound =
    state === 'cloud-only'
      ? 'Nothing is synchronised: the tenant is cloud only'
      : `The last directory sync was ${age}`
  return { supports: [], contradicts: [say(sound, SHARED.soundByProbe)], stale: false }
}

const weigh = (evidence: Evidence): Weighed => {
  const probe = byProbe(evidence)
  const inbound = symptomOf(evidence, 'inbound')
  const yes = answered(evidence, 'sync', 'stuck', 'Directory sync is stuck')
  const no = answered(evidence, 'sync', 'current', 'Directory sync is current', SHARED.answeredAgainst)
  const holds = probe.stale || yes.length > 0
  const codes = holds
    ? byCodes(evidence, ['inbound'], ['recipient'], { most: MINE.codes, some: MINE.codes })
    : []
  return {
    title: 'Directory synchronisation has stopped',
    step: 'directory-sync',
    supports: [...yes, ...probe.supports, ...codes],
    contradicts: [
      ...no,
      ...probe.contradicts,
      ...(holds && flows(inbound) && inbound.source !== undefined
        ? [reason(sentence(inbound), MINE.flows, inbound.source)]
        : []),
      ...(holds ? otherWay(evidence, inbound) : []),
    ],
    // Mailboxes that are there go on receiving: an old directory explains recipients that are not found, and neither
    // silence nor other failures. A person who has ruled out the rest may still say that it does.
    explains: yes.length > 0 || codes.length > 0 ? ['inbound'] : [],
    affected: 'Mail to people who were added or changed since the last sync.',
    guidance: guidance(probe.held),
  }
}

/** Inbound mail is at ease, or nobody asked about it: the trouble is with what goes out. */
const otherWay = (evidence: Evidence, inbound: Symptom): readonly Reason[] => {
  const outbound = symptomOf(evidence, 'outbound')
  const asked = evidence.scope.directions.includes('inbound')
  if (!inTrouble(outbound) || outbound.source === undefined || (asked && !flows(inbound))) return []
  return [reason(`${sentence(outbound)}; sending does not hang on it`, MINE.otherWay, outbound.source)]
}

const SERVER = 'Sync server, PowerShell'

const guidance = (held: Held | undefined): Guidance => {
  const { instruction, run }: Way = held === undefined ? UNKNOWN : HELD[held]
  return advise({
    whose: 'Ours: Microsoft Entra Connect on the sync server',
    instruction,
    commands: [
      'Get-ADSyncScheduler',
      ...(run === undefined ? [] : [run]),
      'Start-ADSyncSyncCycle -PolicyType Delta',
    ].map((command) => ({ where: SERVER, run: command })),
    next: 'A delta sync takes minutes. New recipients receive within about 30 minutes after it.',
    prevention:
      'Watch the age of the last sync: it runs every 30 minutes, and more than 3 hours is worth a look.',
  })
}

/** The directory in the cloud no longer follows the one on premises. */
export const cause: Cause = { id: 'directory-sync-stopped', needs: ['directory-sync'], weigh }
