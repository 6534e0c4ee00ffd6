import type { Row } from './exchange.ts'
import type { Finding } from './finding.ts'

/*
 * Exchange codes about recipients, senders, rules and limits. Facts from
 * https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online and
 * https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-and-bounce-messages (CC-BY-4.0); the words are
 * ours.
 */

const RULES: readonly Row[] = [
  {
    words: /transport\.rules\.|rejected by (?:your )?organi[sz]ation policy/,
    meaning: 'A transport rule stopped the message',
    party: 'receiving-side',
    step: 'transport-rules',
    cause: 'transport-rule',
    advice:
      'Find the rule in the message trace and narrow its conditions, or switch it off while mail is down.',
  },
  {
    codes: /^5\.7\.9\d\d$/,
    meaning: 'A transport rule rejected the message',
    party: 'receiving-side',
    step: 'transport-rules',
    cause: 'transport-rule',
    advice:
      'Find the rule that rejects with this code (Get-TransportRule) and narrow its conditions, or switch it off.',
  },
  {
    codes: /^5\.7\.703$/,
    meaning: 'The organisation itself blocks this address in its Tenant Allow/Block List',
    party: 'sending-side',
    step: 'transport-rules',
    advice: 'Remove the address or domain from the Tenant Allow/Block List if mail to it is wanted.',
  },
  {
    codes: /^5\.7\.520$|^5\.7\.5\d\d$/,
    words: /auto(?:matic)?(?:ally)?[ -]?forward|external forwarding|as\(7555\)/,
    meaning: 'Automatic forwarding to the outside is not allowed',
    party: 'sending-side',
    step: 'transport-rules',
    advice: 'Allow forwarding for this user in the outbound spam policy, or remove the forwarding.',
  },
  {
    codes: /^5\.3\.190$/,
    meaning: 'Journal reports from on-premises are not accepted: Journaling Archive is off',
    party: 'receiving-side',
    step: 'transport-rules',
    cause: 'journaling',
    advice: 'Send journal reports to a mailbox outside Exchange Online, or have Journaling Archive enabled.',
  },
]

const RESTRICTED: Finding = {
  meaning: 'The recipient takes mail only from some senders',
  party: 'receiving-side',
  step: 'mailboxes',
  advice: 'The owner of the recipient can allow outside senders or this sender on the mailbox or group.',
}

const UNKNOWN: Finding = {
  meaning: 'Exchange Online does not know the recipient',
  party: 'receiving-side',
  step: 'mailboxes',
  cause: 'mailbox-not-provisioned',
  advice:
    'Check the address. If it is right, check licence, mailbox and directory sync of the recipient, and the type of the accepted domain.',
}

const RECIPIENTS: readonly Row[] = [
  {
    codes: /^5\.7\.54$/,
    meaning: 'The server does not take mail for the domain of the recipient',
    party: 'receiving-side',
    step: 'mailboxes',
    cause: 'accepted-domain',
    advice:
      'Check that the domain is an accepted domain, or that the sender may relay through this receive connector.',
  },
  {
    codes: /^5\.4\.1$/,
    words: /relay access denied|relaying/,
    meaning: 'The server does not take mail for the domain of the recipient',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'accepted-domain',
    advice:
      'Check that the domain is an accepted domain of the tenant and that its MX record leads to that tenant.',
  },
  {
    codes: /^5\.4\.1$/,
    words: /recipient address(?:es)? rejected ?: access denied/,
    ...UNKNOWN,
  },
  {
    codes: /^5\.1\.10$|^5\.4\.1$|^5\.7\.50[45]$/,
    ...UNKNOWN,
  },
  {
    words: /resolver\.adr\.(?:ex)?recip(?:ient)?notfound/,
    meaning: 'Exchange does not know the recipient',
    party: 'receiving-side',
    step: 'mailboxes',
    cause: 'mailbox-not-provisioned',
    advice:
      'Check the address; a cached entry of a mailbox that was made anew is a frequent reason. Then check the mailbox itself.',
  },
  {
    codes: /^5\.2\.1$/,
    words: /storedrv|mailbox (?:is )?disabled/,
    meaning: 'The mailbox is switched off',
    party: 'receiving-side',
    step: 'mailboxes',
    cause: 'mailbox-not-provisioned',
    advice: 'Check that the account is enabled and has an Exchange licence.',
  },
  {
    codes: /^5\.2\.2$/,
    words: /submission quota/,
    meaning: 'The sender has used up what one mailbox may send',
    party: 'sender',
    step: 'message-trace',
    cause: 'sending-limit',
    advice:
      'Wait until 24 hours have passed; send bulk mail through a service for it. Look for an account in wrong hands.',
  },
  {
    codes: /^4\.3\.2$|^5\.2\.12[12]$/,
    words: /thread limit|per hour message receive limit/,
    meaning: 'The mailbox gets more mail at once than it may take',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'throttled',
    advice:
      'Find what sends so much to this one mailbox and slow it down; the limit itself cannot be raised.',
  },
  {
    codes: /^5\.7\.(?:124|133|134|135|136)$/,
    ...RESTRICTED,
  },
  {
    words: /resolver\.rst\.\w*auth|sender was not authenticated/,
    ...RESTRICTED,
  },
]

