/** Who stands behind an MX host, by the right-most labels of its name. */
export interface Provider {
  readonly name: string
  readonly suffixes: readonly string[]
}

/** Exchange Online. A name alone never proves that a host serves our tenant. */
export const MICROSOFT_SUFFIXES: readonly string[] = [
  'mail.protection.outlook.com',
  'mx.microsoft',
  'mail.eo.outlook.com',
  'mail.messaging.microsoft.com',
  'mail.protection.outlook.de',
  'mail.protection.office365.us',
  'mail.protection.partner.outlook.cn',
]

/** Filters that stand before Exchange Online in many tenants. */
export const GATEWAYS: readonly Provider[] = [
  { name: 'Proofpoint (PPS / on demand)', suffixes: ['pphosted.com', 'gpphosted.com'] },
  { name: 'Proofpoint Essentials', suffixes: ['ppe-hosted.com'] },
  { name: 'Mimecast', suffixes: ['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com'] },
  { name: 'Barracuda Email Gateway Defense (ESS)', suffixes: ['barracudanetworks.com', 'barracuda.com'] },
  { name: 'Cisco Secure Email Cloud (IronPort CES)', suffixes: ['iphmx.com'] },
  {
    name: 'Trend Micro Email Security / Hosted',
    suffixes: [
      'in.tmes.trendmicro.com',
      'in.tmes.trendmicro.eu',
      'in.hes.trendmicro.com',
      'in.hes.trendmicro.eu',
    ],
  },
  { name: 'Sophos Email (Central)', suffixes: ['prod.hydra.sophos.com'] },
  { name: 'Sophos Reflexion', suffixes: ['asp.reflexion.net'] },
  { name: 'Hornetsecurity', suffixes: ['hornetsecurity.com', 'antispameurope.com'] },
  { name: 'Symantec/Broadcom Email Security.cloud (MessageLabs)', suffixes: ['messagelabs.com'] },
  { name: 'OpenText / AppRiver SecureTide', suffixes: ['arsmtp.com'] },
  { name: 'Zix / Zixmail', suffixes: ['zixmail.net', 'zixworks.com'] },
  { name: 'Intermedia', suffixes: ['serverdata.net'] },
  { name: 'SpamTitan', suffixes: ['spamtitan.com'] },
  { name: 'N-able Mail Assure / SpamExperts', suffixes: ['antispamcloud.com', 'mtaroutes.com'] },
  { name: 'Forcepoint Email Security Cloud', suffixes: ['mailcontrol.com'] },
  { name: 'Fortinet FortiMail Cloud', suffixes: ['fortimailcloud.com', 'fortimail.com'] },
  { name: 'Trellix / FireEye ETP', suffixes: ['fireeyecloud.com', 'fireeyegov.com'] },
  { name: 'Vade (Hornetsecurity group)', suffixes: ['vadesecure.com', 'earthlink-vadesecure.net'] },
  { name: 'Cloudflare Email Security (Area 1)', suffixes: ['mxrecord.io', 'mxrecord.mx'] },
  { name: 'Cloudflare Email Routing', suffixes: ['mx.cloudflare.net'] },
  { name: 'Check Point Harmony Email (Avanan) inline', suffixes: ['cloud-sec-av.com'] },
  { name: 'MailRoute', suffixes: ['mailroute.net'] },
  { name: 'SpamHero (MXThunder)', suffixes: ['mxthunder.com', 'mxthunder.net'] },
  { name: 'Securence', suffixes: ['securence.com'] },
  { name: 'VIPRE / Electric (FuseMail)', suffixes: ['electric.net', 'e-mmunity.net'] },
  { name: 'Libraesva ESVA', suffixes: ['esvacloud.com'] },
  { name: 'Mesh Security', suffixes: ['emailsecurity.app'] },
  { name: 'Mailprotector', suffixes: ['emailservice.io', 'emailsrv.net'] },
  { name: 'Retarus', suffixes: ['retarus.com', 'eu.retarus.com'] },
  { name: 'NoSpamProxy Cloud', suffixes: ['nospamproxy.com'] },
  { name: 'IIJ SecureMX (Japan)', suffixes: ['securemx.jp'] },
]

/** Places where mailboxes live that are not Exchange Online's. */
export const OTHER_MAILBOXES: readonly Provider[] = [
  { name: 'Outlook.com / Hotmail consumer', suffixes: ['olc.protection.outlook.com', 'hotmail.com'] },
  { name: 'Google Workspace / Gmail', suffixes: ['google.com', 'googlemail.com'] },
  { name: 'Rackspace Email', suffixes: ['emailsrvr.com'] },
  { name: 'GoDaddy legacy mail', suffixes: ['secureserver.net'] },
  // Left over from proving to Microsoft that the domain is ours: it takes no mail.
  { name: 'Microsoft domain verification', suffixes: ['msv1.invalid'] },
]

export const under = (host: string, suffix: string): boolean => host === suffix || host.endsWith(`.${suffix}`)

export const providerOf = (host: string, providers: readonly Provider[]): string | undefined =>
  providers.find(({ suffixes }) => suffixes.some((suffix) => under(host, suffix)))?.name

export const isMicrosoft = (host: string): boolean =>
  MICROSOFT_SUFFIXES.some((suffix) => under(host, suffix)) && providerOf(host, OTHER_MAILBOXES) === undefined
