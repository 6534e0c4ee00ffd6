import type { FailureGroup } from '../../model/findings.ts'

type Meaning = Required<Pick<FailureGroup, 'meaning' | 'points'>>

/** Enhanced status codes (RFC 3463) of Exchange Online -> what they mean for a mail stop. The first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, Meaning])[] = [
  [
    /^4\.4\.31[4-8]$/,
    { meaning: 'Exchange Online cannot connect to the next server', points: 'outbound-connectors' },
  ],
  [/^[45]\.7\.32\d$/, { meaning: 'TLS with the next server fails', points: 'network-dns' }],
  [/^[45]\.4\.312$/, { meaning: 'A DNS query fails', points: 'network-dns' }],
  [
    /^5\.4\.31[67]$/,
    { meaning: 'The message expired; the next server did not answer', points: 'outbound-connectors' },
  ],
  [
    /^[45]\.4\.7$|^5\.4\.300$/,
    { meaning: 'The message expired in the queue', points: 'outbound-connectors' },
  ],
  [/^5\.4\.(6|14)$/, { meaning: 'A routing loop', points: 'outbound-connectors' }],
  [
    /^5\.7\.(51|64|68)$/,
    { meaning: 'An inbound connector does not accept the sending server', points: 'inbound-connectors' },
  ],
  [/^[45]\.7\.230$/, { meaning: 'The sending Exchange server is out of date', points: 'inbound-connectors' }],
  [/^5\.7\.9\d\d$/, { meaning: 'A transport rule rejected the message', points: 'transport-rules' }],
  [/^5\.1\.10$|^5\.4\.1$/, { meaning: 'Exchange Online does not know the recipient', points: 'mailboxes' }],
  [/^5\.2\.1$/, { meaning: 'The mailbox is switched off', points: 'mailboxes' }],
]

/** A rejection by a rule says `5.7.1` like many others; the rule behind it or its own words tell it apart. */
export const meaningOf = (group: Pick<FailureGroup, 'code' | 'reply' | 'rule'>): Partial<Meaning> => {
  if (group.rule !== undefined || group.reply.includes('TRANSPORT.RULES.'))
    return { meaning: 'A transport rule stopped the message', points: 'transport-rules' }
  return MEANINGS.find(([pattern]) => pattern.test(group.code ?? ''))?.[1] ?? {}
}
