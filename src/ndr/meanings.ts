import type { Finding } from './finding.ts'
import type { Reason } from './reason.ts'

/** What a reason means for the people on call, where the code says nothing more exact. */
export const MEANINGS: Readonly<Record<Reason, Finding>> = {
  authfailure: {
    meaning: 'SPF, DKIM or DMARC of the sending domain does not stand the check',
    party: 'sending-side',
    step: 'network-dns',
    advice:
      'Check that the SPF record names every sending server, that DKIM signs, and that one of them matches the From domain.',
  },
  badreputation: {
    meaning: 'The network address or domain of the sending server has a bad reputation',
    party: 'sending-side',
    step: 'network-dns',
    cause: 'throttled',
    advice: 'Look for spam from accounts in wrong hands, then ask the receiving provider for removal.',
  },
  blocked: {
    meaning: 'The receiving server refuses the sending server, by its network address or host name',
    party: 'sending-side',
    step: 'network-dns',
    cause: 'throttled',
    advice:
      'Look the sending address up in the block list that the answer names and ask for removal; if it names none, ask the postmaster of the other side.',
  },
  contenterror: {
    meaning: 'The receiving server cannot take the message in this form',
    party: 'sender',
    advice: 'Send it in another form: fewer or other attachments, plain MIME, shorter headers.',
  },
  delivered: {
    meaning: 'The message was delivered or handed on',
    party: 'nobody',
    step: 'message-trace',
    advice: 'Nothing has to be done. If the recipient still misses it, look into junk, rules and quarantine.',
  },
  exceedlimit: {
    meaning: 'The message is larger than the recipient may receive',
    party: 'sender',
    advice: 'Send a link instead of the attachment, or have the limit of the mailbox raised.',
  },
  expired: {
    meaning: 'The next server could not be reached, or did not take the message, until time ran out',
    party: 'network',
    step: 'network-dns',
    cause: 'network-blocked',
    advice:
      'Test DNS and port 25 from the sending server to the next one; look for a firewall or a stopped service there.',
  },
  failedstarttls: {
    meaning: 'The servers could not agree on TLS',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'tls-certificate',
    advice:
      'Check STARTTLS, the certificate (expiry, name, chain) of the receiving server, and what the connector demands.',
  },
  feedback: {
    meaning: 'A recipient or provider complains about a message',
    party: 'sender',
    advice: 'Take the recipient off the list; many complaints lead to blocks.',
  },
  filtered: {
    meaning: 'The recipient, or a filter of the recipient, refuses the message',
    party: 'recipient',
    step: 'mailboxes',
    advice: 'Ask the recipient to allow the sender; check that the address still exists.',
  },
  hasmoved: {
    meaning: 'The mailbox has moved and nothing is forwarded',
    party: 'sender',
    step: 'mailboxes',
    advice: 'Find the new address of the recipient.',
  },
  hostunknown: {
    meaning: 'The domain of the recipient does not exist or has no mail server in DNS',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'domain-expired',
    advice:
      'Check the spelling of the domain. If it is right, look at its registration, name servers and MX record.',
  },
  mailboxfull: {
    meaning: 'The mailbox of the recipient is full',
    party: 'recipient',
    step: 'mailboxes',
    advice: 'The recipient makes room, or an administrator raises the quota or switches an archive on.',
  },
  mailererror: {
    meaning: 'A program on the receiving server that should take the message failed',
    party: 'receiving-side',
    step: 'mailboxes',
    advice: 'The postmaster of the receiving server looks into the log of the program that the answer names.',
  },
  mesgtoobig: {
    meaning: 'The message is larger than a server on the way takes',
    party: 'sender',
    advice:
      'Send a link instead of the attachment, or have the size limit of the connector or server raised.',
  },
  networkerror: {
    meaning: 'The connection, the name lookup or the route to the next server failed',
    party: 'network',
    step: 'network-dns',
    cause: 'network-blocked',
    advice:
      'Test DNS and port 25 from the sending server to the next one; with a loop, look at MX, connectors and accepted domains.',
  },
  norelaying: {
    meaning: 'The server does not relay for this sender or to this domain',
    party: 'receiving-side',
    step: 'inbound-connectors',
    cause: 'mx-wrong',
    advice:
      'Check that the MX record leads to a server that takes mail for the domain, and that the sender is known to the connector or has signed in.',
  },
  notaccept: {
    meaning: 'The receiving host takes no mail at all',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'mx-wrong',
    advice:
      'Check the MX record of the domain: it may be a null MX, or point to a host without a mail service.',
  },
  notcompliantrfc: {
    meaning: 'The message breaks the rules of Internet mail (RFC 5322)',
    party: 'sender',
    advice:
      'Correct the program that made it: one From header, no duplicate headers, a Message-ID, proper line ends.',
  },
  onhold: {
    meaning: 'The report does not say why in words that can be told apart',
    party: 'receiving-side',
    step: 'message-trace',
    advice: 'Look the message up in the message trace; the details there name the answer of the last server.',
  },
  policyviolation: {
    meaning: 'A policy of the receiving organisation refuses the message',
    party: 'receiving-side',
    step: 'transport-rules',
    advice:
      'Ask the postmaster of the receiving side which policy it was; on our own side look at transport rules and DLP.',
  },
  rejected: {
    meaning: 'The address of the sender is refused',
    party: 'sending-side',
    step: 'message-trace',
    advice:
      'Check that the sending address and its domain exist and that the account is not blocked; then ask the other side.',
  },
  requireptr: {
    meaning: 'The sending server has no proper name in reverse DNS',
    party: 'sending-side',
    step: 'network-dns',
    advice: 'Have a PTR record set for the sending address, whose name leads back to the same address.',
  },
  securityerror: {
    meaning: 'The sender is not allowed to send here, or has not signed in',
    party: 'sending-side',
    step: 'inbound-connectors',
    advice: 'Check the credentials or the connector that the sending device or server uses.',
  },
  spamdetected: {
    meaning: 'The receiving server takes the message for spam',
    party: 'sending-side',
    advice: 'Check SPF, DKIM, DMARC and the content; if it is no spam, ask the postmaster of the other side.',
  },
  speeding: {
    meaning: 'The sender sends more in a time than the receiving server allows',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'throttled',
    advice: 'Wait and slow down; find what sends so much.',
  },
  suspend: {
    meaning: 'The account of the recipient is switched off or suspended',
    party: 'receiving-side',
    step: 'mailboxes',
    cause: 'mailbox-not-provisioned',
    advice:
      'If it is one of ours, enable the account and its licence; else reach the recipient in another way.',
  },
  syntaxerror: {
    meaning: 'The servers do not understand each other: a command of SMTP was refused',
    party: 'sending-side',
    step: 'network-dns',
    advice: 'Look for a firewall that inspects SMTP, and for a sending program that breaks the protocol.',
  },
  systemerror: {
    meaning: 'A server on the receiving side has a fault of its own',
    party: 'receiving-side',
    step: 'network-dns',
    advice:
      'The sending server tries again where it can; if it lasts, tell the postmaster of the receiving side.',
  },
  systemfull: {
    meaning: 'A server on the receiving side has no room left',
    party: 'receiving-side',
    step: 'network-dns',
    advice: 'Free disk space on that server; senders try again by themselves for some days.',
  },
  toomanyconn: {
    meaning: 'The sender opens too many connections or names too many recipients at once',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'throttled',
    advice: 'Send with fewer connections and recipients at a time.',
  },
  undefined: {
    meaning: 'The report gives no reason',
    party: 'receiving-side',
    step: 'message-trace',
    advice: 'Look the message up in the message trace; the details there name the answer of the last server.',
  },
  userunknown: {
    meaning: 'The address of the recipient does not exist',
    party: 'sender',
    step: 'mailboxes',
    advice:
      'Check the spelling. If the address is right and one of ours, check licence, mailbox and directory sync.',
  },
  vacation: {
    meaning: 'It is an automatic reply; the message was delivered',
    party: 'nobody',
    advice: 'Nothing has to be done.',
  },
  virusdetected: {
    meaning: 'The receiving server found a virus in the message',
    party: 'sender',
    advice: 'Scan the machine and the attachment of the sender; send nothing on before.',
  },
}

/** Not a failure yet, and the vocabulary of reasons has no word for it. */
export const GREYLISTED: Finding = {
  meaning: 'The receiving server puts unknown senders off for some minutes (greylisting)',
  party: 'nobody',
  advice:
    'The sending server tries again by itself; only a server that never comes again has to be corrected.',
}
