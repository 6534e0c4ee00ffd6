import { Command } from 'commander'
import { askMicrosoft, askNetwork, type Finding, type Health } from '../compose/doctor.ts'
import { storeOf } from '../compose/store.ts'
import { type Settings, settings } from '../config.ts'
import type { ScenarioId } from '../lab/scenarios/registry.ts'
import { Fault } from '../model/fault.ts'
import type { Io } from './io.ts'
import { paint as pc } from './paint.ts'
import { atPlace } from './place.ts'
import { scenarioOption } from './scenario.ts'
import { tell } from './trouble.ts'

interface Options {
  readonly scenario?: ScenarioId
  readonly json?: boolean
  readonly data?: string
}

/** `mailflow doctor`: what works, what is missing, and what each missing piece costs. */
export const doctorCommand = (io: Io): Command =>
  new Command('doctor')
    .description('check settings, sign-in, each permission, DNS, SMTP and the database')
    .addOption(scenarioOption())
    .option('--json', 'print the findings as one JSON object')
    .option('--data <folder>', 'the data folder to check')
    .addHelpText('after', '\nExit code: 0 nothing is missing, 1 something is, 3 it could not run.')
    .action((options: Options) => examine(io, options).catch((thrown) => tell(io, thrown)))

const examine = async (io: Io, options: Options): Promise<void> => {
  const read = settings(options.data)
  const findings = await atPlace(
    options.scenario,
    async ({ reach, ports }): Promise<readonly Finding[]> => [
      { area: 'Settings', what: 'environment', health: 'works', detail: 'All that is set can be used.' },
      await databaseOf(read),
      ...teamsOf(read),
      ...(await askMicrosoft(reach, ports)),
      ...(await askNetwork(ports)),
    ],
    () => read,
  )
  io.out(options.json === true ? `${JSON.stringify({ findings }, undefined, 2)}\n` : `${report(findings)}\n`)
  io.exit(findings.some(({ health }) => health === 'missing') ? 1 : 0)
}

const databaseOf = async (read: Settings): Promise<Finding> => {
  const what = read.databaseUrl === undefined ? `embedded, in ${read.dataFolder}` : 'PostgreSQL'
  const area = 'Database'
  try {
    const store = await storeOf(read)
    await store.close()
    return { area, what, health: 'works', detail: 'Opened, and its tables are up to date.' }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    if (thrown.code === 'store.folder-in-use')
      return { area, what, health: 'works', detail: 'In use by a running Mailflow.' }
    return { area, what, health: 'missing', detail: thrown.message, costs: 'The bot cannot start.' }
  }
}

const teamsOf = ({ bot, pager }: Settings): readonly Finding[] => [
  bot.appId === undefined
    ? {
        area: 'Teams',
        what: 'bot registration',
        health: 'off',
        detail: 'MicrosoftAppId is not set: the bot serves only this machine.',
        costs: 'Nobody in Teams can reach it.',
        fix: 'Register an Azure Bot and set MicrosoftAppId, MicrosoftAppTenantId and a proof of identity.',
      }
    : {
        area: 'Teams',
        what: 'bot registration',
        health: 'works',
        detail: `${bot.appId}, ${bot.identity.kind}`,
      },
  bot.roles.admin.length > 0 || bot.appId === undefined
    ? { area: 'Teams', what: 'admins', health: 'works', detail: adminsOf(bot.roles.admin.length) }
    : {
        area: 'Teams',
        what: 'admins',
        health: 'missing',
        detail: 'MAILFLOW_ADMINS lists nobody.',
        costs: 'Nobody can choose the incident channel or switch monitors.',
        fix: 'Set MAILFLOW_ADMINS to Entra object ids.',
      },
  Object.keys(pager).length > 0
    ? {
        area: 'Alarm',
        what: 'second way out',
        health: 'works',
        detail: `Set up: ${Object.keys(pager).join(', ')}.`,
      }
    : {
        area: 'Alarm',
        what: 'second way out',
        health: 'off',
        detail: 'Not set up.',
        costs: 'A P1 comes through Teams only, which does not break through Do Not Disturb.',
        fix: 'Set MAILFLOW_PAGER_WEBHOOK_URL, MAILFLOW_PAGERDUTY_ROUTING_KEY or MAILFLOW_PAGER_SMTP_URL.',
      },
]

const adminsOf = (count: number): string =>
  count === 0 ? 'Whoever sits at this machine.' : `${count} listed.`

const MARKS: Readonly<Record<Health, string>> = {
  works: pc.green('✓ works  '),
  missing: pc.red('✕ missing'),
  off: pc.yellow('- off    '),
  unsure: pc.yellow('? unsure '),
}

const report = (findings: readonly Finding[]): string =>
  findings
    .flatMap(({ area, what, health, detail, costs, fix }) => [
      `${MARKS[health]} ${pc.bold(area)}, ${what}: ${detail}`,
      ...(costs === undefined || costs === '' ? [] : [`            costs: ${costs}`]),
      ...(fix === undefined ? [] : [`            do: ${fix}`]),
    ])
    .join('\n')
