import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { program, startProgram } from './program.ts'

/** The name server of Debian's package bind9; undefined on a machine that lacks it. */
export const NAMED = program('named')

/** One name server: its zones, and other statements of its configuration. */
export interface NameServer {
  /** Origin -> the lines of the zone after its SOA record; `undefined` is a zone that cannot be loaded. */
  readonly zones?: Readonly<Record<string, readonly string[] | undefined>>
  /** Zones that are signed, with the end of their signatures in seconds from now: `-3600`, `+864000`. */
  readonly signed?: Readonly<Record<string, string>>
  /** Statements for `options`. */
  readonly options?: readonly string[]
  /** It resolves by asking that other one, and checks signatures. */
  readonly forwardsTo?: string
  /** Names below which it asks another one than that, e.g. where the zone above delegates to. */
  readonly forwards?: Readonly<Record<string, string>>
}

export interface Bind {
  /** The address that a server has in the zones -> where it really listens, as the settings of the adapter want it. */
  readonly connectTo: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Runs one BIND for each name server, by the address under which the zones know it. */
export const startBind = async (servers: Readonly<Record<string, NameServer>>): Promise<Bind> => {
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bind-'))
  const places = await Promise.all(
    Object.keys(servers).map(async (address) => [address, await freePort()] as const),
  )
  const ports = Object.fromEntries(places)
  const anchors: string[] = []
  const configured = Object.entries(servers).map(([address, server]) => {
    const home = join(folder, address)
    mkdirSync(home)
    return { address, server, home, zones: zonesOf(server, home, anchors) }
  })
  const running = await Promise.all(
    configured.map(({ address, server, home, zones }) => {
      writeFileSync(join(home, 'named.conf'), configuration(home, server, zones, anchors, ports, address))
      return startProgram(NAMED as string, ['-g', '-c', join(home, 'named.conf')], READY)
    }),
  )
  return {
    connectTo: Object.fromEntries(places.map(([address, port]) => [address, `127.0.0.1:${port}`])),
    stop: async () => {
      await Promise.all(running.map(({ stop }) => stop()))
      rmSync(folder, { recursive: true })
    },
  }
}

/** Its last word of the start; `running as: ...` is one of the first. */
const READY = / running$/m

const configuration = (
  home: string,
  { forwardsTo, forwards = {}, options = [] }: NameServer,
  zones: readonly string[],
  anchors: readonly string[],
  ports: Readonly<Record<string, number>>,
  address: string,
): string => `options {
  directory "${home}"; managed-keys-directory "${home}"; pid-file none; session-keyfile none; listen-on-v6 { none; };
  listen-on port ${ports[address]} { 127.0.0.1; };
  notify no; max-udp-size 1232; ${options.join(' ')}
  ${
    forwardsTo === undefined
      ? 'recursion no; dnssec-validation no;'
      : `recursion yes; dnssec-validation yes; forward only; forwarders { 127.0.0.1 port ${ports[forwardsTo]}; };`
  }
};
controls {};
${forwardsTo === undefined ? '' : `trust-anchors { ${anchors.join(' ')} };`}
${zones.join('\n')}
${Object.entries(forwards)
  .map(
    ([name, to]) =>
      `zone "${name}" { type forward; forward only; forwarders { 127.0.0.1 port ${ports[to]}; }; };`,
  )
  .join('\n')}
`

const zonesOf = (
  { zones = {}, signed = {} }: NameServer,
  home: string,
  anchors: string[],
): readonly string[] =>
  Object.entries(zones).map(([origin, lines]) => {
    const file = join(home, `${origin}zone`)
    if (lines !== undefined) writeFileSync(file, `${head(origin)}${lines.join('\n')}\n`)
    const until = signed[origin]
    if (until === undefined) return `zone "${origin}" { type primary; file "${file}"; };`
    anchors.push(sign(origin, file, home, until))
    return `zone "${origin}" { type primary; file "${file}.signed"; };`
  })

const head = (origin: string): string =>
  `$TTL 3600\n$ORIGIN ${origin}.\n@ SOA ns1.dns.example. hostmaster.dns.example. 1 3600 600 86400 60\n`

/** Signs a zone and returns its key as a trust anchor. */
const sign = (origin: string, file: string, home: string, until: string): string => {
  const tool = (name: string): string => program(name) ?? name
  execFileSync(tool('dnssec-keygen'), ['-q', '-K', home, '-a', 'ECDSAP256SHA256', '-f', 'KSK', origin])
  const key = readdirSync(home).find((name) => name.startsWith(`K${origin}.`) && name.endsWith('.key'))
  const span = ['-s', 'now-2592000', '-e', `now${until}`]
  execFileSync(
    tool('dnssec-signzone'),
    ['-K', home, '-d', home, '-S', '-z', '-P', '-o', origin, ...span, '-f', `${file}.signed`, file],
    { stdio: 'pipe' },
  )
  const text = readFileSync(join(home, key as string), 'utf8')
  const [, flags, protocol, algorithm, data] = /DNSKEY (\d+) (\d+) (\d+) (.+)/.exec(text) ?? []
  return `"${origin}" static-key ${flags} ${protocol} ${algorithm} "${data?.replaceAll(' ', '')}";`
}
