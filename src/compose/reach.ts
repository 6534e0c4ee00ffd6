import { readFile } from 'node:fs/promises'
import type { Settings } from '../config.ts'
import { type Identity, type Token, tokenOf } from '../connect/credential.ts'
import type { LabSettings } from '../lab/lab.ts'
import { Fault } from '../model/fault.ts'

/** A Microsoft service and how it is signed in to. */
export interface Service {
  readonly url: string
  readonly token: Token
}

/** Where the services of a tenant are reached, and how: the same for a real tenant and for the lab. */
export interface Reach {
  /** The tenant's GUID; absent where nothing of Microsoft's is set up. */
  readonly tenant?: string
  readonly graph?: Service
  readonly exchange?: Service
  /** `address` or `address:port`; none means those of the system. */
  readonly dnsServers: readonly string[]
  /** Where the name server at an address is really reached. */
  readonly dnsConnectTo: Readonly<Record<string, string>>
  /** Where the mail host of a name is really reached. */
  readonly smtpConnectTo: Readonly<Record<string, string>>
  readonly heloName?: string
  /** Further certificate authorities to trust, PEM. */
  readonly ca: readonly string[]
  /** Whether public texts on the web may be read: MTA-STS policies and domain registrations. */
  readonly web: boolean
}

/** The services cannot be reached as the settings say: a file is missing, or two of them do not go together. */
export class ReachFault extends Fault {}

/** The services as the settings name them. Throws ReachFault. */
export const reachOf = async ({ tenant, graph, exchange, dns, smtp, caFile }: Settings): Promise<Reach> => ({
  ...(tenant === undefined ? {} : { tenant }),
  ...optional('graph', serviceOf(graph)),
  ...(tenant === undefined ? {} : optional('exchange', serviceOf(exchange))),
  dnsServers: dns.servers,
  dnsConnectTo: {},
  smtpConnectTo: Object.fromEntries(
    Object.entries(smtp.connectTo).map(([name, { host, port }]) => [
      name,
      host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    ]),
  ),
  heloName: smtp.heloName,
  ca: caFile === undefined ? [] : [await readAuthority(caFile)],
  web: true,
})

/** The services of the lab. A scenario without backends reaches nothing. */
export const reachOfLab = (lab: { readonly tenantId: string; readonly settings: LabSettings }): Reach => {
  const { graphUrl, exchangeUrl, token = '', ca, ...names } = lab.settings
  const bearer: Identity = { kind: 'token', token }
  return {
    tenant: lab.tenantId,
    ...optional('graph', graphUrl && { url: graphUrl, token: tokenOf(bearer, graphUrl) }),
    ...optional('exchange', exchangeUrl && { url: exchangeUrl, token: tokenOf(bearer, exchangeUrl) }),
    dnsServers: names.dnsServers ?? NOBODY,
    dnsConnectTo: names.dnsConnectTo ?? {},
    smtpConnectTo: names.smtpConnectTo ?? {},
    ca: ca === undefined ? [] : [ca],
    web: false,
  }
}

/** The lab stays on this machine: without a DNS server of its own it asks one that nobody runs, never the system's. */
const NOBODY = ['127.0.0.1:9']

const serviceOf = ({ url, credential }: Settings['graph']): Service | undefined =>
  credential === undefined ? undefined : { url, token: tokenOf(credential, url) }

const optional = <K extends string, T>(key: K, value: T | '' | undefined): { readonly [P in K]?: T } =>
  value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]: T })

const readAuthority = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new ReachFault(
      `The file of certificate authorities ${path} cannot be read. Correct MAILFLOW_CA_FILE, or leave it empty.`,
      { code: 'settings.file-unreadable', kind: 'unreachable', cause },
    )
  }
}
