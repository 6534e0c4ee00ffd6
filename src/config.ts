import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { PagerSettings } from './connect/pager/settings.ts'
import { PAGER_ENVIRONMENT, pagerProblems, pagerSettings } from './pager-setting.ts'
import {
  file,
  guid,
  guids,
  oneOf,
  type Place,
  port,
  readConnectTo,
  readDnsServer,
  readGuid,
  readHost,
  readList,
  SAMPLE_GUID,
  secret,
  setting,
  url,
} from './setting.ts'
import type { BotIdentity, BotSettings } from './teams/settings.ts'

/** How a Microsoft service is signed in to. */
export type Credential =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'secret'; readonly tenant: string; readonly client: string; readonly secret: string }
  | { readonly kind: 'certificate'; readonly tenant: string; readonly client: string; readonly file: string }
  | { readonly kind: 'federated'; readonly tenant: string; readonly client: string; readonly file: string }
  /** `client` picks a user-assigned identity; absent is the system-assigned one. */
  | { readonly kind: 'managed-identity'; readonly client?: string }

const ZERO_FLOW_RULES = ['learned', '15min'] as const

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** All settings, checked. An adapter without its credential is not set up and says so when it is asked. */
export interface Settings {
  /** Absolute path of the folder that holds the embedded database and other files of ours. */
  readonly dataFolder: string
  /** PostgreSQL; absent means the embedded database. */
  readonly databaseUrl?: string
  readonly logLevel: LogLevel
  /** The tenant that is diagnosed. */
  readonly tenant?: string
  readonly bot: BotSettings
  readonly graph: { readonly url: string; readonly credential?: Credential }
  readonly exchange: { readonly url: string; readonly credential?: Credential }
  /** Servers as `address` or `address:port`; none means those of the system. */
  readonly dns: { readonly servers: readonly string[] }
  readonly smtp: {
    /** Connect there instead of to the host that DNS names; certificates are still checked against that host. */
    readonly connectTo: Readonly<Record<string, Place>>
    /** Our name in EHLO. */
    readonly heloName: string
  }
  /** A PEM file of further certificate authorities to trust. */
  readonly caFile?: string
  /** Whether mail has stopped is judged by what is usual at the hour, or after 15 minutes always. */
  readonly zeroFlowRule: (typeof ZERO_FLOW_RULES)[number]
  /** Ways out for a P1 that need neither the mail of the tenant nor Teams. */
  readonly pager: PagerSettings
  readonly playgroundPort: number
}

/** Settings that cannot be used, every problem at once, each as one sentence with an example. */
export class SettingsFault extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'SettingsFault'
    this.problems = problems
  }
}

const APP_TYPES = ['SingleTenant', 'UserAssignedMsi', 'MultiTenant'] as const
const OPEN_ID = 'https://login.botframework.com/v1/.well-known/openidconfiguration'
const CHANNEL = 'https://api.botframework.com'
const LOGIN = 'https://login.microsoftonline.com'

/** Every setting under the name it has in the environment. */
const Environment = z.object({
  PORT: port('3978').default(3978),
  DATABASE_URL: setting('a PostgreSQL address', 'postgres://mailflow@db.example/mailflow', (text) =>
    /^postgres(ql)?:\/\/./.test(text) ? text : undefined,
  ).optional(),
  MAILFLOW_DATA: file('.data').default('.data'),
  MAILFLOW_LOG_LEVEL: setting(`one of ${LOG_LEVELS.join(', ')}`, 'info', oneOf(LOG_LEVELS)).default('info'),
  MAILFLOW_PLAYGROUND_PORT: port('56150').default(56_150),

  MicrosoftAppId: guid.optional(),
  MicrosoftAppTenantId: guid.optional(),
  MicrosoftAppType: setting(`one of ${APP_TYPES.join(', ')}`, 'SingleTenant', oneOf(APP_TYPES)).optional(),
  MicrosoftAppPassword: secret.optional(),
  MAILFLOW_BOT_CERTIFICATE: file('/etc/mailflow/bot.pem').optional(),
  MAILFLOW_BOT_FEDERATED_IDENTITY: guid.optional(),
  MAILFLOW_TENANTS: guids.optional(),
  MAILFLOW_VIEWERS: guids.default([]),
  MAILFLOW_RESPONDERS: guids.default([]),
  MAILFLOW_APPROVERS: guids.default([]),
  MAILFLOW_ADMINS: guids.default([]),
  ToBotFromChannelOpenIdMetadataUrl: url(OPEN_ID).default(OPEN_ID),
  ToBotFromChannelTokenIssuer: url(CHANNEL).default(CHANNEL),
  ToChannelFromBotLoginUrl: url(LOGIN).default(LOGIN),
  ToChannelFromBotOAuthScope: url(CHANNEL).default(CHANNEL),

  AZURE_TENANT_ID: guid.optional(),
  AZURE_CLIENT_ID: guid.optional(),
  AZURE_CLIENT_SECRET: secret.optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: file('/etc/mailflow/graph.pem').optional(),
  AZURE_FEDERATED_TOKEN_FILE: file('/var/run/secrets/azure/tokens/azure-identity-token').optional(),
  MAILFLOW_MANAGED_IDENTITY: setting('"system" or the client id of an identity', 'system', (text) =>
    text.toLowerCase() === 'system' ? 'system' : readGuid(text),
  ).optional(),
  MAILFLOW_GRAPH_URL: url('https://graph.microsoft.com/v1.0').default('https://graph.microsoft.com/v1.0'),
  MAILFLOW_GRAPH_TOKEN: secret.optional(),
  MAILFLOW_EXCHANGE_URL: url('https://outlook.office365.com').default('https://outlook.office365.com'),
  MAILFLOW_EXCHANGE_TOKEN: secret.optional(),

  MAILFLOW_DNS_SERVERS: setting(
    'addresses with commas between them',
    '10.0.0.53,[2001:db8::53]:5353',
    readList(readDnsServer),
  ).default([]),
  MAILFLOW_SMTP_CONNECT_TO: setting(
    'host=address:port pairs with commas between them',
    'mail.contoso.com=127.0.0.1:2525',
    readList(readConnectTo),
  ).default([]),
  MAILFLOW_EHLO_NAME: setting('a host name', 'probe.contoso.com', readHost).optional(),
  MAILFLOW_CA_FILE: file('/etc/mailflow/ca.pem').optional(),

  MAILFLOW_ZERO_FLOW_RULE: setting(
    `one of ${ZERO_FLOW_RULES.join(', ')}`,
    'learned',
    oneOf(ZERO_FLOW_RULES),
  ).default('learned'),
  ...PAGER_ENVIRONMENT,
})
type Read = z.infer<typeof Environment>

