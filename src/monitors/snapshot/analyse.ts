import type { KeptFile, Notice } from '../../model/monitor.ts'
import { type Instant, inText } from '../../model/time.ts'
import { KINDS, type Kind, type Row, type Snapshot, textIn } from './schema.ts'

/** Properties that change by themselves, or that only say that another one has changed. */
const RESTLESS =
  /@|^(WhenChanged|WhenChangedUTC|LastValidationTimestamp|ValidatedRecipients|ExchangeVersion|ObjectState|IsValid|RuleVersion|DistinguishedName|OriginatingServer|PSComputerName|PSShowComputerName|RunspaceId)$/

export interface Change {
  readonly kind: Kind
  readonly name: string
  readonly how: 'added' | 'removed' | 'changed'
  /** Of a change: what was set, from and to what. */
  readonly properties: readonly { readonly name: string; readonly from: string; readonly to: string }[]
}

/** What is different between two snapshots, in the order of kind and name. */
export const changesBetween = (before: Snapshot, after: Snapshot): readonly Change[] =>
  KINDS.flatMap((kind) =>
    [...new Set([...Object.keys(before[kind]), ...Object.keys(after[kind])])]
      .flatMap((id) => changeOf(kind, before[kind][id], after[kind][id]))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  )

const changeOf = (kind: Kind, before: Row | undefined, after: Row | undefined): readonly Change[] => {
  if (before === undefined && after !== undefined)
    return [{ kind, name: nameOf(after), how: 'added', properties: [] }]
  if (before !== undefined && after === undefined)
    return [{ kind, name: nameOf(before), how: 'removed', properties: [] }]
  const properties = differences(before ?? {}, after ?? {})
  return properties.length === 0 ? [] : [{ kind, name: nameOf(after ?? {}), how: 'changed', properties }]
}

const nameOf = (row: Row): string => textIn(row, 'Name', 'Identity') ?? 'without a name'

const differences = (before: Row, after: Row): Change['properties'] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !RESTLESS.test(name))
    .toSorted()
    .map((name) => ({ name, from: written(before[name]), to: written(after[name]) }))
    .filter(({ from, to }) => from !== to)

/** A value as text, the same for the same value: the order of a list or of an object's keys says nothing. */
const written = (value: Row[string] | undefined): string => {
  if (value === undefined || value === null || value === '') return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(written).toSorted().join(', ')
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}: ${written(one)}`)
      .toSorted()
      .join(', ')}}`
  return String(value)
}

const WHOLE =
  'In a terminal, mailflow snapshot --kept prints all of it, and --compare what has changed since then.'
const MOST_LINES = 15
const MOST_CHARACTERS = 80

/** What goes into a channel shows no whole address. */
const shown = (text: string): string => {
  const hidden = text.replaceAll(/[^\s,;:<>"{}]+@/g, '…@')
  return hidden.length <= MOST_CHARACTERS ? hidden : `${hidden.slice(0, MOST_CHARACTERS - 1)}…`
}

/** A change in one line, without whole addresses. */
export const lineOf = ({ kind, name, how, properties }: Change): string => {
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${shown(name)} ${how}`
  if (properties.length === 0) return what
  return `${what}: ${properties.map(({ name, from, to }) => `${name} from ${shown(from)} to ${shown(to)}`).join('; ')}`
}

export const noticeOf = (changes: readonly Change[], before: Instant): Notice => {
  const more = changes.length - MOST_LINES
  return {
    title:
      changes.length === 0
        ? `Connectors and rules are as they were on ${inText(before)}`
        : `${changes.length === 1 ? 'One connector or rule has' : `${changes.length} connectors and rules have`} changed since ${inText(before)}`,
    text: WHOLE,
    lines: [...changes.slice(0, MOST_LINES).map(lineOf), ...(more > 0 ? [`and ${more} more`] : [])],
  }
}

export const firstNotice = (snapshot: Snapshot): Notice => ({
  title: 'The first snapshot of connectors and rules is taken',
  text: WHOLE,
  lines: KINDS.map((kind) => {
    const count = Object.keys(snapshot[kind]).length
    return `${count} ${kind}${count === 1 ? '' : 's'}`
  }),
})

export const fileOf = (snapshot: Snapshot, at: Instant, tenant?: string): KeptFile => ({
  name: `mailflow-snapshot-${at.slice(0, 10)}.json`,
  type: 'application/json',
  text: `${JSON.stringify({ takenAt: at, ...(tenant === undefined ? {} : { tenant }), ...snapshot }, null, 2)}\n`,
})
