/** The ids that are the same in code, JSON, cards and folders. */

export const STEP_IDS = [
  'message-trace',
  'inbound-connectors',
  'outbound-connectors',
  'network-dns',
  'transport-rules',
  'mailboxes',
  'directory-sync',
] as const
export type StepId = (typeof STEP_IDS)[number]

export const CAUSE_IDS = [
  'connector-offline',
  'network-blocked',
  'mx-wrong',
  'transport-rule',
  'mailbox-not-provisioned',
  'directory-sync-stopped',
  'throttled',
  'tls-certificate',
  'microsoft-incident',
  'subscription-expired',
  'domain-expired',
  'third-party-gateway',
  'hybrid-server-outdated',
  'accepted-domain',
  'sending-limit',
] as const
export type CauseId = (typeof CAUSE_IDS)[number]

/** The questions that the tree can put to a person. `network-dns` asks two of them. */
export const QUESTION_IDS = [
  'trace',
  'inbound',
  'outbound',
  'smtp',
  'mx',
  'rules',
  'mailboxes',
  'sync',
] as const
export type QuestionId = (typeof QUESTION_IDS)[number]
