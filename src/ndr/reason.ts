/**
 * Why a message was not delivered, in the words that mail analysis tools use for it (the vocabulary of the Sisimai
 * project, https://libsisimai.org/en/reason/). Neighbours differ by who refused and when:
 * - `userunknown` refused by the address at RCPT, `filtered` the same words after the message was seen;
 * - `rejected` refused by the sender's address, `blocked` by its host or network address.
 */
export const REASONS = [
  'authfailure',
  'badreputation',
  'blocked',
  'contenterror',
  'delivered',
  'exceedlimit',
  'expired',
  'failedstarttls',
  'feedback',
  'filtered',
  'hasmoved',
  'hostunknown',
  'mailboxfull',
  'mailererror',
  'mesgtoobig',
  'networkerror',
  'norelaying',
  'notaccept',
  'notcompliantrfc',
  'onhold',
  'policyviolation',
  'rejected',
  'requireptr',
  'securityerror',
  'spamdetected',
  'speeding',
  'suspend',
  'syntaxerror',
  'systemerror',
  'systemfull',
  'toomanyconn',
  'undefined',
  'userunknown',
  'vacation',
  'virusdetected',
] as const
export type Reason = (typeof REASONS)[number]
