import type { Evidence } from '../../model/evidence.ts'
import { finding } from '../reading.ts'
import { capital, ways } from '../words.ts'
import {
  advise,
  butFlows,
  byCodes,
  type Cause,
  doubtful,
  flowsAnyway,
  reason,
  type Weighed,
} from './cause.ts'
import { familyOf } from './codes.ts'
import { WEIGHTS } from './weights.ts'

const MINE = WEIGHTS.throttled

const weigh = (evidence: Evidence): Weighed => {
  const open = doubtful(evidence)
  const codes = byCodes(evidence, open, ['throttle'], { most: MINE.codes, some: MINE.someCodes })
  const directions = codes.length === 0 ? open : codes.map((one) => one.direction)
  const trace = finding(evidence, 'message-trace')
  const seen = open.flatMap((direction) => trace?.value.flows[direction].failures ?? [])
  const none = !seen.some((group) => familyOf(group) === 'throttle')
  return {
    title: 'Exchange Online limits what we send',
    step: 'message-trace',
    supports: codes,
    contradicts: [
      ...(trace !== undefined && trace.trust === 1 && none
        ? [reason('No failed message speaks of throttling', MINE.noCodes, trace.source)]
        : []),
      ...(codes.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${capital(ways(directions))} mail over the limit; the rest goes through.${butFlows(evidence)}`,
    guidance: GUIDANCE,
  }
}

const GUIDANCE = advise({
  whose: 'Ours first: who sends so much, and may they? Microsoft lifts the limit when that is answered.',
  instruction:
    'Find the sender of the surge, stop it, check whether the account is taken over, then lift the restriction.',
  commands: [
    {
      where: 'Exchange Online PowerShell',
      run: 'Get-BlockedSenderAddress | Format-List SenderAddress, Reason, CreatedDatetime',
    },
    {
      where: 'Exchange Online PowerShell',
      run: 'Get-MessageTraceV2 -StartDate (Get-Date).ToUniversalTime().AddHours(-24) -EndDate (Get-Date).ToUniversalTime() -ResultSize 5000 | Group-Object SenderAddress | Sort-Object Count -Descending | Select-Object -First 10 Count,Name',
    },
    { where: 'Exchange Online PowerShell', run: 'Get-LimitsEnforcementStatus' },
  ],
  next: 'A lifted sender sends again within an hour, at times 24. Limits by day slide: they free up over the next 24 hours.',
  prevention: 'Send bulk mail through a service that is made for it, and alert on the outbound spam policy.',
})

/** Exchange Online slows or refuses what we send. */
export const cause: Cause = { id: 'throttled', needs: ['message-trace'], weigh }
