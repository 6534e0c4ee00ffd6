/*
 * The per-recipient fields of a delivery status notification, RFC 3464 section 2.3. Servers leave out the empty lines
 * between groups, put them into the middle of one, or change the order of fields; so a group ends where a field comes
 * for the second time.
 */

export interface StatusFields {
  readonly recipient: string
  /** `failed`, `delayed`, `delivered`, `relayed`, `expanded`, in lower case; empty when not said. */
  readonly action: string
  /** An enhanced status code, RFC 3463; empty when not said. */
  readonly status: string
  /** `smtp`, `x-unix` and the like, in lower case. */
  readonly diagnosticType: string
  readonly diagnostic: string
  /** What stands in brackets after the status code. */
  readonly remark: string
  /** PowerMTA's word for the kind of failure, `bad-mailbox` and the like; empty when not said. */
  readonly category: string
}

/** So many recipients of one report are read. */
const MOST_GROUPS = 200

type Group = Map<string, string>

const NAMES = new Set([
  'final-recipient',
  'original-recipient',
  'x-actual-recipient',
  'action',
  'status',
  'diagnostic-code',
  'x-powermta-bouncecategory',
  'x-supplementary-info',
])

export const statusFieldsOf = (text: string): readonly StatusFields[] =>
  groupsOf(text)
    .filter((group) => recipientIn(group) !== '')
    .map(read)

const groupsOf = (text: string): readonly Group[] => {
  const groups: Group[] = []
  let group: Group = new Map()
  for (const [name, value] of fieldsIn(text)) {
    if (
      group.has(name) ||
      (name === 'final-recipient' && group.has('original-recipient') && group.has('status'))
    ) {
      groups.push(group)
      group = new Map()
    }
    group.set(name, value)
    if (groups.length >= MOST_GROUPS) break
  }
  return [...groups, group].slice(0, MOST_GROUPS)
}

/** Unfolded: a line that begins with white space belongs to the one before. */
const fieldsIn = (text: string): readonly (readonly [string, string])[] =>
  text
    .slice(0, 200_000)
    .replaceAll(/\r?\n[ \t]+(?=\S)/g, ' ')
    .split(/\r?\n/)
    .map((line) => /^\s*([\w-]{3,40}):\s*(.*)$/.exec(line))
    .flatMap((match): (readonly [string, string])[] => {
      const name = (match?.[1] ?? '').toLowerCase()
      return NAMES.has(name) ? [[name, (match?.[2] ?? '').trim()]] : []
    })

const typed = (value: string): readonly [type: string, rest: string] => {
  const match = /^([\w.-]{1,40})\s*;\s*(.*)$/s.exec(value)
  return match === null ? ['', value] : [(match[1] ?? '').toLowerCase(), match[2] ?? '']
}

const recipientIn = (group: Group): string => {
  for (const name of ['final-recipient', 'original-recipient', 'x-actual-recipient']) {
    const value = typed(group.get(name) ?? '')[1].trim()
    const address = /<([^\s<>]+@[^\s<>]+)>/.exec(value)?.[1] ?? value.replaceAll(/^<|>$/g, '').trim()
    if (address !== '') return address
  }
  return ''
}

/** `5.1.1 (unknown user)`, or words where a code should stand. */
const remarkIn = (status: string): string =>
  /\(([^()]{1,200})\)/.exec(status)?.[1] ?? (/[a-z]{3}/i.test(status) ? status.slice(0, 200) : '')

const read = (group: Group): StatusFields => {
  // Exchange tells what another server said in a field of its own.
  const [diagnosticType, diagnostic] = typed(
    group.get('diagnostic-code') ?? (group.get('x-supplementary-info') ?? '').replaceAll(/^<|>$/g, ''),
  )
  return {
    recipient: recipientIn(group),
    action: /^[a-z]+/.exec((group.get('action') ?? '').toLowerCase())?.[0] ?? '',
    status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(group.get('status') ?? '')?.[0] ?? '',
    diagnosticType,
    diagnostic: diagnostic.trim(),
    category: (group.get('x-powermta-bouncecategory') ?? '').trim().toLowerCase(),
    remark: remarkIn(group.get('status') ?? ''),
  }
}
