import type { FailureGroup } from '../../model/findings.ts'
import type { Symptom } from '../symptoms.ts'

/** What a status code of a failed message speaks of. Each code belongs to one family, so that one fact has one cause. */
export type Family =
  | 'network'
  | 'next-hop'
  | 'tls'
  | 'throttle'
  | 'limit'
  | 'rule'
  | 'recipient'
  | 'outdated'
  | 'service'
  | 'subscription'
  | 'loop'
  | 'attribution'

type Span = readonly [from: number, to: number]

/**
 * Family, classes, subject and details of RFC 3463 codes, as Exchange Online uses them. Source:
 * https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online and
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules
 */
const CODES: readonly (readonly [Family, classes: string, subject: number, details: readonly Span[]])[] = [
  // 5.4.1 is another matter: a recipient that is refused at the edge.
  ['network', '4', 4, [[1, 2]]],
  [
    'network',
    '45',
    4,
    [
      [314, 316],
      [318, 318],
    ],
  ],
  [
    'next-hop',
    '45',
    4,
    [
      [62, 62],
      [101, 101],
      [310, 312],
    ],
  ],
  [
    'tls',
    '45',
    4,
    [
      [8, 8],
      [317, 317],
    ],
  ],
  [
    'tls',
    '45',
    7,
    [
      [5, 5],
      [320, 325],
    ],
  ],
  [
    'throttle',
    '4',
    7,
    [
      [500, 699],
      [850, 899],
    ],
  ],
  [
    'throttle',
    '5',
    7,
    [
      [501, 508],
      [511, 511],
      [606, 649],
      [700, 749],
      [750, 750],
    ],
  ],
  [
    'limit',
    '45',
    7,
    [
      [232, 233],
      [236, 236],
    ],
  ],
  [
    'limit',
    '5',
    1,
    [
      [8, 8],
      [90, 90],
    ],
  ],
  ['rule', '5', 7, [[900, 999]]],
  [
    'recipient',
    '5',
    1,
    [
      [0, 7],
      [10, 20],
    ],
  ],
  ['recipient', '5', 2, [[1, 1]]],
  ['recipient', '5', 4, [[1, 1]]],
  ['outdated', '45', 7, [[230, 230]]],
  ['service', '4', 3, [[2, 2]]],
  ['service', '4', 4, [[3, 3]]],
  ['subscription', '45', 4, [[4, 4]]],
  // Who sends is none of those that the inbound connectors know.
  [
    'attribution',
    '5',
    7,
    [
      [51, 51],
      [64, 64],
    ],
  ],
  [
    'loop',
    '45',
    4,
    [
      [6, 6],
      [14, 14],
    ],
  ],
]

const ENHANCED = /\b([245])\.(\d{1,3})\.(\d{1,3})\b/

/**
 * The family of a group of failures: by its code, else by the rule that it met. The code goes first, because most rules
 * that a failed message met did nothing but add a line to it.
 */
export const familyOf = (group: FailureGroup): Family | undefined => {
  if (/\bTRANSPORT\.RULES\b/i.test(group.reply)) return 'rule'
  return byCode(group) ?? (group.rule === undefined ? undefined : 'rule')
}

const byCode = (group: FailureGroup): Family | undefined => {
  const [, kind, subject, detail] = ENHANCED.exec(group.code ?? '') ?? ENHANCED.exec(group.reply) ?? []
  if (kind === undefined) return undefined
  return CODES.find(
    ([, classes, of, details]) =>
      classes.includes(kind) &&
      of === Number(subject) &&
      details.some(([from, to]) => Number(detail) >= from && Number(detail) <= to),
  )?.[0]
}

/** How many of the failures of a direction speak of some families. */
export interface Told {
  readonly count: number
  readonly of: number
  readonly share: number
  readonly worst?: FailureGroup
}

export const tell = (
  symptom: Symptom,
  families: readonly Family[],
  fits: (group: FailureGroup) => boolean = () => true,
): Told => {
  const failures = symptom.flow?.failures ?? []
  const mine = failures.filter((group) => {
    const family = familyOf(group)
    return family !== undefined && families.includes(family) && fits(group)
  })
  const of = sum(failures)
  const count = sum(mine)
  const worst = mine.toSorted((one, other) => other.count - one.count)[0]
  return { count, of, share: of === 0 ? 0 : count / of, ...(worst === undefined ? {} : { worst }) }
}

const sum = (groups: readonly FailureGroup[]): number =>
  groups.reduce((total, group) => total + group.count, 0)