const SENDERS: readonly Row[] = [
  {
    codes: /^5\.1\.8$/,
    words: /outbound sender|as\(\d+\)/,
    meaning: 'The sending account is blocked because it sent spam',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'throttled',
    advice:
      'Secure the account first, then remove it from the restricted entities in Defender (Remove-BlockedSenderAddress).',
  },
  {
    codes: /^5\.1\.90$/,
    meaning: 'The sender has reached the daily limit of recipients',
    party: 'sender',
    step: 'message-trace',
    cause: 'sending-limit',
    advice: 'Wait until 24 hours have passed; send bulk mail through a service for it.',
  },
  {
    codes: /^[45]\.7\.(?:232|233|236)$/,
    meaning: 'The tenant has reached its limit of outside recipients for the day',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'sending-limit',
    advice:
      'See Get-LimitsEnforcementStatus; find what sends so much; more licences raise the limit. A trial tenant or an onmicrosoft.com sender has a small one.',
  },
  {
    codes: /^5\.7\.(?:705|708|750)$/,
    meaning: 'Microsoft blocks what this tenant sends',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'throttled',
    advice:
      'Look for accounts in wrong hands, connectors that relay for others and domains that are not registered in the tenant, then ask Microsoft support to lift it. After a late renewal it goes away within a day.',
  },
  {
    codes: /^5\.7\.(?:50[123]|800)$/,
    meaning: 'Microsoft bans this sender for spam',
    party: 'sending-side',
    step: 'message-trace',
    cause: 'throttled',
    advice: 'Secure the sending account or domain, then ask Microsoft support to lift the ban.',
  },
  {
    codes: /^5\.7\.(?:511|60[6-9]|6[1-4]\d)$/,
    meaning: 'Microsoft bans the network address of the sending server',
    party: 'sending-side',
    step: 'network-dns',
    cause: 'throttled',
    advice:
      'Ask for removal at https://sender.office.com (or by mail to delist@microsoft.com) once the server sends no spam.',
  },
  {
    codes: /^4\.7\.(?:5\d\d|6\d\d|8[5-9]\d)$|^5\.7\.508$/,
    meaning: 'Microsoft slows down the sending server because its mail looks unusual',
    party: 'sending-side',
    step: 'inbound-connectors',
    cause: 'throttled',
    advice:
      'It passes by itself after some hours; an inbound connector for a server of your own avoids it. If many tenants see it, look at the service health.',
  },
  {
    codes: /^5\.7\.510$/,
    meaning: 'The receiving domain takes no mail over IPv6',
    party: 'sending-side',
    step: 'network-dns',
    advice: 'Let the sending server use IPv4 to this domain.',
  },
  {
    codes: /^5\.7\.506$/,
    meaning: 'The sending server greets with the name of the server that it calls',
    party: 'sending-side',
    step: 'network-dns',
    advice: 'Set the HELO name of the sending server to its own host name.',
  },
  {
    codes: /^5\.7\.(?:507|513)$/,
    meaning: 'The receiving organisation blocks the sending server',
    party: 'receiving-side',
    step: 'inbound-connectors',
    advice: 'The receiving organisation can take the address from its own block list.',
  },
  {
    codes: /^5\.7\.(?:57|139|30)$/,
    meaning: 'The device or application did not sign in, or in a way that is not allowed any more',
    party: 'sending-side',
    step: 'inbound-connectors',
    advice:
      'Give the device an account that may use authenticated SMTP with modern authentication, or let it send through an inbound connector.',
  },
  {
    codes: /^4\.3\.1$/,
    words: /insufficient system resources/,
    meaning: 'The Exchange server is short of disk or memory and takes no mail (back pressure)',
    party: 'receiving-side',
    step: 'network-dns',
    advice: 'Free space on the disk of the queue database; see events 15004 to 15007 of MSExchangeTransport.',
  },
  {
    codes: /^4\.3\.2$/,
    words: /service not active/,
    meaning: 'The transport service of the Exchange server is not active',
    party: 'receiving-side',
    step: 'network-dns',
    advice:
      'See Get-ServerComponentState: set FrontendTransport and HubTransport active again after maintenance.',
  },
  {
    codes: /^4\.[34]\.[23]$/,
    words: /attr(?:55|18)\b|temporary server error/,
    meaning: 'Exchange Online has a passing trouble of its own',
    party: 'microsoft',
    cause: 'microsoft-incident',
    advice: 'Senders try again by themselves; look at the service health of Exchange Online.',
  },
]

export const CODES: readonly Row[] = [...RULES, ...RECIPIENTS, ...SENDERS]
