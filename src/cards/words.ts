const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** `1 message`, `3 messages`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

/** A length of time in words, at most two units: `6 seconds`, `1 minute 20 seconds`, `17 minutes`. */
export const duration = (ms: number): string => {
  const seconds = Math.round(Math.max(0, ms) / 1000) * 1000
  if (!Number.isFinite(seconds)) return 'an unknown time'
  const first = UNITS.findIndex(([, size]) => seconds >= size)
  if (first === -1) return 'less than a second'
  const [noun, size] = UNITS[first] as (typeof UNITS)[number]
  const next = UNITS[first + 1]
  const rest = next === undefined ? 0 : Math.floor((seconds % size) / next[1])
  const head = count(Math.floor(seconds / size), noun)
  return rest === 0 || next === undefined || seconds >= 10 * size ? head : `${head} ${count(rest, next[0])}`
}

/** The first few of a list and how many more there are: nothing is ever left out in silence. */
export const few = (items: readonly string[], most: number): string => {
  const shown = items.slice(0, most).join(', ')
  return items.length > most ? `${shown} and ${items.length - most} more` : shown
}

const NAMES: Readonly<Record<string, string>> = {
  'connector-offline': 'connectors',
  'network-blocked': 'network',
  'mx-wrong': 'MX records',
  'transport-rule': 'transport rules',
  'mailbox-not-provisioned': 'mailboxes',
  'directory-sync-stopped': 'directory sync',
  throttled: 'throttling',
  'tls-certificate': 'TLS certificates',
  'microsoft-incident': 'Microsoft incident',
  'smtp-reachability': 'SMTP reachability',
}

/** An id as people say it; one that has no entry here is its own words. */
export const named = (id: string): string => NAMES[id] ?? id.replaceAll('-', ' ')
