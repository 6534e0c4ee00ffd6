import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type PostgresServer, postgresAvailable, startPostgres } from './support/postgres.ts'
import { ROOT } from './support/source-tree.ts'
import { messageFrom, post } from './teams/support/bot.ts'
import { type Connector, startConnector } from './teams/support/connector.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
})

interface Bot {
  readonly url: string
  /** Ends the process as a power cut would. */
  kill(): Promise<void>
}

/** The real program in a process of its own, where nobody signs in to it. */
const startBot = async (scenario: string, environment: Readonly<Record<string, string>>): Promise<Bot> => {
  const args = ['src/main.ts', '--no-playground', '--scenario', scenario]
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  open.push(() => end(child))
  return { url: await urlOf(child), kill: () => end(child) }
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

const urlOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    const hear = (bytes: Buffer): void => {
      said += bytes.toString()
      const url = /^Mailflow\s+(http\S+)$/m.exec(said)?.[1]
      if (url !== undefined && said.includes('Ready')) resolve(url)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', (code) => reject(new Error(`The bot ended with ${code}:\n${said}`)))
  })

const CONTINUED = 'Posted again after a restart'
const textOf = (call: unknown): string => JSON.stringify(call)

/** The diagnosis cards that the channel was given, and the last state of the newest one. */
const cardsIn = ({ calls }: Connector) => {
  const posts = calls.filter(({ method, body }) => method === 'POST' && textOf(body).includes('AdaptiveCard'))
  return {
    unmarked: posts.filter(({ body }) => !textOf(body).includes(CONTINUED)).length,
    last: calls.findLast(({ body }) => textOf(body).includes('AdaptiveCard')),
  }
}

const untilVerdict = async (connector: Connector): Promise<void> => {
  // "So far: ..." is no verdict yet; the chip tells.
  while (!/MX record of contoso\.com points elsewhere.*"Found"/.test(textOf(cardsIn(connector).last?.body)))
    await sleep(50)
}

/** Kills the bot that many milliseconds after the word was said, restarts it, and waits for the verdict. */
const killedAfter = async (ms: number, environment: Readonly<Record<string, string>>) => {
  const connector = await startConnector()
  open.push(() => connector.close())
  const first = await startBot('mx-wrong', environment)
  const said = await post(first.url, messageFrom(connector.serviceUrl, { id: `said-${ms}` }))
  await sleep(ms)
  await first.kill()
  const second = await startBot('mx-wrong', environment)
  // The channel did not hear an answer, so that it says it again.
  await post(second.url, messageFrom(connector.serviceUrl, { id: `said-${ms}` }))
  await untilVerdict(connector)
  // Long enough for a card that should not be there.
  await sleep(500)
  await second.kill()
  const { unmarked, last } = cardsIn(connector)
  return { status: said.status, twice: unmarked > 1, verdict: textOf(last?.body).includes('"Found"') }
}

/** A card whose posting was cut off may never have arrived; it is posted again with a mark that says so. */
const FINISHED = { status: 200, twice: false, verdict: true }

const MOMENTS = [0, 120, 400, 1100]

describe('a bot that is killed in the middle of a diagnosis and started again', () => {
  test.each(MOMENTS)(
    'finishes it on one card when killed after %d ms (PGlite)',
    async (ms) => {
      const folder = await mkdtemp(join(tmpdir(), 'mailflow-crash-'))
      open.push(() => rm(folder, { recursive: true }))
      expect(await killedAfter(ms, { MAILFLOW_DATA: folder })).toEqual(FINISHED)
    },
    60_000,
  )
})

const orSkip = postgresAvailable() ? describe : describe.skip
orSkip('the same on a PostgreSQL server', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())

  test.each([0, 400])(
    'finishes it on one card when killed after %d ms',
    async (ms) => {
      const folder = await mkdtemp(join(tmpdir(), 'mailflow-crash-'))
      open.push(() => rm(folder, { recursive: true }))
      const environment = { MAILFLOW_DATA: folder, DATABASE_URL: await server.database() }
      expect(await killedAfter(ms, environment)).toEqual(FINISHED)
    },
    120_000,
  )
})
