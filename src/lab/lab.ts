import type { Clock } from '../model/ports.ts'
import { between } from '../model/time.ts'
import { type DnsServer, startDns } from './dns/server.ts'
import { startExchange } from './exchange/server.ts'
import { startGraph } from './graph/server.ts'
import { type Disturbance, disturbances } from './http/disturbances.ts'
import type { HttpServer } from './http/server.ts'
import type { Break, Scenario } from './scenario.ts'
import { SCENARIOS, type ScenarioId } from './scenarios/registry.ts'
import { createAuthority } from './smtp/authority.ts'
import { type RunningMailHost, startMailHost } from './smtp/mail-host.ts'
import { type Quota, type Stage, stageOf, TRACE_QUOTA } from './stage.ts'
import { TENANT_ID } from './tenant/people.ts'
import type { Tenant } from './tenant/tenant.ts'
import { nextChange } from './timeline.ts'

export type Backend = 'graph' | 'exchange' | 'dns' | 'smtp'

export interface LabOptions {
  readonly scenario: ScenarioId | Scenario
  readonly clock: Clock
  /** How long each backend takes to answer, real milliseconds; 0 where nothing is said. */
  readonly latencyMs?: number | Readonly<Partial<Record<Backend, number>>>
  /** Messages a day, times the usual 6,300. */
  readonly volume?: number
  /** Another number makes other mail. */
  readonly seed?: number
  readonly traceQuota?: Quota
  /** How much later than usual each message shows up in the trace, milliseconds. */
  readonly traceLagMs?: number
}

/** What a production adapter has to be told to talk to the lab. Empty for a scenario without backends. */
export interface LabSettings {
  readonly graphUrl?: string
  readonly exchangeUrl?: string
  /** Bearer token of both. */
  readonly token?: string
  /** Resolvers, `address:port`. */
  readonly dnsServers?: readonly string[]
  /** Where the zones' own name servers are reached: their address -> `address:port`. */
  readonly dnsConnectTo?: Readonly<Record<string, string>>
  /** Where to find mail hosts: name -> `address:port`. */
  readonly smtpConnectTo?: Readonly<Record<string, string>>
  /** The authority behind the certificates of the mail hosts, PEM. */
  readonly ca?: string
}

export interface Lab {
  readonly scenario: Scenario
  readonly tenantId: string
  readonly settings: LabSettings
  /** Plays another scenario, as if it had begun with this moment as its start. */
  switchTo(scenario: ScenarioId | Scenario): Promise<void>
  /** Mends everything from now on; what happened stays in the trace. */
  heal(): Promise<void>
  /** Breaks one more thing, on top of the scenario. */
  break(trouble: Break): Promise<void>
  /** Makes a web backend answer with a fault; returns what stops it. */
  disturb(disturbance: Disturbance): () => void
  setLatency(latencyMs: NonNullable<LabOptions['latencyMs']>): void
  close(): Promise<void>
}

const TOKEN = 'lab-token'

const scenarioOf = (given: ScenarioId | Scenario): Scenario =>
  typeof given === 'string' ? SCENARIOS[given] : given

/** Starts the made-up tenant on loopback sockets. Rejects when no port can be had. */
export const startLab = async (options: LabOptions): Promise<Lab> => {
  const stage = stageOf({
    clock: options.clock,
    scenario: scenarioOf(options.scenario),
    token: TOKEN,
    seed: options.seed ?? 1,
    quota: options.traceQuota ?? TRACE_QUOTA,
    volume: options.volume,
    extraLagMs: options.traceLagMs ?? 0,
  })
  let latency = options.latencyMs ?? 0
  const latencyOf = (backend: Backend) => (): number =>
    typeof latency === 'number' ? latency : (latency[backend] ?? 0)
  const faults = disturbances()
  const backends = await startBackends(stage, latencyOf, faults)
  let scenario = scenarioOf(options.scenario)
  const watch = watchClock(stage, options.clock, () => backends.settle())
  const changed = async (change: () => void): Promise<void> => {
    change()
    await backends.settle()
    watch.again()
  }
  return {
    get scenario() {
      return scenario
    },
    tenantId: TENANT_ID,
    get settings() {
      return scenario.offline === true ? {} : backends.settings
    },
    switchTo: (given) =>
      changed(() => {
        scenario = scenarioOf(given)
        stage.play(scenario)
      }),
    heal: () => changed(() => stage.heal()),
    break: (trouble) => changed(() => stage.add(trouble)),
    disturb: (disturbance) => faults.add(disturbance),
    setLatency: (given) => {
      latency = given
    },
    close: async () => {
      watch.stop()
      await backends.close()
    },
  }
}

