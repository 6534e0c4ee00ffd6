import { INITIAL_DOMAIN, SECOND_DOMAIN, TENANT_MX } from './directory.ts'
import { HYBRID_ADDRESS, SMART_HOST } from './exchange.ts'
import { DOMAIN } from './people.ts'
import type { DnsName, MailHost, Zone } from './tenant.ts'

export const REGISTRAR_NAME_SERVERS = ['ns1.dns.example', 'ns2.dns.example'] as const
const MICROSOFT_NAME_SERVERS = ['ns1.o365dns.example'] as const
const SPF = `v=spf1 ip4:${HYBRID_ADDRESS} include:spf.protection.outlook.com -all`
const PROTECTION = ['52.101.73.14', '52.101.68.16']

/** The hosts of a mail gateway of another provider, which some scenarios put before Exchange Online. */
export const GATEWAY_HOSTS = ['mx1-eu1.ppe-hosted.com', 'mx2-eu1.ppe-hosted.com'] as const
export const GATEWAY_ADDRESSES: readonly string[] = ['198.51.100.71', '198.51.100.72']
/** Where a domain points that nobody looks after. */
const PARKING_HOST = 'mx.parking.example'
const REGISTRY_NAME_SERVERS = ['a.registry.example'] as const

export const mailDomain = (mx: string): DnsName => ({
  MX: [{ exchange: mx, preference: 0 }],
  A: [{ address: '203.0.113.10' }],
  TXT: [{ text: SPF }],
})

const host = (...addresses: readonly string[]): DnsName => ({
  A: addresses.map((address) => ({ address })),
})

const ownZone = (origin: string, names: Zone['names']): Zone => ({
  origin,
  ttl: 3600,
  nameServers: REGISTRAR_NAME_SERVERS,
  names,
})

const mxOf = (domain: string): string => TENANT_MX[domain] as string

const tenantZones = (): readonly Zone[] => [
  ownZone(DOMAIN, {
    [DOMAIN]: mailDomain(mxOf(DOMAIN)),
    [SMART_HOST]: host(HYBRID_ADDRESS),
    [`autodiscover.${DOMAIN}`]: { CNAME: [{ target: 'autodiscover.outlook.com' }] },
  }),
  ownZone(SECOND_DOMAIN, { [SECOND_DOMAIN]: mailDomain(mxOf(SECOND_DOMAIN)) }),
  {
    origin: INITIAL_DOMAIN,
    ttl: 3600,
    nameServers: MICROSOFT_NAME_SERVERS,
    names: { [INITIAL_DOMAIN]: { MX: [{ exchange: mxOf(INITIAL_DOMAIN), preference: 0 }] } },
  },
  {
    origin: 'mail.protection.outlook.com',
    ttl: 10,
    nameServers: MICROSOFT_NAME_SERVERS,
    names: { [mxOf(DOMAIN)]: host(...PROTECTION), [mxOf(INITIAL_DOMAIN)]: host(...PROTECTION) },
  },
  {
    origin: 'mx.microsoft',
    ttl: 10,
    nameServers: MICROSOFT_NAME_SERVERS,
    names: { [mxOf(SECOND_DOMAIN)]: host(...PROTECTION) },
  },
]

/** Registries, registrars and others. */
const otherZones = (): readonly Zone[] => [
  {
    origin: 'ppe-hosted.com',
    ttl: 300,
    nameServers: REGISTRAR_NAME_SERVERS,
    names: Object.fromEntries(
      GATEWAY_HOSTS.map((name, order) => [name, host(GATEWAY_ADDRESSES[order] as string)]),
    ),
  },
  // What it delegates stands as zones of their own: a name that has none here is not registered.
  { origin: 'com', ttl: 900, nameServers: REGISTRY_NAME_SERVERS, names: {} },
  {
    origin: 'registry.example',
    ttl: 86_400,
    nameServers: REGISTRY_NAME_SERVERS,
    names: Object.fromEntries(REGISTRY_NAME_SERVERS.map((name) => [name, host('192.0.2.30')])),
  },
  {
    origin: 'dns.example',
    ttl: 86_400,
    nameServers: REGISTRAR_NAME_SERVERS,
    names: Object.fromEntries(
      REGISTRAR_NAME_SERVERS.map((name, order) => [name, host(`192.0.2.${53 + order}`)]),
    ),
  },
  {
    origin: 'o365dns.example',
    ttl: 86_400,
    nameServers: MICROSOFT_NAME_SERVERS,
    names: Object.fromEntries(MICROSOFT_NAME_SERVERS.map((name) => [name, host('198.51.100.53')])),
  },
  {
    origin: 'parking.example',
    ttl: 3600,
    nameServers: REGISTRAR_NAME_SERVERS,
    names: { [PARKING_HOST]: host('192.0.2.80') },
  },
]

/** The part of the world's DNS that the tenant's mail needs. */
export const healthyZones = (): readonly Zone[] => [...tenantZones(), ...otherZones()]

const protectionHost: MailHost = {
  door: 'open',
  name: 'BE1PEPF0000056A.mail.protection.outlook.com',
  startTls: true,
  certificateNames: [
    'mail.protection.outlook.com',
    '*.mail.protection.outlook.com',
    '*.mail.eo.outlook.com',
    'outlook.com',
    '*.j-v1.mx.microsoft',
  ],
  certificate: 'valid',
  accepts: 'tenant',
}

const gatewayHost = (name: string): MailHost => ({
  door: 'open',
  name,
  startTls: true,
  certificateNames: [name],
  certificate: 'valid',
  accepts: 'relay',
})

export const healthyMailHosts = (): Readonly<Record<string, MailHost>> => ({
  [mxOf(DOMAIN)]: protectionHost,
  [mxOf(SECOND_DOMAIN)]: protectionHost,
  [mxOf(INITIAL_DOMAIN)]: protectionHost,
  [SMART_HOST]: {
    door: 'open',
    name: SMART_HOST,
    startTls: true,
    certificateNames: [SMART_HOST],
    certificate: 'valid',
    accepts: 'relay',
  },
  ...Object.fromEntries(GATEWAY_HOSTS.map((name) => [name, gatewayHost(name)])),
  // A web server: nobody listens for mail.
  [PARKING_HOST]: { ...gatewayHost(PARKING_HOST), door: 'refused' },
})
