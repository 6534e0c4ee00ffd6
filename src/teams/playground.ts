import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ServerFault } from './fault.ts'
import { connectorOf, PLAYGROUND } from './playground-tenant.ts'

export interface Playground {
  /** What to open in a browser. */
  readonly url: string
  /** Ends it and everything that it started. */
  close(): Promise<void>
}

const READY_WITHIN_MS = 60_000
const ENDS_WITHIN_MS = 3_000
const LOOK_EVERY_MS = 100

const trouble = (code: string, message: string): ServerFault =>
  new ServerFault(message, { code: `playground.${code}`, kind: 'unreachable' })

/** The Playground takes another port silently when its own is taken, so that it is tried before. */
const assertFree = async (port: number): Promise<void> => {
  const probe = createServer()
  probe.listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    throw trouble(
      'port-taken',
      `Port ${port} is taken by another program. Set MAILFLOW_PLAYGROUND_PORT to a free one, for example ${port + 1}.`,
    )
  }
  probe.close()
  await once(probe, 'close')
}

/** Its settings; JSON is YAML too. The second file keeps it from opening a browser and its log where it belongs. */
const writeConfig = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.m365agentsplayground.yml'), JSON.stringify(PLAYGROUND, undefined, 2))
  const environment = join(folder, 'playground.env')
  const log = JSON.stringify(join(folder, 'playground.log'))
  await writeFile(environment, `TEAMSAPPTESTER_BROWSER=none\nM365_AGENTS_PLAYGROUND_LOGFILE=${log}\n`)
  return environment
}

const launch = (folder: string, environment: string, port: number, botUrl: string): ChildProcess => {
  const program = fileURLToPath(import.meta.resolve('@microsoft/m365agentsplayground/cli.js'))
  const before = new URL('./playground-child.ts', import.meta.url).href
  const own = ['start', '-e', botUrl, '-c', 'msteams', '-p', String(port), '--su', connectorOf(port), '--dt']
  return spawn(process.execPath, [`--env-file=${environment}`, `--import=${before}`, program, ...own], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

/** The whole group, so that nothing it started stays behind. Windows has no groups: there its own end must do. */
const signalGroup = (child: ChildProcess, signal: NodeJS.Signals): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    child.kill(signal)
  }
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  signalGroup(child, 'SIGTERM')
  const overdue = setTimeout(() => signalGroup(child, 'SIGKILL'), ENDS_WITHIN_MS)
  await ended
  clearTimeout(overdue)
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok
  } catch {
    return false
  }
}

const untilReady = async (child: ChildProcess, url: string, folder: string): Promise<void> => {
  const until = performance.now() + READY_WITHIN_MS
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > until)
      throw trouble(
        'not-started',
        `The Agents Playground did not start; ${join(folder, 'playground.log')} may say why.`,
      )
    await sleep(LOOK_EVERY_MS)
  }
}

/**
 * Starts the Microsoft 365 Agents Playground, a Teams client for this machine, against a bot that nobody signs in to.
 * Its telemetry is off and no browser is opened. Throws ServerFault.
 */
export const startPlayground = async (parts: {
  readonly botUrl: string
  readonly port: number
  /** A folder of its own for its settings and log. */
  readonly folder: string
}): Promise<Playground> => {
  const { botUrl, port, folder } = parts
  await assertFree(port)
  const child = launch(folder, await writeConfig(folder), port, botUrl)
  child.on('error', () => undefined)
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(child, url, folder)
  } catch (thrown) {
    await end(child)
    throw thrown
  }
  return { url, close: () => end(child) }
}