interface Backends {
  readonly settings: LabSettings
  settle(): Promise<void>
  close(): Promise<void>
}

const startBackends = async (
  stage: Stage,
  latencyOf: (backend: Backend) => () => number,
  faults: ReturnType<typeof disturbances>,
): Promise<Backends> => {
  const authority = await createAuthority()
  const zones = (): Tenant['zones'] => stage.tenant().zones
  const [graph, exchange, resolver, nameServer] = await Promise.all([
    startGraph(stage, faults, latencyOf('graph')),
    startExchange(stage, faults, latencyOf('exchange')),
    startDns({ zones, role: 'resolver', latencyMs: latencyOf('dns') }),
    startDns({ zones, role: 'authoritative', latencyMs: latencyOf('dns') }),
  ])
  const mailHosts = await Promise.all(
    Object.keys(stage.tenant().mailHosts).map(async (name) => {
      const host = (): Tenant['mailHosts'][string] => {
        const state = stage.tenant().mailHosts[name]
        if (state === undefined) throw new Error(`The scenario took the mail host ${name} away.`)
        return state
      }
      const isKnown = (address: string) => knownRecipient(stage.tenant(), address)
      return [name, await startMailHost({ host, isKnown, authority, latencyMs: latencyOf('smtp') })] as const
    }),
  )
  const running: readonly (HttpServer | DnsServer | RunningMailHost)[] = [
    graph,
    exchange,
    resolver,
    nameServer,
    ...mailHosts.map(([, host]) => host),
  ]
  return {
    settings: {
      graphUrl: `${graph.url}/v1.0`,
      exchangeUrl: exchange.url,
      token: stage.token,
      dnsServers: [resolver.address],
      dnsConnectTo: nameServerAddresses(zones(), nameServer.address),
      smtpConnectTo: Object.fromEntries(mailHosts.map(([name, { address }]) => [name, address])),
      ca: authority.certificate,
    },
    settle: async () => {
      await Promise.all(mailHosts.map(([, host]) => host.settle()))
    },
    close: async () => {
      await Promise.all(running.map((server) => server.close()))
    },
  }
}

/** The addresses of all name servers in the zones, each reached at the one that really runs. */
const nameServerAddresses = (zones: Tenant['zones'], at: string): Readonly<Record<string, string>> => {
  const names = new Set(zones.flatMap((zone) => zone.nameServers))
  const addresses = zones.flatMap((zone) =>
    Object.entries(zone.names).flatMap(([name, { A = [] }]) => (names.has(name) ? A : [])),
  )
  return Object.fromEntries(addresses.map(({ address }) => [address, at]))
}

/** Directory-based edge blocking: only addresses that the directory knows are let in. */
const knownRecipient = (tenant: Tenant, address: string): 'recipient' | 'unknown' | 'elsewhere' => {
  const domain = address.split('@')[1]?.toLowerCase()
  const accepted = tenant.cmdlets['Get-AcceptedDomain']?.some((row) => row['DomainName'] === domain) === true
  if (!accepted) return 'elsewhere'
  const known = tenant.cmdlets['Get-Recipient']?.some(
    (row) => row['PrimarySmtpAddress'] === address.toLowerCase(),
  )
  return known === true ? 'recipient' : 'unknown'
}

/** Lets the mail hosts follow when the scenario breaks or mends something by itself. */
const watchClock = (
  stage: Stage,
  clock: Clock,
  settle: () => Promise<void>,
): { again(): void; stop(): void } => {
  let waiting = new AbortController()
  const wait = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      const next = nextChange(stage.timeline(), clock.now())
      if (next === undefined) return
      await clock.sleep(between(clock.now(), next), signal)
      await settle()
    }
  }
  const again = (): void => {
    waiting.abort()
    waiting = new AbortController()
    // Being called off is how waiting ends.
    wait(waiting.signal).catch(() => undefined)
  }
  again()
  return { again, stop: () => waiting.abort() }
}