const named = (env: Read, names: readonly (keyof Read)[]): readonly string[] =>
  names.filter((name) => env[name] !== undefined)

/** What must hold between the settings of the bot's identity. */
const botProblems = (env: Read): readonly (string | false)[] => {
  const bot = env.MicrosoftAppId !== undefined
  const managed = env.MicrosoftAppType === 'UserAssignedMsi'
  const multi = env.MicrosoftAppType === 'MultiTenant'
  const proofs = named(env, [
    'MicrosoftAppPassword',
    'MAILFLOW_BOT_CERTIFICATE',
    'MAILFLOW_BOT_FEDERATED_IDENTITY',
  ])
  return [
    !bot &&
      proofs.length > 0 &&
      `MicrosoftAppId must be set because ${proofs[0]} is, for example MicrosoftAppId=${SAMPLE_GUID}.`,
    proofs.length > 1 && `Only one of ${proofs.join(', ')} may be set; leave the others empty.`,
    bot &&
      managed &&
      proofs.length > 0 &&
      `${proofs[0]} must be empty with MicrosoftAppType=UserAssignedMsi: the managed identity is the proof.`,
    bot &&
      !managed &&
      proofs.length === 0 &&
      'MicrosoftAppId needs a proof of identity: set MicrosoftAppPassword, MAILFLOW_BOT_CERTIFICATE or ' +
        'MAILFLOW_BOT_FEDERATED_IDENTITY, or MicrosoftAppType=UserAssignedMsi.',
    bot &&
      !multi &&
      env.MicrosoftAppTenantId === undefined &&
      `MicrosoftAppTenantId must be set because MicrosoftAppId is, for example MicrosoftAppTenantId=${SAMPLE_GUID}.`,
    bot &&
      multi &&
      (env.MAILFLOW_TENANTS ?? []).length === 0 &&
      `MAILFLOW_TENANTS must list the tenants that may use a MultiTenant bot, for example MAILFLOW_TENANTS=${SAMPLE_GUID}.`,
  ]
}

