import type {
  ExternalRecipientLimit,
  LimitsFinding,
  NotRead,
  RestrictedSender,
} from '../../model/findings.ts'
import { present } from '../wire.ts'
import type { Enforcement, Raw, Restricted } from './schema.ts'

/** From this share of the limit on people should know, for it slides over 24 hours and does not free up at once. */
const NEAR = 0.8

export const analyse = (raw: Raw): LimitsFinding => {
  const external = externalIn(raw)
  return present<LimitsFinding>({
    restricted: raw.restricted.map(senderOf),
    external,
    notRead: external === undefined ? [notRead(raw)] : undefined,
  })
}

const WHAT = 'limit of external recipients'

const notRead = ({ enforcement }: Raw): NotRead => ({
  what: WHAT,
  why: enforcement.known ? 'Get-LimitsEnforcementStatus told no figures' : enforcement.why,
})

/** The fullest of what the service counts. */
const externalIn = ({ enforcement }: Raw): ExternalRecipientLimit | undefined =>
  enforcement.known
    ? enforcement.value
        .flatMap(limitOf)
        .toSorted((one, other) => used(other) - used(one))
        .at(0)
    : undefined

const limitOf = (row: Enforcement): readonly ExternalRecipientLimit[] => {
  const { ObservedValue: observed, Threshold: threshold, Verdict: verdict } = row
  if (observed === undefined || threshold === undefined) return []
  const counted = { observed, threshold, enforced: row.EnforcementEnabled }
  const state = observed > 0 && observed >= threshold ? 'exceeded' : used(counted) >= NEAR ? 'near' : 'within'
  return [present<ExternalRecipientLimit>({ ...counted, verdict, state })]
}

/** A limit of nothing has been seen; whoever sends at all is over it. */
const used = ({ observed, threshold }: { readonly observed: number; readonly threshold: number }): number =>
  observed === 0 ? 0 : observed / Math.max(threshold, 1)

const senderOf = (row: Restricted): RestrictedSender =>
  present<RestrictedSender>({
    address: row.SenderAddress,
    since: row.CreatedDatetime,
    text: reasonOf(row),
    temporary: row.TemporaryBlock,
  })

/** What the figures of the reason mean; a figure of zero explains nothing. */
const FIGURES: readonly (readonly [name: string, words: string])[] = [
  ['ExternalRecipientCountToday', 'external recipients today'],
  ['InternalRecipientCountToday', 'internal recipients today'],
  ['OutboundSpamLast24Hours', 'messages taken for spam in 24 hours'],
  ['OutboundMailLast24Hours', 'messages in 24 hours'],
]

const reasonOf = ({ Reason = '', TemporaryBlock }: Restricted): string => {
  const facts = factsIn(Reason)
  const limit = facts.get('exceedinglimittype')
  const figures = FIGURES.flatMap(([name, words]) => {
    const figure = Number(facts.get(name.toLowerCase()))
    return figure > 0 ? [`${figure} ${words}`] : []
  })
  const why = limit === undefined ? [] : [`over the limit ${limit}`]
  const told = [...why, ...figures]
  const reason = told.length > 0 ? told.join(', ') : Reason === '' ? 'no reason given' : Reason
  return `may not send${TemporaryBlock ? ' for now' : ''}: ${reason}`
}

const factsIn = (reason: string): ReadonlyMap<string, string> =>
  new Map(
    reason.split(';').flatMap((part) => {
      const [name, value] = part.split(/[=:]/, 2).map((text) => text.trim())
      return name === undefined || value === undefined || value === '' ? [] : [[name.toLowerCase(), value]]
    }),
  )
