import type { Card } from '../model/card.ts'
import type { StepId } from '../model/ids.ts'
import type { Report } from '../ndr/decode.ts'
import { isDerived } from '../ndr/derived.ts'
import type { Party } from '../ndr/finding.ts'
import { boxOf, type Fact, factsOf, headerOf, lineOf, type Tone } from './blocks.ts'
import { cardOf } from './card.ts'
import { noticeCard } from './notice-card.ts'
import type { Element } from './template.ts'
import { flat, heading, plain } from './text.ts'
import { count, few, named } from './words.ts'

/** What was pasted or dropped, and what came of it. */
export interface Decoded {
  /** The name of the file; undefined for pasted words. */
  readonly name?: string
  readonly reports: readonly Report[]
}

/** Bounds of the card, which may weigh 100 KB. */
const MOST_FINDINGS = 5
const MOST_NAMES = 5

const PARTIES: Readonly<Record<Party, string>> = {
  sender: 'Whoever wrote the message',
  'sending-side': 'The sending side: its servers, DNS or tenant',
  recipient: 'The recipient',
  'receiving-side': 'The receiving side: its servers, DNS or tenant',
  network: 'The way between: firewall, route or name servers',
  microsoft: 'Microsoft',
  nobody: 'Nobody has to do anything',
}

/** Reports that say the same of several recipients. */
interface Group {
  readonly one: Report
  readonly recipients: readonly string[]
}

const groupsOf = (reports: readonly Report[]): readonly Group[] =>
  [
    ...Map.groupBy(reports, ({ reason, status, meaning }) =>
      JSON.stringify([reason, status, meaning]),
    ).values(),
  ].map((members) => ({
    one: members[0] as Report,
    recipients: members.map(({ recipient }) => recipient).filter((recipient) => recipient !== ''),
  }))

/** Says what bounces, replies and codes mean, the most frequent finding first. */
export const decodeCard = (decoded: readonly Decoded[]): Card => {
  const reports = decoded.flatMap((one) => one.reports)
  if (reports.length === 0) return nothingFound(decoded)
  const groups = groupsOf(reports).toSorted((a, b) => b.recipients.length - a.recipients.length)
  const title = titleOf(groups, reports.length)
  const shown = groups.slice(0, MOST_FINDINGS)
  const hidden = groups.length - shown.length
  return cardOf(flat(title, 300), [
    headerOf({ tone: toneOf(groups), title: heading(title, ''), small: smallOf(decoded), chip: 'Decoded' }),
    ...shown.flatMap((group) => partsOf(group, groups.length > 1)),
    hidden > 0
      ? lineOf({ text: `and ${count(hidden, 'more finding')} that found no room here`, size: 'Small' })
      : undefined,
  ])
}

const titleOf = (groups: readonly Group[], all: number): string =>
  groups.length === 1
    ? (groups[0] as Group).one.meaning
    : `${count(all, 'recipient')}, ${count(groups.length, 'different reason')}`

const toneOf = (groups: readonly Group[]): Tone =>
  groups.every(({ one }) => one.party === 'nobody') ? 'good' : 'attend'

const smallOf = (decoded: readonly Decoded[]): string => {
  const names = decoded.flatMap(({ name }) => (name === undefined ? [] : [plain(name, 60)]))
  const empty = decoded.filter(({ reports }) => reports.length === 0).length
  const from = names.length === 0 ? 'From what was pasted' : `From ${few(names, 3)}`
  return empty === 0 ? from : `${from}; ${count(empty, 'part')} held no report`
}

/** One finding: facts, what to do, the server's own words. */
const partsOf = ({ one, recipients }: Group, several: boolean): readonly Element[] => [
  ...(several ? [lineOf({ label: plain(one.meaning, 200), spacing: 'Medium' as const })] : []),
  factsOf(factsIn(one, recipients)),
  boxOf({
    title: 'Do this',
    lead: plain(one.advice, 500),
    commands: [],
    then:
      one.step === null ? undefined : `Say diagnose to have the ${stepName(one.step)} checked with the rest.`,
  }),
]

/** Steps as people say them. */
const stepName = (step: StepId): string => (step === 'network-dns' ? 'network and DNS' : named(step))

const factsIn = (one: Report, recipients: readonly string[]): readonly Fact[] =>
  [
    fact('Whose problem', PARTIES[one.party]),
    fact(
      'Recipient',
      recipients.length === 0
        ? ''
        : few(
            recipients.map((name) => plain(name, 100)),
            MOST_NAMES,
          ),
    ),
    fact('Code', codeLine(one)),
    fact('Reason', one.reason),
    fact('Step', one.step === null ? '' : stepName(one.step)),
    fact('Suspect', one.cause === null ? '' : one.cause.replaceAll('-', ' ')),
    fact('Server said', one.said),
  ].filter((row) => row !== undefined)

const fact = (title: string, text: string): Fact | undefined =>
  text === '' ? undefined : { title, values: [{ text: plain(text, 400) }] }

/** A code that nobody gave is not shown as if a server had. */
const codeLine = ({ status, reply, registered }: Report): string => {
  const given = isDerived(status) ? '' : status
  const codes = [reply, given].filter((code) => code !== '').join(' ')
  if (codes === '') return 'none was given'
  return registered === '' || given === '' ? codes : `${codes} (${registered})`
}

const nothingFound = (decoded: readonly Decoded[]): Card =>
  noticeCard({
    title: 'There is nothing in it that I can decode',
    text: `${decoded.some(({ name }) => name !== undefined) ? 'The file holds' : 'The words hold'} no delivery report, no SMTP reply and no status code. Paste the whole bounce, with the part for administrators, or drop the message itself as an .eml file.`,
    tone: 'attend',
  })