/** What must hold between the settings of the sign-in to Graph and Exchange. */
const serviceProblems = (env: Read): readonly (string | false)[] => {
  const proofs = named(env, ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'])
  const missing = (['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'] as const).filter((name) => env[name] === undefined)
  return [
    proofs.length > 1 && `Only one of ${proofs.join(', ')} may be set; leave the other empty.`,
    ...missing.map(
      (name) =>
        proofs.length > 0 &&
        `${name} must be set because ${proofs[0]} is, for example ${name}=${SAMPLE_GUID}.`,
    ),
  ]
}

const botIdentity = (env: Read): BotIdentity => {
  if (env.MicrosoftAppPassword !== undefined) return { kind: 'secret', secret: env.MicrosoftAppPassword }
  if (env.MAILFLOW_BOT_CERTIFICATE !== undefined)
    return { kind: 'certificate', file: resolve(env.MAILFLOW_BOT_CERTIFICATE) }
  if (env.MAILFLOW_BOT_FEDERATED_IDENTITY !== undefined)
    return { kind: 'federated', identity: env.MAILFLOW_BOT_FEDERATED_IDENTITY }
  return env.MicrosoftAppId === undefined ? { kind: 'none' } : { kind: 'managed-identity' }
}

const botSettings = (env: Read): BotSettings => {
  const home = env.MicrosoftAppType === 'MultiTenant' ? undefined : env.MicrosoftAppTenantId
  return {
    port: env.PORT,
    ...(env.MicrosoftAppId === undefined ? {} : { appId: env.MicrosoftAppId }),
    ...(home === undefined ? {} : { tenant: home }),
    identity: botIdentity(env),
    tenants: env.MAILFLOW_TENANTS ?? (home === undefined ? [] : [home]),
    roles: {
      viewer: env.MAILFLOW_VIEWERS,
      responder: env.MAILFLOW_RESPONDERS,
      approver: env.MAILFLOW_APPROVERS,
      admin: env.MAILFLOW_ADMINS,
    },
    openIdUrl: env.ToBotFromChannelOpenIdMetadataUrl,
    tokenIssuer: env.ToBotFromChannelTokenIssuer,
    loginUrl: env.ToChannelFromBotLoginUrl,
    scope: env.ToChannelFromBotOAuthScope,
  }
}

/** The sign-in that Graph and Exchange share. A chosen identity goes before one that the platform put there. */
const sharedCredential = (env: Read): Credential | undefined => {
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, MAILFLOW_MANAGED_IDENTITY: managed } = env
  if (tenant !== undefined && client !== undefined) {
    const app = { tenant, client }
    if (env.AZURE_CLIENT_SECRET !== undefined)
      return { kind: 'secret', ...app, secret: env.AZURE_CLIENT_SECRET }
    if (env.AZURE_CLIENT_CERTIFICATE_PATH !== undefined)
      return { kind: 'certificate', ...app, file: resolve(env.AZURE_CLIENT_CERTIFICATE_PATH) }
  }
  if (managed !== undefined)
    return { kind: 'managed-identity', ...(managed === 'system' ? {} : { client: managed }) }
  if (tenant !== undefined && client !== undefined && env.AZURE_FEDERATED_TOKEN_FILE !== undefined)
    return { kind: 'federated', tenant, client, file: env.AZURE_FEDERATED_TOKEN_FILE }
  return undefined
}

const service = (url: string, token: string | undefined, shared: Credential | undefined) => {
  const credential: Credential | undefined = token === undefined ? shared : { kind: 'token', token }
  return { url, ...(credential === undefined ? {} : { credential }) }
}

const shaped = (env: Read): Settings => {
  const tenant = env.AZURE_TENANT_ID ?? env.MicrosoftAppTenantId
  const shared = sharedCredential(env)
  return {
    dataFolder: resolve(env.MAILFLOW_DATA),
    ...(env.DATABASE_URL === undefined ? {} : { databaseUrl: env.DATABASE_URL }),
    logLevel: env.MAILFLOW_LOG_LEVEL,
    ...(tenant === undefined ? {} : { tenant }),
    bot: botSettings(env),
    graph: service(env.MAILFLOW_GRAPH_URL, env.MAILFLOW_GRAPH_TOKEN, shared),
    exchange: service(env.MAILFLOW_EXCHANGE_URL, env.MAILFLOW_EXCHANGE_TOKEN, shared),
    dns: { servers: env.MAILFLOW_DNS_SERVERS },
    smtp: {
      connectTo: Object.fromEntries(env.MAILFLOW_SMTP_CONNECT_TO),
      heloName: env.MAILFLOW_EHLO_NAME ?? hostname(),
    },
    ...(env.MAILFLOW_CA_FILE === undefined ? {} : { caFile: resolve(env.MAILFLOW_CA_FILE) }),
    zeroFlowRule: env.MAILFLOW_ZERO_FLOW_RULE,
    pager: pagerSettings(env),
    playgroundPort: env.MAILFLOW_PLAYGROUND_PORT,
  }
}

/** True under npm and npx, which start a command through a shell of their own. */
export const underNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined

/**
 * Settings from an environment; one that is empty counts as not set. Throws SettingsFault. What somebody set is never
 * repeated in a problem, because it may be a secret in the wrong place.
 */
export const settingsFrom = (environment: Readonly<Record<string, string | undefined>>): Settings => {
  const set = Object.entries(environment).filter(([, text]) => text !== undefined && text.trim() !== '')
  const read = Environment.safeParse(Object.fromEntries(set))
  if (!read.success)
    throw new SettingsFault(read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`))
  const problems = [
    ...botProblems(read.data),
    ...serviceProblems(read.data),
    ...pagerProblems(read.data),
  ].filter((line) => line !== false)
  if (problems.length > 0) throw new SettingsFault(problems)
  return shaped(read.data)
}

/** The settings of this process. `dataFolder`, where given, goes before the one of the environment. */
export const settings = (dataFolder?: string): Settings =>
  settingsFrom(dataFolder === undefined ? process.env : { ...process.env, MAILFLOW_DATA: dataFolder })
