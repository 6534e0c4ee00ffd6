/** Names of exchangeMessageTraceStatus in Graph's spelling. Exchange cmdlets write the same ones with a capital. */
const NAMES = [
  'gettingStatus',
  'pending',
  'failed',
  'delivered',
  'expanded',
  'quarantined',
  'filteredAsSpam',
  'recalled',
]

const SPELLING = new Map(NAMES.map((name) => [name.toLowerCase(), name]))

/** A status in Graph's spelling; one that is not known stays as it is. */
export const statusOf = (text: string): string => SPELLING.get(text.toLowerCase()) ?? text

/** What a status says of the way of a message. `diverted`: kept away from the inbox by a filter or a rule. */
export type Way = 'arrived' | 'failed' | 'waiting' | 'diverted' | 'other'

const WAYS: Readonly<Record<string, Way>> = {
  delivered: 'arrived',
  expanded: 'arrived',
  failed: 'failed',
  pending: 'waiting',
  gettingStatus: 'waiting',
  quarantined: 'diverted',
  filteredAsSpam: 'diverted',
}

export const wayOf = (status: string): Way => WAYS[status] ?? 'other'
