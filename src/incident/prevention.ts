import type { CauseId } from '../model/ids.ts'
import type { Prevention } from '../model/incident.ts'
import type { MonitorId } from '../model/monitor.ts'
import type { Incident } from './state.ts'

interface Lesson {
  readonly title: string
  readonly checklist: readonly string[]
  readonly monitors: readonly MonitorId[]
}

/** How each cause is kept from coming again. The words are those of the guide; the monitors are ours. */
const LESSONS: Readonly<Partial<Record<CauseId, Lesson>>> = {
  'connector-offline': {
    title: 'A connector was off or unsound',
    checklist: [
      'Check all connectors daily, and validate them after each change.',
      'Note who may change connectors, and let each change have a ticket.',
      'Keep a snapshot to go back to.',
    ],
    monitors: ['inbound-connectors', 'outbound-connectors', 'snapshot'],
  },
  'network-blocked': {
    title: 'TCP 25 was blocked on the way',
    checklist: [
      'Have the firewall team tell you before they change rules for TCP 25.',
      'Allow the address ranges of Exchange Online by the published list, and renew it monthly.',
      'Probe the way from both ends after each change of the network.',
    ],
    monitors: ['zero-flow', 'outbound-connectors'],
  },
  'mx-wrong': {
    title: 'The world was sent elsewhere by DNS',
    checklist: [
      'Lock the domain at the registrar, and use two-factor sign-in there.',
      'Keep TTLs of MX records at an hour or less.',
      'Let DNS changes be approved by whoever runs mail.',
    ],
    monitors: ['mx-drift', 'ns-drift'],
  },
  'transport-rule': {
    title: 'A transport rule stopped mail',
    checklist: [
      'Run new rules in audit mode first.',
      'Give each rule an owner, a comment and a date of review.',
      'Keep a weekly snapshot of the rules.',
    ],
    monitors: ['snapshot', 'zero-flow'],
  },
  'mailbox-not-provisioned': {
    title: 'Mailboxes were not there to receive',
    checklist: [
      'Assign licences by group, and be warned when few are left.',
      'Look at provisioning errors after each batch of new people.',
    ],
    monitors: ['directory-sync', 'zero-flow'],
  },
  'directory-sync-stopped': {
    title: 'Directory sync had stopped',
    checklist: [
      'Be warned when the last sync is older than three hours.',
      'Keep a staging server, and try the change-over once a year.',
      'Renew the password or certificate of the sync account before it expires.',
    ],
    monitors: ['directory-sync'],
  },
  throttled: {
    title: 'Exchange Online held mail back',
    checklist: [
      'Send bulk mail through a service that is made for it.',
      'Be alerted by the outbound spam policy.',
      'Use modern sign-in and multi-factor for all who send.',
    ],
    monitors: ['zero-flow', 'outbound-connectors'],
  },
  'tls-certificate': {
    title: 'A certificate did not fit or had expired',
    checklist: [
      'Renew certificates 30 days before they expire, with the same subject.',
      'After each renewal compare the name on the connector with the subject.',
      'Write down which connector trusts which certificate.',
    ],
    monitors: ['certificates', 'inbound-connectors', 'outbound-connectors'],
  },
  'microsoft-incident': {
    title: 'Exchange Online itself was disturbed',
    checklist: ['Watch service health.', 'Have a way to reach people that needs neither mail nor Teams.'],
    monitors: ['service-health'],
  },
}

const GENERAL: Lesson = {
  title: 'What keeps mail from stopping unseen',
  checklist: [
    'Write down what it was, and who saw it first.',
    'Ask which change of the last 24 hours came before it.',
    'Switch on the monitors that would have told of it.',
  ],
  monitors: ['zero-flow', 'service-health', 'snapshot'],
}

/** What is known or thought to have caused an incident, the best first. */
export const causeOf = ({ verdict, parts }: Pick<Incident, 'verdict' | 'parts'>): CauseId | undefined =>
  verdict?.cause ?? parts.flatMap(({ signal }) => signal.points ?? [])[0]

/** The lesson of an incident that is over, with the monitors that would have caught it. */
export const preventionOf = (incident: Incident, isOn: (monitor: MonitorId) => boolean): Prevention => {
  const cause = causeOf(incident)
  const { title, checklist, monitors } = (cause && LESSONS[cause]) ?? GENERAL
  return { title, checklist, monitors: monitors.map((id) => ({ id, on: isOn(id) })) }
}
