import { alertCard } from '../../src/cards/alert-card.ts'
import { decodeCard } from '../../src/cards/decode-card.ts'
import { diagnosisCard } from '../../src/cards/diagnosis-card.ts'
import { digestCard } from '../../src/cards/digest-card.ts'
import { helpCard } from '../../src/cards/help-card.ts'
import { joinCard } from '../../src/cards/join-card.ts'
import { monitorsCard } from '../../src/cards/monitors-card.ts'
import { noticeCard, troubleCard } from '../../src/cards/notice-card.ts'
import { statusCard } from '../../src/cards/status-card.ts'
import type { Card } from '../../src/model/card.ts'
import { decode } from '../../src/ndr/decode.ts'
import { fixtureBytes } from '../support/test-data.ts'
import { ACKNOWLEDGED, CALM, DIGEST, MONITORS, RESOLVED, STATUS, TRIGGERED } from './alert-views.ts'
import { BUTTON, EXAMPLES } from './examples.ts'

const VERBS = [
  { verb: 'diagnose', about: 'Find out why mail has stopped', example: 'diagnose contoso.com inbound' },
  { verb: 'status', about: 'Show what is running here' },
  { verb: 'help', about: 'Show this card' },
] as const

const decoded = async (name: string): Promise<Card> =>
  decodeCard([{ name, reports: await decode(fixtureBytes(`ndr/${name}`)) }])

/** Every card in every state, by name. */
export const CARDS: Readonly<Record<string, Card>> = {
  ...Object.fromEntries(
    Object.entries(EXAMPLES).map(([name, view]) => [`diagnosis-${name}`, diagnosisCard(view, BUTTON)]),
  ),
  'diagnosis-continued': diagnosisCard(EXAMPLES.running, BUTTON, { continuation: true }),
  help: helpCard({ verbs: VERBS }),
  'help-unclear': helpCard({
    verbs: VERBS,
    unclear: { said: 'diagnoze', nearest: 'diagnose', why: 'I do not know this word.' },
  }),
  status: statusCard({
    diagnoses: [EXAMPLES.asking, EXAMPLES.running, EXAMPLES.found, EXAMPLES.flowing],
  }),
  'status-watched': statusCard({ diagnoses: [EXAMPLES.flowing], watch: STATUS }),
  'status-calm': statusCard({ diagnoses: [], watch: CALM }),
  'status-empty': statusCard({ diagnoses: [] }),
  join: joinCard(EXAMPLES.running, BUTTON, { directions: ['outbound'], domain: 'fabrikam.example' }),
  notice: noticeCard({
    title: 'This channel is now the incident channel',
    text: 'Alerts about contoso.com are posted here.',
    tone: 'good',
  }),
  'notice-lines': noticeCard({
    title: 'One connector or rule has changed since 2026-11-16T10:42:07Z',
    text: 'In a terminal, mailflow snapshot --kept prints all of it.',
    lines: ['Outbound connector To on-premises changed: Enabled from true to false', 'and 3 more'],
    tone: 'working',
  }),
  'decode-one': await decoded('exchange-online-rule.eml'),
  'decode-two': await decoded('postfix-two-recipients.eml'),
  'decode-nothing': decodeCard([{ reports: [] }]),
  'alert-triggered': alertCard(TRIGGERED, { incident: 'incident-1', token: 'one-use' }),
  'alert-mitigating': alertCard(ACKNOWLEDGED, { incident: 'incident-1', token: 'one-use' }),
  'alert-resolved': alertCard(RESOLVED, { incident: 'incident-1', token: 'one-use' }),
  monitors: monitorsCard(MONITORS),
  digest: digestCard(DIGEST),
  trouble: troubleCard({ incident: '7f3a91c2' }),
}
