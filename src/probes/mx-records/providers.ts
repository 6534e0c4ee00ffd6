/** Who stands behind an MX host, by the right-most labels of its name. */
export interface Provider {
  readonly name: string
  readonly suffixes: readonly string[]
}

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
  {
    name: 'N-able Mail Assure / SpamExperts',
    suffixes: ['antispamcloud.com', 'mtaroutes.com', 'spamexperts.com'],
  },
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

/**
 * Name servers and mail hosts of parked names: for sale, or no longer paid for. Sources: the providers' help pages,
 * e.g. afternic.com, sedo.com, bodis.com, above.com and namecheap.com. Default name servers of registrars, under which
 * paid names live too, do not belong here.
 */
export const PARKING: readonly Provider[] = [
  { name: 'Sedo parking', suffixes: ['sedoparking.com'] },
  { name: 'ParkingCrew', suffixes: ['parkingcrew.net'] },
  { name: 'Bodis parking', suffixes: ['bodis.com'] },
  { name: 'Above.com parking', suffixes: ['above.com'] },
  { name: 'Afternic parking', suffixes: ['afternic.com', 'eftydns.com'] },
  { name: 'Dan.com parking', suffixes: ['dan.com', 'undeveloped.com'] },
  { name: 'HugeDomains', suffixes: ['hugedomains.com'] },
  { name: 'Uniregistry market', suffixes: ['uniregistrymarket.link'] },
  { name: 'GoDaddy CashParking', suffixes: ['cashparking.com', 'smartname.com'] },
  { name: 'ParkLogic', suffixes: ['parklogic.com'] },
  { name: 'the server of expired names at Network Solutions', suffixes: ['pendingrenewaldeletion.com'] },
  { name: 'the server of expired names at Tucows', suffixes: ['renewyourname.net'] },
  { name: 'the server of names on hold at Namecheap', suffixes: ['failed-whois-verification.namecheap.com'] },
]

export const under = (host: string, suffix: string): boolean => host === suffix || host.endsWith(`.${suffix}`)

export const providerOf = (host: string, providers: readonly Provider[]): string | undefined =>
  providers.find(({ suffixes }) => suffixes.some((suffix) => under(host, suffix)))?.name
