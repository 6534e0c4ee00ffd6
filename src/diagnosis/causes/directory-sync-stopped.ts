import type { Evidence } from '../../model/evidence.ts'
import { inText } from '../../model/time.ts'
import type { Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { flows, inTrouble, type Symptom, sentence, symptomOf } from '../symptoms.ts'
import { count, span } from '../words.ts'
import { advise, answered, byCodes, type Cause, reason, type Weighed } from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['directory-sync-stopped']

/** A tenant that has given up its directory on-premises runs like that for years. */
const LONG_MINUTES = 30 * 24 * 60

const byProbe = (evidence: Evidence): { supports: Reason[]; contradicts: Reason[]; stale: boolean } => {
  const found = finding(evidence, 'directory-sync')
  if (found === undefined) return { supports: [], contradicts: [], stale: false }
  const { state, ageMinutes, lastSync, errors, deletionGuard } = found.value
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
      ],
      contradicts: [],
      stale: true,
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
    guidance: GUIDANCE,
  }
}

/** Inbound mail is at ease, or nobody asked about it: the trouble is with what goes out. */
const otherWay = (evidence: Evidence, inbound: Symptom): readonly Reason[] => {
  const outbound = symptomOf(evidence, 'outbound')
  const asked = evidence.scope.directions.includes('inbound')
  if (!inTrouble(outbound) || outbound.source === undefined || (asked && !flows(inbound))) return []
  return [reason(`${sentence(outbound)}; sending does not hang on it`, MINE.otherWay, outbound.source)]
}

const GUIDANCE = advise({
  whose: 'Ours: Microsoft Entra Connect on the sync server',
  instruction:
    'On the sync server, see why the scheduler does not run, close its wizard, and start a delta sync.',
  commands: [
    { where: 'Sync server, PowerShell', run: 'Get-ADSyncScheduler' },
    { where: 'Sync server, PowerShell', run: 'Restart-Service ADSync' },
    { where: 'Sync server, PowerShell', run: 'Start-ADSyncSyncCycle -PolicyType Delta' },
  ],
  next: 'A delta sync takes minutes. New recipients receive within about 30 minutes after it.',
  prevention:
    'Watch the age of the last sync: it runs every 30 minutes, and more than 3 hours is worth a look.',
})

/** The directory in the cloud no longer follows the one on premises. */
export const cause: Cause = { id: 'directory-sync-stopped', needs: ['directory-sync'], weigh }
