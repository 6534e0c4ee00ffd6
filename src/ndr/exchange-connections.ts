import type { Row } from './exchange.ts'

/*
 * Exchange codes about the way between servers: connections, DNS, TLS, connectors, loops. Facts from
 * https://learn.microsoft.com/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online and
 * https://learn.microsoft.com/defender-office-365/connectors-mail-flow-intelligence (CC-BY-4.0); the words are ours.
 */

export const CONNECTION_CODES: readonly Row[] = [
  {
    codes: /^[45]\.4\.4$/,
    words: /no mail-enabled subscriptions|attr5\b/,
    meaning: 'The receiving tenant has no mail subscription any more',
    party: 'receiving-side',
    step: 'mailboxes',
    cause: 'subscription-expired',
    advice:
      'Renew the Microsoft 365 subscription of the receiving tenant or assign licences; mail flows again within a day.',
  },
  {
    codes: /^4\.4\.62$/,
    meaning: 'The message went to a region of Microsoft 365 where the tenant is not',
    party: 'sending-side',
    step: 'network-dns',
    cause: 'mx-wrong',
    advice:
      'Point the MX record or the smart host at the host name that Microsoft 365 shows for the domain, not at an old one.',
  },
  {
    codes: /^[45]\.4\.8$/,
    words: /mta-sts/,
    meaning: 'The MX hosts of the receiving domain do not match its MTA-STS policy',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'mx-wrong',
    advice:
      'The owner of the receiving domain must list its MX hosts in the MTA-STS policy, or correct the MX record.',
  },
  {
    codes: /^[45]\.7\.5$/,
    words: /mta-sts/,
    meaning: 'The certificate of the receiving server fails its MTA-STS policy',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'tls-certificate',
    advice:
      'The receiving server must present a certificate that is valid, chains to a public root and names the MX host.',
  },
  {
    codes: /^[45]\.7\.321$/,
    meaning: 'TLS with the next server fails: it does not offer STARTTLS although DANE demands it',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'tls-certificate',
    advice: 'Switch STARTTLS on at the receiving server, or look for a firewall that strips it.',
  },
  {
    codes: /^[45]\.7\.322$/,
    meaning: 'TLS with the next server fails: its certificate has expired',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'tls-certificate',
    advice: 'Renew the certificate of the receiving server.',
  },
  {
    codes: /^[45]\.7\.32[345]$/,
    meaning: 'TLS with the next server fails: its certificate does not match what DNS promises (DANE)',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'tls-certificate',
    advice:
      'The owner of the receiving domain must correct the TLSA records, the DNSSEC signature or the certificate.',
  },
  {
    codes: /^[45]\.7\.32\d$/,
    meaning: 'TLS with the next server fails',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'tls-certificate',
    advice:
      'Check the certificate of the next server: expiry, host name, chain, and what the connector demands.',
  },
  {
    codes: /^[45]\.4\.317$/,
    meaning:
      'Exchange Online cannot connect to the next server: TLS is refused or its certificate is not trusted',
    party: 'receiving-side',
    step: 'outbound-connectors',
    cause: 'tls-certificate',
    advice: 'On the server behind the connector check STARTTLS and that it sends the full certificate chain.',
  },
  {
    codes: /^[45]\.4\.316$/,
    meaning: 'Exchange Online cannot connect to the next server: it refuses the connection',
    party: 'network',
    step: 'outbound-connectors',
    cause: 'network-blocked',
    advice:
      'Open port 25 for the addresses of Exchange Online in the firewall, and check that the mail service behind it runs.',
  },
  {
    codes: /^[45]\.4\.31[458]$/,
    meaning: 'Exchange Online cannot connect to the next server',
    party: 'network',
    step: 'outbound-connectors',
    cause: 'network-blocked',
    advice:
      'Check the smart host of the outbound connector, the firewall before it (no SMTP inspection), and the server itself.',
  },
  {
    codes: /^[45]\.4\.310$/,
    meaning: 'The domain of the recipient does not exist in DNS',
    party: 'receiving-side',
    step: 'network-dns',
    cause: 'domain-expired',
    advice:
      'Check the spelling of the domain, then whether its registration has expired and its name servers answer.',
  },
  {
    codes: /^[45]\.4\.312$/,
    meaning: 'A DNS query fails',
    party: 'network',
    step: 'network-dns',
    cause: 'mx-wrong',
    advice:
      'Look up the MX record of the domain and the smart host of the connector; check that the domain has not expired.',
  },
  {
    codes: /^[45]\.4\.7$|^[45]\.4\.300$/,
    meaning: 'The message expired in the queue',
    party: 'network',
    step: 'outbound-connectors',
    advice:
      'Look at the last error of the queue or in the message trace: it names what the next server would not do all the time.',
  },
  {
    codes: /^[45]\.4\.(?:6|14)$/,
    words: /loop|hop/,
    meaning: 'A routing loop',
    party: 'receiving-side',
    step: 'outbound-connectors',
    cause: 'routing-loop',
    advice:
      'Two servers hand the message to each other: check the accepted domain type, the connectors of both sides and MX.',
  },
  {
    codes: /^5\.7\.64$/,
    meaning: 'An inbound connector does not accept the sending server',
    party: 'receiving-side',
    step: 'inbound-connectors',
    cause: 'connector-offline',
    advice:
      'The OnPremises inbound connector no longer recognises the sender: compare its certificate name and addresses with what the server presents now.',
  },
  {
    codes: /^5\.7\.51$/,
    meaning: 'An inbound connector does not accept the sending server',
    party: 'receiving-side',
    step: 'inbound-connectors',
    cause: 'connector-offline',
    advice:
      'A Partner connector is restricted to addresses or a certificate that the sender does not have: add the gateway to it.',
  },
  {
    codes: /^5\.7\.68$/,
    meaning: 'An inbound connector does not accept the sending server: Direct Send is switched off',
    party: 'sending-side',
    step: 'inbound-connectors',
    cause: 'connector-offline',
    advice:
      'Let the device or application sign in to send, or make an inbound connector for it; RejectDirectSend is on.',
  },
  {
    codes: /^[45]\.7\.230$/,
    meaning: 'The sending Exchange server is out of date',
    party: 'sending-side',
    step: 'inbound-connectors',
    cause: 'hybrid-server-outdated',
    advice:
      'Update the on-premises Exchange server; until then enforcement can be paused for some days in the Exchange admin center.',
  },
  {
    codes: /^4\.4\.[12]$/,
    words: /winsock|socket ?error|smtpsend|primary target ip/,
    meaning: 'Exchange cannot connect to the next server, or loses the connection',
    party: 'network',
    step: 'network-dns',
    cause: 'network-blocked',
    advice:
      'Test port 25 from the sending server to the next one; look at the firewall between them and at the service there.',
  },
]
