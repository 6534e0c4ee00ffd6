import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { Client } from 'pg'
import { freePort } from './free-port.ts'

/** A PostgreSQL server to test on. `database` creates an empty one and returns its url. */
export interface PostgresServer {
  database(): Promise<string>
  stop(): Promise<void>
}

/** Whether there is a server to test on, or the means to start one. */
export const postgresAvailable = (): boolean =>
  process.env['MAILFLOW_TEST_POSTGRES'] !== undefined || binaries() !== undefined

/** The server that `MAILFLOW_TEST_POSTGRES` names (a url that may create databases), or a throw-away one. */
export const startPostgres = async (): Promise<PostgresServer> => {
  const given = process.env['MAILFLOW_TEST_POSTGRES']
  if (given !== undefined) return serverAt(given, async () => undefined)
  const bin = binaries()
  if (bin === undefined)
    throw new Error('There is no PostgreSQL here: set MAILFLOW_TEST_POSTGRES or install one.')
  return throwAway(bin)
}

const throwAway = async (bin: string): Promise<PostgresServer> => {
  const owner = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-postgres-'))
  chmodSync(folder, 0o700)
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid)
  const data = join(folder, 'data')
  const initial = ['-D', data, '-U', 'mailflow', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(join(bin, 'initdb'), initial, { ...owner, cwd: folder, stdio: 'ignore' })
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`]
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...owner,
      cwd: folder,
      stdio: 'ignore',
    },
  )
  const url = `postgres://mailflow@127.0.0.1:${port}/postgres`
  await untilReady(url, server)
  return serverAt(url, async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
}

const serverAt = (url: string, stop: () => Promise<void>): PostgresServer => {
  let count = 0
  return {
    database: async () => {
      count += 1
      const name = `mailflow_test_${process.pid}_${Date.now()}_${count}`
      await query(url, `create database ${name}`)
      const own = new URL(url)
      own.pathname = `/${name}`
      return own.href
    },
    stop,
  }
}

const query = async (url: string, text: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

const untilReady = async (url: string, server: ChildProcess): Promise<void> => {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode} while starting.`)
    try {
      return await query(url, 'select 1')
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const binaries = (): string | undefined => {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).toSorted().toReversed() : []
  const path = (process.env['PATH'] ?? '').split(delimiter)
  const places = [...versions.map((version) => join(debian, version, 'bin')), ...path]
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')))
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
const unprivileged = (): { uid?: number; gid?: number } => {
  if (userInfo().uid !== 0) return {}
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
