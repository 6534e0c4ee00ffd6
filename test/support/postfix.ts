import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KeyPair } from '../../src/lab/smtp/authority.ts'
import { freePort } from './free-port.ts'
import { program } from './program.ts'

/** The mail server of Debian's package postfix; undefined where it is missing or may not be run: it wants to be root. */
export const POSTFIX = process.getuid?.() === 0 ? program('postfix') : undefined

/** One port of the mail server. */
export interface Door {
  /** The certificate that it shows after STARTTLS; it offers none without. */
  readonly tls?: KeyPair
  /** Settings of smtpd that differ here, e.g. `smtpd_delay_open_until_valid_rcpt=no`. */
  readonly settings?: readonly string[]
}

export interface Postfix<D extends string> {
  /** Where each door is, `127.0.0.1:port`. */
  readonly doors: Readonly<Record<D, string>>
  stop(): Promise<void>
}

const LOG = 'log'

const SERVICES = `
postlog unix-dgram n - n - 1 postlogd
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
`

/** Runs a Postfix of our own: its settings, its queue and its log in a folder, its ports on loopback. */
export const startPostfix = async <D extends string>(
  settings: readonly string[],
  doors: Readonly<Record<D, Door>>,
): Promise<Postfix<D>> => {
  const home = mkdtempSync(join(tmpdir(), 'mailflow-postfix-'))
  const [etc, queue, data] = ['etc', 'queue', 'data'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ]
  for (const folder of [etc, queue, data]) mkdirSync(folder)
  // Its daemons run under an account of their own.
  for (const folder of [home, etc, queue, data]) chmodSync(folder, 0o755)
  execFileSync('chown', ['postfix', data])
  const named = Object.entries<Door>(doors)
  const places = await Promise.all(
    named.map(async ([name]) => [name, `127.0.0.1:${await freePort()}`] as const),
  )
  const placeOf = Object.fromEntries(places) as Record<D, string>
  writeFileSync(join(etc, 'main.cf'), mainOf([etc, queue, data], settings))
  const services = named.map(([name, door]) => serviceOf(placeOf[name as D], door, keyFile(etc, name, door)))
  writeFileSync(join(etc, 'master.cf'), `${services.join('\n')}${SERVICES}`)
  await run(etc, 'start')
  return {
    doors: placeOf,
    stop: async () => {
      await run(etc, 'stop')
      rmSync(home, { recursive: true })
    },
  }
}

const mainOf = ([etc, queue, data]: readonly [string, string, string], settings: readonly string[]): string =>
  [
    'compatibility_level = 3.6',
    `config_directory = ${etc}`,
    `queue_directory = ${queue}`,
    `data_directory = ${data}`,
    `maillog_file = ${join(etc, LOG)}`,
    `maillog_file_prefixes = ${etc}`,
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'mynetworks =',
    ...settings,
    '',
  ].join('\n')

const keyFile = (etc: string, name: string, { tls }: Door): string | undefined => {
  if (tls === undefined) return undefined
  const file = join(etc, `${name}.pem`)
  writeFileSync(file, `${tls.key}\n${tls.cert}\n`, { mode: 0o600 })
  return file
}

const serviceOf = (place: string, { settings = [] }: Door, key: string | undefined): string =>
  [
    `${place} inet n - n - - smtpd`,
    `-o smtpd_tls_security_level=${key === undefined ? 'none' : 'may'}`,
    ...(key === undefined ? [] : [`-o smtpd_tls_chain_files=${key}`]),
    ...settings.map((one) => `-o ${one}`),
  ].join('\n  ')

/** Runs one command of Postfix to its end. `start` ends when the daemons listen. */
const run = (etc: string, command: 'start' | 'stop'): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(POSTFIX as string, ['-c', etc, command], { stdio: 'ignore' })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`postfix ${command} ended with ${code}:\n${logOf(etc)}`))
    })
  })

const logOf = (etc: string): string => {
  const file = join(etc, LOG)
  return existsSync(file) ? readFileSync(file, 'utf8') : 'it wrote no log'
}
